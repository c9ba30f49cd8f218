"""Applies the model after the rules: it drops more pieces, and brings some dropped pieces back."""

from __future__ import annotations

import re

import numpy as np

from pipelines.markup.scan import Box
from pipelines.text.article_box import Place
from pipelines.text.boxes.box_rules import RULES as BOX_RULES
from pipelines.text.draft import Draft
from pipelines.text.model.container import SMALL
from pipelines.text.model.context import Judged, final
from pipelines.text.model.features import Column, Columns
from pipelines.text.model.linear_model import Model, Weights
from pipelines.text.page_view import View
from pipelines.text.pieces import piece_rules
from pipelines.text.pieces.calls import body_of, calls
from pipelines.text.pieces.closings import closings
from pipelines.text.pieces.comment_lines import comment_lines
from pipelines.text.pieces.letters import letter_lines
from pipelines.text.pieces.link_lines import is_announced, is_in_contents
from pipelines.text.pieces.machine_summaries import machine_summaries
from pipelines.text.pieces.page_lines import lines_about_page
from pipelines.text.pieces.picture_lines import is_picture_line
from pipelines.text.pieces.polls import polls, ratings, streams
from pipelines.text.pieces.price_boxes import price_boxes

RULE_NAMES = tuple(
    sorted(
        {"outside", *(rule.name for rule in BOX_RULES), *(name for name, _ in piece_rules.RULES), "summary"}
    )
)
"""Every rule that is a feature of the model."""
_SPARED = frozenset(("lead", "table", "code"))  # the corpora disagree whether tables are text; here they are
_KEEP, _BRING_BACK = -3.0, 3.0  # log-odds; these were best on pages that the model had not seen
_KEEP_BEHIND = -1.25  # behind the last likely sentence, or in a notice: most pieces there are not text
_KEEP_ON_SMALL = -4.0  # on a page with few pieces
_KEEP_LINKS = 0.5  # for a line of links without a sentence
_LEAST_LEFT = 0.25  # of what the rules kept; if the model leaves less, it is wrong on this page
_FINAL = frozenset((None, "title", "double", "figure", "shown", "remove"))  # never brought back


def weigh(draft: Draft, place: Place, model: Model, *, explain: bool) -> list[str]:
    """Drop unlikely pieces, and bring back very likely ones; if `explain`, return a reason for each piece."""
    texts = [piece.text for piece in draft.scan.pieces]
    judged = Judged(place.log_odds, place.box, draft.rules, draft.leads, texts)
    columns, weights = final(place.sums, place.columns, judged, RULE_NAMES), model.final
    odds = _averaged_in_lists(draft.view, weights.log_odds(columns))
    noticed = sum(column for name, column in columns.items() if name.startswith("closing notice"))
    keep = np.where(columns["behind the text"] + noticed > 0, _KEEP_BEHIND, _KEEP)
    keep = keep if len(odds) >= SMALL else np.full_like(keep, _KEEP_ON_SMALL)
    least = np.where(columns["list of links"] > 0, _KEEP_LINKS, keep)
    back = [at for at in np.flatnonzero(odds >= _BRING_BACK).tolist() if _may_return(draft, at)]
    spared = _numbered_headings(draft) | _announced(draft)
    below = np.flatnonzero(odds < least).tolist()
    dropped = [at for at in below if _may_go(draft, at) and at not in spared]
    if draft.size() + draft.size(back) - draft.size(dropped) >= _LEAST_LEFT * draft.size():
        for at in dropped:
            draft.decide((at,), "weighed", f"log-odds {odds[at]:+.1f}")
    for at in back:
        draft.decide((at,), None, f"log-odds {odds[at]:+.1f} against the rule {draft.rules[at]}")
    draft.decide(closings(draft, odds), "weighed", "a closing line that speaks of the page")
    draft.decide(lines_about_page(draft), "promo", "a line that speaks of the page")
    for pieces, signs in calls(draft, odds):
        draft.decide(pieces, "promo", f"asks the reader for something: {signs}")
    draft.decide(comment_lines(draft), "comments", "below a label for comments, with their days")
    draft.decide(polls(draft), "promo", "a poll of the readers")
    draft.decide(ratings(draft), "promo", "the readers' votes for the article")
    draft.decide(price_boxes(draft), "promo", "a product and its prices in shops")
    draft.decide(streams(draft), "related", "other news by the clock")
    draft.decide(_captions(draft), None, "most of a story in pictures")
    draft.decide(letter_lines(draft), None, "a letter's greeting or sign-off")
    summaries = machine_summaries(draft)
    draft.decide(summaries, "summary", "made by a machine")
    draft.leads = tuple(at for at in draft.leads if draft.rules[at] is None)
    return [_reason(weights, columns, at, odds[at]) for at in range(len(odds))] if explain else []


