"""Joins a byline that a page prints in several boxes: "By Ann Lee," · "Bo Ek" · "and Cy Poe"."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Scan
from pipelines.markup.words import fold
from pipelines.text.names.credit_words import is_and, words_of
from pipelines.text.names.name_forms import is_written, particles
from pipelines.text.names.person_names import names_in

_LONGEST = 60  # characters of a name in a box of its own
_MOST = 6  # boxes behind the first one
_WORDS = 3  # of a name, besides "de" and the like


def continued(scan: Scan, at: int, credit: str) -> str:
    """Return the credit of piece `at` with the names in the boxes behind it, if an "and" joins the last one.

    Without the "and", the next box may have a place, a section or the author of something else.
    """
    parts, end = [credit], 0
    for piece in islice(scan.pieces, at + 1, at + 1 + _MOST):
        text, is_heading = piece.text, scan.boxes[piece.box].tag in HEADINGS
        if is_heading or len(text) > _LONGEST or not (is_and(text) or _is_names(text)):
            break
        parts.append(text)
        end = len(parts) if _has_and(parts[-2], text) else end
    return _joined(parts[:end]) if end else credit


def _joined(parts: Sequence[str]) -> str:
    """Return the parts as one line; a comma is put between two names."""
    line = parts[0]
    for part in parts[1:]:
        is_joined = line.endswith(",") or _begins_with_and(part) or is_and(line.rpartition(" ")[2])
        line = f"{line} {part}" if is_joined else f"{line}, {part}"
    return line


def _is_names(text: str) -> bool:
    rest = text.partition(" ")[2] if _begins_with_and(text) else text
    names = names_in(rest, printed=True)
    return "?" not in text and bool(names) and all(map(_is_person, names))


def _is_person(name: str) -> bool:
    """Return False for a place ("San Francisco") and for a title ("Then There Were None")."""
    words = fold(name).split()
    is_place = any(word in words_of("place_word") for word in (words[0], words[-1]))
    return is_written(name) and not is_place and sum(word not in particles() for word in words) <= _WORDS


def _has_and(before: str, text: str) -> bool:
    """Return True for "and Cy Poe", and for a name behind a box that is or ends with "and"."""
    return not is_and(text) and (_begins_with_and(text) or is_and(before.rpartition(" ")[2]))


def _begins_with_and(text: str) -> bool:
    return " " in text and is_and(text.partition(" ")[0])
