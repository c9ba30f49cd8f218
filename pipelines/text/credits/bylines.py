"""Who an article says wrote it: the lines and boxes by which a page prints a credit. Reads no head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import dropwhile, takewhile
from operator import not_

from lxml import html

from pipelines.items import Hints
from pipelines.markup import Document
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, groups_of, load
from pipelines.markup.scan import Box, Scan
from pipelines.markup.sentences import ends
from pipelines.markup.words import fold, tidy
from pipelines.text.headline.headline_parts import persons_in
from pipelines.text.lines.credit_lines import (
    after_by,
    after_date,
    after_dated_by,
    after_label,
    after_long_by,
    is_label,
    is_secondary_credit,
)
from pipelines.text.lines.name_lines import spaced
from pipelines.text.names.person_names import is_role, is_written, names_in

_NEAR = 30  # pieces on either side of the first paragraph in which a byline may stand
BYLINES = frozenset((None, "person", "meta", "share", "sidebar", "hidden", "picture", "form"))
_SENTENCE = 60  # characters
_WORD = re.compile(r"[^\W\d_]+")
_ITEM = 5  # pieces of a teaser
_ITEMS = frozenset(("li", "article"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERSON = int(Group.PERSON)


@dataclass(frozen=True)
class Credits:
    """What the finders read."""

    doc: Document
    scan: Scan
    hints: Hints
    dropped: list[str | None]
    """The verdict on every box."""
    first: int
    """The article's first sentence."""
    headline: int
    """The printed headline's piece; 0 where none stands before the first sentence."""

    @cached_property
    def story_text(self) -> str:
        """The headline and the sentences: the words that the story is about."""
        pieces = self.scan.pieces
        sentences = (p.text for p in pieces if p.size >= _SENTENCE and ends(p.text))
        told = (pieces[self.headline].text if pieces else "", *sentences)
        return "\n".join(told)

    @cached_property
    def small_words(self) -> frozenset[str]:
        """Words in small letters, wherever the page has them: they are in no name."""
        return frozenset(word for p in self.scan.pieces for word in _WORD.findall(p.text) if word.islower())

    def is_near(self, box: int, *besides: str) -> bool:
        """True for a box close to the first paragraph that is no list, comment or menu."""
        fits = self.may_credit(box) or self.dropped[box] in besides
        return fits and abs(self.scan.boxes[box].first - self.first) <= _NEAR and not self.is_teaser(box)

    def may_credit(self, box: int) -> bool:
        """True where a box's verdict allows a byline; one that the headline has, too, says nothing."""
        verdict = self.dropped[box]
        beside = self.headline and verdict == self.dropped[self.scan.pieces[self.headline].box]
        return verdict in BYLINES or bool(beside)

    def is_teaser(self, box: int) -> bool:
        """True for a box in an item of a list that links to another article by its headline."""
        for index in self.scan.ancestors(box):
            held = self.scan.boxes[index]
            if held.last - held.first > _ITEM or held.first <= self.headline < held.last:
                return False
            if held.tag in _ITEMS:
                return any(
                    p.link_share > 0.8 and p.size >= 25 for p in self.scan.pieces[held.first : held.last]
                )
        return False

    def near(self, elements: Iterable[html.HtmlElement], *besides: str) -> Iterator[html.HtmlElement]:
        """Those of the elements close to the first paragraph, be it in boxes dropped as one of `besides`."""
        marked = list(elements)
        boxes = {box.element: index for index, box in enumerate(self.scan.boxes)} if marked else {}
        return (element for element in marked if self.is_near(_box_of(element, boxes), *besides))


def _box_of(element: html.HtmlElement | None, boxes: Mapping[html.HtmlElement, int]) -> int:
    while element is not None and element not in boxes:
        element = element.getparent()
    return 0 if element is None else boxes[element]


def from_text(page: Credits) -> list[str]:
    """A line between headline and first paragraph that says "by", at its start or behind a date."""
    second: list[str] = []
    for at in _around(page):
        piece = page.scan.pieces[at]
        pictured = page.dropped[piece.box] in _PICTURED
        credit = _credit(page, at) if piece.size < 200 and not pictured else None
        if credit and (names := written(credit)):
            if not is_secondary_credit(piece.text):
                return names
            second = second or names
    return second


def from_heading(page: Credits) -> list[str]:
    """Whom the headline's own heading names beside it."""
    heads = (at for at, box in enumerate(page.scan.boxes) if box.tag == "h1" and page.is_near(at))
    return next((names for at in heads if (names := persons_in(page.scan.boxes[at].element))), [])


