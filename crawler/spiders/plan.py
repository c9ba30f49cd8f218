"""Makes the plan of a run from its arguments, before anything starts."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from urllib.parse import urljoin

from scrapy.settings import BaseSettings

from crawler.errors import SEE_SOURCES, BroadsheetError, SourceError, UnknownNameError, some, unknown
from crawler.frontier import Frontier
from crawler.frontier.source_links import stored_name
from crawler.run_context import Plan, day_after
from crawler.sources.shared_listings import site_path
from crawler.sources.source import Source, directory_of, load_sources, source_for
from crawler.spiders import arguments
from crawler.spiders.listing import moment
from pipelines.db import Database
from pipelines.urls import canonical

ARGUMENTS = ("url", "source", "tag", "host", "since", "until", "limit", "whole", "watch", "recheck")


def make_plan(
    given: Mapping[str, str],
    directory: str | None,
    bound: Source | None = None,
    *,
    database: str | None = None,
) -> Plan:
    """Read a spider's arguments; `bound` is the source whose own spider this is.

    A site without a file has the name under which the `database` has it: its file may have been removed.
    Raises BroadsheetError for a mistake that a user can fix: ArgumentError, UnknownNameError, SourceError.
    """
    arguments.known(given, ARGUMENTS)
    if bound:
        _check_bound(given, bound.name)
    since, until = _times(given)
    urls, named, hosts = (_words(given, name) for name in ("url", "source", "host"))
    _check_host(given, hosts)
    sources, broken = load_sources(directory_of(directory))
    names = (bound.name,) if bound else tuple(dict.fromkeys((*named, *_tagged(given, sources))))
    by_name = {source.name: source for source in sources}
    watch = arguments.flag("watch", given.get("watch"))
    _check_names(names, by_name, broken)
    if not (sources or urls or names or watch):  # a run that watches may see them mended
        _check_files(broken)
    addresses = {_address(url, by_name): None for url in urls}
    taken = {*by_name, *(error.name for error in broken)}
    owners = {url: _owner(url, sources, taken, database) for url in addresses}
    # The address of a site's home page means the site: a configured source with its feeds and all.
    homes = {url: owner for url, owner in owners.items() if _is_home(url, owner)}
    whole_site = arguments.flag("whole", given.get("whole"))
    if whole_site and not (urls or names):
        raise arguments.ArgumentError("-a whole=1 needs a site: add -a url=https://… or -a source=NAME")
    homes = dict(owners) if whole_site else homes
    whole = [by_name[name] for name in names] + list(homes.values()) or ([] if urls else list(sources))
    return Plan(
        sources=tuple(dict.fromkeys((*whole, *owners.values()))),
        given={url: owner for url, owner in owners.items() if url not in homes or owner.name not in by_name},
        parts=frozenset(owner.name for owner in owners.values() if owner not in whole),
        is_named=bool(names or urls) and not hosts,
        host=hosts[0].lower() if hosts else None,
        since=since,
        until=until,
        recheck=arguments.flag("recheck", given.get("recheck")),
        left_out=tuple(error.line for error in broken if error.name),
        watch=watch,
        limit=arguments.count("limit", given.get("limit")),
        whole=whole_site,
    )


def _times(given: Mapping[str, str]) -> tuple[str | None, str | None]:
    """Return `since` and `until`. Raises ArgumentError for a mistake, or if nothing is between them."""
    since, until = (arguments.time(name, given.get(name)) for name in ("since", "until"))
    if since and until and since >= day_after(until):
        message = f"-a since={given['since']} is after -a until={given['until']}; nothing is between them"
        raise arguments.ArgumentError(message)
    return since, until


def _check_names(names: Iterable[str], by_name: Mapping[str, Source], broken: Sequence[SourceError]) -> None:
    """Raises SourceError for a named file that has mistakes, UnknownNameError for one that is missing."""
    for error in broken:
        if error.name in names:
            raise error
    for name in names:
        if name not in by_name:
            raise UnknownNameError(unknown("source", name, by_name, see=SEE_SOURCES))


def _check_files(broken: Sequence[SourceError]) -> None:
    """Raises BroadsheetError if there are source files, or a directory for them, and none can be read."""
    if broken and not broken[0].name:  # there is no such directory
        raise broken[0]
    if broken:
        cure = "`scrapy sources --check` lists the mistakes"
        raise BroadsheetError(f"no source file is in order, so there is nothing to crawl; {cure}")


def _check_bound(given: Mapping[str, str], name: str) -> None:
    """Raises ArgumentError for arguments that choose sources, where a source's own spider is called."""
    for each in ("source", "tag"):
        if each in given:
            cause = f"'{name}' is a source itself, and the only one that is crawled"
            cure = f"write `scrapy crawl news -a {each}={given[each]}`, or leave it out"
            raise arguments.ArgumentError(f"-a {each}={given[each]}: {cause}; {cure}")


