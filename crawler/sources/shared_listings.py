"""Finds listings that two source files name, and sources of one site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import some
from pipelines.urls import without_www

if TYPE_CHECKING:
    from crawler.sources.source import Source

SitePath = tuple[str, str, str]
"""An address without what differs between its spellings: scheme, `www.` and the last slash."""


def site_path(url: str) -> SitePath:
    parts = urlsplit(url)
    return without_www(parts.netloc.lower()), parts.path.rstrip("/"), parts.query


def readers(sources: Iterable[Source]) -> dict[SitePath, str]:
    """Return the source that reads each listing: of several that name it, the first."""
    found: dict[SitePath, str] = {}
    for source in sources:
        for url, _ in source.listings:
            found.setdefault(site_path(url), source.name)
    return found


def read_twice(sources: Sequence[Source]) -> Iterator[str]:
    """Yield a line for each two sources that name the same listings."""
    reader = readers(sources)
    for source in sources:
        by_other = defaultdict[str, list[str]](list)
        for url, _ in source.listings:
            if (name := reader[site_path(url)]) != source.name:
                by_other[name].append(url)
        for name, same in by_other.items():
            urls = same[0] + (f" and {len(same) - 1} more" if same[1:] else "")
            effect = f"a run of both reads them as '{name}'; leave them out of one of the two files"
            yield f"note: {name}, {source.name}: both files name {urls}; {effect}"


def of_one_site(sources: Iterable[Source]) -> Iterator[str]:
    """Yield a line for each home page that several sources have."""
    by_home = defaultdict[SitePath, list["Source"]](list)
    for source in sources:
        by_home[site_path(source.url)].append(source)
    for same in by_home.values():
        if len(same) > 1:
            names = some(each.name for each in same)
            effect = "each article belongs to the source that finds it first"
            yield f"note: {names}: one site, {same[0].url}; {effect}"
