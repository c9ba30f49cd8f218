"""Learns which of two unlabelled `<time>` elements in a site's bylines is the date of the last change.

Without a lesson, the earlier date is used as that of publication. That is wrong if an article was last
changed shortly before its planned publication. Pages on which the two dates are far apart show which one is
the change.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from pipelines.items import Evidence

CHANGED = ("changed:first", "changed:second")
"""Fields of lessons: the first or the second date of a byline was more than `_FAR` later than the other."""
_FAR = timedelta(days=7)
"""The last change of a planned article is seldom more than a week before its publication."""
_PAGES, _RATIO = 3, 5
"""A lesson needs at least three pages, and five times as many as show the contrary."""


def changed_fields(evidence: Sequence[Evidence]) -> Iterator[str]:
    """Yield the lesson of a page: which of its byline's two dates is much later."""
    first, second = _pair(evidence) or (None, None)
    if first and second and abs(first.day - second.day) > _FAR:
        yield CHANGED[first.day < second.day]


def without_changes(evidence: Sequence[Evidence], counts: Mapping[str, int]) -> tuple[Evidence, ...]:
    """Return the evidence; the date that is the change, according to earlier pages, becomes `modified`."""
    pair = _pair(evidence)
    pages = [counts.get(name, 0) for name in CHANGED]
    if pair is None or max(pages) < max(_PAGES, _RATIO * min(pages)):
        return tuple(evidence)
    change = pair[pages.index(max(pages))]
    return tuple(replace(item, role="modified") if item is change else item for item in evidence)


def _pair(evidence: Sequence[Evidence]) -> tuple[Evidence, Evidence] | None:
    """Return the only two dates without a label that share a block beside the headline, in page order."""
    near = [item for item in evidence if _is_unlabelled(item)]
    blocks = [
        [item for item in near if item.distance == distance] for distance in {item.distance for item in near}
    ]
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
