"""The text of a page, block by block, outwards from an element. Reads no dates.

Walks are lazy and stop early: a whole page costs forty times as much as what is near the headline.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from lxml import html

from pipelines.times.fold import compose

_MOST = 2000
"""Characters of a block that are kept."""
_SHORT = 300

_BREAK = "\n"
"""The text of a piece that stands for a <br>."""

Piece = tuple[html.HtmlElement, str]
"""An element and a text that stands right in it."""


@cache
def data() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "page.toml").read_text(encoding="utf-8"))


_INLINE = frozenset(data()["elements"]["inline"])
SILENT = frozenset(data()["elements"]["silent"])


@dataclass(frozen=True)
class Block:
    """A run of text in one block element."""

    element: html.HtmlElement = field(repr=False)
    text: str
    """Composed, white space squashed."""
    distance: int
    """Blocks after the headline, or, negative, before it; 0 is the headline."""
    parts: tuple[html.HtmlElement, ...] = field(default=(), repr=False)
    """The elements whose text it holds."""
    size: int = 0
    """Characters, also of what was cut."""


def squash(text: str) -> str:
    return " ".join(text.split())


def near(start: html.HtmlElement, before: int, after: int) -> tuple[Block, ...]:
    """The headline's block, up to `before` blocks before it and `after` behind it, in page order.

    Where the headline is but a line of a block, as in pages laid out by tables, so are its neighbours.
    """
    lined = owner_of(start) if start.tag in _INLINE else None
    own = Block(start, squash(" ".join(text for _, text in _inside(start))), 0, tuple(start.iter()))
    ahead = tuple(_blocks(_forward(start), 1, after, lined))
    behind = tuple(_blocks(_backward(start), -1, before, lined))
    return (*reversed(behind), own, *ahead)


def short_blocks(root: html.HtmlElement) -> Iterator[Block]:
    """Every block of the page with a short text of its own, in page order."""
    return (block for block in _blocks(_inside(root), 1, None) if block.size < _SHORT)


def texts(root: html.HtmlElement) -> Iterator[str]:
    """Every piece of text a reader may see, in page order."""
    return (text for _, text in _inside(root))


def owner_of(element: html.HtmlElement) -> html.HtmlElement:
    """The block that an inline element stands in."""
    while element.tag in _INLINE and element.getparent() is not None:
        element = element.getparent()
    return element


def _blocks(
    pieces: Iterator[Piece], step: int, limit: int | None, lined: html.HtmlElement | None = None
) -> Iterator[Block]:
    """Pieces gathered by the block they stand in, in `lined` by the line; bullets and bars are left out."""
    count = 0
    for owner, gathered in _by_owner(pieces, lined):
        if any(mark.isalnum() for _, text in gathered for mark in text):
            count += 1
            yield _block(owner, gathered, step, count)
            if count == limit:
                return


def _by_owner(
    pieces: Iterator[Piece], lined: html.HtmlElement | None
) -> Iterator[tuple[html.HtmlElement, list[Piece]]]:
    current: html.HtmlElement | None = None
    gathered: list[Piece] = []
    for element, text in pieces:
        owner = owner_of(element)
        ends_line = text == _BREAK and owner is lined
        if (owner is not current or ends_line) and current is not None:
            yield current, gathered
            gathered = []
        current = owner
        gathered.append((element, text))
    if current is not None:
        yield current, gathered


def _block(owner: html.HtmlElement, pieces: list[Piece], step: int, count: int) -> Block:
    ordered = pieces if step > 0 else pieces[::-1]
    text = compose(squash(" ".join(text for _, text in ordered)))
    return Block(owner, text[:_MOST], step * count, tuple(element for element, _ in ordered), len(text))


def _forward(start: html.HtmlElement) -> Iterator[Piece]:
    node = start
    while (parent := node.getparent()) is not None:
        if _says(node.tail):
            yield parent, node.tail
        for sibling in node.itersiblings():
            yield from _inside(sibling)
            if sibling.tag == "br":
                yield parent, _BREAK
            if _says(sibling.tail):
                yield parent, sibling.tail
        node = parent


def _backward(start: html.HtmlElement) -> Iterator[Piece]:
    node = start
    while (parent := node.getparent()) is not None:
        for sibling in node.itersiblings(preceding=True):
            if _says(sibling.tail):
                yield parent, sibling.tail
            if sibling.tag == "br":
                yield parent, _BREAK
            yield from _inside_backward(sibling)
        if _says(parent.text):
            yield parent, parent.text
        node = parent


def _inside(root: html.HtmlElement) -> Iterator[Piece]:
    """The texts in an element, in page order. No recursion: pages are nested thousands deep."""
    if _is_silent(root):
        return
    if _says(root.text):
        yield root, root.text
    stack = [(root, iter(root))]
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if stack and parent.tag == "br":
                yield stack[-1][0], _BREAK
            if stack and _says(parent.tail):
                yield stack[-1][0], parent.tail
        elif _is_silent(child):
            if _says(child.tail):
                yield parent, child.tail
        else:
            if _says(child.text):
                yield child, child.text
            stack.append((child, iter(child)))


def _inside_backward(root: html.HtmlElement) -> Iterator[Piece]:
    if _is_silent(root):
        return
    stack = [(root, root.iterchildren(reversed=True))]
    while stack:
        parent, children = stack[-1]
        child = next(children, None)
        if child is None:
            stack.pop()
            if _says(parent.text):
                yield parent, parent.text
            continue
        if _says(child.tail):
            yield parent, child.tail
        if child.tag == "br":
            yield parent, _BREAK
        elif not _is_silent(child):
            stack.append((child, child.iterchildren(reversed=True)))


def _is_silent(element: html.HtmlElement) -> bool:
    return element.tag in SILENT or not isinstance(element.tag, str)


def _says(text: str | None) -> bool:
    return bool(text) and not str(text).isspace()
