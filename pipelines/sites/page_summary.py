"""What one page of a site shows: its layout, and at each place a hash of the text and what became of it."""

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

VERSION = 3
"""Of what a summary holds. A summary of another version is forgotten: its places may be named otherwise."""
MOST_PIECES = 600
"""Pieces of one page that are noted. Articles have under 200; a hostile page may have a million."""
MOST_VALUES = 40
"""Values of fields (titles, dates …) of one page that are noted."""
_LONGEST = 400
"""Characters of a place."""

OUTCOMES = KEPT, NAMED, ECHO, OUTSIDE, FACT, DROPPED = "kept", "named", "echo", "outside", "fact", "dropped"
"""What the general rules made of a piece: text of the article; text, but a short line that names an author;
text that repeats what stands below it; not in the article's box; what is never text wherever it stands:
headline, byline and date, which are columns of their own, a numbered figure's caption; dropped otherwise."""

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
    """Where it stands: `h1`, `json-ld`, or a place."""
    value: int
    """Hash of its letters and digits."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PageSummary:
    """What one article teaches of its site; no text, only hashes of it."""

    layout: str
    """The place of the article's box."""
    pieces: tuple[PieceSeen, ...] = field(repr=False)
    values: tuple[ValueSeen, ...] = field(default=(), repr=False)

    def to_bytes(self) -> bytes:
        """Return the summary as the database keeps it, about 2 kB: compressed JSON, and the hashes behind it.

        Hashes are random bytes: as text in the JSON they took half of the time, and no less space.
        """
        numbers = {place: at for at, place in enumerate(dict.fromkeys(piece.place for piece in self.pieces))}
        head = {
            "version": VERSION,
            "layout": self.layout,
            "places": list(numbers),
            "at": [numbers[piece.place] for piece in self.pieces],
            "outcomes": "".join([piece.outcome[0] for piece in self.pieces]),
            "sizes": [piece.size for piece in self.pieces],
            "values": self.values,
        }
        packed = zlib.compress(json.dumps(head, separators=(",", ":")).encode(), level=3)
        return packed + b"".join([piece.text.to_bytes(HASH_BYTES) for piece in self.pieces])

    @classmethod
    def from_bytes(cls, packed: bytes) -> PageSummary | None:
        """Return a kept summary; None for one of another version."""
        unpacker = zlib.decompressobj()
        head = json.loads(unpacker.decompress(packed))
        if head.get("version") != VERSION:
            return None
        hashes = unpacker.unused_data
        texts = (int.from_bytes(hashes[at : at + HASH_BYTES]) for at in range(0, len(hashes), HASH_BYTES))
        places = map(head["places"].__getitem__, head["at"])
        outcomes = map(_BY_LETTER.__getitem__, head["outcomes"])
        return cls(
            layout=head["layout"],
            pieces=tuple(map(PieceSeen, places, texts, outcomes, head["sizes"])),
            values=tuple(ValueSeen(*value) for value in head["values"]),
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
    """Return what a page shows. `rules` names, for each piece, the rule that dropped it, or None.

    `title` and `authors` are the page's own; `values` is field → origin → values:
    `{"title": {"h1": ["The headline"]}}`.
    """
    named = places(scan)
    names, headline = tuple(filter(None, map(fold, authors))), fold(title)
    seen: list[PieceSeen] = []
    headlines: dict[ValueSeen, None] = {}
    bylines: dict[ValueSeen, None] = {}
    for at, (piece, rule) in enumerate(zip(scan.pieces[:MOST_PIECES], rules, strict=False)):
        folded, text = folded_with_hash(piece.text)
        place = named[piece.box][:_LONGEST]
        if folded and folded == headline:
            headlines[ValueSeen("headline", place, 0)] = None
        names_one = piece.size <= LONGEST and any(name in folded for name in names)
        is_named = names_one and piece.size < _BYLINE
        seen.append(PieceSeen(place, text, _outcome(scan, at, rule, is_named=is_named), piece.size))
        if names_one and may_be_byline(piece):
            links = (link for link in links_of(scan, piece, url) if names_an_author(link, names))
            bylines.update((ValueSeen("byline", place, folder_hash(link)), None) for link in links)
    offered = (
        ValueSeen(name, origin, text_hash(value))
        for name, origins in values.items()
        for origin, offers in origins.items()
        for value in offers
    )
    lines = (ValueSeen("crumb", "line", text_hash(part)) for crumb in crumbs(scan) for part in crumb.parts)
    shown = (islice(each, MOST_VALUES) for each in (offered, lines, bylines, headlines))
    return PageSummary(
        layout=named[box][:_LONGEST], pieces=tuple(seen), values=tuple(chain.from_iterable(shown))
    )


def _outcome(scan: Scan, at: int, rule: str | None, *, is_named: bool) -> str:
    if rule is not None:
        return outcome_of(rule)
    return NAMED if is_named else ECHO if is_echo(scan, at) else KEPT


def is_echo(scan: Scan, at: int) -> bool:
    """Return whether a piece is the cut beginning of the text below it, as a list of articles shows it."""
    text = scan.pieces[at].text
    if not text.endswith(_CUT):
        return False
    own = fold(text)[:_ECHO]
    below = "".join(fold(piece.text) + " " for piece in scan.pieces[at + 1 : at + 1 + _BELOW])
    return len(own) >= _LEAST_ECHO and own in below


_CUT = ("...", "…", "[…]", "[...]")
_ECHO, _LEAST_ECHO = 60, 20
"""Letters that are compared."""
_BELOW = 6
"""Pieces below one that may begin with it."""


def outcome_of(rule: str | None) -> str:
    """Return what a rule's verdict means for the site's other pages."""
    if rule is None:
        return KEPT
    if rule == "outside":
        return OUTSIDE
    return FACT if rule in _FACTS else DROPPED
