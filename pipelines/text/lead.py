"""The standfirst: printed before the first paragraph, and often outside the article's box."""

from __future__ import annotations

from pipelines.text.container import ends
from pipelines.text.draft import Draft
from pipelines.text.lexicon import Group
from pipelines.text.title import fold

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


def _described(draft: Draft, at: int) -> bool:
    text = fold(draft.scan.pieces[at].text)
    if len(text) < 40 or draft.rules[at] in {"title", "remove"}:
        return False
    return any(_same(text, fold(d)) for d in draft.descriptions)


def _same(text: str, description: str) -> bool:
    short, long = sorted((text, description), key=len)
    return len(short) >= 40 and long.startswith(short[: max(40, len(short) * 9 // 10)]) and len(short) > 0.5 * len(long) or short[:90] == long[:90] and len(short) >= 90


def _named(draft: Draft, at: int) -> bool:
    piece = draft.scan.pieces[at]
    if piece.size < 40 or piece.link_share > 0.5 or draft.rules[at] == "title":
        return False
    boxes = (draft.scan.boxes[i] for i in draft.scan.ancestors(piece.box))
    return any(box.groups & Group.LEAD and box.last - box.first <= 4 for box in boxes) and (ends(piece.text) or piece.size > 60)
