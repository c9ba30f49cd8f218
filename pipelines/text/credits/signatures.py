"""Finds authors on lines of their own: below the headline, or at the end of the article."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice

from lxml import html

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import Box, Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.text.credits.bylines import BYLINES, CREDITED, Credits, leads_elsewhere, written
from pipelines.text.credits.coauthors import is_place_or_employer
from pipelines.text.lines.credit_lines import after_by, after_label
from pipelines.text.lines.name_lines import (
    NameLine,
    has_capitals,
    has_shouted_surname,
    is_common,
    is_in_text,
    is_their_address,
    read,
)
from pipelines.text.names.east_asian_credits import signed_names
from pipelines.text.names.given_names import has_given_name
from pipelines.text.names.person_names import names_in
from pipelines.text.names.whole_names import is_personal

_FOOT, _SIGNED = 25, 400
"""Pieces at the end of a page in which a reporter may sign, and the largest size of such a line."""
_PERSON = int(Group.PERSON)


def from_name_line(page: Credits) -> list[str]:
    """Return the name under the headline with a role, an address or a date beside it or on the next line."""
    pieces = page.scan.pieces
    start = page.headline + 1 if page.headline else page.first - _ABOVE
    for at in range(max(0, start, page.first - _MOST_ABOVE), min(page.first + 1, len(pieces))):
        line = _line(page, at)
        if line is not None and line.names and _is_credit(page, at, line):
            return list(line.names)
    return []


def _line(page: Credits, at: int) -> NameLine | None:
    piece = page.scan.pieces[at]
    box = page.scan.boxes[piece.box]
    fits = page.dropped[piece.box] in BYLINES and box.tag not in HEADINGS and not page.is_teaser(piece.box)
    return read(page.spaced[at]) if fits else None


def _is_credit(page: Credits, at: int, line: NameLine) -> bool:
    """Return True if a role, an address or a date is beside a name that the story does not contain."""
    name, pieces = line.names[0], page.scan.pieces
    beside = set(line.beside) - {"date"}
    for near in (at - 1, at + 1, at + 2):
        near_line = _line(page, near) if page.headline < near < len(pieces) else None
        if near_line is not None and not near_line.names:
            beside |= near_line.beside - ({"date"} if "place" not in beside else set())
        elif near == at + 1:
            break
    links = _links(pieces[at], name)
    if any(is_their_address(href[7:], name) for href in links if href.startswith("mailto:")):
        return True
    if beside & {"role", "address"}:
        return not is_in_text(name, page.story_text)
    is_own_page = all(is_their_address(href, name) for href in links)
    if not is_own_page or is_common(name, page.small_words) or is_place_or_employer(name):
        return False
    has_date = "date" in line.beside or {"date", "place"} <= beside or bool(links)
    if not ((has_date and has_capitals(name)) or (at == page.first - 1 and _is_bold(pieces[at]))):
        return False
    return not is_in_text(name, page.story_text) and not _is_elsewhere(page, at, name)


def _is_bold(piece: Piece) -> bool:
    return piece.strong_size >= len(piece.text.rstrip(".")) - 2


def _links(piece: Piece, name: str) -> list[str]:
    """Return the addresses of the links around a name."""
    holders = (
        h for run, h in zip(piece.runs, piece.holders, strict=True) if name in run or run.strip() in name
    )
    links = (element for holder in holders for element in islice(_up(holder), 4) if element.tag == "a")
    return list(dict.fromkeys(link.get("href") or "" for link in links))


def _is_elsewhere(page: Credits, at: int, name: str) -> bool:
    """Return True if another line of the page is the same text: then it is a section, as in the menu."""
    wanted = fold(name)
    return any(
        i != at and len(piece.text) < _SHORT and fold(piece.text) == wanted
        for i, piece in enumerate(page.scan.pieces)
    )


_SHORT = 60  # characters


def from_end(page: Credits) -> list[str]:
    """Return the name alone on a line under the last sentences: "— Ann Lee", `<em>Ann Lee</em>`.

    A dash, bold or slanted type, a class name or an address must mark the line.
    """
    pieces = page.scan.pieces
    for at in _behind_sentences(page):
        piece = pieces[at]
        text = page.spaced[at]
        if names := written(after_label(text) or ""):
            return names
        line = read(text.rstrip("."))
        name = line.names[0] if line is not None and line.names else None
        if line is None or not name or text.rstrip()[-1:] in ":?!" or is_in_text(name, page.story_text):
            continue
        links = _links(piece, name)
        has_address = any(is_their_address(h[7:], name) for h in links if h.startswith("mailto:"))
        has_no_other = not links and "date" not in line.beside and "place" not in line.beside
        if has_address or (has_no_other and (line.beside or _is_set_apart(page, piece, name))):
            return list(line.names)
    return []


def _behind_sentences(page: Credits) -> Iterator[int]:
    """Yield the short lines directly behind the last sentence of their box."""
    pieces, boxes = page.scan.pieces, page.scan.boxes
    for at in range(page.first + 1, page.end):
        piece, before = pieces[at], pieces[at - 1]
        fits = piece.size < _SHORT and page.dropped[piece.box] in CREDITED
        if not fits or not _is_long(pieces[max(page.first, at - _NEAR_END) : at]):
            continue
        box = boxes[piece.box]
        if (
            box.tag in _LISTED
            or not has_sentence(before.text)
            or box.parent not in page.scan.ancestors(before.box)
        ):
            continue
        behind = range(at + 1, boxes[box.parent].last)
        if not any(pieces[i].size >= _SHORT and has_sentence(pieces[i].text) for i in behind):
            yield at


def _is_long(before: Sequence[Piece]) -> bool:
    """Return True if the last piece is a sentence; a short one needs a long one before it."""
    sizes = [piece.size for piece in before if has_sentence(piece.text)]
    return bool(sizes) and (
        before[-1].size >= _SHORT or (before[-1].size >= _CLAUSE and max(sizes) >= _SHORT)
    )


_NEAR_END, _CLAUSE = 4, 20  # pieces before a signature; characters of a short sentence
_LISTED = frozenset((*HEADINGS, "li", "td", "th", "dt", "dd", "figcaption", "blockquote"))


def _is_set_apart(page: Credits, piece: Piece, name: str) -> bool:
    """Return True if type, a class name, a dash or a surname in capitals marks a name as a signature."""
    bold = _is_bold(piece)
    box = page.scan.boxes[piece.box]
    slanted = all(any(e.tag in _SLANTED for e in islice(_up(holder), 3)) for holder in piece.holders)
    has_author_class = bool(box.groups & _PERSON)
    is_caseless = not has_capitals(name) and not name.isupper()
    bold = bold and not is_caseless  # "أمل جديد" is a name and "new hope", and a bold line heads what follows
    may_be_name = has_capitals(name) or (is_caseless and has_given_name(name, page.language))
    if not may_be_name or is_common(name, page.small_words):
        return has_author_class
    return bold or slanted or has_author_class or piece.text[0] in _DASHES or has_shouted_surname(name)


def _up(element: html.HtmlElement) -> Iterator[html.HtmlElement]:
    yield element
    yield from element.iterancestors()


_SLANTED = frozenset(("em", "i"))
_DASHES = frozenset("-–—―")


def from_sign_off(page: Credits) -> list[str]:
    """Return the name alone on a line that is aligned to the right, where the paragraphs are not."""
    lines = [box for box in page.scan.boxes if box.tag in _LINES and box.last == box.first + 1]
    right = [box for box in lines if _is_at_right(box)]
    long = [box for box in lines if page.scan.pieces[box.first].size > _SHORT]
    if 2 * sum(map(_is_at_right, long)) > len(long):
        return []
    for box in right:
        text = page.scan.pieces[box.first].text
        is_no_name = has_sentence(text) or text[-1] in _ARROWS or leads_elsewhere(box.element, text)
        names = [] if is_no_name else names_in(after_by(text) or text, printed=True)
        is_sure = box.tag == "p" or all(_is_person(page, name) for name in names)
        if names and is_sure and written(" and ".join(names)) == names:
            return names
    return []


def _is_at_right(box: Box) -> bool:
    is_named = "align-right" in box.classes or box.element.get("align") == "right"
    return is_named or _RIGHT.search(box.element.get("style") or "") is not None


def _is_person(page: Credits, name: str) -> bool:
    """Return False for words of the page, sections and places: a div at the right may be a button."""
    is_name = is_personal(name) and has_capitals(name) and not is_common(name, page.small_words)
    return is_name and not is_place_or_employer(name)


_LINES = frozenset(("p", "div"))
_ARROWS = frozenset("→»›>")  # at the end of a link to the next page
_RIGHT = re.compile(r"text-align:\s*(?:right|end)")


def from_signature(page: Credits) -> list[str]:
    """Return the name with its role at the beginning or end of the text: "홍길동 기자", "（记者 张三）"."""
    pieces = page.scan.pieces
    body = [at for at in range(page.first, len(pieces)) if page.dropped[pieces[at].box] in CREDITED]
    above = [at for at in range(page.headline + 1, page.first) if page.dropped[pieces[at].box] in BYLINES]
    # A list of facts may have dates and counters below the name.
    near = above[:_ABOVE] if page.headline else []
    foot = (at for at in body[-_FOOT:] if pieces[at].size < _SIGNED)
    for at in (*near, *above[-_ABOVE:], *body[:2], *foot):
        if names := signed_names(page.spaced[at]):
            return names
    sentences = (at for at in reversed(body) if has_sentence(pieces[at].text) and pieces[at].size > _SHORT)
    named = (signed_names(pieces[at].text, last=True) for at in islice(sentences, _LAST))
    return next(filter(None, named), [])


_LAST = 2
"""Sentences at the end of a page in which a name may be: a notice to subscribers may be below the text."""


_ABOVE, _MOST_ABOVE = 4, 40  # lines above the text that may name a reporter, without and with a headline
