"""Finds boxes that are certainly not part of the article: teasers, comments, consent, other articles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from functools import cache, lru_cache
from itertools import accumulate

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import Box, Scan
from pipelines.markup.words import fold, tidy
from pipelines.text.boxes.controls import bars, players
from pipelines.text.boxes.replies import replies, signed_lines
from pipelines.text.boxes.teasers import Facts, cells, teasers
from pipelines.text.boxes.threads import Claims, threads
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.lines.notices import pieces_with_notice

_ASIDE = int(
    Group.CONSENT | Group.COMMENTS | Group.FOOTER | Group.NAV | Group.FORM | Group.SIDEBAR | Group.REMOVE
)

_NO_CLAIMS = Claims()


def neighbours(
    scan: Scan, url: str, titles: Collection[str] = (), claims: Claims = _NO_CLAIMS
) -> dict[int, str]:
    """Return such boxes, each with the name of the rule of `box_rules` that applies to it.

    They are recognised by their shape and words, not by their class names. `titles` are the folded headlines
    in the page's head; `claims` are what its JSON-LD says about the article. If every sentence of the page is
    in such a box, the page is a list: return only dialogs that ask for consent or
    an address.
    """
    facts = Facts.of(scan, url)
    dropped = dict.fromkeys((*teasers(facts), *cells(facts)), "card")
    dropped |= dict.fromkeys(_other_articles(facts, titles), "related")
    dropped |= dict.fromkeys(_comments(facts), "comments")
    dropped |= dict.fromkeys((*replies(facts), *signed_lines(facts), *threads(facts, claims)), "comments")
    over_page = list(_over_page(facts))
    dropped |= dict.fromkeys((*over_page, *_dialogs(facts)), "consent")
    dropped |= dict.fromkeys(players(facts), "media") | dict.fromkeys(bars(facts), "share")
    pieces = {at for box in dropped for at in range(scan.boxes[box].first, scan.boxes[box].last)}
    sentences = (at for at, prose in enumerate(facts.prose) if prose and at not in pieces)
    titles_at = facts.titles(0, len(scan.pieces))
    if dropped and any(not _is_aside(scan, at, titles_at) for at in sentences):
        return dropped
    return {index: "consent" for index in over_page if _asks(facts, index)}


def lists(scan: Scan, url: str, *, anywhere: bool) -> dict[str, frozenset[str]]:
    """Return the texts in teasers (`card`) and in comments (`comments`); there may be no other text."""
    facts = Facts.of(scan, url)
    boxes_by_rule = {
        "card": set(teasers(facts, anywhere=anywhere)),
        "comments": set(_comments(facts, anywhere=True)),
    }
    boxes, pieces = scan.boxes, scan.pieces
    return {
        rule: frozenset(
            pieces[at].text for index in indices for at in range(boxes[index].first, boxes[index].last)
        )
        for rule, indices in boxes_by_rule.items()
    }


def _is_aside(scan: Scan, at: int, titles_at: Collection[int]) -> bool:
    """Return True if a box around a piece has a class name such as "footer", and contains no headline."""
    around = (scan.boxes[index] for index in scan.ancestors(scan.pieces[at].box))
    furniture = (box for box in around if box.groups & _ASIDE)
    return any(not any(box.first <= title < box.last for title in titles_at) for box in furniture)


def _comments(facts: Facts, *, anywhere: bool = False) -> Iterator[int]:
    """Yield rows of boxes behind the article (or `anywhere`) that mostly have a "Reply" button."""
    boxes = facts.scan.boxes
    replies = _replies(facts.scan)
    if len(replies) < 2:
        return
    before = [0, *accumulate(at in replies for at in range(len(facts.scan.pieces)))]
    for row in facts.rows:
        count = sum(before[boxes[index].last] > before[boxes[index].first] for index in row)
        if count > len(row) / 2 and (anywhere or facts.sentences[boxes[row[0]].first]):
            yield from row


@lru_cache(maxsize=1)  # two steps need those of the latest page
def _replies(scan: Scan) -> frozenset[int]:
    """Return the pieces with a "Reply" button."""
    return frozenset((*_reply_lines(scan), *_reply_buttons(scan)))


def _reply_lines(scan: Scan) -> Iterator[int]:
    words = _reply()
    for at, piece in enumerate(scan.pieces):
        if not words.isdisjoint(map(str.casefold, map(str.strip, piece.runs))):
            yield at


def _reply_buttons(scan: Scan) -> Iterator[int]:
    """Yield the first piece of the box around each such button; the text of a button is not a piece."""
    words = _reply()
    for button in scan.boxes[0].element.iter("button"):
        if tidy(button.text_content()).casefold() in words:
            yield scan.boxes[scan.box_around(button.getparent())].first


@cache
def _reply() -> frozenset[str]:
    return frozenset(word for words in load("labels")["reply"].values() for word in words)


def _other_articles(facts: Facts, titles: Collection[str]) -> Iterator[int]:
    """Yield boxes of other whole articles, beside the one whose headline is in the page's head."""
    boxes, pieces = facts.scan.boxes, facts.scan.pieces
    for row in facts.rows:
        headlines = {index: facts.titles(boxes[index].first, boxes[index].last) for index in row}
        main = [
            index
            for index, places in headlines.items()
            if places and _is_main_title(pieces[places[0]].text, titles)
        ]
        if len(main) != 1:
            continue
        for index, places in headlines.items():
            if index != main[0] and places and _is_credited(facts, places[-1], boxes[index].tag):
                yield index
        below = [index for index in row if index > main[0] and not headlines[index]]
        same = [index for index in below if _is_same_make(facts, headlines[main[0]][0], boxes[index])]
        yield from same if len(same) <= _NEXT_STORIES else ()
        next_stories = [index for index in row if index > main[0] and _is_next(facts, boxes[index])]
        if facts.sentences[boxes[main[0]].last] - facts.sentences[boxes[main[0]].first] >= _SENTENCES:
            yield from next_stories if len(next_stories) <= _NEXT_STORIES else ()


