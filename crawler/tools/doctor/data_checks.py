"""Checks of the database and the source files."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from crawler.errors import Mistake, SourceError, is_empty
from crawler.sources.source import Source
from crawler.tools.doctor.finding import Finding, listed
from pipelines.db import DatabaseError, open_articles
from pipelines.db.address import name_of
from pipelines.db.rawpages import pages_file
from pipelines.db.readonly import is_there


def database(name: str | Path, raw_pages: object = True) -> Iterator[Finding]:
    """Check that the database can be read, and say what it contains; `raw_pages` is the setting."""
    try:
        if not is_there(name):
            yield _no_database(name)
            return
        with open_articles(name) as articles:
            last = next(articles.since(articles.last_seq() - 1), None)
            size = articles.size()
    except DatabaseError as error:
        yield Finding("bad", "database", str(error))
        return
    content = f"last new or changed article seen at {last.last_seen_at}" if last else "no article yet"
    what = f"{name_of(name)}: {size / 1e6:.0f} MB, {content}"
    yield Finding("ok", "database", what, "to check all of it: `scrapy upkeep --check`")
    pages = pages_file(name, raw_pages).expanduser().absolute()
    if pages.exists():
        yield Finding("ok", "pages", f"{pages}: {pages.stat().st_size / 1e6:.0f} MB, the pages as they came")


_FIRST = "`scrapy addsource URL` writes one; `scrapy crawl news -a url=URL` crawls a site without one"


def _no_database(name: str | Path) -> Finding:
    path = name_of(name)
    if isinstance(path, Path) and is_empty(path):
        return Finding("ok", "database", f"{path} is empty", "the first crawl fills it")
    absent = "does not exist" if isinstance(path, Path) else "has no articles"
    return Finding("ok", "database", f"{path} {absent} yet", "the first crawl creates it")


def sources(directory: Path, found: Sequence[Source], errors: Sequence[SourceError]) -> Iterator[Finding]:
    """Report every mistake in every source file; the same mistake in several files is one line."""
    by_text: dict[str, list[Mistake]] = {}
    for mistake in (mistake for error in errors for mistake in error.mistakes):
        by_text.setdefault(str(replace(mistake, file=None, line=None)), []).append(mistake)
    for text, same in by_text.items():
        names = [Path(one.file).name for one in same if one.file]
        yield Finding("bad", "sources", f"{listed(names)}: {text}" if len(names) > 1 else str(same[0]))
    for source in found:
        if missing := [f"${name}" for name in source.variables if not os.environ.get(name)]:
            cause = f"{source.name}.toml names {listed(missing)}, not set here"
            yield Finding("look", "sources", cause, "set it in the environment of the crawl")
    if not found and not errors:
        yield Finding("look", "sources", f"no source file in {directory} yet", _FIRST)
    elif not errors:
        yield Finding("ok", "sources", f"{len(found)} in {directory}, no mistakes")


def contact(address: str | None) -> Finding:
    """Check that a site's operator could reach the user."""
    if address:
        return Finding("ok", "contact", address)
    cure = "add -s CONTACT=mailto:you@example.org to each crawl, or set it in your settings"
    return Finding("look", "contact", "not set, so no site can reach you", cure)
