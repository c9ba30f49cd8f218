"""Finds teasers of other pages by their shape: linked headlines, each with a sentence or two under it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property, lru_cache
from itertools import accumulate, islice, pairwise
from typing import Self
from urllib.parse import urljoin

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.scan import BREAK, Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.urls import same_site, split

_HEADLINE = range(4, 200)  # characters of a linked headline
_TEASER = 450  # characters under a headline; a longer text is not a teaser
_PIECES = 7  # of a teaser: headline, time, section, text, "Read more"
_SENTENCES = 2  # of a teaser
_LINKED = 0.8  # of a linked headline's characters are in links
_CELLS = frozenset(("td", "th"))
_AROUND = 5  # boxes around a headline that may be a cell of a table
_NAMED = int(Group.CARD | Group.RELATED | Group.SIDEBAR | Group.PROMO)


class Facts:
    """What the tests in this package need to know of a page's pieces, with running totals."""

    def __init__(self, scan: Scan, url: str) -> None:
        self.scan, self.url, self.path = scan, url, split(url).path.rstrip("/")
        self.prose = [self._is_prose(piece) for piece in scan.pieces]
        self.sentences = [0, *accumulate(self.prose)]
        self.free = [0, *accumulate(max(0, len(p.text) - p.link_size) for p in scan.pieces)]
        """The number of characters outside of links before each piece."""
        characters, size = sum(len(p.text) for p in scan.pieces), sum(p.size for p in scan.pieces)
        self.line = _LINE * characters / max(1, size)
        """Characters of a line under a headline; a dense script needs fewer."""
        linked = (at for at, piece in enumerate(scan.pieces) if piece.link_size and piece.size in _HEADLINE)
        self.linked_headlines = [at for at in linked if self._is_linked_headline(at)]

    def behind(self, sentences: int) -> int:
        """Return the first piece with so many sentences before it."""
        return bisect_left(self.sentences, sentences)

    @classmethod
    @lru_cache(maxsize=1)  # three steps need those of the latest page
    def of(cls, scan: Scan, url: str) -> Self:
        return cls(scan, url)

    def _is_prose(self, piece: Piece) -> bool:
        tag = self.scan.boxes[piece.box].tag
        return (
            piece.size >= 50 and piece.link_share < 0.5 and tag not in HEADINGS and has_sentence(piece.text)
        )

    def _is_linked_headline(self, at: int) -> bool:
        """Return True for a linked line that leads to another page of the site and has text below it."""
        piece = self.scan.pieces[at]
        box = self.scan.boxes[piece.box]
        if piece.link_share <= _LINKED:
            return False
        free = self.free[at + 1 : at + 5]
        if not any(after - before > self.line for before, after in pairwise(free)):
            return False
        above = islice(self.scan.ancestors(piece.box), _AROUND)
        return not any(self.scan.boxes[i].tag in _CELLS for i in above) and self.leads_on(box.element)

    def leads_on(self, element: html.HtmlElement) -> bool:
        """Return True if an element is, contains or is inside a link to another page of the site."""
        return self.target(element) is not None

    def target(self, element: html.HtmlElement) -> str | None:
        """Return the address of another page of the site to which an element leads; None if there is none."""
        around = (e.get("href") for e in element.iterancestors("a"))
        href = next((e.get("href") for e in element.iter("a") if e.get("href")), None) or next(around, None)
        if not href or href.startswith("#"):
            return None
        try:
            address = urljoin(self.url, href)
            leads_on = same_site(address, self.url) and split(address).path.rstrip("/") != self.path
            return address if leads_on else None
        except ValueError:
            return None

    @cached_property
    def has_pages(self) -> bool:
        """Return True if the page links to other pages of its list: `/harbour/page/2/`, `/harbour?page=2`."""
        links = self.scan.boxes[0].element.iter("a", "link") if self.scan.boxes else iter(())
        hrefs = [href for link in links if (href := link.get("href")) and _PAGE.search(href)]
        return any(self._is_page(href) for href in hrefs)

    def _is_page(self, href: str) -> bool:
        try:
            address = urljoin(self.url, href)
            path = _PAGE.sub("", split(address).path).rstrip("/")
            return same_site(address, self.url) and path == _OWN_PAGE.sub("", self.path).rstrip("/")
        except ValueError:
            return False

    def titles(self, first: int, last: int) -> list[int]:
        """Return the pieces that are an h1 and not a link."""
        boxes, pieces = self.scan.boxes, self.scan.pieces
        places = range(first, last)
        return [at for at in places if boxes[pieces[at].box].tag == "h1" and pieces[at].link_share <= _LINKED]

    @cached_property
    def rows(self) -> list[list[int]]:
        """Groups of boxes with the same parent, tag and class."""
        rows: dict[tuple[int, str, str], list[int]] = {}
        for index, box in enumerate(self.scan.boxes):
            if box.last - box.first > 1:
                rows.setdefault((box.parent, box.tag, box.classes), []).append(index)
        return [row for row in rows.values() if len(row) > 1]


