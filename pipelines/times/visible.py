"""Dates that stand in a page's text: beside the headline, or behind a label. Chooses none."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.items import Evidence, Role
from pipelines.times import blocks, labels
from pipelines.times.belongs import is_clock, is_foreign, leads_away
from pipelines.times.blocks import Block
from pipelines.times.evidence import Context, of_reading
from pipelines.times.fold import fold
from pipelines.times.labels import Label, Meaning
from pipelines.times.read import find
from pipelines.times.reading import Reading

_MOST = 400
"""Characters of a block that are searched: a date further on is prose."""
_LABEL = 40
"""Characters of a block that is but a label."""
ROLES: dict[Meaning, Role] = {
    "published": "published",
    "modified": "modified",
    "clock": "other",
    "other": "other",
}


@dataclass(frozen=True, slots=True)
class Spot:
    """A block that is searched, how far from the headline it stands, and the label in the block before it."""

    block: Block
    distance: int | None
    before: Label | None


def from_text(page: Context) -> Iterator[Evidence]:
    """Dates in the blocks around the headline, in page order."""
    before: Label | None = None
    for block in page.nearby:
        yield from _of_spot(page, Spot(block, block.distance, before))
        before = label_alone(page, block) if block.distance else None


def from_labels(page: Context) -> Iterator[Evidence]:
    """Labelled dates anywhere on the page."""
    before: Label | None = None
    for block in blocks.short_blocks(page.doc.tree):
        for item in _of_spot(page, Spot(block, None, before)):
            if item.label:
                yield item
        before = label_alone(page, block)


def label_alone(page: Context, block: Block) -> Label | None:
    """The label that a whole short block is: a cell or a line before the one with the date."""
    return labels.closing(fold(block.text), page.tongue.language) if block.size <= _LABEL else None


def _of_spot(page: Context, spot: Spot) -> Iterator[Evidence]:
    text = spot.block.text[:_MOST]
    found = find(text, page.tongue)
    if not found:
        return
    folded = fold(text)
    far = page.is_far(spot.distance) and is_foreign(page, spot.block.element)
    own = not far and not leads_away(page, spot.block.element)
    rest = spot.block.size - sum(reading.end - reading.start for reading in found)
    for label, reading in _labelled(page, spot, folded, found):
        meaning = label.meaning if label else "published"
        if meaning == "modified" and (spot.distance or 0) < 0:
            meaning = "clock"  # above the headline it is the page that was renewed
        if label is None and any(is_clock(page, part, spot.distance) for part in spot.block.parts):
            meaning = "clock"
        yield of_reading(
            reading,
            "text",
            text[reading.start : reading.end],
            ROLES[meaning],
            label=label.text if label else None,
            own=own and meaning in ("published", "modified"),
            distance=spot.distance,
            other_text=max(0, rest - (len(label.text) if label else 0)),
        )


def _labelled(
    page: Context, spot: Spot, folded: str, found: tuple[Reading, ...]
) -> Iterator[tuple[Label | None, Reading]]:
    """Each date with its label, which no date stands between."""
    low = 0
    for reading, following in zip(found, (*found[1:], None), strict=True):
        between = labels.Window(low, following.start if following else len(folded))
        label = labels.label_of(folded, reading.start, reading.end, between, page.tongue.language)
        first = reading is found[0] and reading.start <= 3
        yield label or (spot.before if first else None), reading
        low = reading.end
