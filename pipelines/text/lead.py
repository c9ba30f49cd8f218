"""The standfirst: printed before the first paragraph, and often outside the article's box."""

from __future__ import annotations

from pipelines.text.container import ends
from pipelines.text.draft import Draft
from pipelines.text.lexicon import Group
from pipelines.text.words import alike, fold

_NEAR = 25  # pieces between headline and first paragraph in which a standfirst may stand


def find(draft: Draft, first: int) -> int | None:
    """Return the piece that is the standfirst, of those up to the first paragraph `first`."""
    start = max(0, first - _NEAR)
    for at in range(start, first + 1):
        if _described(draft, at):
            return at
    head = max((i for i in range(start, first) if draft.tag(i) == "h1"), default=None)
    if head is None:
        return None
    return next((at for at in range(head + 1, first) if _named(draft, at)), None)


def divided(draft: Draft) -> int | None:
    """Return the first paragraph where the page's own lines (number, date, byline) part it from the rest."""
    kept = list(draft.kept())[:2]
    if len(kept) < 2 or not draft.is_prose(kept[0]):
        return None
    between = {draft.rules[at] for at in range(kept[0] + 1, kept[1])}
    return kept[0] if between & {"id", "date", "byline"} else None


def _described(draft: Draft, at: int) -> bool:
    text = draft.folded(at)
    if len(text) < 40 or not _possible(draft, at):
        return False
    return any(_same(text, fold(d)) for d in draft.descriptions)


def _same(text: str, description: str) -> bool:
    short, long = sorted((text, description), key=len)
    return (
        len(short) >= 40
        and long.startswith(short[: max(40, len(short) * 9 // 10)])
        and len(short) > 0.5 * len(long)
    ) or (short[:90] == long[:90] and len(short) >= 90)


def _named(draft: Draft, at: int) -> bool:
    piece = draft.scan.pieces[at]
    if piece.size < 40 or piece.link_share > 0.5 or not _possible(draft, at):
        return False
    boxes = (draft.scan.boxes[i] for i in draft.scan.ancestors(piece.box))
    return any(box.groups & Group.LEAD and box.last - box.first <= 4 for box in boxes) and (
        ends(piece.text) or piece.size > 60
    )


def _possible(draft: Draft, at: int) -> bool:
    """Neither a caption nor the headline again."""
    if draft.rules[at] in {"remove", "media", "comments"} or draft.tag(at) == "h1":
        return False
    text = draft.folded(at)
    return not any(
        text == head or (len(text) < 1.3 * len(head) and alike(text, head) > 0.8) for head in draft.headlines
    )
