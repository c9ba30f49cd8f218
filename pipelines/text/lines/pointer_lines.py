"""Finds lines that point at another page: an arrow and a link, or "READ:" and its headline."""

from __future__ import annotations

import re
from functools import cache

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.text.draft import Draft

_ARROW = re.compile(r"^(?:>>+|→|⇒|➡|➜|➤|►|▶|👉)\ufe0f?\s*\w")


def is_pointer(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a line that has a link behind an arrow, or says "READ:" of another page."""
    if piece.size >= 300:
        return False
    return (piece.links > 0 and _ARROW.match(piece.text) is not None) or _says_read(draft, at, piece)


def _says_read(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for "Watch: " before a link to a page, and for "WATCH: " before a title in bold letters.

    "WATCH: a history" in a sentence, and "Watch: the bronze piece" without a link, are text.
    """
    may_point = _MARK.search(piece.text, 0, _LABEL) is not None and draft.tag(at) not in _NO_POINTER
    match = _pointing().match(piece.text) if may_point else None
    rest = piece.text[match.end() :] if match else ""
    if match is None or len(rest) < _LEAST_TITLE:
        return False
    if piece.link_size >= _LINKED * len(rest):
        return True
    is_title = not has_sentence(rest) and 2 * piece.strong_size > len(piece.text)
    return is_title and match[1].isupper() and draft.tag(at) not in HEADINGS


_MARK, _LABEL = re.compile("[:：|｜»›>–—-]"), 40  # what follows such a label, and its most characters
_NO_POINTER = frozenset(("li", "td", "th", "dt", "dd", "pre"))
_LEAST_TITLE, _LINKED = 12, 0.8  # characters of a title, and the share of them in links


@cache
def _pointing() -> re.Pattern[str]:
    words = {words for language in load("labels")["pointer"].values() for words in language}
    labels = "|".join(map(re.escape, sorted(words, key=len, reverse=True)))
    return re.compile(rf"^\W{{0,3}}({labels})\s?(?:[:：|｜»›]|>>?|\s[–—-])\s*", re.I)
