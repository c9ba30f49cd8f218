"""Finds the first page of a site's new design. The profile and the health report both use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MISFITS = 5
"""So many pages must have another layout before the design counts as new."""
_LEAST_BEFORE = 20
"""Pages of the earlier design that are needed; fewer may be a section with a design of its own."""
USUAL = 0.6
"""A layout is usual if at least this share of a site's articles has it."""


def redesigned_at(layouts: Sequence[str]) -> int:
    """Return the index of the first page of the new design; 0 if there is no new design.

    `layouts` are those of a site's articles, oldest first. Each design must have a usual layout that no page
    of the other design has.
    """
    after = Counter(layouts)
    if len(after) < 2:
        return 0
    before: Counter[str] = Counter()
    for at in range(len(layouts) - MISFITS + 1):
        old, new = (_usual(before), _usual(after)) if at >= _LEAST_BEFORE else (None, None)
        if old and new and not after[old] and not before[new]:
            return at
        before[layouts[at]] += 1
        after[layouts[at]] -= 1
    return 0


def usual(layouts: Sequence[str]) -> str | None:
    """Return the layout of most articles; None if no layout has enough of them."""
    return _usual(Counter(layouts))


def _usual(pages: Counter[str]) -> str | None:
    """Return the same from the number of pages of each layout."""
    layout = max(pages, key=pages.__getitem__, default=None)
    return layout if layout is not None and pages[layout] >= USUAL * pages.total() else None
