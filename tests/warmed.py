"""The server that `tests.warm` forks from imports this: modules that a crawl otherwise loads at first use."""

from scrapy.utils.misc import load_object

from crawler import settings
from pipelines.text.metadata import language

for _table in (settings.DOWNLOADER_MIDDLEWARES, settings.ITEM_PIPELINES, settings.EXTENSIONS):
    for _path in _table:
        load_object(_path)
for _path in set(filter(None, settings.DOWNLOAD_HANDLERS.values())):
    load_object(_path)
language.read("A paragraph in some language, long enough to tell in which it is. " * 9)
