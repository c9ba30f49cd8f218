"""Finds authors by the place and form of a line, without lists of words or class names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.text.credits.bylines import BARS, Credits, is_profile
from pipelines.text.lines.line_rules import has_date
from pipelines.text.lines.name_lines import spaced
from pipelines.text.names.credit_words import EDGES, words_of
from pipelines.text.names.name_forms import is_agency
from pipelines.text.names.person_names import names_in
from pipelines.text.names.role_labels import Role, role_of
from pipelines.text.names.whole_names import is_personal
from pipelines.urls import same_site

_LABELLED = re.compile(r"^([^\W\d_][^:：՝\d.!?]{1,30})\s?[:：՝]\s*(\S[^:：.!?]{3,60})$")
_LINE = 120  # characters
_ABOVE = 8  # pieces above the first paragraph that are searched if the page prints no headline
_MOST_LABEL, _MOST_NAMES = 3, 3  # words of a label, names behind it
_MAIL = re.compile(r"\S+@\S+")
_DASH = re.compile(r"\s+[-–—/]\s+|(?<=[^\W\d_]),\s+(?=\d)|(?<=\d\d\d\d),\s+|(?<=\d\d),\s+(?=[^\W\d_])")


def from_label(page: Credits) -> list[str]:
    """Return the names behind a label in any language, near a date: "ავტორი: ნინო გელაშვილი"."""
    for at in header(page, above=3):
        if page.scan.boxes[page.scan.pieces[at].box].tag in HEADINGS or at == page.headline:
            continue
        for part in _parts(page.scan.pieces[at]):
            is_beside = _is_beside_date(page, at) and cue(part) is None  # "Share: Facebook Twitter"
            match = _LABELLED.match(part) if is_beside else None
            names = _labelled(match[1], match[2]) if match else []
            if names and not is_elsewhere(page, at, match[2] if match else ""):
                return names
    return []


def _labelled(label: str, value: str) -> list[str]:
    words = label.split()
    is_other_label = (
        len(words) > _MOST_LABEL or fold(label) in _other_labels() or role_of(label) is Role.OTHER
    )
    names = [] if is_other_label else names_in(value, printed=True)
    is_sure = 0 < len(names) <= _MOST_NAMES and all(map(is_personal, names))
    return names if is_sure and not has_rubric(value) else []


def _other_labels() -> frozenset[str]:
    """Return labels of places, sections, sources and pictures."""
    words = [*words_of("other"), *words_of("second"), *words_of("rubric"), *words_of("button")]
    words += [w for kind in ("credit", "id", "figure") for ws in load("labels")[kind].values() for w in ws]
    return frozenset(map(fold, words))


def from_dated_name(page: Credits) -> list[str]:
    """Return the names alone on a line with a date or an e-mail address, or beside a dated line.

    An agency may be beside them: "Ann Lee with AFP".
    """
    for at in header(page):
        parts = _parts(page.scan.pieces[at])
        has_own_date = any(map(has_date, parts))
        undated = [part for part in parts if not has_date(part) and cue(part) is None]
        is_beside = has_own_date or (
            len(parts) == 1 and (_is_beside_date(page, at) or _is_addressed(page, at, undated))
        )
        found = names_in(undated[0], printed=True) if undated and is_beside else []
        names = [name for name in found if not is_agency(name)] or found
        if 0 < len(names) <= _MOST_NAMES and all(
            is_personal(name) and may_be_credit(page, at, name, dated=has_own_date) for name in names
        ):
            return names
    return []


def from_dated_agency(page: Credits) -> list[str]:
    """Return the agency on a line with a date and nothing else: "AFP | 4 March 2026"."""
    for at in header(page):
        parts = _parts(page.scan.pieces[at])
        undated = [part for part in parts if not has_date(part)]
        if len(undated) == 1 < len(parts) and is_agency(undated[0]):
            return undated
    return []


def _is_addressed(page: Credits, at: int, undated: list[str]) -> bool:
    """Return True if there is a name and its line has an e-mail address."""
    return bool(undated) and "@" in page.scan.pieces[at].text


def has_rubric(name: str) -> bool:
    """Return True if a word names a section, or a place at either end: "Valley News", "New York"."""
    words, places = fold(name).split(), words_of("place_word")
    is_place = fold(name) in places or any(word in places for word in (*words[:1], *words[-1:]))
    return is_place or any(word in words_of("rubric") for word in words)


def may_be_credit(page: Credits, at: int, name: str, *, dated: bool) -> bool:
    """Return False for a heading, a name in capitals, the place of the news, or a link to a section.

    A line that is `dated` may link to another site: the page that the article is taken from.
    """
    box = page.scan.boxes[page.scan.pieces[at].box]
    links = [link.get("href") or "" for link in box.element.iter("a")]
    links = [href for href in links if not href.startswith("mailto:")]
    if (
        box.tag in HEADINGS
        or name.isupper()
        or any(not is_profile(href) and not (dated and _is_foreign(page, href)) for href in links)
    ):
        return False
    opening = page.scan.pieces[page.first].text if page.first < len(page.scan.pieces) else ""
    is_place = opening.startswith(name) and opening[len(name) :].lstrip()[:1] in set("(,:–—-/|")
    return not is_place and not has_rubric(name) and not is_elsewhere(page, at, name)


def _is_foreign(page: Credits, href: str) -> bool:
    return href.startswith("http") and not same_site(href, page.doc.url)


def header(page: Credits, above: int = 0) -> Iterator[int]:
    """Yield the short lines between the headline, or `above` lines before it, and the first paragraph."""
    start = max(0, page.headline + 1 - above if page.headline else page.first - _ABOVE)
    for at in range(start, min(page.first, len(page.scan.pieces))):
        piece = page.scan.pieces[at]
        if len(piece.text) < _LINE and page.may_credit(piece.box) and page.dropped[piece.box] != "picture":
            yield at


def _parts(piece: Piece) -> list[str]:
    parts = [part for line in BARS.split(spaced(piece)) for part in _DASH.split(_MAIL.sub("", line))]
    return [
        text for part in parts if (text := part.strip(EDGES)) and (has_date(text) or not has_sentence(text))
    ]


def _is_beside_date(page: Credits, at: int) -> bool:
    """Return True if the line or one of two lines before or after it is a date and little else."""
    near = page.scan.pieces[max(0, at - 2) : at + 3]
    return any(len(piece.text) < _LINE and has_date(piece.text) for piece in near)


def is_elsewhere(page: Credits, at: int, text: str) -> bool:
    """Return True if the same text is above the headline or a link of the menu or footer: a section."""
    key, pieces = fold(text), page.scan.pieces
    same = [
        index
        for index, piece in enumerate(pieces)
        if index != at and len(piece.text) < _LINE and fold(piece.text) == key
    ]
    linked = [
        index
        for index in same
        if pieces[index].links and page.dropped[pieces[index].box] in {"nav", "footer"}
    ]
    return bool(linked) or (page.headline > 0 and any(index < page.headline for index in same))