def _check_host(given: Mapping[str, str], hosts: Sequence[str]) -> None:
    """Raises ArgumentError unless `-a host=` is one host, and what stands beside it only names sources."""
    if not hosts:
        return
    if len(hosts) > 1 or "/" in hosts[0]:
        raise arguments.ArgumentError(f"-a host={given['host']}: not a host; write it as www.example.org")
    for name in ("url", "since", "until", "whole", "recheck"):
        if name in given:
            raise arguments.ArgumentError(f"-a host= crawls what is due there; leave out -a {name}=")


def _tagged(given: Mapping[str, str], sources: Sequence[Source]) -> Iterator[str]:
    """Yield the names of the sources that have one of the tags in argument `tag`. Raises ArgumentError."""
    if "tag" in given and not given["tag"].strip(" ,"):
        raise arguments.ArgumentError("-a tag= is empty; say which tag, or leave it out")
    for tag in filter(None, map(str.strip, given.get("tag", "").split(","))):
        found = [one.name for one in sources if tag.casefold() in map(str.casefold, one.tags)]
        if not found:
            tags = sorted({tag for one in sources for tag in one.tags})
            see = f"your source files have {some(tags)}" if tags else 'write tags = ["…"] into a source file'
            cause = unknown("tag", tag, tags, see=see)
            raise arguments.ArgumentError(f"-a tag={tag}: {cause}")
        yield from found


def _words(given: Mapping[str, str], name: str) -> tuple[str, ...]:
    """Return the words of an argument. Raises ArgumentError if it is given and empty.

    Otherwise a variable of a script that is not set would crawl everything.
    """
    words = arguments.words(given.get(name))
    if name in given and not words:
        raise arguments.ArgumentError(f"-a {name}= is empty; say what to crawl, or leave it out")
    return words


def _address(url: str, names: Iterable[str]) -> str:
    if url in names:
        raise arguments.ArgumentError(f"-a url={url}: that is a source's name; say -a source={url}")
    try:
        return arguments.address(url)
    except arguments.ArgumentError as error:
        raise arguments.ArgumentError(f"-a url={url}: {error}") from error


def _owner(url: str, sources: tuple[Source, ...], taken: Collection[str], database: str | None) -> Source:
    """Return the source that has the host and port of an address, or else one that is named after them."""
    made = source_for(urljoin(url, "/"))
    for source in sources:
        if source.netloc == made.netloc:
            return source
    name = stored_name(database, made) if database else made.name
    return made if name in taken else replace(made, name=name)


def _is_home(url: str, owner: Source) -> bool:
    return site_path(url) == site_path(canonical(owner.url))


def make_frontier(plan: Plan, settings: BaseSettings, db: Database) -> Frontier:
    """Return the frontier of a run, which leases what the plan names. Raises DatabaseError."""
    return Frontier(
        db,
        {source.name: source for source in plan.sources},
        lease_seconds=settings.getfloat("FRONTIER_LEASE"),
        tries=settings.getint("FRONTIER_TRIES"),
        backoff=settings.getfloat("FRONTIER_BACKOFF"),
        since=moment(plan.since),
        until=moment(plan.before),
        parts=plan.parts,
        host=plan.host,
    )
