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
    for at in range(_LEAST_BEFORE, len(layouts) - MISFITS + 1):
        before, after = layouts[:at], layouts[at:]
        old, new = usual(before), usual(after)
        if old and new and old not in after and new not in before:
            return at
    return 0


def usual(layouts: Sequence[str]) -> str | None:
    """Return the layout of most articles; None where no layout has enough of them."""
    if not layouts:
        return None
    (layout, pages), *_ = Counter(layouts).most_common(1)
    return layout if pages >= USUAL * len(layouts) else None
