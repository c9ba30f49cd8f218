"""The work of `scrapy reclean`: runs the cleaner over the kept pages and counts what came out differently."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from time import monotonic

from scrapy.settings import Settings

from crawler import __version__
from crawler.cli import options
from crawler.guard.progress import progress
from crawler.sources.source import load_sources
from pipelines.db import open_database
from pipelines.db.file_errors import Missing
from pipelines.db.rawpages import read_pages
from pipelines.export.printable import counted
from pipelines.stages.cleaning import CleanPipeline
from pipelines.stages.kept_pages import Reclean, Summary, rules_version
from pipelines.stages.site_memories import SiteMemories


def reclean(
    settings: Settings,
    database: Path | str,
    directory: Path,
    *,
    source: str | None,
    since: datetime | None,
    trial: bool,
) -> tuple[Summary, list[str]]:
    """Clean the kept pages of a source, or of all, with today's rules and source files from `directory`.

    Returns what became of them, and the same as lines to print; a `trial` stores nothing.
    Raises DatabaseError, or ArgumentError for an unknown source.
    """
    reason = f"cleaner {__version__}+{rules_version()}"
    clean = CleanPipeline.from_settings(settings)
    sources, _ = load_sources(directory)
    sites = {name: each.site for each in sources for name in (each.name, each.former) if name}
    started = monotonic()
    with read_pages(database, settings["RAW_PAGES"]) as pages, open_database(database) as db:
        clean.memories = SiteMemories(db, learn=settings.getbool("LEARN"), hold=None)
        name = options.source(source, [name for (name,) in db.all("SELECT name FROM sources")])
        former = next((each.former for each in sources if each.name == name), None)
        total = pages.count(source=name, former=former, since=since)
        reading = Reclean(db, pages, clean, sites=sites, trial=trial)
        if not total and not pages.count():
            raise Missing(
                pages.db.path, "no pages are kept there", "a crawl keeps them unless RAW_PAGES is off"
            )
        with progress("pages", reading.passes * total) as tell:
            run = reading.run(
                reason,
                source=name,
                former=former,
                since=since,
                in_flight=2 * clean.workers.processes or 1,
                tell=tell,
            )
            summary = asyncio.run(run)
    end = "nothing was stored" if trial else f"reason of the revisions: {reason}"
    return summary, [*_lines(summary, monotonic() - started), f"  {end}"]


def _lines(summary: Summary, seconds: float) -> Iterator[str]:
    counts = summary.outcomes
    parts = (
        f"{counts['changed']} changed",
        f"{counts['same']} as before",
        f"{counts['new']} new",
        counted(summary.outdated, "outdated page"),
        f"{summary.drops.total()} no article",
        f"{summary.refused.total()} refused",
        counted(summary.errors.total(), "error"),
    )
    yield f"{counted(summary.pages, 'page')} in {seconds:.0f} s: {', '.join(parts)}"
    if summary.columns:
        yield "  changed: " + ", ".join(f"{name} {n}" for name, n in summary.columns.most_common())
    if summary.refused:
        names = ", ".join(f"{name} {n}" for name, n in summary.refused.most_common())
        yield f"  no longer an article by today's rules, rows left as they are: {names}"
    yield from row_lines(summary)


def row_lines(summary: Summary) -> Iterator[str]:
    """Yield a line for each row that is named, then how many more there are."""
    yield from (f"  {url}: {what}" for url, what in summary.named)
    count = summary.outcomes["changed"] + summary.outcomes["new"] + summary.refused.total()
    if more := count - len(summary.named):
        yield f"  and {more} more"
