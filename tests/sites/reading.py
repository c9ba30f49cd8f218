"""Reads the pages of one site in sequence, as a crawl does, with or without what they teach."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from pipelines.db import Database, open_database
from pipelines.items import Dated, Page, Site
from pipelines.stages.date import DatePipeline
from pipelines.stages.site_memories import SiteMemories
from pipelines.stages.update_early import early
from pipelines.worker.read_page import clean_page
from tests.corpora import scorer
from tests.sites.whole_sites import KnownPage

FETCHED = datetime(2026, 8, 22, tzinfo=UTC)
FIGURES = ("f1", "clean", "complete", "title", "day", "authors")


@contextmanager
def _empty_database() -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        db = open_database(Path(folder) / "news.db")
        try:
            yield db
        finally:
            db.close()


@dataclass(frozen=True, slots=True)
class SiteReading:
    """The result of each page, by address, and how many pages the site's profile changed."""

    rows: dict[str, Dated]
    changed: int


def read(host: str, pages: Iterable[KnownPage], *, learn: bool) -> SiteReading:
    """Return every page's row after a run."""
    site = Site(name=host, url=f"https://{host}/")
    todo = [Page(url=page.url, body=page.body, fetched_at=FETCHED, site=site) for page in pages]
    return read_pages(todo, learn=learn)


def read_pages(todo: Sequence[Page], *, learn: bool) -> SiteReading:
    """Return every page's row after a run over pages of any sites;
    those that its later pages make it read otherwise are read twice."""
    counts: Counter[bool] = Counter()
    with _empty_database() as db:
        memories, dates = SiteMemories(db, learn=learn), DatePipeline(db, learn=learn)

        def one(page: Page) -> Dated:
            profile = memories.profile(page.site.name, page.url)
            cleaned = clean_page(page, profile=profile)
            memories.remember(cleaned, profile)
            counts[cleaned.story.site_changes > 0] += 1
            return dates.process_item(cleaned)

        rows = {page.url: one(page) for page in todo}
        again = early(memories, dates)
        rows |= {page.url: dates.process_item(known) if known else one(page) for page, known in again}
    return SiteReading(rows, counts[True])


def marks(page: KnownPage, row: Dated | None) -> dict[str, Any]:
    """Return the scorer's marks for one page; a page that is dropped counts as wrong in everything."""
    judge, truth = scorer(), page.truth
    row = None if row is None or row.refusal else row
    story, found = (row.story, row.dates) if row else (None, None)
    held: dict[str, Any] = {}
    if truth.get("body"):
        held["body"] = judge.body(truth["body"], story.text if story else "")
    if truth.get("title"):
        held["title"] = judge.title(truth["title"], story.title if story else "")
    if truth.get("authors"):
        held["authors"] = judge.authors(truth["authors"], story.authors if story else ())
    if truth.get("published"):
        held["day"] = judge.published(
            truth["published"],
            truth.get("published_kind"),
            found and found.published_at,
            found and found.published_offset,
        )
    return held


def figures(held: Sequence[dict[str, Any]]) -> dict[str, float | None]:
    """Return the figures for a line of the table, each a share of 1; None if no answer is known."""
    mean = scorer().mean
    bodies = [each["body"] for each in held if "body" in each]
    precision, recall = mean(b["p"] for b in bodies) or 0.0, mean(b["r"] for b in bodies) or 0.0
    return {
        "f1": 2 * precision * recall / (precision + recall) if precision + recall else 0.0,
        "clean": mean(body["p"] >= 0.99 for body in bodies),
        "complete": mean(body["r"] >= 0.99 for body in bodies),
        "title": mean(each["title"]["exact"] for each in held if "title" in each),
        "day": mean(each["day"]["day"] for each in held if "day" in each),
        "authors": mean(each["authors"]["f1"] for each in held if "authors" in each),
    }
