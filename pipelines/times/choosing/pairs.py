"""Learns which of the two unlabelled `<time>` elements in a site's bylines is the date of the last change.

On a single page the earlier one is taken for the date of publication. That is wrong if an article was changed
shortly before it was published as planned. A change that is much later shows which of the two it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from pipelines.items import Evidence

CHANGED = ("changed:first", "changed:second")
"""Fields of lessons: this one of a byline's two dates was more than `_FAR` later than the other."""
_FAR = timedelta(days=7)
"""Articles that are planned are seldom changed for the last time more than a week before."""
_PAGES, _RATIO = 3, 5
"""So many pages, and so many times as many as show the contrary."""


def changed_fields(evidence: Sequence[Evidence]) -> Iterator[str]:
    """Yield the lesson of a page: which of its byline's two dates is much later."""
    first, second = _pair(evidence) or (None, None)
    if first and second and abs(first.day - second.day) > _FAR:
        yield CHANGED[first.day < second.day]


def without_changes(evidence: Sequence[Evidence], counts: Mapping[str, int]) -> tuple[Evidence, ...]:
    """Return the evidence; the byline's date that is the last change by other pages has that role."""
    pair = _pair(evidence)
    pages = [counts.get(name, 0) for name in CHANGED]
    if pair is None or max(pages) < max(_PAGES, _RATIO * min(pages)):
        return tuple(evidence)
    change = pair[pages.index(max(pages))]
    return tuple(replace(item, role="modified") if item is change else item for item in evidence)


def _pair(evidence: Sequence[Evidence]) -> tuple[Evidence, Evidence] | None:
    """Return the only two dates without a label that share a block beside the headline, in page order."""
    near = [item for item in evidence if _is_unlabelled(item)]
    blocks = [[item for item in near if item.distance == place] for place in {one.distance for one in near}]
    pairs = [(block[0], block[1]) for block in blocks if len(block) == 2]
    return pairs[0] if len(pairs) == 1 else None


def _is_unlabelled(item: Evidence) -> bool:
    return (
        item.kind == "time"
        and item.role == "published"
        and item.own
        and not item.label
        and bool(item.distance)
    )
