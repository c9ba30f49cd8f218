"""Finds boxes that surely are not the article's own: teasers, comments, consent, other articles."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from functools import cache
from itertools import accumulate

from lxml import html

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import Box, Scan
from pipelines.markup.words import fold, tidy
from pipelines.text.boxes.replies import replies
from pipelines.text.boxes.teasers import Facts, cells, teasers
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.lines.notices import pieces_with_notice

_ASIDE = int(
    Group.CONSENT | Group.COMMENTS | Group.FOOTER | Group.NAV | Group.FORM | Group.SIDEBAR | Group.REMOVE
)


def neighbours(scan: Scan, url: str, titles: Collection[str] = ()) -> dict[int, str]:
    """Return such boxes, each with the rule of `box_rules` that it falls under.

    They are known by their shape and words, whatever they are called. `titles` are the folded headlines
    that the page's head gives. None where the page has no sentence but theirs: then it is a list.
    """
    facts = Facts(scan, url)
    found = dict.fromkeys((*teasers(facts), *cells(facts)), "card")
    found |= dict.fromkeys(_others(facts, titles), "related")
    found |= dict.fromkeys(_comments(facts), "comments")
    found |= dict.fromkeys(replies(facts), "comments")
    found |= dict.fromkeys(_dialogs(facts), "consent")
    gone = {at for box in found for at in range(scan.boxes[box].first, scan.boxes[box].last)}
    told = (at for at, prose in enumerate(facts.prose) if prose and at not in gone)
    titles_at = facts.titles(0, len(scan.pieces))
    return found if found and any(not _is_aside(scan, at, titles_at) for at in told) else {}


def lists(scan: Scan, url: str, *, anywhere: bool) -> dict[str, frozenset[str]]:
    """The texts in teasers (`card`) and in comments (`comments`), where a page may hold nothing else."""
    facts = Facts(scan, url)
    found = {"card": set(teasers(facts, anywhere=anywhere)), "comments": set(_comments(facts, anywhere=True))}
    boxes, pieces = scan.boxes, scan.pieces
    return {
        rule: frozenset(
            pieces[at].text for index in held for at in range(boxes[index].first, boxes[index].last)
        )
        for rule, held in found.items()
    }


def _is_aside(scan: Scan, at: int, titles_at: Collection[int]) -> bool:
    """Whether a box around a piece is named as furniture, and has no headline in it."""
    around = (scan.boxes[index] for index in scan.ancestors(scan.pieces[at].box))
    named = (box for box in around if box.groups & _ASIDE)
    return any(not any(box.first <= title < box.last for title in titles_at) for box in named)


def _comments(facts: Facts, *, anywhere: bool = False) -> Iterator[int]:
    """Rows of boxes behind the article, or `anywhere`, with a button to reply in most of them."""
    boxes = facts.scan.boxes
    replies = {*_reply_lines(facts.scan), *_reply_buttons(facts.scan)}
    before = [0, *accumulate(at in replies for at in range(len(facts.scan.pieces)))]
    for row in facts.rows if len(replies) > 1 else ():
        count = sum(before[boxes[index].last] > before[boxes[index].first] for index in row)
        if count > len(row) / 2 and (anywhere or facts.sentences[boxes[row[0]].first]):
            yield from row


def _reply_lines(scan: Scan) -> Iterator[int]:
    words = _reply()
    for at, piece in enumerate(scan.pieces):
        if not words.isdisjoint(map(str.casefold, map(str.strip, piece.runs))):
            yield at


def _reply_buttons(scan: Scan) -> Iterator[int]:
    """The first piece of the box around each such button; a button's text is no piece."""
    words, known = _reply(), dict[html.HtmlElement, int]()
    for button in scan.boxes[0].element.iter("button"):
        if tidy(button.text_content()).casefold() in words:
            known = known or {box.element: box.first for box in scan.boxes}
            yield next(known[element] for element in button.iterancestors() if element in known)


