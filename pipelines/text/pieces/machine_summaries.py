"""Finds summaries that a machine wrote and that the page prints above its article."""

from __future__ import annotations

from itertools import takewhile

from pipelines.text.draft import Draft
from pipelines.text.lines.reader_lines import kinds_in, may_have

_ABOVE = 12  # pieces above the article's first sentence that are searched
_SENTENCES = 3  # sentences of the text that may stand above a summary
_LONGEST = 600  # characters of a line that names the machine
_MOST, _PART = 15, 0.4  # pieces of a summary, and its share of the remaining text
_WITH_MACHINE = frozenset(("summary", "house"))
_MENTIONS = 1  # if more other pieces name such machines, the story is about them


def machine_summaries(draft: Draft) -> list[int]:
    """Return the pieces of such summaries.

    A summary is a line such as "This summary was written by AI", with the small box that contains it.
    """
    kept, size = draft.remaining.kept, draft.size()
    summaries: set[int] = set()
    for at in _near(draft):
        text = draft.scan.pieces[at].text
        if (
            at in summaries
            or draft.rules[at] == "title"
            or len(text) >= _LONGEST
            or not may_have("machine", text)
        ):
            continue
        with_machine = {"summary"} if at in draft.leads else _WITH_MACHINE
        if any("machine" in kinds and kinds & with_machine for kinds in kinds_in(text)):
            box_pieces = _box_of(draft, at, size)
            if box_pieces is not None and (len(box_pieces) > 1 or not _is_subject(draft, at)):
                summaries.update(box_pieces)
    others = [at for at in kept if at not in summaries]
    return sorted(summaries.intersection(kept)) if any(map(draft.is_prose, others)) else []


def _near(draft: Draft) -> list[int]:
    """Return the pieces from above the first sentence to the fourth one, also those that rules dropped.

    A standfirst above the article's box may be such a summary, too.
    """
    box = draft.scan.boxes[draft.box]
    sentences = [at for at in draft.remaining.kept if draft.is_prose(at)]
    start = max(min(box.first, draft.headline or box.first), draft.first - _ABOVE)
    end = sentences[_SENTENCES] if len(sentences) > _SENTENCES else box.last
    return sorted({*draft.leads, *range(start, min(end, start + _LINES))})


_LINES = 60  # pieces that are searched


def _box_of(draft: Draft, at: int, size: int) -> range | None:
    """Return the pieces of the largest small box around a piece with a form of its own, or None."""
    scan, summary = draft.scan, None
    for index in takewhile(lambda index: index != draft.box, scan.ancestors(scan.pieces[at].box)):
        box = scan.boxes[index]
        box_pieces = range(box.first, box.last)
        has_headline = any(draft.rules[i] == "title" for i in box_pieces)
        has_lead = at not in draft.leads and not set(draft.leads).isdisjoint(box_pieces)
        if (
            has_headline
            or has_lead
            or len(box_pieces) > _MOST
            or sum(scan.pieces[i].size for i in box_pieces) > _PART * size
        ):
            break
        if len(box_pieces) > 1 or box.tag != "p":
            summary = box_pieces
    return summary


def _is_subject(draft: Draft, at: int) -> bool:
    """Return True if other pieces also name such machines, so that the story is about them."""
    pieces = draft.scan.pieces
    mentions = (i for i in draft.remaining.kept if i != at and may_have("machine", pieces[i].text))
    return sum(any("machine" in kinds for kinds in kinds_in(pieces[i].text)) for i in mentions) > _MENTIONS
