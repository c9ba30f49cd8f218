"""Which pages of a crawl are read in a browser, and what that showed of their sites."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any

from crawler.fetch import javascript
from crawler.spiders.pages import content_type_of
from pipelines.db.crawl import scripted
from pipelines.db.crawl.scripted import BrowserCounts
from pipelines.worker.empty_page import Kind, content, needs_scripts

if TYPE_CHECKING:
    from scrapy.http import Response
    from scrapy.settings import BaseSettings

    from crawler.sources.source import Source
    from crawler.spiders.run_state import RunState
    from pipelines.db.crawl.leases import Leased

Work = Callable[..., Awaitable[Any]]
"""Runs a function on a page in a worker process."""


def check(settings: BaseSettings, sources: Mapping[str, Source]) -> None:
    """Raises NoBrowserError where a browser is asked for and something that it needs is missing."""
    mode = settings["JAVASCRIPT"]
    if mode not in (None, "auto", "off"):
        raise javascript.NoBrowserError(f"JAVASCRIPT={mode} is unknown; write auto or off")
    asking = [name for name, source in sources.items() if source.javascript]
    if mode == "off" or not (mode == "auto" or asking):
        return
    if lack := javascript.missing(settings["JAVASCRIPT_BROWSER"]):
        why = "JAVASCRIPT=auto" if mode == "auto" else f"{asking[0]}: javascript = true"
        raise javascript.NoBrowserError(f"{why}: {lack}")


_SENTENCE = 10
"""Words of a short sentence."""


class Rendering:
    """Reads a crawl's pages in a browser where that is asked for, and they are empty without one."""

    def __init__(self, run: RunState, work: Work) -> None:
        self.run, self.work = run, work
        self.mode: str | None = run.crawler.settings["JAVASCRIPT"]
        self._known: dict[tuple[str, str], BrowserCounts] = {}
        self._loaded: set[str] = set()

    @cached_property
    def renderer(self) -> javascript.Renderer:
        return javascript.Renderer(self.run.crawler)

    def is_needed(self, leased: Leased) -> bool:
        """Whether a page's bytes say nothing of its content, so that it is always asked for as a whole."""
        source = self.run.sources[leased.source]
        if self.mode == "off" or not (self.mode == "auto" or source.javascript):
            return False
        known = self._of(leased)
        return source.javascript or (known is not None and known.is_needed)

    async def rendered(self, response: Response, leased: Leased, kind: str) -> Response:
        """Return the page as its scripts make it, or as it came. Raises BrowserDiedError."""
        source = self.run.sources[leased.source]
        may = self.mode != "off" and (self.mode == "auto" or source.javascript)
        if not may or kind in ("feed", "sitemap") or response.status != 200:
            return response
        known = self._of(leased)
        if not source.javascript and known is not None and known.is_useless(datetime.now(UTC)):
            return response
        as_kind: Kind = "article" if kind == "article" else "list"
        is_empty = await self._is_empty(response, as_kind)
        if not is_empty and not source.javascript:
            return response
        meta = {"delay": source.delay, "concurrency": source.concurrency}
        page = await self.renderer.read(response, meta, {"leased": leased})
        helped = is_empty and await self._has_more(page, response, as_kind)
        db = self.run.frontier.db
        scripted.note(db, leased.source, leased.kind, helped=helped)
        self._loaded.discard(leased.source)
        return page

    async def _has_more(self, page: Response, response: Response, kind: Kind) -> bool:
        """Whether the page shows more in the browser: another link, or a sentence and twice the words."""
        after, before = [
            await self.work(each.url, content, each.body, each.url, content_type_of(each), kind)
            for each in (page, response)
        ]
        least = before + 1 if kind == "list" else max(2 * before, before + _SENTENCE)
        return bool(after >= least)

    async def _is_empty(self, response: Response, kind: Kind) -> bool:
        place = response.url, content_type_of(response), kind
        return bool(await self.work(response.url, needs_scripts, response.body, *place))

    def _of(self, leased: Leased) -> BrowserCounts | None:
        if leased.source not in self._loaded:
            self._loaded.add(leased.source)
            for one in scripted.of_source(self.run.frontier.db, leased.source):
                self._known[leased.source, one.kind] = one
        return self._known.get((leased.source, leased.kind))

    async def close(self) -> None:
        """End the browser, if one was started."""
        if "renderer" in vars(self):
            await self.renderer.close()