@cache
def _reply() -> frozenset[str]:
    return frozenset(word for words in load("labels")["reply"].values() for word in words)


def _others(facts: Facts, titles: Collection[str]) -> Iterator[int]:
    """Whole articles beside the one whose headline the page's head gives."""
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    for row in facts.rows:
        heads = {index: facts.titles(boxes[index].first, boxes[index].last) for index in row}
        own = [index for index, held in heads.items() if held and _is_given(pieces[held[0]].text, titles)]
        if len(own) != 1:
            continue
        for index, held in heads.items():
            if index != own[0] and held and _is_credited(facts, held[-1], boxes[index].tag):
                yield index
        linked = [index for index in row if index > own[0] and _is_next(facts, boxes[index])]
        if facts.sentences[boxes[own[0]].last] - facts.sentences[boxes[own[0]].first] >= _TOLD:
            yield from linked if len(linked) <= _FOLLOWING else ()


def _is_next(facts: Facts, box: Box) -> bool:
    """Whether a box begins with a heading that leads to another page: the next story, below this one."""
    begins = next((at for at in facts.heads if box.first <= at < box.last), box.last)
    heading = begins < box.last and facts.scan.boxes[facts.scan.pieces[begins].box].tag in HEADINGS
    return heading and facts.sentences[begins] == facts.sentences[box.first]


_TOLD = 2
"""Sentences under a headline that make it an article's."""
_FOLLOWING = 2
"""Next stories below an article; more boxes of its shape are the entries of a list."""


def _is_given(text: str, titles: Collection[str]) -> bool:
    folded = fold(text)
    return bool(folded) and any(title == folded or title.startswith(f"{folded} ") for title in titles)


def _is_credited(facts: Facts, head: int, tag: str) -> bool:
    """Whether a headline is of an article of its own: by its box's tag, or a byline under it."""
    below = facts.scan.pieces[head + 1 : head + 4]
    return tag == "article" or any(is_credit_line(piece.text) and piece.size < _BYLINE for piece in below)


_BYLINE = 100  # characters


def _dialogs(facts: Facts) -> Iterator[int]:
    """Boxes apart from the headline most of whose text speaks of consent."""
    pieces = facts.scan.pieces
    texts = {at: p.text for at, p in enumerate(pieces) if p.size >= _SENTENCE and len(p.text) < _LONGEST}
    headline = next(iter(facts.titles(0, len(pieces))), 0)
    yield from _asking(facts, headline)
    spoken = pieces_with_notice("privacy", texts)
    if len(spoken) < _ABOVE:
        return
    said = [0, *accumulate(at in spoken for at in range(len(pieces)))]
    last = 0
    for index, box in enumerate(facts.scan.boxes):
        count = said[box.last] - said[box.first]
        least = _WORDED if box.last > headline else _ABOVE
        if box.first < last or count < least or facts.titles(box.first, box.last):
            continue
        if count > _MOSTLY * max(1, facts.sentences[box.last] - facts.sentences[box.first]):
            last = box.last
            yield index


def _asking(facts: Facts, headline: int) -> Iterator[int]:
    """Boxes above the headline that name cookies and end in buttons, whatever the language."""
    pieces, boxes = facts.scan.pieces, facts.scan.boxes
    named = [at for at in range(headline) if "cookie" in pieces[at].text.casefold()]
    for at in named[:1]:
        above = (index for index in facts.scan.ancestors(pieces[at].box) if boxes[index].last <= headline)
        asked = (index for index in above if len(list(boxes[index].element.iter("button"))) >= _CHOICES)
        yield from list(asked)[:1]


_CHOICES = 2
"""Buttons: yes and no."""
_WORDED = 3
"""Sentences about consent that make a dialog: a story about cookies has its headline with it."""
_ABOVE = 2
"""Such sentences that are enough above the headline."""
_MOSTLY = 0.6
_SENTENCE, _LONGEST = 50, 1_500
