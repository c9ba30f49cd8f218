"""Runs today's stages over the kept pages: rows that come out otherwise become revisions. Fetches nothing."""

from __future__ import annotations

import asyncio
import hashlib
import json
from collections import Counter, deque
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cache
from pathlib import Path

from pipelines.db import Database, clock, site_pages
from pipelines.db.articles import store
from pipelines.db.crawl import lessons
from pipelines.db.crawl.site_refusals import refusal
from pipelines.db.crawl.visits import is_view
from pipelines.db.rawpages import RawPages
from pipelines.drops import Drop, PageError
from pipelines.items import Article, Cleaned, Page, Site
from pipelines.stages.cleaning import CleanPipeline
from pipelines.stages.date import DatePipeline
from pipelines.stages.filter import FilterPipeline
from pipelines.stages.identify import IdentifyPipeline
from pipelines.stages.site_memories import SiteMemories
from pipelines.stages.site_norm import SiteNorm

MOST_NAMED = 20
"""The most rows of which a summary has the addresses."""

_RULES = ("text", "times", "markup", "sites")
"""The packages that make what they make of a page."""

_ADDRESSES = """
    SELECT a.url, others.url
    FROM article_urls AS a_url
    JOIN articles AS a ON a.id = a_url.article_id
    JOIN article_urls AS others ON others.article_id = a.id
    WHERE a_url.url = :url
"""
_CHANGED_LATER = """
    SELECT 1
    FROM article_urls AS u
    JOIN revisions AS r ON r.article_id = u.article_id
    WHERE u.url = :url AND r.reason = 'page' AND r.seen_at > :fetched_at
    LIMIT 1
"""
_LAST_CHANGE = """
    SELECT changed FROM revisions
    WHERE article_id = (SELECT article_id FROM article_urls WHERE url = :url)
    ORDER BY revision DESC
    LIMIT 1
"""


@dataclass
class Summary:
    """What came of the kept pages."""

    pages: int = 0
    outdated: int = 0
    """Pages of articles for which a newer page came, here or not kept: they say nothing of the row."""
    outcomes: Counter[str] = field(default_factory=Counter)
    """new, changed, same"""
    columns: Counter[str] = field(default_factory=Counter)
    """Column → rows in which it changed."""
    drops: Counter[str] = field(default_factory=Counter)
    """Pages that were no article and are none."""
    refused: Counter[str] = field(default_factory=Counter)
    """Articles that today would be none; their rows stay."""
    errors: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)
    """One message a kind of error."""
    named: list[tuple[str, str]] = field(default_factory=list)
    """Addresses of the first rows that are new, changed or refused, each with what became of it."""

    def name(self, url: str, what: str) -> None:
        if len(self.named) < MOST_NAMED:
            self.named.append((url, what))


class _UndoneError(Exception):
    """Takes a trial back."""


@cache
def rules_version() -> str:
    """Eight letters that differ wherever a rule or a word list differs."""
    found = hashlib.sha256()
    files = (file for name in _RULES for file in (Path(__file__).parents[1] / name).rglob("*"))
    for file in sorted(file for file in files if file.suffix in (".py", ".toml", ".txt")):
        found.update(file.read_bytes())
    return found.hexdigest()[:8]


def has_changed_since(db: Database, page: Page) -> bool:
    """Return whether the article of a page was found changed after this page was fetched."""
    values = {"url": page.url, "fetched_at": clock.text(page.fetched_at)}
    return db.one(_CHANGED_LATER, values) is not None


