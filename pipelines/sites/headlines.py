"""Distinguishes the headlines of a page from those that many pages of its site have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pipelines.markup.scan import Scan
from pipelines.markup.words import size_of
from pipelines.sites.crumbs import Crumb, crumbs, is_headline, undated
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
    """Return the only long part that is new, if other pages have the first part too; else None.

    Of several, the last one is the headline of a trail: the others name a section and its parts. A day before
    the headline is none of its words: `Products > 28-02-2008 (Ashby Tools) A new lathe`.
    """
    first, *others = crumb.parts
    if text_hash(first) not in shared:
        return None
    rest = [text for part in others if text_hash(part) not in shared and is_headline(text := undated(part))]
    is_sure = len(rest) == 1 or (crumb.is_trail and bool(rest) and rest[-1] == undated(others[-1]))
    return (crumb.piece, rest[-1].rstrip(":")) if is_sure else None


def named_by_trail(profile: Profile, scan: Scan) -> str | None:
    """Return the last part of a trail that only this page has, however short: `Reports > Moulds > Vacuum:`.

    Only for a page without any headline of its own: the part may also be the name of a section.
    """
    shared = profile.shared.get("crumb") or frozenset()
    trails = [crumb.parts for crumb in crumbs(scan) if crumb.is_trail and text_hash(crumb.parts[0]) in shared]
    names = (undated(parts[-1]).rstrip(":") for parts in trails if text_hash(parts[-1]) not in shared)
    return next((name for name in names if size_of(name) >= _NAME), None)


_NAME = 5  # characters
