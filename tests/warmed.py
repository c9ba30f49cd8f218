"""The server that `tests.warm` forks from imports this: modules that commands otherwise load at first use."""

import gc
import gzip
import pkgutil
from datetime import UTC, datetime
from importlib import import_module

import scrapy.commands
from scrapy.http import TextResponse
from scrapy.settings import Settings
from scrapy.utils.misc import load_object

import crawler.commands
from crawler import settings
from pipelines.items import Page, Site
from pipelines.text.metadata import language
from pipelines.worker.read_page import clean_page

_LATE = (
    *("crawler.guard.resolver", "crawler.reports.scrapy_output", "crawler.spiderloader"),
    *("itemadapter", "pipelines.export.table", "scrapy.squeues", "scrapy.utils.test"),
    *("feedparser", "numpy.ma", "xml.sax.expatreader"),
    *("rich.console", "rich.live", "rich.table", "rich.text", "twisted.conch.telnet"),
)


_LINE = "The council met on Tuesday and talked for a long time about the old bridge over the river."
_STORY = (
    f"<html lang='en'><head><title>A bridge - The Bridge</title></head><body><article><h1>A bridge</h1>"
    f"<p>{_LINE}</p><p>Nobody left before the end.</p><p>{_LINE}</p></article></body></html>"
).encode()


def _load(setting: object) -> None:
    """Import what a setting of Scrapy names; most of them name nothing."""
    if isinstance(setting, str) and setting.startswith("scrapy."):
        load_object(setting)


for _package in (scrapy.commands, crawler.commands):
    for _module in pkgutil.iter_modules(_package.__path__):
        import_module(f"{_package.__name__}.{_module.name}")
for _name in _LATE:
    import_module(_name)
for _value in Settings().attributes.values():
    for _path in _value.value if hasattr(_value.value, "keys") else (_value.value,):
        _load(_path)
for _table in (settings.DOWNLOADER_MIDDLEWARES, settings.ITEM_PIPELINES, settings.EXTENSIONS):
    for _path in _table:
        load_object(_path)
for _path in set(filter(None, settings.DOWNLOAD_HANDLERS.values())):
    load_object(_path)
assert TextResponse(
    "https://warm.example/feed", body=gzip.compress(_STORY)
).encoding  # loads Python's encodings
_site = Site(name="warm", url="https://warm.example/")
clean_page(Page(url=f"{_site.url}a", body=_STORY, fetched_at=datetime.now(UTC), site=_site))
language.read("A paragraph in some language, long enough to tell in which it is. " * 9)
gc.collect()
gc.freeze()  # a collection in a child must not copy the pages of all these objects
