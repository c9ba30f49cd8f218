"""Cleans one WARC file into one Parquet file: the job that any engine can run. It does not use Dask.

    from crawler.tools.bulk.one_warc import Rules, read_warc

    counts = read_warc("CC-NEWS-1.warc.gz", "articles/CC-NEWS-1.parquet", Rules())

The job is idempotent. The output gets its name when it is complete, so a file with that name is done. The
rows are those that `scrapy crawl archive` stores from this file alone, since the same stages make them.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from crawler.discover.warc import Damage, Record, begins_at, body_at, records_at
from crawler.sources.lookup import Sites
from crawler.sources.source import load_sources
from crawler.spiders.archived_page import NoPage, page_of
from crawler.tools.bulk.attempts import Attempts
from crawler.tools.bulk.counts import Counts
from pipelines.db import open_articles
from pipelines.db.articles import store
from pipelines.db.connect import open_file
from pipelines.db.file_errors import DatabaseError
from pipelines.db.search_index import leave_out
from pipelines.drops import Drop, NotStored, PageError
from pipelines.export import About, columnar
from pipelines.items import Article, Cleaned, Page
from pipelines.markup.limits import Limits
from pipelines.stages.cleaning import CleanPipeline
from pipelines.stages.date import DatePipeline
from pipelines.stages.filter import FilterPipeline
from pipelines.stages.identify import IdentifyPipeline
from pipelines.stages.kept_pages import has_changed_since
from pipelines.stages.site_memories import SiteMemories, compressed
from pipelines.stages.store import StorePipeline
from pipelines.stages.update_early import REASON, early
from pipelines.worker.page_workers import OwnProcess


@dataclass(frozen=True, kw_only=True)
class Rules:
    """What the articles of a WARC depend on beside the file itself. It can be pickled."""

    sources: Path | None = None
    """The directory of source files; None for none."""
    timezone: str | None = None
    """The zone of sites whose source file has none: `Asia/Tehran`."""
    learn: bool = True
    """Whether the pages of a site teach how to read its other pages, as the setting LEARN."""
    limits: Limits = field(default_factory=Limits)
    seconds: float = 5.0
    """Processor time for one page. A page that takes longer ends the process; the next attempt skips it."""


def read_warc(warc: str | Path, out: str | Path, rules: Rules) -> Counts:
    """Write the articles of `warc` to the Parquet file `out`, and return what became of its pages.

    Where `out` exists nothing is done: its counts are returned. Raises NotAWarc for a file that holds no WARC
    record, OSError where `out` cannot be written, NotStored where its folder has no room for the job,
    MissingExtraError without pyarrow.
    """
    warc, out = Path(warc), Path(out)
    if out.exists():
        return Counts.of_file(out)
    with _work_folder(out) as folder, Attempts(out) as attempts:
        part, database = folder / out.name, folder / "rows.db"
        counts = asyncio.run(_Job(database, rules, attempts).run(warc))
        with open_articles(database) as rows, part.open("wb") as file:
            columnar.write(rows.since(), file, About(), notes=counts.as_notes())
        part.replace(out)
    return counts


@contextmanager
def _work_folder(out: Path) -> Iterator[Path]:
    """An empty folder beside `out` for the time of the job; what a killed attempt left there is removed."""
    folder = out.with_name(f".{out.name}.work")
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_PRAGMAS = ("PRAGMA synchronous = OFF", "PRAGMA journal_mode = MEMORY")
"""A job that is cut short begins anew, so nothing has to survive that."""


class _Job:
    """The stages of a crawl over a database of their own, which lives as long as the job."""

    def __init__(self, database: Path, rules: Rules, attempts: Attempts) -> None:
        self.database, self.attempts = database, attempts
        self.counts = Counts()
        self.positions: dict[str, int] = {}
        """Where each page's record begins in the WARC."""
        self.dropped: dict[str, str] = {}
        """Pages that were no article, with the reason."""
        self.rules = rules
        sources = load_sources(rules.sources)[0] if rules.sources else ()
        self.sites = Sites(sources, timezone=rules.timezone)

    async def run(self, warc: Path) -> Counts:
        with open_file(self.database) as db:
            for pragma in _PRAGMAS:
                db.execute(pragma)
            leave_out(db)
            memories = SiteMemories(db, learn=self.rules.learn, hold=partial(self._hold, warc))
            self.clean = CleanPipeline(OwnProcess(self.rules.seconds), self.rules.limits, memories=memories)
            dates = DatePipeline(db, learn=self.rules.learn)
            self.later = (dates, FilterPipeline(), IdentifyPipeline())
            self.store = StorePipeline(db, learn=self.rules.learn)
            for page in self._pages(warc):
                await self._read(page)
            for page, cleaned in early(memories, dates):
                await self._read_again(page, cleaned)
            self.attempts.pause()
        return self.counts

    def _pages(self, warc: Path) -> Iterator[Page]:
        for position, answer in records_at(warc):
            if self.attempts.ended_at(position):
                message = f"{_name_of(answer)}: skipped, since two processes died while they read it"
                self.counts.error("WorkerDied", message)
                continue
            self.counts.pages += 1
            page = page_of(answer, self.sites)
            if isinstance(page, Page):
                self.attempts.begin(position)
                self.positions[page.url] = position
                yield page
            else:
                self._refuse(page)

    def _hold(self, warc: Path, page: Page) -> tuple[Callable[[], bytes], int]:
        """Read the body of an early page again from the WARC, where a reader can start at its record."""
        position = self.positions[page.url]
        return (partial(body_at, warc, position), 0) if begins_at(warc, position) else compressed(page)

    def _refuse(self, page: NoPage) -> None:
        if page.is_error:
            self.counts.error(page.kind, page.message)
        else:
            self.counts.drops[page.kind] += 1

    async def _read(self, page: Page) -> None:
        with self._counted(page):
            stored = self.store.process_item(await self._article(page))
            self.counts.articles += stored.outcome == "new"

    async def _read_again(self, page: Page, cleaned: Cleaned | None) -> None:
        """Clean an early page by what its site has taught since; what is no article now stays as it was."""
        position = self.positions[page.url]
        if self.attempts.ended_at(position, again=True) or has_changed_since(self.store.db, page):
            return
        self.attempts.begin(position, again=True)
        with self._first_stays(page):
            outcome = store(self.store.db, await self._article(page, cleaned), reason=REASON)
            if outcome == "new" and page.url in self.dropped:
                self.counts.drops[self.dropped.pop(page.url)] -= 1
                self.counts.articles += 1

    @contextmanager
    def _first_stays(self, page: Page) -> Iterator[None]:
        """Keep what the first reading made of a page if the second one fails, unless the database fails."""
        try:
            yield
        except (NotStored, DatabaseError):
            raise
        except (Drop, PageError):
            return
        except Exception as error:  # noqa: BLE001 - counted, as at the first reading
            self.counts.error(type(error).__name__, f"{page.url}: cannot be read again: {error}")

    async def _article(self, page: Page, cleaned: Cleaned | None = None) -> Article:
        dates, filtering, identify = self.later
        cleaned = cleaned or await self.clean.process_item(page)
        return identify.process_item(filtering.process_item(dates.process_item(cleaned)))

    @contextmanager
    def _counted(self, page: Page) -> Iterator[None]:
        """Count a page that ends as no article. An error costs this page alone, unless the database fails:
        the output would lack its article and all later ones."""
        try:
            yield
        except NotStored:
            raise
        except Drop as drop:
            self.dropped[page.url] = type(drop).__name__
            self.counts.drops[type(drop).__name__] += 1
        except Exception as error:  # noqa: BLE001 - counted, with the page's URL
            self.counts.error(type(error).__name__, f"{page.url}: {error}")


def _name_of(answer: Record | Damage) -> str:
    return answer.where if isinstance(answer, Damage) else answer.url
