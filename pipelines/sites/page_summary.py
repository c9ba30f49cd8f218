"""The summary of one page: its layout, and for each piece the place, a hash of the text, and the outcome."""

from __future__ import annotations

import json
import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import NamedTuple

from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.sites.author_links import LONGEST, folder_hash, links_of, may_be_byline, names_an_author
from pipelines.sites.crumbs import crumbs
from pipelines.sites.hashes import HASH_BYTES, folded_with_hash, text_hash
from pipelines.sites.place import places
from pipelines.sites.teasers import teaser_titles

VERSION = 4
"""The version of the summary. One of another version is not read: its places may have other names."""
MOST_PIECES = 600
"""Pieces of one page that are recorded. Articles have under 200; a hostile page may have a million."""
MOST_VALUES = 40
"""Values (titles, dates …) that are recorded of each kind."""
_LONGEST = 400
"""Characters of a place."""

OUTCOMES = KEPT, NAMED, ECHO, OUTSIDE, FACT, DROPPED = "kept", "named", "echo", "outside", "fact", "dropped"
"""The result of the general rules for a piece.

`kept`: text of the article. `named`: kept, but a short line with an author's name. `echo`: kept, but repeats
the text below it. `outside`: not in the article's box. `fact`: headline, byline, date or the caption of a
numbered figure, which are never text. `dropped`: dropped by another rule.
"""

_BY_LETTER = {outcome[0]: outcome for outcome in OUTCOMES}
_FACTS = frozenset(("title", "double", "date", "byline", "lead", "person", "figure"))
_BYLINE = 160
"""Characters of a line that may be a byline."""


class PieceSeen(NamedTuple):
    """One piece of a page."""

    place: str
    text: int
    """Hash of its letters and digits."""
    outcome: str
    size: int


class ValueSeen(NamedTuple):
    """One value that the page offers for a field."""

    field: str
    origin: str
    """Its source: `h1`, `json-ld`, or a place."""
    value: int
    """Hash of its letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSummary:
    """What one article shows about its site's template: only hashes, no text."""

    layout: str
    """The place of the article's box."""
    pieces: tuple[PieceSeen, ...] = field(repr=False)
    values: tuple[ValueSeen, ...] = field(default=(), repr=False)

    def to_bytes(self) -> bytes:
        """Return the summary in about 2 kB for the database: compressed JSON, followed by the hashes.

        Hashes are random bytes: within the JSON they took half of the time and as much space.
        """
        numbers = {place: at for at, place in enumerate(dict.fromkeys(piece.place for piece in self.pieces))}
        header = {
            "version": VERSION,
            "layout": self.layout,
            "places": list(numbers),
            "at": [numbers[piece.place] for piece in self.pieces],
            "outcomes": "".join([piece.outcome[0] for piece in self.pieces]),
            "sizes": [piece.size for piece in self.pieces],
            "values": self.values,
        }
        packed = zlib.compress(json.dumps(header, separators=(",", ":")).encode(), level=3)
        return packed + b"".join([piece.text.to_bytes(HASH_BYTES) for piece in self.pieces])

    @classmethod
    def from_bytes(cls, packed: bytes) -> PageSummary | None:
        """Return the summary that `to_bytes` has packed; None if it has another version."""
        unpacker = zlib.decompressobj()
        header = json.loads(unpacker.decompress(packed))
        if header.get("version") != VERSION:
            return None
        hashes = unpacker.unused_data
        texts = (int.from_bytes(hashes[at : at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES))
        places = map(header["places"].__getitem__, header["at"])
        outcomes = map(_BY_LETTER.__getitem__, header["outcomes"])
        return cls(
            layout=header["layout"],
            pieces=tuple(map(PieceSeen, places, texts, outcomes, header["sizes"])),
            values=tuple(ValueSeen(*value) for value in header["values"]),
        )


def summarize(
    scan: Scan,
    box: int,
    rules: Sequence[str | None],
    *,
    url: str = "",
    title: str = "",
    authors: Sequence[str] = (),
    values: Mapping[str, Mapping[str, Sequence[str]]] = {},
) -> PageSummary:
    """Return the summary of a page. `rules` has for each piece the rule that dropped it, or None.

    `title` and `authors` are those of the page. `values` are all candidates by field and origin:
    `{"title": {"h1": ["The headline"]}}`.
    """
    box_places = places(scan)
    names, headline = tuple(filter(None, map(fold, authors))), fold(title)
    pieces: list[PieceSeen] = []
    headlines: dict[ValueSeen, None] = {}
    bylines: dict[ValueSeen, None] = {}
    teasers: dict[ValueSeen, None] = {}
    for at, (piece, rule) in enumerate(zip(scan.pieces[:MOST_PIECES], rules, strict=False)):
        folded, text = folded_with_hash(piece.text)
        place = box_places[piece.box][:_LONGEST]
        if folded and folded == headline:
            headlines[ValueSeen("headline", place, 0)] = None
        has_author = piece.size <= LONGEST and any(name in folded for name in names)
        is_byline = has_author and piece.size < _BYLINE
        pieces.append(PieceSeen(place, text, _outcome(scan, at, rule, is_named=is_byline), piece.size))
        if rule != "outside":
            teasers.update((ValueSeen("teaser", "link", each), None) for each in teaser_titles(scan, piece))
        if has_author and may_be_byline(piece):
            links = (link for link in links_of(scan, piece, url) if names_an_author(link, names))
            bylines.update((ValueSeen("byline", place, folder_hash(link)), None) for link in links)
    offered = (
        ValueSeen(name, origin, text_hash(value))
        for name, origins in values.items()
        for origin, offers in origins.items()
        for value in offers
    )
    lines = (ValueSeen("crumb", "line", text_hash(part)) for crumb in crumbs(scan) for part in crumb.parts)
    groups = (islice(each, MOST_VALUES) for each in (offered, lines, bylines, headlines, teasers))
    return PageSummary(
        layout=box_places[box][:_LONGEST], pieces=tuple(pieces), values=tuple(chain.from_iterable(groups))
    )


def _outcome(scan: Scan, at: int, rule: str | None, *, is_named: bool) -> str:
    if rule is not None:
        return outcome_of(rule)
    return NAMED if is_named else ECHO if is_echo(scan, at) else KEPT


def is_echo(scan: Scan, at: int) -> bool:
    """Return True if a piece is the beginning of the text below it, cut with "…" as in a list of articles."""
    text = scan.pieces[at].text
    if not text.endswith(_CUT):
        return False
    beginning = fold(text)[:_ECHO]
    below = "".join(fold(piece.text) + " " for piece in scan.pieces[at + 1 : at + 1 + _BELOW])
    return len(beginning) >= _LEAST_ECHO and beginning in below


_CUT = ("...", "…", "[…]", "[...]")
_ECHO, _LEAST_ECHO = 60, 20
"""Letters that are compared, at most and at least."""
_BELOW = 6
"""Pieces below a piece that may begin with it."""


def outcome_of(rule: str | None) -> str:
    """Return the outcome for a piece that a rule dropped, or that was kept (None)."""
    if rule is None:
        return KEPT
    if rule == "outside":
        return OUTSIDE
    return FACT if rule in _FACTS else DROPPED
