"""Finds listings that two source files name, and sources of one site."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from crawler.errors import Mistake, SourceError, some
from pipelines.urls import without_www

if TYPE_CHECKING:
    from crawler.sources.source import Source

SitePath = tuple[str, str, str]
"""An address without what differs between its spellings: scheme, `www.` and the last slash."""


def site_path(url: str) -> SitePath:
    parts = urlsplit(url)
    return without_www(parts.netloc.lower()), parts.path.rstrip("/"), parts.query


def refuse_shared(path: Path, source: Source, owners: dict[SitePath, str]) -> None:
    """Put the listings of a source into `owners`, by their addresses.

    Raises SourceError for those that another source has: their articles would change hands at each crawl.
    """
    mistakes = [
        Mistake(
            file=str(path), key=key, cause=f"'{url}' is read by the source '{owner}' too", cure=_CURES[key]
        )
        for url, key in source.listings
        if (owner := owners.get(site_path(url), source.name)) != source.name
    ]
    if mistakes:
        raise SourceError(mistakes, name=source.name)
    owners |= {site_path(url): source.name for url, _ in source.listings}


_CURES = dict.fromkeys(("feeds", "sitemaps", "sections"), "leave it out of one of the two files")
_CURES["url"] = "give it feeds or sections of its own, or delete one of the two files"


def of_one_site(sources: Iterable[Source]) -> Iterator[str]:
    """Yield a line for each home page that several sources have."""
    by_home = defaultdict[SitePath, list["Source"]](list)
    for source in sources:
        by_home[site_path(source.url)].append(source)
    for same in by_home.values():
        if len(same) > 1:
            names, effect = (
                some(each.name for each in same),
                "each article belongs to the source that finds it first",
            )
            yield f"note: {names}: one site, {same[0].url}; {effect}"
