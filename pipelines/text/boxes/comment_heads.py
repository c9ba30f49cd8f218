"""Finds the heading or the link above readers' comments, and the number in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.words import tidy, with_ascii_digits
from pipelines.text.boxes.teasers import Facts

_HEADING = 60  # characters
_COUNTED = re.compile(r"[(（\[【]\s*(\d{1,4})\s*\w{0,3}\s*[)）\]】]\s*$")
_COUNT = re.compile(r"(?<=\w)[\s(（\[【:：·|]*\d{1,5}\s*\w{0,3}[\s)）\]】]*$|^\d{1,5}\s+")
_DIGIT = re.compile(r"\d")
_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_TITLE = 12  # characters of a headline in a heading such as "3 thoughts on “Headline”"


class Head(NamedTuple):
    """The beginning of what may be comments."""

    boxes: tuple[int, ...]
    """The heading's box; empty for the target of a link."""
    below: list[int]
    """The boxes behind it."""
    number: int | None
    """The number of comments that it names."""
    is_sure: bool
    """Whether its words are enough."""


def heads(facts: Facts) -> Iterator[Head]:
    """Yield headings behind the article, and the targets of links, that may be above comments."""
    pieces = facts.scan.pieces
    titles = [pieces[at].text for at in facts.titles(0, len(pieces)) if pieces[at].size >= _TITLE]
    for at in range(facts.behind(1), len(pieces)):
        piece = pieces[at]
        title = next((title for title in titles if title in piece.text and title != piece.text), "")
        is_button = piece.links and facts.scan.boxes[piece.box].tag not in HEADINGS
        if len(piece.text) - len(title) >= _HEADING or is_button:
            continue
        is_named = names_comments(piece.text)
        number = _number_before(piece.text, title) if title else None
        number = number or (first_number(piece.text) if is_named else None if title else _number(piece))
        if is_named or number is not None:
            yield Head((piece.box,), _below(facts.scan, piece.box), number, is_named)
    for below, number in _targets(facts):
        yield Head((), below, number, is_sure=False)


def _targets(facts: Facts) -> Iterator[tuple[list[int], int]]:
    """Yield what is behind the article at the target of a link such as "Comments: 2", and the number."""
    boxes, box_of = facts.scan.boxes, facts.scan.box_of
    root, named = boxes[0].element if boxes else html.Element("p"), dict[str, html.HtmlElement]()
    for link in root.iter("a"):
        mark, name = (href := link.get("href") or "")[:1], href[1:]
        text = tidy(link.text_content()) if mark == "#" and name else ""
        number = first_number(text)
        if number is None or not names_comments(text):
            continue
        named = named or _named(root)
        target = named.get(name)
        around = () if target is None else (target, *target.itersiblings())
        places = (box_of[element] for element in around if element in box_of)
        found = [index for index in places if boxes[index].first < boxes[index].last][:1]
        yield from [(found, number)] if found and facts.sentences[boxes[found[0]].first] else ()


def _named(root: html.HtmlElement) -> dict[str, html.HtmlElement]:
    """Return the first element with each `id` or `name`; each link would search the whole page."""
    named: dict[str, html.HtmlElement] = {}
    for element in root.iter("*"):
        for name in filter(None, (element.get("id"), element.get("name"))):
            named.setdefault(name, element)
    return named


def names_comments(text: str) -> bool:
    """Return True for a heading such as "Comments", also with their number."""
    heading = cue(_COUNT.sub("", with_ascii_digits(text)) if _DIGIT.search(text) else text)
    return heading is not None and heading[0] == "comments" and heading[1]


def first_number(text: str) -> int | None:
    """Return the first number of up to four digits in a text."""
    match = _NUMBER.search(with_ascii_digits(text))
    return int(match[0]) if match else None


def _number_before(text: str, title: str) -> int | None:
    """Return the number before a quoted headline: "3 thoughts on “Headline”", not "Headline: 3"."""
    before = text.partition(title)[0].rstrip()
    return first_number(before) if before[-1:] in _QUOTES else None


_QUOTES = tuple("“„«‹「『\"'‘‚”»")


def _number(piece: Piece) -> int | None:
    """Return the number in brackets, an element or behind a colon at the end: "みんなの声（3件）" → 3."""
    if _DIGIT.search(piece.text) is None:
        return None
    text = with_ascii_digits(piece.text)
    match = _COUNTED.search(text) or _LAST.search(text)
    has_words = match is not None and any(map(str.isalpha, text[: match.start()]))
    is_apart = (
        match is not None and has_words and (not match[0].isdecimal() or piece.runs[-1].strip() == match[0])
    )
    return int(match[1]) if match and is_apart else None


_LAST = re.compile(r"(?:[:：]\s*)?(\d{1,4})$")


def _below(scan: Scan, head: int) -> list[int]:
    """Return the boxes that follow a heading in the same parent box, or follow its wrapper."""
    above = scan.boxes[head].parent
    if above > 0 and scan.boxes[above].last - scan.boxes[above].first == 1:
        return _below(scan, above)
    return [
        index
        for index in range(head + 1, len(scan.boxes))
        if scan.boxes[index].parent == scan.boxes[head].parent
        and scan.boxes[index].first < scan.boxes[index].last
    ]