def _is_next(facts: Facts, box: Box) -> bool:
    """Return True if a box begins with a heading that links to another page: the next story."""
    begins = next((at for at in facts.linked_headlines if box.first <= at < box.last), box.last)
    heading = begins < box.last and facts.scan.boxes[facts.scan.pieces[begins].box].tag in HEADINGS
    return heading and facts.sentences[begins] == facts.sentences[box.first]


_SENTENCES = 2
"""With so many sentences under it, a headline begins an article."""
_NEXT_STORIES = 2
"""Next stories below an article; if there are more, the boxes are entries of a list."""


def _is_main_title(text: str, titles: Collection[str]) -> bool:
    folded = fold(text)
    return bool(folded) and any(title == folded or title.startswith(f"{folded} ") for title in titles)


def _is_credited(facts: Facts, headline: int, tag: str) -> bool:
    """Return True if a headline begins an article: its box is an `<article>`, or a byline is under it."""
    below = facts.scan.pieces[headline + 1 : headline + 4]
    return tag == "article" or any(is_credit_line(piece.text) and piece.size < _BYLINE for piece in below)


_BYLINE = 100  # characters


def _is_same_make(facts: Facts, headline: int, box: Box) -> bool:
    """Return True if a box begins with a heading, and under it is a byline in the form of the article's.

    Both have a year: in a round-up of several writers, each part has a byline, and one date is for all.
    """
    pieces, boxes = facts.scan.pieces, facts.scan.boxes

    def forms(heading: int, last: int) -> set[tuple[str, str]]:
        lines = (pieces[at] for at in range(heading + 1, min(last, heading + _UNDER)) if not facts.prose[at])
        credits = (line for line in lines if line.size < _BYLINE and _is_dated_credit(line.text))
        return {(boxes[line.box].tag, boxes[line.box].classes) for line in credits}

    begins = boxes[pieces[box.first].box].tag in HEADINGS
    return begins and bool(forms(headline, len(pieces)) & forms(box.first, box.last))


def _is_dated_credit(text: str) -> bool:
    return is_credit_line(text) and _YEAR.search(text) is not None


