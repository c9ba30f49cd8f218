"""Finds authors in the lines and boxes that a page prints: "By Ann Lee". It does not read the page's head."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from itertools import dropwhile, islice, takewhile
from operator import not_

from lxml import html

from pipelines.items import Hints
from pipelines.markup import Document
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import Box, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.credits.parted_credits import continued
from pipelines.text.headline.headline_parts import persons_in
from pipelines.text.lines.credit_lines import (
    after_by,
    after_label,
    is_label,
    is_secondary_credit,
)
from pipelines.text.lines.line_rules import has_date
from pipelines.text.lines.name_lines import spaced, spaced_text
from pipelines.text.names.name_forms import is_small, is_written
from pipelines.text.names.person_names import is_role, names_in
from pipelines.text.page_view import Memo

_NEAR = 30  # pieces before and after the first paragraph in which a byline may stand
BYLINES = frozenset((None, "person", "meta", "share", "sidebar", "hidden", "picture", "form"))
_SENTENCE = 60  # characters; shorter lines do not show what the story is about
_WORD = re.compile(r"[^\W\d_]+")
_ITEM = 5  # pieces of a teaser
_ITEMS = frozenset(("li", "article"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_PERSON = int(Group.PERSON)


@dataclass(frozen=True, eq=False)
class Credits:
    """The data that every finder of authors receives."""

    doc: Document
    scan: Scan
    hints: Hints
    dropped: list[str | None]
    """For every box, the rule that drops it, or None."""
    first: int
    """The piece that is the article's first sentence."""
    headline: int
    """The piece that is the printed headline; 0 if there is none before the first sentence."""

    @cached_property
    def end(self) -> int:
        """The piece that begins the comments behind the article; without any, the number of pieces."""
        pieces = self.scan.pieces
        behind = range(self.first + 1, len(pieces))
        return next((at for at in behind if self.dropped[pieces[at].box] == "comments"), len(pieces))

    @cached_property
    def story_text(self) -> str:
        """The headline and all sentences of the page. A name in them is a person in the story."""
        pieces = self.scan.pieces
        sentences = (p.text for p in pieces if p.size >= _SENTENCE and has_sentence(p.text))
        texts = (pieces[self.headline].text if pieces else "", *sentences)
        return "\n".join(texts)

    @cached_property
    def spaced(self) -> Memo[str]:
        """The text of each piece, with bars between its elements."""
        pieces = self.scan.pieces
        return Memo(lambda at: spaced(pieces[at]))

    @cached_property
    def language(self) -> str:
        """The language that the page declares, without country: "pt"; empty if it declares none."""
        declared = self.doc.tree.get("lang") or self.doc.first_meta("og:locale", "content-language") or ""
        return re.split("[-_]", declared.strip().lower())[0]

    @cached_property
    def small_words(self) -> frozenset[str]:
        """All words of the page in lower case. Such a word does not begin a name."""
        words = {word for p in self.scan.pieces for word in _WORD.findall(p.text) if word.islower()}
        return frozenset(filter(is_small, words))

    def is_near(self, box: int, *besides: str) -> bool:
        """Return True for a box near the first paragraph that is not in a teaser, a comment or a menu."""
        fits = self.may_credit(box) or self.dropped[box] in besides
        return fits and abs(self.scan.boxes[box].first - self.first) <= _NEAR and not self.is_teaser(box)

    def may_credit(self, box: int) -> bool:
        """Return True if a byline may be in the box: no rule drops it, or one that drops the headline too."""
        verdict = self.dropped[box]
        with_headline = self.headline and verdict == self.dropped[self.scan.pieces[self.headline].box]
        return verdict in BYLINES or bool(with_headline)

    def is_teaser(self, box: int) -> bool:
        """Return True for a box in a list item that links to another article by its headline."""
        for index in self.scan.ancestors(box):
            item = self.scan.boxes[index]
            if item.last - item.first > _ITEM or item.first <= self.headline < item.last:
                return False
            if item.tag in _ITEMS:
                return any(
                    p.link_share > 0.8 and p.size >= 25 for p in self.scan.pieces[item.first : item.last]
                )
        return False

    def near(self, elements: Iterable[html.HtmlElement], *besides: str) -> Iterator[html.HtmlElement]:
        """Yield the elements near the first paragraph, even in boxes that a rule of `besides` drops."""
        return (each for each in elements if self.is_near(self.scan.box_around(each), *besides))


