"""The page's text around its headline, block by block, and what of it belongs to other things than the article.

Walks outwards from the headline and stops early, because a whole page costs forty times as much. Reads no dates.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice

from lxml import etree, html

from pipelines.markup import Document
from pipelines.times.fold import compose, fold

INLINE = frozenset(
    [
        "a",
        "abbr",
        "acronym",
        "b",
        "bdi",
        "bdo",
        "big",
        "br",
        "cite",
        "code",
        "data",
        "em",
        "font",
        "i",
        "img",
        "ins",
        "kbd",
        "label",
        "mark",
        "nobr",
        "q",
        "s",
        "samp",
        "small",
        "span",
        "strong",
        "sub",
        "sup",
        "time",
        "tt",
        "u",
        "var",
        "wbr",
    ]
)
SILENT = frozenset(
    [
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "select",
        "option",
        "textarea",
        "iframe",
        "head",
        "title",
        "button",
    ]
)
# Containers, by class or id, whose dates are of other articles, of readers or of the page.
_FOREIGN = re.compile(
    r"(?:^|\s)(?:(?:[a-z]+[-_]+)?(?:related|relacionad\w*|sidebar|side-bar|comments?|commentlist|disqus|navbar|navigation|nav|menu|ticker"
    r"|most-?(?:read|viewed|popular|visited)|popular|trending|recommend\w*|recirc\w*|calendar|latest|carousel|slider|masthead|topbar"
    r"|top-bar|weather|newsletter|more-(?:news|stories|articles|posts)|read-?(?:more|also|next)|archives?|recent|teasers?|promo|similar)"
    r"(?:[-_]+[a-z]+)*|(?:(?:site|page|global|main)[-_]*)?footer(?:[-_](?!meta)[a-z]+)*|copyright)(?=\s|$)",
    re.IGNORECASE,
)
_FOREIGN_TAGS = frozenset(["aside", "nav", "footer"])
MAX_UP = 12
_START = 24
"""Characters of a headline by which it is looked for in the whole page."""
_PRINTING = etree.XPath("//body//*[not(self::script or self::style)][text()[contains(., $start)]]")


@dataclass(frozen=True)
class Block:
    """A run of text in one block element."""

    element: html.HtmlElement = field(repr=False)
    text: str
    distance: int
    """Blocks after the headline, or, negative, before it; 0 is the headline."""
    parts: tuple[html.HtmlElement, ...] = field(default=(), repr=False)
    """The inline elements whose text it holds."""


Piece = tuple[html.HtmlElement, str]


def squash(text: str) -> str:
    return " ".join(text.split())


def headline(doc: Document, titles: tuple[str, ...]) -> html.HtmlElement | None:
    """The element that prints the headline: an h1 or h2 (in plain text any line) like one of `titles`, else the first h1."""
    wanted = [fold(compose(squash(title))) for title in titles if title]
    for tags in (("p",),) if doc.plain is not None else (("h1", "h2"), ("h3", "h4")):
        best = _best(islice(doc.tree.iter(*tags), 60), wanted)
        if best is not None:
            return best
    elsewhere = _headline_elsewhere(doc, titles)
    if elsewhere is not None:
        return elsewhere
    return next((h1 for h1 in doc.tree.iter("h1") if h1.text_content().strip()), None)


def _best(elements: Iterable[html.HtmlElement], wanted: list[str]) -> html.HtmlElement | None:
    """The element most like one of the titles `wanted`, the first of equals; None where none is like any."""
    best: tuple[float, html.HtmlElement | None] = (0.5, None)
    for element in elements:
        text = fold(compose(squash(element.text_content())))
        score = max((alike(text, title) - 0.05 * place for place, title in enumerate(wanted)), default=0.0)
        score -= 0.1 if element.tag == "h2" else 0.0
        best = (score, element) if score > best[0] else best
        if score == 1.0:
            break
    return best[1]


def _headline_elsewhere(doc: Document, titles: tuple[str, ...]) -> html.HtmlElement | None:
    """The element of whatever tag that prints one of `titles`."""
    for title in titles:
        start = squash(title)[:_START]
        wanted = fold(compose(squash(title)))
        for element in _PRINTING(doc.tree, start=start)[:5] if len(start) == _START else ():
            owner = owner_of(element)
            if owner.tag not in SILENT and alike(fold(compose(squash(owner.text_content()))), wanted) >= 0.8:
                return owner
    return None


def alike(text: str, title: str) -> float:
    """1 for the same text, less for a headline cut, or lengthened by a site's name."""
    if text == title:
        return 1.0
    short, long = sorted((text, title), key=len)
    if len(short) >= 12 and short in long:
        return 0.6 + 0.4 * len(short) / len(long)
    one, two = set(text.split()), set(title.split())
    shared = len(one & two)
    return 0.9 * shared / max(len(one), len(two)) if shared >= 3 else 0.0