_WORDS = "page|seite|pagina|página|sida|side|strona|stranka|sayfa"
_OWN_PAGE = re.compile(rf"/(?:{_WORDS}|p)/\d{{1,4}}/?$")
_PAGE = re.compile(rf"(?:{_OWN_PAGE.pattern}|/[1-9]\d?/?$)|[?&](?:{_WORDS}|paged|p|pg|start|offset)=\d+")
_LINE = 30  # characters outside of links; a teaser has more under its headline


def teasers(facts: Facts, *, anywhere: bool = False) -> Iterator[int]:
    """Yield boxes of nothing but teasers, and rows of one teaser a box behind the article (or `anywhere`)."""
    if len(facts.linked_headlines) < _LEAST:
        return
    boxes, teaser_boxes = facts.scan.boxes, list[int]()
    for index, box in enumerate(boxes):
        if teaser_boxes and boxes[teaser_boxes[-1]].last >= box.last:
            continue  # inside the box that was found last
        if _holds_teasers(facts, box.first, box.last, _LEAST):
            teaser_boxes.append(index)
    yield from teaser_boxes
    for row in facts.rows:
        inside = any(boxes[index].first <= boxes[row[0]].first < boxes[index].last for index in teaser_boxes)
        if not inside and (anywhere or _is_apart(facts, row)):
            row_teasers = [i for i in row if _holds_teasers(facts, boxes[i].first, boxes[i].last, 1)]
            yield from row_teasers if len(row_teasers) > 1 else ()
    yield from _tails(facts)


def cells(facts: Facts) -> Iterator[int]:
    """Yield rows of boxes behind the article with one line each: a linked headline, a `<br>` and a text."""
    rows: dict[tuple[int, str], list[int]] = {}
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    for index, box in enumerate(boxes):
        if box.last == box.first + 1 and pieces[box.first].box == index and _is_cell(facts, box.first):
            rows.setdefault((box.parent, box.tag), []).append(index)
    for (parent, tag), row in rows.items():
        first, last = boxes[row[0]].first, boxes[row[-1]].last
        others = [
            b for b in boxes[row[0] : row[-1]] if b.parent == parent and b.tag == tag and b.first < b.last
        ]
        if len(row) >= _LEAST and len(row) > len(others) / 2 and facts.sentences[first]:
            yield from row if not any(facts.prose[last : last + 2]) else ()


def _is_cell(facts: Facts, at: int) -> bool:
    """Return True if a line begins with a link to another page of the site and has text behind a `<br>`."""
    piece = facts.scan.pieces[at]
    if not piece.links or BREAK not in piece.runs or piece.size > _TEASER:
        return False
    cut = piece.runs.index(BREAK)
    head = [holder for run, holder in zip(piece.runs[:cut], piece.holders, strict=False) if run.strip()]
    links = [next((e for e in (h, *h.iterancestors()) if e.tag == "a"), None) for h in head]
    free = len(piece.text) - piece.link_size
    return bool(links) and free > facts.line and all(e is not None and facts.leads_on(e) for e in links)


_LEAST = 2


def _holds_teasers(facts: Facts, first: int, last: int, least: int) -> bool:
    """Return True if pieces are linked headlines with a sentence or two under each, and little above them."""
    headlines = _headlines(facts, first, last) if last - first > least else []
    if len(headlines) < least or facts.sentences[headlines[0]] > facts.sentences[first]:
        return False
    if headlines[0] - first > _PIECES or facts.titles(first, last):
        return False
    return all(_is_teaser(facts, one, two) for one, two in pairwise([*headlines, last]))


def _headlines(facts: Facts, first: int, last: int) -> list[int]:
    """Return the linked headlines among pieces; if some are headings, only those."""
    headlines = facts.linked_headlines[
        bisect_left(facts.linked_headlines, first) : bisect_left(facts.linked_headlines, last)
    ]
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    return [at for at in headlines if boxes[pieces[at].box].tag in HEADINGS] or headlines


def _is_teaser(facts: Facts, first: int, last: int) -> bool:
    sentences = facts.sentences[last] - facts.sentences[first]
    size = facts.free[last] - facts.free[first]
    return last - first <= _PIECES and facts.line < size <= _TEASER and sentences <= _SENTENCES


def _is_apart(facts: Facts, row: list[int]) -> bool:
    """Return True if the class name or place of a row shows that it is not the entries of a list article."""
    boxes = facts.scan.boxes
    first, last = boxes[row[0]].first, boxes[row[-1]].last
    if boxes[row[0]].groups & _NAMED:
        return True
    return _is_behind(facts, boxes[boxes[row[0]].parent].first, first, last)


