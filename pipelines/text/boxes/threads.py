"""Finds readers' comments under a heading such as "Comments" by the lines that sign them.

A comment that is kept does less harm than a part of the article that is lost. Timelines, live blogs and
quoted messages are signed like comments, so the lines are evidence only under such a heading.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise, takewhile
from typing import NamedTuple

from lxml import html

from pipelines.markup.cues import cue
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Box, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold
from pipelines.text.boxes.signing_lines import is_dated, signers
from pipelines.text.boxes.teasers import Facts

_LEAST = 3  # signing lines
_LEAST_APART = 2  # signing lines, if each is in one box with its comment
_NAMED = 0.6  # of the lines have a name and nothing else
_DIFFERENT = 0.2  # of the lines have a different name
_FIRST = 12  # pieces of the first comment
_HEADING = 60  # characters
_HEADINGS = 3  # that are tried
_SEARCHED = 50  # sentences that are searched in the JSON-LD
_SENTENCE = 50  # characters
_QUOTED = frozenset(("figure", "figcaption", "caption", "blockquote"))
_ARTICLE = frozenset(("articlebody", "liveblogupdate"))


class Claims(NamedTuple):
    """What the page's JSON-LD says about its article."""

    body: str = ""
    """The article's text."""
    is_live: bool = False
    """Whether the article is a live blog, whose entries are signed like comments."""


def threads(facts: Facts, claims: Claims) -> Iterator[int]:
    """Yield boxes of comments behind the article; each comment has a line of one form with name and time.

    The line is above or below its comment, in the same box or in the next one.
    """
    if claims.is_live:
        return
    headings = (at for at in range(len(facts.scan.pieces)) if _is_comments_heading(facts, at))
    for heading in islice(headings, _HEADINGS):
        lines = _signing_lines(facts, heading)
        boxes = _comments(facts, heading, lines) if lines else []
        if boxes and not _is_article(facts, heading, boxes, claims):
            yield from boxes
            return


def _is_comments_heading(facts: Facts, at: int) -> bool:
    """Return True for a heading below the article that is "Comments" and nothing else."""
    piece = facts.scan.pieces[at]
    if facts.scan.boxes[piece.box].tag not in HEADINGS or piece.size >= _HEADING or not facts.sentences[at]:
        return False
    return cue(piece.text) == ("comments", True)


def _signing_lines(facts: Facts, heading: int) -> list[int]:
    """Return the signing lines below a heading that have the most frequent form; empty if few have a name."""
    scan, forms = facts.scan, dict[tuple[str, str, int], list[int]]()
    for at in takewhile(lambda at: not _is_heading(scan, at), range(heading + 1, len(scan.pieces))):
        box = scan.boxes[scan.pieces[at].box]
        if is_dated(scan.pieces[at].text) and not _is_quoted(scan, scan.pieces[at].box):
            forms.setdefault((box.tag, box.classes, box.depth), []).append(at)
    lines = max(forms.values(), key=len, default=[])
    names = signers([scan.pieces[at].text for at in lines])
    is_named = len(names) >= _NAMED * len(lines) and len(set(names)) >= max(2, _DIFFERENT * len(lines))
    return lines if is_named else []


def _is_heading(scan: Scan, at: int) -> bool:
    return scan.boxes[scan.pieces[at].box].tag in HEADINGS


def _is_quoted(scan: Scan, box: int) -> bool:
    return any(scan.boxes[index].tag in _QUOTED for index in scan.ancestors(box))


def _comments(facts: Facts, heading: int, lines: Sequence[int]) -> list[int]:
    """Return the boxes between a heading and the end of the last comment; empty if they are uncertain."""
    scan = facts.scan
    boxes, pieces = scan.boxes, scan.pieces
    around = next(i for i in scan.ancestors(pieces[heading].box) if lines[-1] < boxes[i].last)
    below = [i for i, box in enumerate(boxes) if box.parent == around and heading < box.first < box.last]
    with_line = [n for n, i in enumerate(below) if _count(lines, boxes[i])]
    least = _LEAST_APART if _are_apart(scan, lines) else _LEAST
    if len(lines) < least or not with_line or not _is_near(facts, heading, lines[0]):
        return []
    is_below = any(_is_text(facts, at) for at in range(heading + 1, lines[0]))
    is_alone = all(boxes[below[n]].last - boxes[below[n]].first == 1 for n in with_line)
    last = with_line[-1] + 1
    if is_alone and not is_below:  # the text of the last comment follows its line
        longest = max((two - one - 1 for one, two in pairwise(with_line)), default=0)
        rest = below[last : last + longest]
        last += len(list(takewhile(lambda i: not _is_heading(scan, boxes[i].first), rest)))
    return below[:last]


def _is_near(facts: Facts, heading: int, line: int) -> bool:
    """Return True if the heading and the first line are as near as with one comment between them.

    More text than the article has is no comment: such a heading is the label of a button above the article.
    """
    pieces = facts.scan.pieces
    above = sum(pieces[at].size for at in range(heading) if facts.prose[at])
    return line - heading <= _FIRST and sum(piece.size for piece in pieces[heading + 1 : line]) <= above


def _are_apart(scan: Scan, lines: Sequence[int]) -> bool:
    """Return True if each line is in a box with other text and without another line."""
    parents = [scan.boxes[scan.boxes[scan.pieces[at].box].parent] for at in lines]
    return all(box.last - box.first > 1 and _count(lines, box) == 1 for box in parents)


def _count(lines: Sequence[int], box: Box) -> int:
    """Return the number of lines in a box."""
    return bisect_left(lines, box.last) - bisect_left(lines, box.first)


def _is_text(facts: Facts, at: int) -> bool:
    piece = facts.scan.pieces[at]
    return piece.size >= _SENTENCE or has_sentence(piece.text)


def _is_article(facts: Facts, heading: int, comments: Sequence[int], claims: Claims) -> bool:
    """Return True if the page marks the boxes as its article, or if the article goes on in or below them."""
    scan = facts.scan
    boxes, pieces = scan.boxes, scan.pieces
    end = boxes[comments[-1]].last
    inner = (at for at in range(heading + 1, end) if _is_heading(scan, at))
    if not all(_is_comments_heading(facts, at) for at in inner):
        return True
    if any(_is_marked(boxes[i].element) for i in comments):
        return True
    article = {_form(scan, at) for at in range(heading) if facts.prose[at]}
    if any(facts.prose[at] and _form(scan, at) in article for at in range(end, len(pieces))):
        return True
    body = fold(claims.body)
    texts = islice((pieces[at].text for at in range(heading, end) if facts.prose[at]), _SEARCHED)
    return bool(body) and any(fold(text) in body for text in texts)


def _form(scan: Scan, at: int) -> tuple[int, str, str]:
    box = scan.boxes[scan.pieces[at].box]
    return box.parent, box.tag, box.classes


def _is_marked(element: html.HtmlElement) -> bool:
    """Return True if an element is or contains the article's text, or is inside it, by its microdata."""
    marks = [e.get("itemprop") or "" for e in (*element.iterancestors(), *element.iter("*"))]
    types = [e.get("itemtype") or "" for e in element.iterancestors()]
    is_article = any(not _ARTICLE.isdisjoint(mark.lower().split()) for mark in marks)
    return is_article or any("LiveBlogPosting" in kind for kind in types)
