"""Checks the database and the source files. Writes nothing and asks no network."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from crawler.errors import Mistake, SourceError
from crawler.sources.source import Source
from crawler.tools.doctor.finding import Finding, listed
from pipelines.db import DatabaseError, open_articles
from pipelines.db.rawpages import beside


def database(path: Path) -> Iterator[Finding]:
    """Whether the file can be read, and what it holds."""
    if not path.exists():
        yield Finding("ok", "database", f"{path} is not there yet", "the first crawl makes it")
        return
    try:
        with open_articles(path) as articles:
            last = next(articles.newest(limit=1), None)
    except DatabaseError as error:
        yield Finding("bad", "database", str(error))
        return
    size = f"{path.stat().st_size / 1e6:.0f} MB"
    held = f"the last article seen at {last.last_seen_at}" if last else "no article yet"
    yield Finding("ok", "database", f"{path}: {size}, {held}", "`scrapy upkeep --check` reads all of it")
    pages = beside(path)
    if pages.exists():
        yield Finding("ok", "pages", f"{pages}: {pages.stat().st_size / 1e6:.0f} MB")


def sources(directory: Path, found: Sequence[Source], errors: Sequence[SourceError]) -> Iterator[Finding]:
    """Every mistake in every source file; the same in several of them is one line."""
    alike: dict[str, list[Mistake]] = {}
    for mistake in (mistake for error in errors for mistake in error.mistakes):
        alike.setdefault(str(replace(mistake, file=None, line=None)), []).append(mistake)
    for said, some in alike.items():
        names = [Path(one.file).name for one in some if one.file]
        yield Finding("bad", "sources", f"{listed(names)}: {said}" if len(names) > 1 else str(some[0]))
    if not found and not errors:
        yield Finding("look", "sources", f"{directory} holds none", "scrapy addsource URL")
    elif not errors:
        yield Finding("ok", "sources", f"{len(found)} in {directory}, no mistakes")


def contact(address: str | None) -> Finding:
    """Whether a site's operator could reach whoever runs this."""
    if address:
        return Finding("ok", "contact", address)
    return Finding(
        "look",
        "contact",
        "sites cannot reach you",
        "set CONTACT in crawler/settings.py, mailto:you@… or a page",
    )
