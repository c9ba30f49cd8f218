"""Distinguishes the headlines of a page from those that many pages of its site have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.markup.scan import Scan
from pipelines.sites.crumbs import Crumb, crumbs, is_headline
from pipelines.sites.hashes import text_hash
from pipelines.sites.place import places
from pipelines.sites.profile import Profile


def own_headlines(profile: Profile | None, offered: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Return the headlines without those that many pages of the site have."""
    every = {origin: list(values) for origin, values in offered.items()}
    shared = profile.shared.get("title") if profile else None
    if not shared:
        return every
    return {origin: [v for v in values if text_hash(v) not in shared] for origin, values in every.items()}


def printed_headline(profile: Profile, scan: Scan) -> str | None:
    """Return the text at the place where the site's other pages print their headline.

    None if this page has several texts there, or if another page has the same one: a section's name.
    """
    box_places = places(scan)
    candidates = {
        (box_places[piece.box], piece.text)
        for piece in scan.pieces
        if box_places[piece.box] in profile.headlines
    }
    place, text = candidates.pop() if len(candidates) == 1 else ("", "")
    return text if text and (place, text_hash(text)) not in profile.texts else None


def headline_lines(profile: Profile, scan: Scan) -> list[tuple[int, str]]:
    """Return the lines such as `News > 19 March > The headline`: each piece, with the headline in it."""
    shared = profile.shared.get("crumb")
    return [line for crumb in crumbs(scan) if (line := _headline(crumb, shared))] if shared else []


def _headline(crumb: Crumb, shared: frozenset[int]) -> tuple[int, str] | None:
    """Return the only long part that is new, if other pages have the first part too; else None."""
    if text_hash(crumb.parts[0]) not in shared:
        return None
    rest = [part for part in crumb.parts[1:] if text_hash(part) not in shared and is_headline(part)]
    return (crumb.piece, rest[0].rstrip(":")) if len(rest) == 1 else None