_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_UNDER = 4  # pieces under a headline in which its byline is


def _over_page(facts: Facts) -> Iterator[int]:
    """Yield boxes that are shown over the page until the reader answers, with two signs of it or more.

    An article that a site shows in such a box has its headline there.
    """
    for index, box in enumerate(facts.scan.boxes):
        role, is_modal = box.element.get("role"), box.element.get("aria-modal") == "true"
        if role not in _DIALOG_ROLES and not is_modal:
            continue
        if facts.titles(box.first, box.last) or next(box.element.iter("h1"), None) is not None:
            continue
        controls = sum(each.get("type") != "hidden" for each in box.element.iter("button", "input"))
        has_no_snippet = box.element.get("data-nosnippet") is not None
        if (role in _DIALOG_ROLES) + is_modal + has_no_snippet + (controls >= _CHOICES) >= _SIGNS:
            yield index


def _asks(facts: Facts, index: int) -> bool:
    """Return True for a dialog about consent, or with a field for an address; others may be a player's."""
    box = facts.scan.boxes[index]
    texts = {at: facts.scan.pieces[at].text for at in range(box.first, box.last)}
    has_field = any(each.get("type") == "email" for each in box.element.iter("input"))
    return has_field or bool(pieces_with_notice("privacy", texts))


_DIALOG_ROLES = frozenset(("dialog", "alertdialog"))
_SIGNS = 2  # of the role, the attribute, two controls, and "not for search results"


def _dialogs(facts: Facts) -> Iterator[int]:
    """Yield boxes without the headline in which most sentences are about consent."""
    pieces = facts.scan.pieces
    texts = {at: p.text for at, p in enumerate(pieces) if p.size >= _SENTENCE and len(p.text) < _LONGEST}
    headline = next(iter(facts.titles(0, len(pieces))), 0)
    yield from _cookie_dialog(facts, headline)
    consent = pieces_with_notice("privacy", texts)
    if not consent:
        return
    totals = [0, *accumulate(at in consent for at in range(len(pieces)))]
    last = 0
    for index, box in enumerate(facts.scan.boxes):
        count = totals[box.last] - totals[box.first]
        if box.first < last or not count or facts.titles(box.first, box.last):
            continue
        sentences = max(1, facts.sentences[box.last] - facts.sentences[box.first])
        if _is_dialog(box, count, sentences, is_above=box.last <= headline):
            last = box.last
            yield index


def _is_dialog(box: Box, consent: int, sentences: int, *, is_above: bool) -> bool:
    """Return True if so many of a box's sentences are about consent; above it, a button to agree helps."""
    if not is_above:
        return consent >= _BELOW and consent > _MOSTLY * sentences
    labels = (tidy(button.text_content()).casefold() for button in box.element.iter("button"))
    has_button = not _agree().isdisjoint(labels)
    return consent + has_button >= _ABOVE and consent >= (_HALF if has_button else _MOSTLY) * sentences


@cache
def _agree() -> frozenset[str]:
    return frozenset(word for words in load("labels")["agree"].values() for word in words)


def _cookie_dialog(facts: Facts, headline: int) -> Iterator[int]:
    """Yield a box above the headline that contains the word "cookie" and buttons, in any language."""
    pieces, boxes = facts.scan.pieces, facts.scan.boxes
    places = [at for at in range(headline) if "cookie" in pieces[at].text.casefold()]
    for at in places[:1]:
        above = (index for index in facts.scan.ancestors(pieces[at].box) if boxes[index].last <= headline)
        dialogs = (index for index in above if len(list(boxes[index].element.iter("button"))) >= _CHOICES)
        yield from list(dialogs)[:1]


_CHOICES = 2
"""Buttons: yes and no."""
_BELOW = 3
"""Sentences about consent that make a box below the headline a dialog."""
_ABOVE = 2
"""Sentences about consent that make a box above the headline a dialog."""
_MOSTLY, _HALF = 0.6, 0.5  # of a dialog's sentences are about consent; one with a button may offer a choice
_SENTENCE, _LONGEST = 50, 1_500  # characters of a sentence about consent
