"""Leaves out of a new source what the other source files read already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from crawler.errors import some
from crawler.sources.shared_listings import readers, site_path
from crawler.sources.source import Source
from crawler.spiders.arguments import ArgumentError
from crawler.tools.addsource.findings import Findings
from crawler.tools.addsource.look import FoundUrl
from pipelines.export.printable import counted
from pipelines.urls import bare_netloc

_KINDS = ("feeds", "sitemaps", "sections")


def only_new(found: Findings, others: Sequence[Source]) -> tuple[Findings, str]:
    """Return what no other source reads, and words about what was left out.

    Where a source has the site already, a section, feed or sitemap that the user gave is all that is added.
    Raises ArgumentError if nothing is left.
    """
    reader = readers(others)
    listings: dict[str, Any] = {kind: getattr(found, kind) for kind in _KINDS}
    same_site = [each for each in others if each.netloc == bare_netloc(found.url)]
    if found.given and same_site:
        listings = _only(found.given, listings)
        found = replace(found, url=same_site[0].url)
    elif site_path(found.url) in reader:  # it reads what the home page names
        reader |= {
            site_path(one.url): reader[site_path(found.url)] for kind in _KINDS for one in listings[kind]
        }
    known = [reader[at] for kind in _KINDS for one in listings[kind] if (at := site_path(one.url)) in reader]
    if not known:
        return replace(found, **listings), ""
    new: dict[str, Any] = {
        kind: tuple(one for one in listings[kind] if site_path(one.url) not in reader) for kind in _KINDS
    }
    names = some(dict.fromkeys(known))
    if not any(new.values()):
        cause = f"{found.given.url if found.given else found.url}: nothing new; '{names}' reads it already"
        raise ArgumentError(f"{cause}; crawl that, or give the address of a section that it lacks")
    return replace(found, **new), f"; left out {counted(len(known), 'listing')} that {names} reads already"


def _only(given: FoundUrl, listings: dict[str, tuple[FoundUrl, ...]]) -> dict[str, tuple[FoundUrl, ...]]:
    """The given listing alone, with what was found out about it."""
    at, kind = site_path(given.url), f"{given.why}s"
    seen = tuple(one for one in listings[kind] if site_path(one.url) == at)
    return {**dict.fromkeys(listings, ()), kind: seen or (FoundUrl(given.url, "given"),)}
