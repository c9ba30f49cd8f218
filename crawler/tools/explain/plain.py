"""A reading for a terminal, or as JSON for a program."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Any

from rich.cells import cell_len, set_cell_size

from crawler.tools.explain.reading import Reading
from pipelines.export.printable import counted, harmless
from pipelines.items import Block
from pipelines.stages.identify import word_count

_IN_FULL = ("text", "published_at")
RUN, SHORT = 4, 60
"""The most short blocks in a row that one rule removed and that get a line each; columns of a short block."""


def data(reading: Reading) -> dict[str, Any]:
    return {
        "url": reading.address,
        "source_file": reading.source_file,
        "rules": reading.rules,
        "refused": reading.refusal,
        "site": {"articles": reading.site_pages, "changes": reading.site_changes},
        "story": {**asdict(reading.story), "page_summary": None},  # a summary for learning, in bytes
        "dates": {**asdict(reading.dates), "losers": None},
        "evidence": [json.loads(json.dumps(asdict(each), default=str)) for each in reading.evidence],
    }


def lines(reading: Reading) -> Iterator[str]:
    """Return the whole reading as lines for a person; text from the page cannot control the terminal."""
    story, dates = reading.story, reading.dates
    yield harmless(reading.address_line)
    yield ""
    for name, value in reading.fields.items():
        if value and name not in _IN_FULL:
            yield _field(name, ", ".join(value) if isinstance(value, list) else value)
    published = dates.published_at or "no evidence"
    if dates.published_at:
        published += f" ({dates.published_precision}, from {dates.published_from}: {dates.published_raw!r})"
    yield _field("published", published)
    yield _field("verdict", f"no article: {reading.refusal}" if reading.refusal else "an article")
    yield _field("text", f"{word_count(story.text)} words, found by {story.method}")
    yield _field("rules", reading.rules_line)
    yield _field("site", _site_line(reading))
    yield from (f"    {_short(change)}" for change in reading.site_changes)
    yield from ("", "offered for each field (* taken):")
    for offer in story.offers:
        mark = "*" if reading.is_chosen(offer) else " "
        yield f"{mark} {offer.field:8} {offer.origin:14} {_short(offer.value)}"
    yield from ("", "dates offered (* taken):")
    for each in reading.evidence:
        own = "" if each.own else " (not its own)"
        mark = "*" if reading.is_published(each) else " "
        yield harmless(f"{mark} {each.kind:8} {each.role:10} {each.raw!r} {each.label or ''}{own}")
    yield from ("", "blocks, in page order (+ kept, - removed by the rule named):")
    yield from _blocks(story.blocks)


def _site_line(reading: Reading) -> str:
    if not reading.site_pages:
        return "nothing learned about this site, so only the general rules apply"
    count = len(reading.site_changes)
    number = counted(count, "change") if count else "no change"
    return f"{number} by what {counted(reading.site_pages, 'article')} of this site show"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield a line for each block; many short ones that one rule removed in a row are a menu, in one line."""
    for rule, group in groupby(blocks, key=lambda block: _is_short(block) and block.rule):
        run = list(group)
        if rule and len(run) > RUN:
            texts = _short(" | ".join(block.text for block in run))
            yield f"- {rule:18} {len(run)} short ones: {texts}"
        else:
            for block in run:
                yield f"{'-' if block.rule else '+'} {block.rule or block.kind:18} {_short(block.text)}"
                if block.why:
                    yield f"  {'':18} ({block.why})"


def _is_short(block: Block) -> bool:
    return cell_len(block.text) <= SHORT


def _field(name: str, value: str) -> str:
    return f"  {name:14} {harmless(value)}"


def _short(text: str, width: int = 88) -> str:
    """Return the text on one line, cut at `width` columns; a Chinese character takes two."""
    text = harmless(" ".join(text.split()))
    return text if cell_len(text) <= width else set_cell_size(text, width - 1).rstrip() + "…"