def from_text(page: Credits) -> list[str]:
    """Return the names of the line that `credit_text` finds."""
    return written(credit_text(page))


def credit_text(page: Credits) -> str:
    """Return what a line near the headline has behind "by", at its start or behind a date, if it is a name.

    A line such as "Edited by Bo Ek" counts only if there is no other.
    """
    writers, others = credit_texts(page)
    return writers or others


def from_second(page: Credits) -> list[str]:
    """Return the names of a line such as "Edited by Bo Ek"."""
    return written(credit_texts(page)[1])


@lru_cache(maxsize=1)  # for each finder of the latest page
def credit_texts(page: Credits) -> tuple[str, str]:
    """Return the names behind "by", and those behind "edited by" if there are no others."""
    secondary = ""
    for at in around(page):
        piece = page.scan.pieces[at]
        is_other = page.dropped[piece.box] == "work" or is_picture_credit(page, piece.box)
        may_be_writer = piece.size < 200 and not is_other
        credit = _after_by(page, at) if may_be_writer else None
        if credit and written(credit):
            credit = continued(page.scan, at + is_label(page.spaced[at]), credit)
            if not is_secondary_credit(piece.text):
                return _of_writers(credit), ""
            secondary = secondary or credit
    return "", secondary


def _of_writers(credit: str) -> str:
    """Return a credit without those behind it for people other than the author: "| Edited by Bo Ek"."""
    ends = (bar.start() for bar in BARS.finditer(credit) if is_secondary_credit(credit[bar.end() :]))
    return credit[: next(ends, len(credit))]


def from_heading(page: Credits) -> list[str]:
    """Return the names in the heading beside the headline: `<h1>Mill saved <small>Ann Lee</small></h1>`."""
    headings = (at for at, box in enumerate(page.scan.boxes) if box.tag == "h1" and page.is_near(at))
    return next((names for at in headings if (names := persons_in(page.scan.boxes[at].element))), [])


def is_picture_credit(page: Credits, box: int) -> bool:
    """Return True for a box that a rule for pictures dropped: its credit names the photographer.

    But not for the line between the headline and a date that has no picture beside it, whatever its class,
    nor for a line below a standfirst that has "by" and a date.
    """
    if page.dropped[box] not in _PICTURED:
        return False
    at = page.scan.boxes[box].first
    lines = page.scan.pieces[at : at + 2] if page.headline and at == page.headline + 1 else []
    if page.headline + 1 < at < page.first and after_by(text := page.scan.pieces[at].text) and has_date(text):
        return False
    is_dated = any(len(line.text) < CARD and has_date(line.text) for line in lines)
    return not is_dated or is_beside_picture(page.scan.boxes[box].element)


_PICTURED = frozenset(("picture", "media"))
_AROUND = 2  # elements around a line
_PICTURES = ("img", "picture", "figure", "video", "iframe", "svg", "object", "amp-img")


def is_beside_picture(element: html.HtmlElement) -> bool:
    """Return True if a picture is in an element, behind it, or before it or one of the two around it."""
    around = (element, *islice(element.iterancestors(), _AROUND))
    near = (element, element.getnext(), *(each.getprevious() for each in around))
    return any(_has_picture(each) for each in near if each is not None)


def _has_picture(element: html.HtmlElement) -> bool:
    has_background = any("url(" in (each.get("style") or "") for each in element.iter("div", "span", "a"))
    return has_background or next(element.iter(*_PICTURES), None) is not None


