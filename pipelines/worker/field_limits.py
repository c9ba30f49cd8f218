"""Makes the fields of a page safe to store: every field is valid text within its limit.

The meaning of a field does not matter here.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pipelines.article_fields import Column, PageFields, columns_of
from pipelines.items import Evidence, Story
from pipelines.markup.limits import Limits
from pipelines.markup.marks import line, sound


class _Bounds:
    """Cuts texts, and records by name which ones were cut."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.cut: set[str] = set()

    def text(self, what: str, text: str, most: int) -> str:
        """Return one line of at most `most` characters."""
        text = line(text)
        if len(text) <= most:
            return text
        self.cut.add(f"{what}_cut")
        return text[: most - 1].rstrip("\u200d\ufe0f ") + "…"

    def field(self, column: Column, value: Any) -> Any:
        """Return the value of an article's field, within the limit that the field declares."""
        if column.limit == "address":
            return self.address(value)
        if column.limit == "names":
            return self.names(column.name, value)
        return self.value(column.name, value, getattr(self.limits, column.limit or "field"))

    def value(self, what: str, text: str | None, most: int) -> str | None:
        """Return one line as `text` does, but None for an empty text."""
        return (self.text(what, text, most) or None) if text else None

    def address(self, text: str | None) -> str | None:
        """Return an address unchanged, since half an address leads nowhere; None for one that is too long."""
        found = line(text) if text else None
        if found and len(found) > self.limits.field:
            self.cut.add("address_cut")
            return None
        return found or None

    def names(self, what: str, names: Iterable[str]) -> tuple[str, ...]:
        """Return the first of the names, each once."""
        found = dict.fromkeys(filter(None, (self.text(what, name, self.limits.name) for name in names)))
        if len(found) > self.limits.names:
            self.cut.add(f"{what}_cut")
        return tuple(found)[: self.limits.names]

    def paragraphs(self, paragraphs: tuple[str, ...]) -> tuple[str, ...]:
        """Return whole paragraphs up to the limit; if the first one alone exceeds it, that one is cut."""
        room = self.limits.text
        kept: list[str] = []
        for text in map(sound, paragraphs):
            room -= len(text) + 2
            if room < 0:
                self.cut.add("text_cut")
                return tuple(kept) or (text[: self.limits.text],)
            if text.strip():
                kept.append(text)
        return tuple(kept)


def bounded(story: Story, limits: Limits) -> tuple[Story, frozenset[str]]:
    """Return the story as it may be stored, and the names of the fields that were cut (`title_cut`)."""
    to = _Bounds(limits)
    own = (column for column in columns_of(PageFields) if column.limit)
    bound = replace(
        story,
        title=to.value("title", story.title, limits.title),
        paragraphs=to.paragraphs(story.paragraphs),
        canonical_url=to.address(story.canonical_url),
        types=story.types[: limits.names],
        **{column.name: to.field(column, getattr(story, column.name)) for column in own},
    )
    return bound, frozenset(to.cut)


def bounded_evidence(
    found: Iterable[Evidence], limits: Limits
) -> tuple[tuple[Evidence, ...], frozenset[str]]:
    """Return pieces of evidence for dates, as many as the limit, each as one line, and what was cut."""
    kept = tuple(found)
    cut = frozenset({"evidence_cut"} if len(kept) > limits.evidence else ())
    to = _Bounds(limits)
    return tuple(_line(each, to) for each in kept[: limits.evidence]), cut


def _line(evidence: Evidence, to: _Bounds) -> Evidence:
    raw = to.text("evidence", evidence.raw, to.limits.name)
    return evidence if raw == evidence.raw else replace(evidence, raw=raw)
