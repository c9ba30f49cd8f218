"""How a link reads: as a headline, a label, a number."""

from __future__ import annotations

import re

from pipelines.items import PageLink
from pipelines.markup.address_shape import DENSE

_NUMBER = re.compile(r"\W*\d{1,4}\W*")

LONG, MIDDLE = 35, 16
"""Characters of a link's text: a headline has more than the one, a name of a section fewer than the other."""


def reading_of(link: PageLink) -> str:
    """Return how a link reads: `next`, `number`, `empty`, or how long its text is, and what is beside it."""
    if link.rel:
        return link.rel
    if not link.text:
        return "empty"
    if _NUMBER.fullmatch(link.text):
        return "number"
    size = size_of(link.text)
    name = "long" if size >= LONG else "middle" if size >= MIDDLE else "short"
    return name + " dated" * link.is_dated + " headed" * link.is_headed


def size_of(text: str) -> int:
    """Return the length of a text; letters of dense scripts count three times."""
    return len(text) + 2 * len(DENSE.findall(text))
