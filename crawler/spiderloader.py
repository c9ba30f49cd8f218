"""Scrapy's spider loader with a spider for each source file; knows nothing of what a spider does."""

from __future__ import annotations

import builtins
import logging
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from urllib.parse import urlsplit

from scrapy.spiderloader import SpiderLoader
from scrapy.utils.misc import load_object

from crawler.errors import SourceError, UnknownNameError, unknown
from crawler.guard.secrets import mask_logs
from crawler.sources.source import DIRECTORY, Source, load_sources

if TYPE_CHECKING:
    from scrapy import Request, Spider
    from scrapy.settings import BaseSettings

OURS = {"news": "crawler.spiders.news.NewsSpider", "archive": "crawler.spiders.archive.ArchiveSpider"}
"""Imported when first asked for: `scrapy list` needs their names alone, and they take a while."""

logger = logging.getLogger(__name__)


class SourceSpiderLoader(SpiderLoader):
    """Our spiders, those of SPIDER_MODULES, and the news spider once for each file in the directory SOURCES.

    Files are read when a source is first asked for. A file with mistakes has no spider; the others do.
    """

    def __init__(self, settings: BaseSettings) -> None:
        mask_logs()  # the first of ours that Scrapy makes, before it logs anything
        super().__init__(settings)
        self.directory = Path(settings.get("SOURCES") or DIRECTORY)

    def load(self, spider_name: str) -> type[Spider]:
        """The spider of that name.

        Raises UnknownNameError, a KeyError whose text is for the user, where there is none.
        """
        if spider_name in self._spiders:
            return self._spiders[spider_name]
        if spider_name in OURS:
            return cast("type[Spider]", load_object(OURS[spider_name]))
        sources, errors = self._read
        broken = next((error for error in errors if error.name in ("", spider_name)), None)
        if spider_name in sources:
            if broken:  # a second file of the same name
                logger.warning("%s", broken)
            return _bound(sources[spider_name])
        if broken:
            raise UnknownNameError(str(broken)) from broken
        see = "'scrapy list' shows what there is, 'scrapy addsource URL' adds a site"
        raise UnknownNameError(unknown("source or spider", spider_name, [*sources, *self._others], see=see))

    def list(self) -> list[str]:
        """The names of the sources, then of the other spiders. Files with mistakes are told of in the log."""
        sources, errors = self._read
        for error in errors:
            logger.warning("left out: %s", error)
        return [*sources, *self._others]

    def find_by_request(self, request: Request) -> builtins.list[str]:
        """The names of the sources on whose host the request's address is."""
        host = (urlsplit(request.url).hostname or "").removeprefix("www.")
        return [name for name, source in self._read[0].items() if source.host == host]

    @property
    def _others(self) -> builtins.list[str]:
        return sorted({*OURS, *self._spiders})

    @cached_property
    def _read(self) -> tuple[dict[str, Source], tuple[SourceError, ...]]:
        sources, errors = load_sources(self.directory)
        return {source.name: source for source in sources}, errors


def _bound(source: Source) -> type[Any]:
    news = load_object(OURS["news"])
    members = {"name": source.name, "bound_source": source, "__module__": news.__module__}
    return type(news.__name__, (news,), members)