def around(page: Credits) -> range:
    """Return the pieces between headline and first paragraph, and some above and below."""
    start = page.headline - 3 if page.headline else page.first - 15
    return range(max(0, start), min(len(page.scan.pieces), page.first + 4))


def written(text: str) -> list[str]:
    """Return the names in a text that are written as full names."""
    return [name for name in names_in(text, printed=True) if is_written(name)]


def _after_by(page: Credits, at: int) -> str | None:
    """Return what follows "by" in a line that is not a sentence, or in a part of it between bars or dots."""
    pieces, text = page.scan.pieces, page.spaced[at]
    if is_label(text) and at + 1 < len(pieces) and pieces[at + 1].size < 80:
        return pieces[at + 1].text
    if not has_sentence(_SHORTENED.sub("", text)):
        after = after_by(text) if len(text) < 150 else None
        return after or after_label(text)
    if credit := after_label(text):
        return credit
    parts = (after_by(part) for part in BARS.split(text) if len(part) < 80 and not has_sentence(part))
    return next(filter(None, parts), None)


_SHORTENED = re.compile(r"\b[ap]\.\s?m\.|\b[^\W\d_]{3,4}\.(?=\s\d)|\b(?:Dr|Mr|Mrs|Ms|Prof)\.", re.I)
"""Dots that do not end a sentence: "10:54 a.m.", "Mar. 5", "Dr. Lee"."""


def leads_elsewhere(element: html.HtmlElement, text: str) -> bool:
    """Return True if a line is a link whose address has no word of it and is not that of an author's page."""
    link = next(element.iter("a"), None)
    href = (link.get("href") or "").lower() if link is not None else ""
    if not href or href.startswith("mailto:") or _profile().search(href):
        return False
    return text.isascii() and not any(word in href for word in fold(text).split())


def from_author_box(page: Credits) -> list[str]:
    """Return the name in the page's author boxes; nothing if they name several people (of other articles)."""
    authors: dict[str, None] = {}
    for box in page.scan.boxes:
        if (
            box.groups & _PERSON
            and 0 < box.last - box.first <= 6
            and page.dropped[box.parent] in _AUTHOR_BOXES
        ):
            first = page.scan.pieces[box.first]
            names = names_in(first.text, printed=True) if first.size < 60 and box.tag not in HEADINGS else []
            authors |= dict.fromkeys(name for name in names[:1] if is_written(name))
    return list(authors) if len(authors) == 1 else []


CREDITED = frozenset((None, "person", "meta", "sidebar", "picture"))
_AUTHOR_BOXES = frozenset((None, "person", "sidebar"))


_WIDE = "[\u3040-\ud7af]"
BARS = re.compile(rf"\s*(?:[|•●]|(?<!{_WIDE})·|·(?!{_WIDE}))\s*|\n")
"""A dot between two letters of Chinese, Japanese or Korean joins them: "글·사진", "text and pictures"."""


CARD = 60
"""Characters of a name with a role; an element with a longer text is a biography."""


def from_byline(page: Credits) -> list[str]:
    """Return the names in the byline element."""
    return byline(page, len(page.scan.pieces))


def byline(page: Credits, end: int) -> list[str]:
    """Return the names in the first byline element before the piece `end`; of its links, if they have any."""
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
    linked = [name for a in links for name in written(spaced_text(a))]
    if box.first > page.first and _is_of_headlines(box):
        return []
    pieces = [p for p in page.scan.pieces[box.first : box.last] if p.size < 120 and not has_sentence(p.text)]
    names_by_piece = [next(filter(None, map(written, BARS.split(spaced(piece)))), []) for piece in pieces]
    from_first_name = list(dropwhile(not_, names_by_piece))
    return linked or [name for names in takewhile(bool, from_first_name) for name in names]