class Reclean:
    """`db` takes the rows, `pages` are the kept ones; `trial` stores nothing and only counts.

    `sites` are what the source files say today, by the sources' names; a page of any other source is read
    by what its file said when it was fetched.
    """

    def __init__(
        self,
        db: Database,
        pages: RawPages,
        clean: CleanPipeline,
        *,
        sites: Mapping[str, Site] = {},
        trial: bool = False,
    ) -> None:
        self.db = db
        self.pages = pages
        self.clean = clean
        self.dates = DatePipeline(db, learn=clean.memories is None or clean.memories.learn)
        self.filter = FilterPipeline(norm=SiteNorm(db))
        self.sites = sites
        self.trial = trial
        self.summary = Summary()

    async def run(
        self,
        reason: str,
        *,
        source: str | None = None,
        former: str | None = None,
        since: datetime | None = None,
        in_flight: int = 4,
        tell: Callable[[float], None] = lambda done: None,
    ) -> Summary:
        """Clean every page anew, `in_flight` at once, and store what comes out under this `reason`.

        All pages are read first to learn what they teach of their sites, and then once more with it. So a
        trial tells what will happen, and a second run changes nothing. `former` is another name under which
        pages of that `source` were kept. `tell` is called with the number of pages that were read, see
        `passes`.
        """
        self.clean.open_spider()
        memories, read = self.clean.memories, 0
        try:
            if memories is not None and self._learns:
                self.clean.memories = None  # what a page teaches must not depend on those before it
                async for _, task in self._cleaned(self._pages(source, former, since), in_flight, tell):
                    await self._teach(task, memories)
                memories.settle()
                self.clean.memories = memories
                self.summary, read = Summary(), self.summary.pages
            pages = self._pages(source, former, since)
            async for url, task in self._cleaned(pages, in_flight, lambda done: tell(read + done)):
                await self._land(url, task, reason)
        finally:
            await self.clean.close()
        return self.summary

    @property
    def passes(self) -> int:
        """How often `run` reads each page."""
        return 2 if self._learns else 1

    async def _cleaned(
        self, pages: Iterable[Page], in_flight: int, tell: Callable[[float], None]
    ) -> AsyncIterator[tuple[str, asyncio.Task[Cleaned]]]:
        """Yield the address of each page and the task that cleans it, in the order of the pages."""
        tasks = deque[tuple[str, asyncio.Task[Cleaned]]]()
        for page in pages:
            tell(self.summary.pages)
            tasks.append((page.url, asyncio.create_task(self.clean.process_item(page))))
            if len(tasks) >= in_flight:
                yield tasks.popleft()
        while tasks:
            yield tasks.popleft()

    async def _teach(self, task: asyncio.Task[Cleaned], memories: SiteMemories) -> None:
        """Learn from a page; the second reading counts its errors and drops."""
        with suppress(PageError, Drop):
            cleaned = await task
            memories.remember(cleaned, None)
            self._article(cleaned)

    def _pages(self, source: str | None, former: str | None, since: datetime | None) -> Iterator[Page]:
        """The page that each row is from, and pages that are of no row."""
        for page in self.pages.each(source=source, former=former, since=since):
            self.summary.pages += 1
            if self._outdated(page):
                self.summary.outdated += 1
            elif reason := refusal(self.db.all, (page.url, *page.asked)):
                self.summary.drops[reason] += 1
            else:
                yield replace(page, site=self.sites.get(page.site.name, page.site))

    def _outdated(self, page: Page) -> bool:
        """Return whether another page decides the row: that at its own address, or else the newest."""
        rows = self.db.all(_ADDRESSES, {"url": page.url})
        if not rows:
            return False
        own = self.pages.newest_of([rows[0][0]])
        if (own or self.pages.newest_of(url for _, url in rows)) != page.url:
            return True
        return has_changed_since(self.db, page)

    async def _land(self, url: str, task: asyncio.Task[Cleaned], reason: str) -> None:
        try:
            article = self._article(self._doubted(await task))
        except PageError as error:
            kind = type(error).__name__
            self.summary.errors[kind] += 1
            self.summary.examples.setdefault(kind, str(error))
        except Drop as error:
            known, kind = self.db.one(_ADDRESSES, {"url": url}) is not None, type(error).__name__
            (self.summary.refused if known else self.summary.drops)[kind] += 1
            if known:
                self.summary.name(url, f"no longer an article by today's rules ({kind}); it stays as it is")
        else:
            with suppress(_UndoneError):
                self._store(article, reason)

    def _doubted(self, cleaned: Cleaned) -> Cleaned:
        """Let a page that the crawl took for a list be compared with the articles of its site."""
        page = cleaned.page
        if refusal(self.db.all, (page.url, *page.asked), with_lists=True) is None:
            return cleaned
        return replace(cleaned, page=replace(page, is_walked=True))

    def _article(self, cleaned: Cleaned) -> Article:
        return IdentifyPipeline().process_item(self.filter.process_item(self.dates.process_item(cleaned)))

    def _store(self, article: Article, reason: str) -> None:
        with self.db.transaction():
            outcome = store(self.db, article, reason=reason, is_view=is_view(self.db, article))
            self.summary.outcomes[outcome] += 1
            if self._learns and article.page_summary is not None:
                url, day = article.answered or article.url, article.seen_at.toordinal()
                site_pages.put(self.db, article.source, url, article.page_summary, day=day)
            if outcome == "new":
                lessons.add(self.db, article.source, article.lessons)
                self.summary.name(article.url, "new")
            elif outcome == "changed":
                ((changed,),) = self.db.all(_LAST_CHANGE, {"url": article.url})
                self.summary.columns.update(json.loads(changed))
                self.summary.name(article.url, ", ".join(json.loads(changed)))
            if self.trial:
                raise _UndoneError

    @property
    def _learns(self) -> bool:
        return self.clean.memories is not None and self.clean.memories.learn
