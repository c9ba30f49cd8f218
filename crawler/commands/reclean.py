"""`scrapy reclean`: today's cleaner over the kept pages; fetches nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING

from crawler import __version__
from crawler.cli import options
from crawler.cli.base import DatabaseCommand
from crawler.guard.terminal import complain, say
from pipelines.export.printable import counted

if TYPE_CHECKING:
    import argparse

    from pipelines.items import Site
    from pipelines.stages.reclean import Summary


class Command(DatabaseCommand):
    """Exit code 1: no pages are kept, or some could not be cleaned."""

    def syntax(self) -> str:
        return "[options]"

    def short_desc(self) -> str:
        return "Run today's cleaner over the kept pages, without fetching them again"

    def long_desc(self) -> str:
        return (
            "Clean the kept pages anew, by today's rules and today's source files. A row that comes"
            " out otherwise gets its new values and a revision whose reason names the cleaner's version; what"
            " had been removed stays so. Examples:"
            " `scrapy reclean --source tagesschau --dry-run`; `scrapy reclean --since 30d`."
        )

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("--source", metavar="NAME", help="only pages of this source")
        parser.add_argument(
            "--since", metavar="WHEN", help="only pages fetched since: 2026-01-31, or 7d, 12h ago"
        )
        parser.add_argument("--dry-run", action="store_true", help="store nothing, tell what would change")

    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        from pipelines.db import open_database
        from pipelines.db.rawpages import read_pages
        from pipelines.stages.clean import CleanPipeline
        from pipelines.stages.reclean import Reclean, rules_version

        assert self.settings is not None
        since = options.instant("--since", opts.since)
        reason = f"cleaner {__version__}+{rules_version()}"
        clean = CleanPipeline.from_settings(self.settings)
        started = monotonic()
        with read_pages(self.database) as pages, open_database(self.database) as db:
            source = options.source(opts.source, [name for (name,) in db.all("SELECT name FROM sources")])
            sites, former = self._sites()
            task = Reclean(db, pages, clean, sites=sites, trial=opts.dry_run)
            run = task.run(
                reason,
                source=source,
                former=former.get(source or ""),
                since=since,
                in_flight=2 * clean.workers.processes or 1,
            )
            summary = asyncio.run(run)
        say(*_told(summary, monotonic() - started, reason, trial=opts.dry_run))
        for kind, count in summary.errors.most_common():
            complain(f"  error: {kind} {count}: {summary.examples[kind]}")
        return int(bool(summary.errors))

    def _sites(self) -> tuple[dict[str, Site], dict[str, str]]:
        """What the source files say today; and of each source what its site was called before it had one."""
        from crawler.sources.source import DIRECTORY, former_names, load_sources

        assert self.settings is not None
        sources, _ = load_sources(Path(self.settings["SOURCES"] or DIRECTORY))
        sites = {source.name: source.site for source in sources}
        former = former_names(sources)
        sites |= {old: sites[new] for old, new in former.items()}
        return sites, {new: old for old, new in former.items()}


def _told(summary: Summary, seconds: float, reason: str, *, trial: bool) -> list[str]:
    counts = summary.outcomes
    parts = (
        f"{counts['changed']} changed",
        f"{counts['same']} as before",
        f"{counts['new']} new",
        f"{counted(summary.outdated, 'page')} outdated",
        f"{summary.drops.total()} no article",
        f"{summary.refused.total()} refused",
        counted(summary.errors.total(), "error"),
    )
    lines = [f"{counted(summary.pages, 'page')} in {seconds:.0f} s: {', '.join(parts)}"]
    if summary.columns:
        lines += ["  changed: " + ", ".join(f"{name} {n}" for name, n in summary.columns.most_common())]
    if summary.refused:
        named = ", ".join(f"{name} {n}" for name, n in summary.refused.most_common())
        lines += [f"  no article to this cleaner, rows left as they are: {named}"]
    end = "nothing was stored" if trial else f"reason of the revisions: {reason}"
    return [*lines, f"  {end}"]
