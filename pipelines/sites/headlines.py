"""Which headlines of a page are its own, and which its site's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.markup.scan import Scan
from pipelines.sites.crumbs import Crumb, crumbs, is_headline
from pipelines.sites.hashes import text_hash
from pipelines.sites.place import places
from pipelines.sites.profile import Profile


def own_headlines(profile: Profile | None, offered: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the headlines that are not shared by many pages of the site; all where none would be left."""
    every = {origin: list(values) for origin, values in offered.items()}
    shared = profile.shared.get("title") if profile else None
    if not shared:
        return every
    return {origin: [v for v in values if text_hash(v) not in shared] for origin, values in every.items()}


def printed_headline(profile: Profile, scan: Scan) -> str | None:
    """Return the only text that stands where the site's other pages print their headline.

    None for one that stands there on two pages or more: a section's name.
    """
    named = places(scan)
    found = {(named[each.box], each.text) for each in scan.pieces if named[each.box] in profile.headlines}
    place, text = found.pop() if len(found) == 1 else ("", "")
    return text if text and (place, text_hash(text)) not in profile.texts else None


def headline_lines(profile: Profile, scan: Scan) -> list[tuple[int, str]]:
    """Return pieces whose other parts are the site's, each with the part that is this page's headline."""
    shared = profile.shared.get("crumb")
    return [found for crumb in crumbs(scan) if (found := _headline(crumb, shared))] if shared else []


def _headline(crumb: Crumb, shared: frozenset[int]) -> tuple[int, str] | None:
    """The only long part that is new, where the line begins as the site's lines do."""
    if text_hash(crumb.parts[0]) not in shared:
        return None
    rest = [part for part in crumb.parts[1:] if text_hash(part) not in shared and is_headline(part)]
    return (crumb.piece, rest[0].rstrip(":")) if len(rest) == 1 else None
