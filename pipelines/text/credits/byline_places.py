"""Finds names by where a line stands and how it looks, whatever its words and the names of its box."""

from __future__ import annotations

import re
from collections.abc import Iterator

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold, size_of
from pipelines.text.credits.bylines import BARS, Credits, is_profile
from pipelines.text.lines.line_rules import has_date
from pipelines.text.lines.name_lines import spaced
from pipelines.text.names.credit_words import EDGES, words_of
from pipelines.text.names.person_names import is_written, names_in
from pipelines.urls import same_site, split

_LABELLED = re.compile(r"^([^\W\d_][^:：՝\d.!?]{1,30})\s?[:：՝]\s*(\S[^:：.!?]{3,60})$")
_LINE = 120  # characters
_ABOVE = 8  # pieces above the first paragraph where no headline is printed
_MOST_LABEL, _MOST_NAMES = 3, 3
_MAIL = re.compile(r"\S+@\S+")
_DASH = re.compile(r"\s+[-–—/]\s+|(?<=[^\W\d_]),\s+(?=\d)|(?<=\d\d\d\d),\s+|(?<=\d\d),\s+(?=[^\W\d_])")


def from_label(page: Credits) -> list[str]:
    """A name behind a label in any language, near a date: "ავტორი: ნინო გელაშვილი"."""
    for at in _header(page, above=3):
        for part in _parts(page.scan.pieces[at]):
            match = _LABELLED.match(part) if _is_beside_date(page, at) else None
            names = _labelled(match[1], match[2]) if match else []
            if names and not _is_elsewhere(page, at, match[2] if match else ""):
                return names
    return []


def _labelled(label: str, value: str) -> list[str]:
    words = label.split()
    known = len(words) > _MOST_LABEL or fold(label) in _other_labels()
    names = [] if known else names_in(value, printed=True)
    is_sure = 0 < len(names) <= _MOST_NAMES and all(map(is_personal, names))
    return names if is_sure and not _has_rubric(value) else []


def _other_labels() -> frozenset[str]:
    """Labels of places, sections, sources and pictures."""
    words = [*words_of("other"), *words_of("second"), *words_of("rubric"), *words_of("button")]
    words += [w for kind in ("credit", "id", "figure") for ws in load("labels")[kind].values() for w in ws]
    return frozenset(map(fold, words))


def from_dated_name(page: Credits) -> list[str]:
    """A name alone on a line beside a date or its own e-mail address, or with the date on its line."""
    for at in _header(page):
        parts = _parts(page.scan.pieces[at])
        dated = any(map(has_date, parts))
        named = [part for part in parts if not has_date(part)]
        beside = dated or (len(parts) == 1 and (_is_beside_date(page, at) or _is_addressed(page, at, named)))
        if named and beside and is_personal(named[0]) and _fits(page, at, named[0], dated=dated):
            return names_in(named[0], printed=True)
    return []


def _is_addressed(page: Credits, at: int, named: list[str]) -> bool:
    """True where the line holds an e-mail address."""
    return bool(named) and "@" in page.scan.pieces[at].text


def _has_rubric(name: str) -> bool:
    """True where a word is a rubric's or a place's: "Valley News", "New York"."""
    return any(word in (*words_of("rubric"), *words_of("place_word")) for word in fold(name).split())


def _fits(page: Credits, at: int, name: str, *, dated: bool) -> bool:
    """True for no heading, no capitals alone, no place of the news and no link to a section.

    A line that is `dated` may link to the page of another site that it is taken from.
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
    return not is_place and not _has_rubric(name) and not _is_elsewhere(page, at, name)


def _is_foreign(page: Credits, href: str) -> bool:
    return href.startswith("http") and not same_site(href, page.doc.url)


def from_named_links(page: Credits) -> list[str]:
    """A link whose address ends with its own text, in an author's folder or a box named for the author."""
    for at in _header(page):
        box = page.scan.boxes[page.scan.pieces[at].box]
        for link in box.element.iter("a") if page.scan.pieces[at].links else ():
            href, text = link.get("href") or "", link.text_content().strip()
            is_person = box.groups & _PERSON or is_profile(href)
            if is_person and _says_itself(href, text) and (names := names_in(text, printed=True)):
                return names
    return []


def _says_itself(href: str, text: str) -> bool:
    """True for "Ann Lee" at /people/ann-lee-2/."""
    folder, _, last = split(href).path.rstrip("/").rpartition("/")
    slug = fold(_NUMBER.sub("", last).replace("-", " ").replace("_", " "))
    return bool(folder) and len(slug) > 2 and slug.replace(" ", "") == fold(text).replace(" ", "")


_NUMBER = re.compile(r"[-_]?\d+$")
_PERSON = int(Group.PERSON)


def is_personal(name: str) -> bool:
    """True for two to four words that look like a person's name."""
    words = name.split()
    return (
        1 < len(words) <= 4
        and is_written(name)
        and size_of(name) < 45
        and all(
            word.strip(EDGES)
            .replace("-", "")
            .replace("'", "")
            .replace("’", "")
            .replace("\u200c", "")
            .isalpha()
            or _is_marked(word)
            for word in words
        )
        and names_in(name, printed=True) == [name]
    )


def _is_marked(word: str) -> bool:
    """True for letters and the marks of their script, as in "রাশেদ"."""
    return not word.isascii() and not any(c.isdigit() or c in "?!:;/|" for c in word)


def _header(page: Credits, above: int = 0) -> Iterator[int]:
    """The short lines between the headline, or some lines `above` it, and the first paragraph."""
    start = max(0, page.headline + 1 - above if page.headline else page.first - _ABOVE)
    for at in range(start, min(page.first, len(page.scan.pieces))):
        piece = page.scan.pieces[at]
        if len(piece.text) < _LINE and page.may_credit(piece.box) and page.dropped[piece.box] != "picture":
            yield at


def _parts(piece: Piece) -> list[str]:
    parts = [part for line in BARS.split(spaced(piece)) for part in _DASH.split(_MAIL.sub("", line))]
    return [text for part in parts if (text := part.strip(EDGES)) and (has_date(text) or not ends(text))]


def _is_beside_date(page: Credits, at: int) -> bool:
    """True where the line, or one next to it, has a date and little else."""
    near = page.scan.pieces[max(0, at - 2) : at + 3]
    return any(len(piece.text) < _LINE and has_date(piece.text) for piece in near)


def _is_elsewhere(page: Credits, at: int, text: str) -> bool:
    """True where the menu above the headline, or two links of the page, say the same."""
    key, pieces = fold(text), page.scan.pieces
    same = [
        other
        for other, piece in enumerate(pieces)
        if other != at and len(piece.text) < _LINE and fold(piece.text) == key
    ]
    linked = [
        other
        for other in same
        if pieces[other].links and page.dropped[pieces[other].box] in {"nav", "footer"}
    ]
    return bool(linked) or (page.headline > 0 and any(other < page.headline for other in same))
