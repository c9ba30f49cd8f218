"""How a number of things is said in English; knows nothing of the things."""

from __future__ import annotations


def counted(count: int, what: str, many: str | None = None) -> str:
    """`1 article`, `2,400 articles`; `many` where that is not `what` with an s."""
    return f"{count:,} {what if count == 1 else many or what + 's'}"