_PICTURED = frozenset(("picture", "media"))
"""Boxes that credit who took a picture."""


def from_account(page: Credits) -> list[str]:
    """Who posted it by the name of an account, behind a date and "by" on one line near the headline."""
    credits = (after_dated_by(page.scan.pieces[at].text) for at in _around(page))
    names = names_in(next(filter(None, credits), ""), printed=True)
    return [] if any(name.count(" ") > 1 for name in names) else names


def _around(page: Credits) -> range:
    """Pieces between headline and first paragraph, and some above and below."""
    start = page.headline - 3 if page.headline else page.first - 15
    return range(max(0, start), min(len(page.scan.pieces), page.first + 4))


def written(text: str) -> list[str]:
    return [name for name in names_in(text, printed=True) if is_written(name)]


def _credit(page: Credits, at: int) -> str | None:
    """What follows "by" in a line that is no sentence, or in a part of it between bars or dots."""
    pieces, text = page.scan.pieces, spaced(page.scan.pieces[at])
    if is_label(text) and at + 1 < len(pieces) and pieces[at + 1].size < 80:
        return pieces[at + 1].text
    if not ends(_SHORTENED.sub("", text)):
        said = after_by(text) if len(text) < 150 else None
        return said or after_date(text) or after_label(text)
    if credit := after_label(text):
        return credit
    parts = (after_by(part) for part in BARS.split(text) if len(part) < 80 and not ends(part))
    return next(filter(None, parts), None)


_SHORTENED = re.compile(r"\b[ap]\.\s?m\.|\b[^\W\d_]{3,4}\.(?=\s\d)", re.I)
"""The dots of "10:54 a.m." and "Mar. 5" end no sentence."""


def from_written_by(page: Credits) -> list[str]:
    """A line anywhere that says in two words and more who wrote it: "Written by Ann Lee"."""
    for piece in page.scan.pieces:
        says = piece.size < 150 and page.dropped[piece.box] in CREDITED
        credit = after_long_by(piece.text) if says else None
        names = names_in(credit.split(",")[0], printed=True) if credit else []
        if names and all(map(is_written, names)):
            return names
    return []


def leads_elsewhere(element: html.HtmlElement, text: str) -> bool:
    """True where a line is a link to an address without a word of it that is no author's page."""
    link = next(element.iter("a"), None)
    href = (link.get("href") or "").lower() if link is not None else ""
    if not href or href.startswith("mailto:") or _profile().search(href):
        return False
    return text.isascii() and not any(word in href for word in fold(text).split())


def from_author_box(page: Credits) -> list[str]:
    """The name in boxes about an author, wherever they stand; several names are of other articles."""
    found: dict[str, None] = {}
    for box in page.scan.boxes:
        if box.groups & _PERSON and 0 < box.last - box.first <= 6 and page.dropped[box.parent] in _ABOUT:
            first = page.scan.pieces[box.first]
            names = names_in(first.text, printed=True) if first.size < 60 and box.tag not in HEADINGS else []
            found |= dict.fromkeys(name for name in names[:1] if is_written(name))
    return list(found) if len(found) == 1 else []


CREDITED = frozenset((None, "person", "meta", "sidebar", "picture"))
_ABOUT = frozenset((None, "person", "sidebar"))


BARS = re.compile(r"\s*[|·•●]\s*|\n")


def from_rel(page: Credits) -> list[str]:
    """Elements that say by rel or itemprop that they hold the author."""
    elements = page.doc.tree.iter("a", "span", "div", "p", "address")
    marked = (e for e in elements if "author" in (e.get("rel"), e.get("itemprop")))
    texts = (_name_of(e) for _, e in zip(range(4), page.near(marked, "nav"), strict=False))
    found = (name for text in texts for name in names_in(text, printed=True))
    return list(dict.fromkeys(found))


def _name_of(element: html.HtmlElement) -> str:
    """Return the name in an author's element, where it stands alone or above the biography."""
    text = tidy(element.text_content())
    if len(text) <= _CARD and next(element.iter("p", "h2", "h3", "h4"), None) in (None, element):
        return text
    named = (e for e in element.iter() if e.get("itemprop") == "name")
    held = next(named, None)
    if held is None:
        held = next(
            (e for e in element.iter("a", "b", "strong", "h2", "h3", "h4") if tidy(e.text_content())), None
        )
    name = tidy(held.text_content()) if held is not None else ""
    return name if len(name) <= _CARD else ""


