"""Scrapy's spider loader, with one more spider for each source file."""

from __future__ import annotations

import builtins
import logging
import shlex
from functools import cached_property
from typing import Any, cast

from scrapy import Request, Spider
from scrapy.settings import BaseSettings
from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object

from crawler.errors import SourceError, UnknownNameError, unknown
from crawler.guard.secrets import mask_logs
from crawler.sources.source import Source, directory_of, load_sources
from pipelines.urls import bare_netloc

OURS = {"news": "crawler.spiders.news.NewsSpider", "archive": "crawler.spiders.archive.ArchiveSpider"}
"""Imported when first needed: the import is slow, and `scrapy list` needs only the names."""

logger = logging.getLogger(__name__)


class SourceSpiderLoader(SpiderLoader):
    """Loads our spiders, those of SPIDER_MODULES, and the news spider for each file in directory SOURCES.

    Files are read when a source is first needed. A file with mistakes has no spider; the others do.
    """

    def __init__(self, settings: BaseSettings) -> None:
        mask_logs()  # here, because Scrapy creates this object before it logs anything
        super().__init__(settings)
        self.directory = directory_of(settings.get("SOURCES"))

    def load(self, spider_name: str) -> type[Spider]:
        """Return the spider of that name. Raises UnknownNameError, whose text is for the user."""
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        if spider_name in OURS:
            return cast("type[Spider]", load_object(OURS[spider_name]))
        if "://" in spider_name:
            see = f"an address is crawled with {_crawl_of(spider_name)}"
            raise UnknownNameError(unknown("source or spider", spider_name, (), see=see))
        sources, errors = self._read
        broken = next((error for error in errors if error.name in ("", spider_name)), None)
        if spider_name in sources:
            if broken:  # a second file of the same name
                logger.warning("%s", broken)
            return _bound(sources[spider_name])
        if broken:
            raise UnknownNameError(str(broken)) from broken
        see = "'scrapy list' shows all names, 'scrapy addsource URL' adds a site"
        names = [*sources, *self._other_names]
        if "." in spider_name:
            see = f"a site is crawled with {_crawl_of(f'https://{spider_name}')}"
        raise UnknownNameError(unknown("source or spider", spider_name, names, see=see))

    def list(self) -> list[str]:
        """Return the names of the sources, then of the other spiders; log the files with mistakes."""
        sources, errors = self._read
        for error in errors:
            logger.warning("left out: %s", error)
        return [*sources, *self._other_names]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """Return the names of the sources that have the host and port of the request's address."""
        netloc = bare_netloc(request.url)
        return [name for name, source in self._read[0].items() if source.netloc == netloc]

    @property
    def _other_names(self) -> builtins.list[str]:
        return sorted({*OURS, *self._spiders})

    @cached_property
    def _read(self) -> tuple[dict[str, Source], tuple[SourceError, ...]]:
        sources, errors = load_sources(self.directory)
        return {source.name: source for source in sources}, errors


def _crawl_of(url: str) -> str:
    return f"`scrapy crawl news -a {shlex.quote(f'url={url}')}`"


def _bound(source: Source) -> type[Any]:
    news = load_object(OURS["news"])
    attributes = {"name": source.name, "bound_source": source, "__module__": news.__module__}
    return type(news.__name__, (news,), attributes)