def near(start: html.HtmlElement, before: int, after: int) -> tuple[Block, ...]:
    """The headline's block, up to `before` blocks before it and `after` behind it, in page order."""
    own = Block(start, squash(" ".join(text for _, text in _inside(start))), 0, tuple(start.iter()))
    ahead = tuple(_blocks(_forward(start), 1, after))
    behind = tuple(_blocks(_backward(start), -1, before))
    return (*reversed(behind), own, *ahead)


def _blocks(pieces: Iterator[Piece], step: int, limit: int) -> Iterator[Block]:
    current: html.HtmlElement | None = None
    gathered: list[Piece] = []
    count = 0
    for element, text in pieces:
        owner = owner_of(element)
        if owner is not current and gathered and current is not None:
            if any(_says_something(piece) for _, piece in gathered):
                count += 1
                yield _block(current, gathered, step, count)
                if count == limit:
                    return
            gathered = []
        current = owner
        gathered.append((element, text))
    if gathered and current is not None:
        yield _block(current, gathered, step, count + 1)


def _says_something(text: str) -> bool:
    """False for bullets, bars and arrows between blocks."""
    return any(mark.isalnum() for mark in text)


def _block(owner: html.HtmlElement, pieces: list[Piece], step: int, count: int) -> Block:
    ordered = pieces if step > 0 else pieces[::-1]
    text = compose(squash(" ".join(text for _, text in ordered)))
    return Block(owner, text[:2000], step * count, tuple(element for element, _ in ordered))


def owner_of(element: html.HtmlElement) -> html.HtmlElement:
    """The block that an inline element stands in."""
    while element.tag in INLINE and element.getparent() is not None:
        element = element.getparent()
    return element


def _forward(start: html.HtmlElement) -> Iterator[Piece]:
    node = start
    while (parent := node.getparent()) is not None:
        if node.tail and node.tail.strip():
            yield parent, node.tail
        for sibling in node.itersiblings():
            yield from _inside(sibling)
            if sibling.tail and sibling.tail.strip():
                yield parent, sibling.tail
        node = parent


def _backward(start: html.HtmlElement) -> Iterator[Piece]:
    node = start
    while (parent := node.getparent()) is not None:
        for sibling in node.itersiblings(preceding=True):
            if sibling.tail and sibling.tail.strip():
                yield parent, sibling.tail
            yield from _inside_backward(sibling)
        if parent.text and parent.text.strip():
            yield parent, parent.text
        node = parent


def _inside(element: html.HtmlElement) -> Iterator[Piece]:
    if element.tag in SILENT or not isinstance(element.tag, str):
        return
    if element.text and element.text.strip():
        yield element, element.text
    for child in element:
        yield from _inside(child)
        if child.tail and child.tail.strip():
            yield element, child.tail


def _inside_backward(element: html.HtmlElement) -> Iterator[Piece]:
    if element.tag in SILENT or not isinstance(element.tag, str):
        return
    for child in element.iterchildren(reversed=True):
        if child.tail and child.tail.strip():
            yield element, child.tail
        yield from _inside_backward(child)
    if element.text and element.text.strip():
        yield element, element.text


def short_blocks(root: html.HtmlElement) -> Iterator[tuple[html.HtmlElement, str]]:
    """Every block of the page with a short text of its own, in page order, text composed."""
    for block in _blocks(_inside(root), 1, 10**6):
        if len(block.text) < 300:
            yield block.element, block.text


def texts(root: html.HtmlElement) -> Iterator[str]:
    """Every piece of text a reader may see, in page order."""
    for _, text in _inside(root):
        yield text


def is_foreign(element: html.HtmlElement, around: frozenset[html.HtmlElement]) -> bool:
    """True where an element stands in a container of other articles, comments or page furniture.

    A container that holds the headline too (`around`) says nothing.
    """
    for steps, node in enumerate((element, *element.iterancestors())):
        if node in around or node.tag in ("body", "html") or steps > MAX_UP:
            return False
        if node.tag in _FOREIGN_TAGS and not _in_article(node):
            return True
        if any(_is_foreign_name(node.get(name)) for name in ("class", "id")):
            return True
    return False


@lru_cache(maxsize=4096)
def _is_foreign_name(name: str | None) -> bool:
    return bool(name) and _FOREIGN.search(name or "") is not None


def _in_article(node: html.HtmlElement) -> bool:
    return next(node.iterancestors("article", "main"), None) is not None
