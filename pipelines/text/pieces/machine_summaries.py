"""Finds summaries that a machine made and a page prints above its article."""

from __future__ import annotations

from itertools import takewhile

from pipelines.text.draft import Draft
from pipelines.text.lines.reader_lines import kinds_in, may_have

_ABOVE, _BEFORE = 12, 3  # pieces above an article's first sentence, and sentences that may stand above
_LONGEST = 600  # characters of a line that says so
_MOST, _PART = 15, 0.4  # pieces of a summary, and its share of what is left
_SAID = frozenset(("summary", "house"))
_SUBJECT = 1  # other pieces that may name such machines before they are what the story is about


def machine_summaries(draft: Draft) -> list[int]:
    """Return the pieces of such summaries: a line that says so, and all of a small box that it stands in."""
    kept, size = draft.remaining.kept, draft.size()
    found: set[int] = set()
    for at in _near(draft):
        text = draft.scan.pieces[at].text
        if (
            at in found
            or draft.rules[at] == "title"
            or len(text) >= _LONGEST
            or not may_have("machine", text)
        ):
            continue
        if any("machine" in kinds and kinds & _SAID for kinds in kinds_in(text)):
            held = _box_of(draft, at, size)
            if held is not None and (len(held) > 1 or not _is_subject(draft, at)):
                found.update(held)
            elif held is None and _says_summary(text) and not _is_subject(draft, at):
                found.add(at)
    left = [at for at in kept if at not in found]
    return sorted(found.intersection(kept)) if any(map(draft.is_prose, left)) else []


def _near(draft: Draft) -> range:
    """The pieces from above the first sentence to the fourth; what rules have dropped is among them."""
    box = draft.scan.boxes[draft.box]
    told = [at for at in draft.remaining.kept if draft.is_prose(at)]
    start = max(min(box.first, draft.headline or box.first), draft.first - _ABOVE)
    end = told[_BEFORE] if len(told) > _BEFORE else box.last
    return range(start, min(end, start + _LINES))


_LINES = 60  # that are looked at


def _says_summary(text: str) -> bool:
    return any({"machine", "summary"} <= kinds for kinds in kinds_in(text))


def _box_of(draft: Draft, at: int, size: int) -> range | None:
    """The largest small box around a piece that no other box of the article is like."""
    scan, found = draft.scan, None
    for index in takewhile(lambda index: index != draft.box, scan.ancestors(scan.pieces[at].box)):
        box = scan.boxes[index]
        held = range(box.first, box.last)
        headed = any(draft.rules[i] == "title" for i in held)
        if headed or len(held) > _MOST or sum(scan.pieces[i].size for i in held) > _PART * size:
            break
        if len(held) > 1 or (box.tag != "p" and not _is_usual(draft, index)):
            found = held
    return found


def _is_usual(draft: Draft, index: int) -> bool:
    """Whether other boxes beside a box have its tag and class: each paragraph is in one."""
    scan, box = draft.scan, draft.scan.boxes[index]
    form = (box.parent, box.tag, box.classes)
    return any(
        (other.parent, other.tag, other.classes) == form for at, other in enumerate(scan.boxes) if at != index
    )


def _is_subject(draft: Draft, at: int) -> bool:
    pieces = draft.scan.pieces
    told = (i for i in draft.remaining.kept if i != at and may_have("machine", pieces[i].text))
    return sum(any("machine" in kinds for kinds in kinds_in(pieces[i].text)) for i in told) > _SUBJECT
