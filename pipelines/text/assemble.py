"""Turns the kept pieces into paragraphs; a table is one paragraph with a line for each row."""

from __future__ import annotations

from itertools import groupby

from pipelines.text.draft import Draft

_CELL = 200  # characters; a table with a longer cell is a layout


def paragraphs(draft: Draft) -> tuple[str, ...]:
    """Return the article's paragraphs in page order."""
    texts: list[str] = []
    for table, group in groupby(draft.kept(), key=draft.table):
        pieces = list(group)
        if table is None or _is_layout(draft, pieces):
            texts += [draft.scan.pieces[at].text for at in pieces]
        else:
            texts.append(_table(draft, pieces))
    return tuple(texts)


def _inside(draft: Draft, at: int, *tags: str) -> int | None:
    boxes = draft.scan.ancestors(draft.scan.pieces[at].box)
    return next((box for box in boxes if draft.scan.boxes[box].tag in tags), None)


def _is_layout(draft: Draft, pieces: list[int]) -> bool:
    return any(draft.scan.pieces[at].size > _CELL for at in pieces)


def _table(draft: Draft, pieces: list[int]) -> str:
    rows = groupby(pieces, key=lambda at: _inside(draft, at, "tr"))
    return "\n".join(" | ".join(draft.scan.pieces[at].text for at in row) for _, row in rows)
