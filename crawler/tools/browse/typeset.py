"""Turns a stored text into blocks to be shown: paragraphs, subheads, lists, tables.

The text has no markup, so the kind of each line is guessed from its form: a subhead is short, ends
without a full stop, and is followed by prose; two or more such lines are a list.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from pipelines.db.script_runs import UNSPACED

Kind = Literal["paragraph", "subhead", "list", "table", "verse"]

_SHORT, _SHORT_UNSPACED = 90, 35
"""Letters of the longest subhead; then the same in a script without spaces."""
_ITEM = 160
"""Letters of the longest line that may be an item of a list."""
_END = re.compile(r"""[.!?…:;,。！？；：、۔؟।॥។]["'”’»«“„)\]）」』\s]*$""")
_BULLET = re.compile(r"^\s*[•●▪◦‣·*–—-]\s+")
_SPEECH = re.compile(r"^\s*[–—-]")
"""A dash begins an item or, in many languages, direct speech."""
_UNSEEN = re.compile(r"[\s\u200b-\u200f\u2060\ufeff]*")
_UNSPACED = re.compile(f"[{UNSPACED}]")


@dataclass(frozen=True, slots=True)
class Block:
    """One block: `text`; or `lines`, the items of a list or the lines of a verse; or `rows` of a table."""

    kind: Kind
    text: str = ""
    lines: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def blocks(text: str) -> tuple[Block, ...]:
    """Return the blocks of a text whose paragraphs are separated by a blank line, in order."""
    paragraphs = [each.strip("\n") for each in text.split("\n\n") if not _UNSEEN.fullmatch(each)]
    found: list[Block] = []
    lines: list[str] = []
    for place, paragraph in enumerate(paragraphs):
        # The first paragraph begins the text, however short it is: it is a standfirst.
        if place and _is_line(paragraph):
            lines.append(paragraph)
        else:
            found += _run(lines, before_prose=True)
            found += _block(paragraph)
            lines = []
    return (*found, *_run(lines, before_prose=False))


def _run(lines: list[str], *, before_prose: bool) -> Iterator[Block]:
    """Yield blocks for lines that follow each other: a list, and the subhead of the paragraph after it."""
    last = lines[-1:]
    subhead = last if before_prose and last and _is_subhead(last[0]) else []
    items = lines[: len(lines) - len(subhead)]
    if len(items) > 1 or any(map(_BULLET.match, items)):
        yield Block("list", lines=tuple(_BULLET.sub("", item) for item in items))
    else:
        yield from (Block("paragraph", item) for item in items)
    yield from (Block("subhead", line) for line in subhead)


def _is_line(paragraph: str) -> bool:
    if "\n" in paragraph:
        return False
    if _BULLET.match(paragraph) and not _SPEECH.match(paragraph):
        return True
    return len(paragraph) <= _ITEM and not _END.search(paragraph) and _is_short(paragraph, 2)


def _is_subhead(line: str) -> bool:
    return not _BULLET.match(line) and _is_short(line, 1)


def _is_short(line: str, times: int) -> bool:
    return len(line) <= times * (_SHORT_UNSPACED if _UNSPACED.search(line) else _SHORT)


def _block(paragraph: str) -> Iterator[Block]:
    """Yield one paragraph, or the block that its lines make together; long lines are paragraphs."""
    lines = tuple(line.strip() for line in paragraph.split("\n") if not _UNSEEN.fullmatch(line))
    is_long = max(map(len, lines)) > _ITEM
    if len(lines) > 1 and sum(" | " in line for line in lines) * 2 > len(lines):
        yield Block("table", rows=tuple(tuple(line.split(" | ")) for line in lines))
    elif len(lines) > 1 and all(map(_BULLET.match, lines)):
        yield Block("list", lines=tuple(_BULLET.sub("", line) for line in lines))
    elif len(lines) > 1 and not is_long:
        yield Block("verse", lines=lines)
    else:
        yield from (Block("paragraph", line) for line in lines)
