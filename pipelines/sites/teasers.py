"""Finds lines that are links, as those with the titles of other articles."""

from __future__ import annotations

from itertools import islice

from pipelines.markup.scan import Piece, Scan
from pipelines.sites.hashes import text_hash

LINKED = 0.5
"""A piece with at least this share of its characters in links is a link, not text."""
HEADING_TAGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_ENTRIES = frozenset(("li", "td", "th", "dd", "dt"))
_LONGEST, _SHORT_TITLE = 400, 15
"""Characters."""
_MOST_LINKS = 3


def teaser_titles(scan: Scan, piece: Piece) -> list[int]:
    """Return the hashes of a line's text and of its links; none for a line that is no teaser.

    A heading or an entry of a list is none.
    """
    if piece.link_share < LINKED or piece.size > _LONGEST:
        return []
    box = scan.boxes[piece.box]
    if box.tag in HEADING_TAGS or box.tag in _ENTRIES:
        return []
    links = islice(box.element.iter("a"), _MOST_LINKS)
    texts = dict.fromkeys((piece.text, *(link.text_content() for link in links)))
    return [text_hash(text) for text in texts if len(text) > _SHORT_TITLE]
