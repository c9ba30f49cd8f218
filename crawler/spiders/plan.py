"""What a run is asked to crawl, read from its arguments before anything starts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from crawler import arguments
from crawler.errors import UnknownNameError, unknown
from crawler.source import DIRECTORY, Source, load_sources, source_for
from pipelines.urls import NotAnAddress, canonical

ARGUMENTS = ("url", "source", "since", "limit")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """The sources of a run, and how far it goes."""

    sources: tuple[Source, ...]
    given: Mapping[str, Source]
    """Addresses named by the user, each with the source it belongs to."""
    asked: bool
    """The user named what to crawl: it is due now, whatever the clock says."""
    since: str | None = None
    limit: int | None = None


def make_plan(given: Mapping[str, str], directory: str | None, bound: Source | None = None) -> Plan:
    """Read a spider's arguments; `bound` is the source whose own spider this is.

    Raises ArgumentError, UnknownNameError or SourceError for what a person can mend.
    """
    arguments.known(given, ARGUMENTS)
    urls, named = (_words(given, name) for name in ("url", "source"))
    names = (bound.name,) if bound else named
    sources, broken = load_sources(Path(directory or DIRECTORY))
    by_name = {source.name: source for source in sources}
    for error in broken:
        if error.name in names:
            raise error
    for name in names:
        if name not in by_name:
            raise UnknownNameError(unknown("source", name, by_name, see="'scrapy list' shows what there is"))
    addresses = {_address(url): None for url in urls}
    owners = {url: _owner(url, sources) for url in addresses}
    # The address of a configured source's own home page means that source, feeds and all.
    homes = {
        url: owner for url, owner in owners.items() if canonical(owner.url) == url and owner.name in by_name
    }
    wanted = [by_name[name] for name in names] + list(homes.values()) or ([] if urls else list(sources))
    return Plan(
        sources=tuple(dict.fromkeys((*wanted, *owners.values()))),
        given={url: owner for url, owner in owners.items() if url not in homes},
        asked=bool(names or urls),
        since=arguments.day("since", given.get("since")),
        limit=arguments.count("limit", given.get("limit")),
    )


def _words(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The words of an argument; given, it is not empty, or an unset variable would crawl everything."""
    words = arguments.words(given.get(name))
    if name in given and not words:
        raise arguments.ArgumentError(f"-a {name}= is empty; say what to crawl, or leave it out")
    return words


def _address(url: str) -> str:
    try:
        return canonical(url)
    except NotAnAddress as error:
        raise arguments.ArgumentError(f"-a url={url}: {error}") from error


def _owner(url: str, sources: tuple[Source, ...]) -> Source:
    """The source whose host this is; else one made up for it."""
    made = source_for(url)
    return next((source for source in sources if source.host == made.host), made)
