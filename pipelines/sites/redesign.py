"""Finds the page from which on a site has a new design: one signal for its profile and for its health."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

MISFITS = 5
"""Pages that must not fit the earlier design before there is a new one."""
_LEAST_BEFORE = 20
"""Pages of the earlier design. Fewer may be one section of a site that has several designs."""
USUAL = 0.6
"""Share of a site's articles that a layout must have to be looked for on the others."""


def redesigned_at(layouts: Sequence[str]) -> int:
    """Return the index of the first page of the new design; 0 where there is none.

    `layouts` are those of a site's articles, the oldest first. Both designs have one usual layout, which no
    page of the other has.
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
    """Return the layout of most articles; None where no layout has enough of them."""
    return _usual(Counter(layouts))


def _usual(pages: Counter[str]) -> str | None:
    """Return the layout of most pages, as above, by the number of pages of each."""
    layout = max(pages, key=pages.__getitem__, default=None)
    return layout if layout is not None and pages[layout] >= USUAL * pages.total() else None