def _captions(draft: Draft) -> list[int]:
    """Return the captions between the paragraphs if they have more text than these: a story in pictures."""
    pieces, boxes, kept = draft.scan.pieces, draft.scan.boxes, list(draft.kept())
    prose = [at for at in kept if draft.is_prose(at)]
    body = body_of(draft, prose)
    inside = range(boxes[body].first, boxes[body].last)
    captions = [at for at in inside if draft.rules[at] in _CAPTIONED and draft.is_prose(at)]
    among = [at for at in captions if boxes[boxes[pieces[at].box].parent].parent == body]
    size = sum(pieces[at].size for at in kept)
    is_story = len(among) >= _PICTURES and sum(pieces[at].size for at in among) > _MOST_OF_STORY * size
    return among if is_story else []


_CAPTIONED = frozenset(("media", "picture", "caption", "figure"))
_PICTURES, _MOST_OF_STORY = 3, 1.5
"""Captions with sentences, at least, and how many times the size of the kept text they have."""


def _may_go(draft: Draft, at: int) -> bool:
    return draft.rules[at] is None and draft.kind(at) not in _SPARED


def _may_return(draft: Draft, at: int) -> bool:
    """Return False for what is no text however likely it looks, such as a line that points at a picture."""
    piece = draft.scan.pieces[at]
    is_sure = draft.rules[at] in _OF_PICTURES and is_picture_line(draft, at, piece)
    is_sure |= any(is_in_contents(draft, i, draft.scan.pieces[i]) for i in _or_headed_list(draft, at))
    return draft.rules[at] not in _FINAL and not is_sure


def _or_headed_list(draft: Draft, at: int) -> range:
    """Return a piece and, in a box for a table of contents, the next one: "In this article" is a label."""
    return range(at, min(at + 1 + (draft.rules[at] == "toc"), len(draft.rules)))


_OF_PICTURES = frozenset(("caption", "credit"))


def _announced(draft: Draft) -> set[int]:
    items = (at for at in draft.kept() if draft.tag(at) == "li" and draft.scan.pieces[at].links)
    return {at for at in items if is_announced(draft, at)}


def _numbered_headings(draft: Draft) -> set[int]:
    """Return the headings of one form that count the parts of a text: "01 Craft", "02 Clocks"."""
    by_form: dict[tuple[str, str], dict[int, int]] = {}
    for at in draft.kept():
        match = _NUMBERED.match(draft.scan.pieces[at].text)
        if match and draft.is_heading(at):
            box = draft.scan.boxes[draft.scan.pieces[at].box]
            by_form.setdefault((box.tag, box.classes), {})[int(match[1])] = at
    return {at for places in by_form.values() if {1, 2} <= places.keys() for at in places.values()}


_NUMBERED = re.compile(r"\W*(\d{1,2})(?:[.、)]\s?|\s)(?=[^\W\d])")


def _averaged_in_lists(view: View, odds: Column) -> Column:
    """Return the log-odds with one value for each table or list: it is kept or dropped as a whole."""
    result = odds.copy()
    for index, box in enumerate(view.scan.boxes):
        listed = box.tag in _LISTS and 1 < box.last - box.first <= _LONGEST_LIST
        if listed and not (box.tag == "table" and (view.layouts[index] or _is_prose(view, box))):
            result[box.first : box.last] = result[box.first : box.last].mean()
    return result


def _is_prose(view: View, box: Box) -> bool:
    """Return True if a table has so many sentences that it is the layout of an article, even with `<th>`."""
    pieces = view.scan.pieces
    places = range(box.first, box.last)
    sentences = sum(pieces[at].size for at in places if view.prose[at])
    return sentences > _MUCH_PROSE * sum(pieces[at].size for at in places)


_MUCH_PROSE = 0.3  # of a table's text is in sentences
_LISTS = frozenset(("table", "dl"))
_LONGEST_LIST = 400  # pieces; a longer table is the layout of a page


def _reason(weights: Weights, columns: Columns, at: int, odds: float) -> str:
    terms = ", ".join(f"{name} {value:+.1f}" for name, value in weights.terms(columns, at))
    return f"log-odds {odds:+.1f}: {terms}"
