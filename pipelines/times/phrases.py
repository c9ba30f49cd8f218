"""Days named from today ("gestern, 14:05") near the headline, and dates that no pattern of ours reads."""

from __future__ import annotations

from collections.abc import Iterator

from pipelines.items import Evidence
from pipelines.times import labels
from pipelines.times.belongs import leads_away
from pipelines.times.blocks import Block
from pipelines.times.evidence import Context, of_reading
from pipelines.times.fold import fold
from pipelines.times.labels import Label
from pipelines.times.marked import stated
from pipelines.times.read import find
from pipelines.times.relative import is_day_word, read_leftover, read_relative
from pipelines.times.visible import label_alone

_MOST = 60
"""Characters of a block that may be only a phrase for a day."""


def from_phrases(page: Context) -> Iterator[Evidence]:
    before: Label | None = None
    for block in page.nearby:
        if block.distance and block.size <= _MOST and not any(stated(page, part) for part in block.parts):
            yield from _of_block(page, block, before)
        before = label_alone(page, block) if block.distance else None


def _of_block(page: Context, block: Block, before: Label | None) -> Iterator[Evidence]:
    label = labels.leading(fold(block.text), page.tongue.language)
    if label and is_day_word(label.text, page.tongue.language):  # "today" is also what page clocks begin with
        label = None
    raw = block.text[label.end :].strip(" :|-,") if label else block.text
    label = label or before
    if find(raw, page.tongue) or (label and label.meaning != "published"):
        return
    reading = read_relative(raw, page.tongue, page.now, alone=label is None)
    if reading is None and label:
        reading = read_leftover(raw, page.tongue)
    if reading:
        said = f"relative:{label.text if label else ''}"
        own = not leads_away(page, block.element)
        yield of_reading(
            reading, "text", raw, "published", label=said, own=own, distance=block.distance, other_text=0
        )
