"""Runs one mutated document through all stages and checks what must hold of the result."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

from protego import Protego

from crawler.discover.feed import read_feed
from crawler.discover.homepage import read_homepage
from crawler.discover.link import NotReadable
from crawler.discover.robots_sitemaps import sitemaps_in
from crawler.discover.section import read_section
from crawler.discover.sitemap import read_sitemap
from crawler.discover.warc import Damage, NotAWarc, Record, records
from crawler.rights import page_rights as rights
from crawler.rights import tdmrep
from pipelines.db import open_database
from pipelines.drops import Drop, PageError
from pipelines.items import Article, Hints, Page, Site
from pipelines.markup.limits import Limits
from pipelines.markup.marks import clean_marks
from pipelines.stages.cleaning import CleanPipeline
from pipelines.stages.date import DatePipeline
from pipelines.stages.filter import FilterPipeline
from pipelines.stages.identify import IdentifyPipeline
from pipelines.stages.store import StorePipeline
from pipelines.worker.page_workers import PageWorkers
from tests.fuzz import mutations, seeds

SLOWEST = 5.0
"""Seconds of processor time that a document may take, like CLEAN_TIMEOUT."""
URL = "https://herald.example/2026/03/lift-bridge-opens"
SITE = Site(name="herald", url="https://herald.example/", timezone="Asia/Tehran")
_STARS = json.dumps(
    [{"location": "/" + f"*{letter}" * 40 + "!$", "tdm-reservation": 1} for letter in "2be/"]
).encode()
"""A tdmrep.json that a backtracking pattern would try in every possible way."""
_TYPES = (
    "text/html; charset=utf-8",
    "text/html",
    None,
    "text/html; charset=iso-8859-1",
    "application/xhtml+xml",
)
_KINDS = ("page",) * 14 + ("feed",) * 3 + ("sitemap", "sitemap", "robots", "archive")


@dataclass(frozen=True, slots=True)
class Case:
    """A document, made from its number."""

    number: int
    kind: str
    steps: tuple[str, ...]
    content_type: str | None
    body: bytes


def case(number: int) -> Case:
    """Return the same document for the same number and the same seeds."""
    dice = Random(number)
    kind = dice.choice(_KINDS)
    known = _SEEDS[kind]()
    body, other = dice.choice(known), dice.choice(known)
    ways = mutations.ALL if kind == "page" else mutations.OF_FILES
    steps = dice.choices(ways, k=dice.choice((1, 1, 2, 3, 4)))
    for step in steps:
        body = step(dice, body, other)[:12_000_000]
    return Case(number, kind, tuple(step.__name__ for step in steps), dice.choice(_TYPES), body)


_SEEDS: dict[str, Callable[[], tuple[bytes, ...]]] = {
    "page": seeds.pages,
    "feed": seeds.feeds,
    "sitemap": seeds.sitemaps,
    "robots": seeds.robots,
    "archive": seeds.archives,
}


class Chain:
    """The stages as in a crawl, inline, with a database that exists as long as this object."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.db = open_database(folder / "fuzz.db")
        self.clean = CleanPipeline(PageWorkers(0))
        self.date, self.store = DatePipeline(self.db), StorePipeline(self.db)
        self.clean.open_spider()

    def close(self) -> None:
        asyncio.run(self.clean.close())
        self.db.close()

    def run(self, case: Case) -> str:
        """Return the result: `stored`, the name of a drop or an error, or the kind of document that was read.

        Raises any error that the stages do not expect, and AssertionError if the result is wrong.
        """
        started = time.process_time()
        end = getattr(self, f"_{case.kind}")(case)
        seconds = time.process_time() - started
        assert seconds < SLOWEST, f"{seconds:.1f} s"
        return str(end)

    def _page(self, case: Case) -> str:
        if case.number % 4 == 0:
            for read in (read_section, read_homepage):
                with suppress(NotReadable):
                    read(case.body, URL, case.content_type)
        return self._cleaned(case.body, case.content_type, Hints())

    def _cleaned(self, body: bytes, content_type: str | None, hints: Hints, url: str = URL) -> str:
        reserved = rights.of_page(body, {}, tdmrep.entry_for(tdmrep.entries(_STARS), url))
        page = Page(
            url=url,
            body=body,
            fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
            site=SITE,
            content_type=content_type,
            hints=hints,
            reservations=reserved,
        )
        try:
            cleaned = asyncio.run(self.clean.process_item(page))
            dated = FilterPipeline().process_item(self.date.process_item(cleaned))
            article = IdentifyPipeline().process_item(dated)
            check(article)
            return f"stored {self.store.process_item(article).outcome}"
        except (Drop, PageError) as end:
            return type(end).__name__

    def _feed(self, case: Case) -> str:
        try:
            feed = read_feed(case.body, f"{SITE.url}feed", case.content_type)
        except NotReadable as end:
            return type(end).__name__
        story = seeds.pages()[case.number % 5]
        ends = [self._cleaned(story, "text/html", link.hints) for link in feed.links[:2]]
        return " ".join(["feed", *ends[:1]])

    def _sitemap(self, case: Case) -> str:
        try:
            return read_sitemap(case.body, f"{SITE.url}sitemap.xml", case.content_type).kind
        except NotReadable as end:
            return type(end).__name__

    def _robots(self, case: Case) -> str:
        sitemaps_in(case.body, f"{SITE.url}robots.txt")
        rights.of_robots(case.body)
        rules = Protego.parse(case.body[:524_288].decode("utf-8", "replace"))
        return f"allowed {rules.can_fetch(URL, 'broadsheet')}"

    def _archive(self, case: Case) -> str:
        file = self.folder / "fuzz.warc"
        file.write_bytes(case.body)
        try:
            found = list(records(file))
        except NotAWarc as end:
            return type(end).__name__
        for each in found[:3]:
            if isinstance(each, Record):
                self._cleaned(each.body, each.content_type, Hints(origin="archive"), URL)
        return f"archive, {'damaged' if any(isinstance(each, Damage) for each in found) else 'whole'}"


@contextmanager
def chain() -> Iterator[Chain]:
    """Yield a chain with a database of its own."""
    with TemporaryDirectory() as folder:
        running = Chain(Path(folder))
        try:
            yield running
        finally:
            running.close()


_LIMITS = Limits()


def check(article: Article) -> None:
    """Check that nothing can harm a reader, that nothing exceeds its limit,
    and that no absent field is empty."""
    for each in fields(article):
        value = getattr(article, each.name)
        for text in value if isinstance(value, tuple) else (value,):
            if isinstance(text, str):
                assert clean_marks(text) == text, f"{each.name}: {text[:200]!a}"
                assert text or each.name == "text", f"{each.name} is empty"
    assert len(article.title) <= _LIMITS.title
    assert len(article.text) <= _LIMITS.text
    assert len(article.summary or "") <= _LIMITS.field
    assert all(len(each) <= _LIMITS.name for each in (*article.authors, *article.tags))
    assert len(article.authors) <= _LIMITS.names >= len(article.tags)
    assert (article.published_at or "") <= "2026-03-07", f"of the future: {article.published_at}"