def _is_of_headlines(box: Box) -> bool:
    """Return True if a long link is no author's page, in a script in which no capital marks a name."""
    links = [link for link in box.element.iter("a") if not is_profile(link.get("href") or "")]
    texts = [text for link in links if size_of(text := tidy(link.text_content())) > CARD // 2]
    return any(text[0].isalpha() and not is_small(text[0].lower()) for text in texts)


_CATEGORY = re.compile(r"[/?&](?:category|categories|tag|tags|topic|topics|section)[/=]", re.I)


def from_links(page: Credits) -> list[str]:
    """Return the names of links to an author's page."""
    marked = (a for a in page.doc.tree.iter("a") if _profile().search(a.get("href") or ""))
    texts = (spaced_text(a) for _, a in zip(range(4), page.near(marked), strict=False))
    return [name for text in texts for name in written(text)]


def is_profile(href: str) -> bool:
    """Return True for an address that looks like an author's page: /author/ann-lee, author.php?id=4."""
    return _profile().search(href) is not None


@cache
def _profile() -> re.Pattern[str]:
    parts = sorted({part for parts in load("bylines")["path"].values() for part in parts})
    names = "|".join(map(re.escape, parts))
    long = "|".join(re.escape(part) for part in parts if len(part) >= _LONG)
    script = r"(?:[\w-]+\.[a-z]{2,5})?"
    return re.compile(
        rf"/(?:{names})/[^/]|(?:^|/)(?:{long})(?:\.[a-z]{{2,5}})?\?\w"
        rf"|^(?:https?://[^/]+)?/?{script}\?(?:[^#]*&)?(?:{long})(?:_?id)?=\w",
        re.I,
    )


_LONG = 5  # letters; a shorter word in a query is something else: "?by=date"


def from_lone_line(page: Credits) -> list[str]:
    """Return the name that is alone on a line under the headline, if something else confirms it.

    For example, "Ann Lee" under the headline and "Ann Lee is a reporter in Moor." at the end of the page.
    """
    for at in range(page.headline + 1, page.first + 3) if page.headline else ():
        text = _lone_name(page, at)
        if text and _is_confirmed(page, at, text) and (names := written(text)):
            return names
    return []


def _lone_name(page: Credits, at: int) -> str | None:
    """Return the first part of the line if it is two to four words, and no heading or link down the page."""
    pieces = page.scan.pieces
    if at >= len(pieces) or not page.may_credit(pieces[at].box):
        return None
    if len(pieces[at].text) >= 120:  # BARS is slow on thousands of spaces
        return None
    first, *rest = BARS.split(page.spaced[at])
    if leads_elsewhere(page.scan.boxes[pieces[at].box].element, first):
        return None
    fits = 5 < len(first) < 60 and first.count(" ") in {1, 2, 3}
    rest_fits = all(is_role(part) or _YEAR.search(part) for part in rest if part)
    return first if fits and rest_fits and not _is_outline(page.scan.boxes[pieces[at].box]) else None


def _is_confirmed(page: Credits, at: int, text: str) -> bool:
    """Return True if a role is beside the name, or a text elsewhere on the page begins with it."""
    pieces = page.scan.pieces
    _, *rest = BARS.split(page.spaced[at])
    if any(map(is_role, rest)):
        return True
    near = pieces[max(0, at - 3) : at + 4]
    has_date = any(_YEAR.search(p.text) and p.size < 60 for p in near)
    repeats = [p for p in pieces[page.headline :] if p is not pieces[at] and p.text.startswith(text)]
    in_description = (page.doc.first_meta("description", "og:description") or "").startswith(text)
    return (
        in_description
        or (bool(repeats) and has_date)
        or any(p.size > len(text) + 30 and has_sentence(p.text) for p in repeats)
    )


def _is_outline(box: Box) -> bool:
    """Return True for a heading, or a link to one further down the page."""
    links = (a.get("href") or "" for a in box.element.iter("a"))
    return box.tag in HEADINGS or any(href.startswith("#") for href in links)