_CARD = 60
"""Characters of a name with a role; an element with more tells about the author."""


def from_byline(page: Credits) -> list[str]:
    """The byline element: its links first."""
    return byline(page, len(page.scan.pieces))


def byline(page: Credits, end: int) -> list[str]:
    """The first byline element that begins before the piece `end`: its links first."""
    for index, box in enumerate(page.scan.boxes):
        if box.first >= end:
            return []
        if box.groups & _PERSON and 0 < box.last - box.first <= 6 and page.is_near(index):
            names = _in_box(page, index)
            if names:
                return names
    return []


def _in_box(page: Credits, index: int) -> list[str]:
    box = page.scan.boxes[index]
    links = (a for a in box.element.iter("a") if not _CATEGORY.search(a.get("href") or ""))
    linked = [name for a in links for name in written(a.text_content())]
    linked = linked or _marked(box.element)
    pieces = [p for p in page.scan.pieces[box.first : box.last] if p.size < 120 and not ends(p.text)]
    each = [next(filter(None, map(written, BARS.split(spaced(piece)))), []) for piece in pieces]
    begun = list(dropwhile(not_, each))
    return linked or [name for names in takewhile(bool, begun) for name in names]


_CATEGORY = re.compile(r"[/?&](?:category|categories|tag|tags|topic|topics|section)[/=]", re.I)


def _marked(element: html.HtmlElement) -> list[str]:
    """The names in parts of a line that are named for the author, where others stand beside them."""
    parts = [
        e for e in element.iter("span", "b", "strong", "em") if groups_of(e.get("class") or "") & _PERSON
    ]
    return [name for part in parts if len(part) == 0 for name in written(part.text_content())]


def from_links(page: Credits) -> list[str]:
    """Links to an author's own page."""
    marked = (a for a in page.doc.tree.iter("a") if _profile().search(a.get("href") or ""))
    texts = (a.text_content() for _, a in zip(range(4), page.near(marked), strict=False))
    return [name for text in texts for name in written(text)]


def is_profile(href: str) -> bool:
    """True for an address that looks like that of an author's own page."""
    return _profile().search(href) is not None


@cache
def _profile() -> re.Pattern[str]:
    parts = sorted({part for parts in load("bylines")["path"].values() for part in parts})
    return re.compile(rf"/(?:{'|'.join(map(re.escape, parts))})/[^/]", re.I)


def from_lone_line(page: Credits) -> list[str]:
    """A name that stands alone under the headline, and again where its bearer is introduced."""
    for at in range(page.headline + 1, page.first + 3) if page.headline else ():
        text = _alone(page, at)
        if text and _is_vouched(page, at, text) and (names := written(text)):
            return names
    return []


def _alone(page: Credits, at: int) -> str | None:
    """The line's first part, where it is of two to four words, no heading and no link down the page."""
    pieces = page.scan.pieces
    if at >= len(pieces) or not page.may_credit(pieces[at].box):
        return None
    if len(pieces[at].text) >= 120:  # and the bars' pattern would be long at thousands of spaces
        return None
    first, *rest = BARS.split(spaced(pieces[at]))
    if leads_elsewhere(page.scan.boxes[pieces[at].box].element, first):
        return None
    fits = 5 < len(first) < 60 and first.count(" ") in {1, 2, 3}
    rest_fits = all(is_role(part) or _YEAR.search(part) for part in rest if part)
    return first if fits and rest_fits and not _is_outline(page.scan.boxes[pieces[at].box]) else None


def _is_vouched(page: Credits, at: int, text: str) -> bool:
    """True where a date or a role stands by the name, or the page says elsewhere who bears it."""
    pieces = page.scan.pieces
    _, *rest = BARS.split(spaced(pieces[at]))
    if any(map(is_role, rest)):
        return True
    near = pieces[max(0, at - 3) : at + 4]
    dated = any(_YEAR.search(p.text) and p.size < 60 for p in near)
    again = [p for p in pieces[page.headline :] if p is not pieces[at] and p.text.startswith(text)]
    said = (page.doc.first_meta("description", "og:description") or "").startswith(text)
    return said or (bool(again) and dated) or any(p.size > len(text) + 30 and ends(p.text) for p in again)


def _is_outline(box: Box) -> bool:
    """A heading, or a link to one further down the page."""
    links = (a.get("href") or "" for a in box.element.iter("a"))
    return box.tag in HEADINGS or any(href.startswith("#") for href in links)
