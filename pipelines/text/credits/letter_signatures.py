"""Finds who signed a letter: a name behind "Yours," or in bold at its end, often with a town below it."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.text.credits.byline_places import has_rubric
from pipelines.text.credits.bylines import CREDITED, Credits
from pipelines.text.lines.name_lines import has_capitals, is_common, is_in_text
from pipelines.text.names.credit_words import EDGES, words_of
from pipelines.text.names.whole_names import is_personal

_LINE, _SENTENCE, _FOOT = 60, 60, 12  # characters of a line and of a sentence; pieces at the end
_COMMAS = (",", "،", "，", "、")
_MOST_LINES = 4  # of a signature: name, role, town, country
_LEAST_BOLD = 0.9  # share of the name's letters


def from_letter(page: Credits) -> list[str]:
    """Return the name that signs the text, if a greeting is before it, or a town below a name in bold."""
    for at in _feet(page):
        lines = page.spaced[at].split("\n")
        before = page.scan.pieces[at - 1].text
        if len(lines) > 1 and is_closing(lines[0]):
            before, lines = lines[0], lines[1:]
        name = lines[0].strip(EDGES).split(",")[0]
        is_signature = len(lines) <= _MOST_LINES and all(map(_is_short, lines)) and _may_sign(page, name)
        if is_signature and (is_closing(before) or _has_town(page.scan.pieces[at], lines)):
            return [name]
    return []


def is_closing(line: str) -> bool:
    """Return True for a line such as "Yours faithfully,", or a short one that ends with a comma."""
    is_open = line.rstrip().endswith(_COMMAS) and len(line.split()) <= _MOST_GREETING
    return is_open or fold(line) in _closings()


_MOST_GREETING = 5  # words


@cache
def _closings() -> frozenset[str]:
    return frozenset(map(fold, words_of("closing")))


def _feet(page: Credits) -> Iterator[int]:
    """Yield the short pieces of the text behind which their parent box has no sentence."""
    pieces, boxes = page.scan.pieces, page.scan.boxes
    for at in range(page.first + 1, len(pieces)):
        piece = pieces[at]
        if page.dropped[piece.box] in CREDITED and piece.size < 2 * _LINE and boxes[piece.box].tag in _TAGS:
            behind = pieces[at + 1 : boxes[boxes[piece.box].parent].last]
            if len(behind) <= _FOOT and not any(map(_is_sentence, behind)):
                yield at


_TAGS = frozenset(("p", "div", "section", "article", "address", "footer"))


def _is_sentence(piece: Piece) -> bool:
    return piece.size >= _SENTENCE and has_sentence(piece.text)


def _is_short(line: str) -> bool:
    return 0 < len(line) < _LINE and not has_sentence(line)


def _may_sign(page: Credits, name: str) -> bool:
    is_name = is_personal(name) and has_capitals(name) and not has_rubric(name)
    return is_name and not is_common(name, page.small_words) and not is_in_text(name, page.story_text)


def _has_town(piece: Piece, lines: list[str]) -> bool:
    """Return True if only the first line is bold, and the other ones are a few words with a capital."""
    name, *rest = lines
    bold = piece.strong_size / max(1, len(name))
    is_place = all(line[:1].isupper() and len(line.split()) <= _MOST_GREETING for line in rest)
    return bool(rest) and _LEAST_BOLD <= bold <= 1.1 and is_place


# X
