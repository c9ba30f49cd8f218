"""Makes what was found on a page safe to store: each field is valid text within its limit.

What a field means does not matter here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any

from pipelines.article_fields import Column, PageFields, columns_of
from pipelines.items import Evidence, Story
from pipelines.markup.limits import Limits
from pipelines.markup.marks import clean_marks, tidy


class _Cutter:
    """Cuts values to their limits; `notes` collects what was cut: `title_cut`, `address_cut` …"""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.notes: set[str] = set()

    def text(self, name: str, text: str | None, most: int) -> str | None:
        """Return one line of at most `most` characters; None for an empty text."""
        text = tidy(text) if text else ""
        if len(text) > most:
            self.notes.add(f"{name}_cut")
            return text[: most - 1].rstrip("\u200d\ufe0f ") + "…"
        return text or None

    def address(self, text: str | None) -> str | None:
        """Return an address unchanged; None if it is too long, since half an address leads nowhere."""
        text = tidy(text) if text else ""
        if len(text) > self.limits.field:
            self.notes.add("address_cut")
            return None
        return text or None

    def names(self, name: str, values: Iterable[str]) -> tuple[str, ...]:
        """Return the first names up to the limit, each once."""
        texts = (self.text(name, value, self.limits.name) for value in values)
        kept = tuple(dict.fromkeys(text for text in texts if text))
        if len(kept) > self.limits.names:
            self.notes.add(f"{name}_cut")
        return kept[: self.limits.names]

    def field(self, column: Column, value: Any) -> Any:
        """Return the value of an article's field, within the limit that the field declares."""
        if column.limit == "address":
            return self.address(value)
        if column.limit == "names":
            return self.names(column.name, value)
        return self.text(column.name, value, getattr(self.limits, column.limit or "field"))

    def paragraphs(self, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        """Return whole paragraphs up to the limit; the first one is cut if it alone exceeds the limit."""
        room = self.limits.text
        kept: list[str] = []
        for text in map(clean_marks, paragraphs):
            room -= len(text) + 2
            if room < 0:
                self.notes.add("text_cut")
                return tuple(kept) or (text[: self.limits.text],)
            if text.strip():
                kept.append(text)
        return tuple(kept)


def bounded(story: Story, limits: Limits) -> tuple[Story, frozenset[str]]:
    """Return the story as it may be stored, and notes of what was cut."""
    cutter = _Cutter(limits)
    columns = (column for column in columns_of(PageFields) if column.limit)
    bound = replace(
        story,
        title=cutter.text("title", story.title, limits.title),
        paragraphs=cutter.paragraphs(story.paragraphs),
        canonical_url=cutter.address(story.canonical_url),
        types=story.types[: limits.names],
        **{column.name: cutter.field(column, getattr(story, column.name)) for column in columns},
    )
    return bound, frozenset(cutter.notes)


def bounded_evidence(
    evidence: Sequence[Evidence], limits: Limits
) -> tuple[tuple[Evidence, ...], frozenset[str]]:
    """Return pieces of evidence up to the limit, their texts on one line, and notes of what was cut."""
    cutter = _Cutter(limits)
    if len(evidence) > limits.evidence:
        cutter.notes.add("evidence_cut")
    kept = evidence[: limits.evidence]
    lines = (cutter.text("evidence", each.raw, limits.name) or "" for each in kept)
    pairs = zip(kept, lines, strict=True)
    bound = tuple(each if raw == each.raw else replace(each, raw=raw) for each, raw in pairs)
    return bound, frozenset(cutter.notes)