def _is_behind(facts: Facts, start: int, first: int, last: int) -> bool:
    """Return True if pieces are the last ones behind longer text, or under a heading like "Read more"."""
    if _is_under_cue(facts, first):
        return True
    above = facts.free[first] - facts.free[start]
    return above > facts.free[last] - facts.free[first] and not any(facts.prose[last : last + 3])


def _is_under_cue(facts: Facts, at: int) -> bool:
    heading_cue = cue(facts.scan.pieces[at - 1].text) if at else None
    return heading_cue is not None and heading_cue[0] in {"related", "promo"}


def _tails(facts: Facts) -> Iterator[int]:
    """Yield the boxes at the end of the article's box that are linked lines with text under them.

    The lines are headings, or paragraphs under a heading such as "Read more".
    """
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    below: dict[tuple[int, bool], list[int]] = {}
    for at in facts.linked_headlines:
        box = boxes[pieces[at].box]
        below.setdefault((box.parent, box.tag in HEADINGS), []).append(at)
    for (parent, are_headings), headlines in below.items():
        if not are_headings and not _is_under_cue(facts, headlines[0]):
            continue
        first, last = headlines[0], boxes[parent].last
        if len(headlines) < _LEAST or not _is_behind(facts, boxes[parent].first, first, last):
            continue
        if _holds_teasers(facts, first, last, _LEAST):
            yield from {pieces[at].box for at in range(first, last)} - {parent}


def excerpts(scan: Scan, url: str) -> list[range]:
    """Return the pieces of each excerpt: a linked headline, a text, and a short link to the same page.

    That link says "Read more" in any language; it may be missing if the page has links to the list's other
    pages. All are of one shape; fewer than five such excerpts are none.
    """
    facts, shapes = Facts.of(scan, url), dict[tuple[str, str], dict[str, range]]()
    lines = [(at, facts.target(scan.boxes[scan.pieces[at].box].element)) for at in facts.linked_headlines]
    heads = [lines[i] for i in range(len(lines)) if not i or lines[i][1] != lines[i - 1][1]]  # no "Read more"
    for (at, target), (after, _) in pairwise([*heads, (len(scan.pieces), None)]):
        box = scan.boxes[scan.pieces[at].box]
        below = range(at + 1, min(after, at + _PIECES))
        more = next((more for more in below if target and _ends_with_link(facts, more, target)), None)
        if more is None and target and facts.has_pages:
            more = _end_of_excerpt(facts, at, below)
        if target and more is not None and facts.free[more + 1] - facts.free[at] <= _TEASER:
            shapes.setdefault((box.tag, box.classes), {})[target] = range(at, more + 1)
    return [one for row in shapes.values() if len(row) >= _EXCERPTS for one in row.values()]


def _end_of_excerpt(facts: Facts, at: int, below: range) -> int | None:
    """Return the last piece of the smallest box with a linked headline and a sentence below it."""
    boxes = (facts.scan.boxes[index] for index in facts.scan.ancestors(facts.scan.pieces[at].box))
    last = next((box.last for box in boxes if facts.sentences[box.last] > facts.sentences[at]), at)
    return last - 1 if last - 1 in below else below[-1] if below and last > at else None


_EXCERPTS = 5
_MORE = 40  # characters of "Read more"


def _ends_with_link(facts: Facts, at: int, target: str) -> bool:
    """Return True if a piece ends with a short link to this address."""
    piece = facts.scan.pieces[at]
    runs = [(run, one) for run, one in zip(piece.runs, piece.holders, strict=False) if run.strip()]
    if not runs or not piece.links or len(runs[-1][0].strip()) > _MORE:
        return False
    link = next((e for e in (runs[-1][1], *runs[-1][1].iterancestors()) if e.tag == "a"), None)
    return link is not None and facts.target(link) == target


def is_under_text(scan: Scan, url: str, at: int) -> bool:
    """Return True if a sentence stands before a piece, or the page's headline after it."""
    facts = Facts.of(scan, url)
    return facts.sentences[at] > 0 or bool(facts.titles(at, len(scan.pieces)))


def opening_sentences(scan: Scan, url: str) -> int:
    """Return the number of sentences between the only h1 that is not a link and the first heading that is."""
    facts = Facts.of(scan, url)
    titles = facts.titles(0, len(scan.pieces))
    if len(titles) != 1:
        return 0
    linked = (
        at
        for at in facts.linked_headlines
        if at > titles[0] and scan.boxes[scan.pieces[at].box].tag in HEADINGS
    )
    end = next(linked, len(scan.pieces))
    return facts.sentences[end] - facts.sentences[titles[0]]
