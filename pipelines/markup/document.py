"""The page model: one parsed page with its tree, boxes, pieces of text, JSON-LD and meta tags.

A page is parsed once and walked once; `text` and `times` read the same `Document`. Functions on it, such as
`headline.find_headline` and `owned.is_foreign`, take it as their first argument.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from html import unescape
from typing import Any

from lxml import etree, html

from pipelines.markup.attribute_count import attributes_over
from pipelines.markup.decode import decode_utf8
from pipelines.markup.jsonld import nodes
from pipelines.markup.limits import Limits, OverLimit
from pipelines.markup.marks import tidy
from pipelines.markup.scan import Scan, scan

Node = Mapping[str, Any]
_USUAL = Limits()


@dataclass(frozen=True, eq=False)  # equal by identity: caches of the latest page hash it in no time
class Document:
    """A parsed page. Finders read it and never change it; they copy the parts that they want to cut."""

    url: str
    tree: html.HtmlElement = field(repr=False)
    plain: str | None = field(default=None, repr=False)
    """The text of a page that came as text/plain; its tree has a `<p>` for each line or paragraph."""
    limits: Limits = field(default=_USUAL, repr=False)
    lost: int = 0
    """Number of characters that could not be read; each is U+FFFD in the tree."""
    remove: tuple[str, ...] = ()
    """CSS selectors, from the source's file, of elements that are never part of an article."""
    script_article: Node | None = field(default=None, repr=False)
    """The article in the page's scripts, if the page itself has almost no text."""

    def without(self, remove: tuple[str, ...]) -> Document:
        """Return the page with these `remove` selectors; the same object if nothing changes."""
        return self if remove == self.remove else replace(self, remove=remove)

    @cached_property
    def scan(self) -> Scan:
        """The page's boxes and pieces; those that `remove` selects have `Group.REMOVE`."""
        selected = (element for selector in self.remove for element in self.tree.cssselect(selector))
        return scan(self.tree, frozenset(selected))

    @cached_property
    def jsonld(self) -> tuple[Node, ...]:
        """All JSON-LD objects, `@graph` and lists flattened, in page order; `script_article` is the first."""
        return (self.script_article, *self._jsonld[0]) if self.script_article is not None else self._jsonld[0]

    @property
    def jsonld_cut(self) -> bool:
        """True if some JSON-LD was over the limits and is left out."""
        return self._jsonld[1]

    @cached_property
    def _jsonld(self) -> tuple[tuple[Node, ...], bool]:
        return nodes(self.elements["script"], self.limits)

    @cached_property
    def elements(self) -> Mapping[str, Sequence[html.HtmlElement]]:
        """Tag → the page's `meta`, `link` or `script` elements in page order; found in one walk."""
        by_tag: dict[str, list[html.HtmlElement]] = {tag: [] for tag in _READ}
        for element in self.tree.iter(*_READ):
            by_tag[element.tag].append(element)
        return by_tag

    @cached_property
    def meta(self) -> Mapping[str, tuple[str, ...]]:
        """Lower-case name, property or itemprop of `<meta>` → contents in page order; no blank ones."""
        by_name: dict[str, list[str]] = defaultdict(list)
        for name, content in _metas(self.elements["meta"]):
            by_name[name].append(content)
        return {name: tuple(values) for name, values in by_name.items()}

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The forms of the headline in the page's head: og:title, twitter:title, title element."""
        head = self.tree.find("head/title")
        titles = (
            self.first_meta("og:title"),
            self.first_meta("twitter:title"),
            head.text_content()[:_TITLE] if head is not None else None,
        )
        return tuple(dict.fromkeys(filter(None, (tidy(unescape(text)) for text in titles if text))))

    def first_meta(self, *names: str) -> str | None:
        """Return the first content of the first of `names` that the page has, or None."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


_READ = ("meta", "link", "script")
_TITLE = 1_000
"""Characters of a title element that are read; an unclosed one contains the rest of the page."""


def _metas(elements: Sequence[html.HtmlElement]) -> Iterator[tuple[str, str]]:
    for element in elements:
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def parse(
    body: bytes,
    url: str,
    content_type: str | None = None,
    limits: Limits = _USUAL,
    *,
    remove: tuple[str, ...] = (),
) -> Document:
    """Parse a page's bytes; `url` is the address that answered, `remove` the source's selectors.

    Broken markup is no error; if nothing can be read, the tree is empty. Raises OverLimit for pages that
    would take too much time or memory; most of them are found before they are parsed.
    """
    if len(body) > limits.bytes:
        raise OverLimit("bytes", f"{len(body)} bytes, more than {limits.bytes}")
    data, lost = decode_utf8(body, content_type)
    if (content_type or "").split(";")[0].strip().lower() == "text/plain":
        text = data.decode()
        return Document(url, _lines(text, limits), plain=text, limits=limits, lost=lost, remove=remove)
    tags = _check_tags(data, limits)
    tree = _tree(data)
    _check_tree(tree, tags, limits)
    return Document(url, tree, limits=limits, lost=lost, remove=remove)


_TAG = re.compile(rb"<[a-zA-Z]")


def _check_tags(data: bytes, limits: Limits) -> int:
    """Return the greatest possible number of tags.

    Raises OverLimit for pages that would take the parser seconds: a million elements, or thousands of
    attributes.
    """
    most = data.count(b"<")
    if most > limits.nodes and (tags := len(_TAG.findall(data))) > 2 * limits.nodes:
        raise OverLimit("nodes", f"{tags} tags, for at most {limits.nodes} elements")
    if count := attributes_over(data, limits.attributes):
        raise OverLimit("attributes", f"{count} attributes in one tag, more than {limits.attributes}")
    return most


def _check_tree(tree: html.HtmlElement, tags: int, limits: Limits) -> None:
    if _IMPLIED * tags > limits.nodes and (count := int(tree.xpath("count(//*)"))) > limits.nodes:
        raise OverLimit("nodes", f"{count} elements, more than {limits.nodes}")
    if _is_deep(tree) and (depth := _depth(tree)) > limits.depth:
        raise OverLimit("depth", f"{depth} elements within each other, more than {limits.depth}")


_IMPLIED = 3
"""One tag gives at most this many elements: itself, a paragraph around it, and a head or a body."""
_is_deep = etree.XPath(f"boolean({'/*' * 100})")
"""True for few pages; only for those the exact depth is measured by a walk."""


def _depth(tree: html.HtmlElement) -> int:
    depth = most = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        most = max(most, depth)
    return most


_CLASSES = etree.ElementDefaultClassLookup(element=html.HtmlElement)
"""One class for every tag: lxml.html's own look-up takes a tenth of the parser's time."""


def _tree(data: bytes) -> html.HtmlElement:
    parser = etree.HTMLParser(
        encoding="utf-8",
        remove_comments=True,
        remove_pis=True,
        huge_tree=True,
        no_network=True,
        collect_ids=False,
    )
    parser.set_element_class_lookup(_CLASSES)
    try:
        tree = html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # an empty page
        tree = html.document_fromstring("<html><body></body></html>")
    errors = parser.error_log.filter_from_fatals()
    if any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in errors):
        raise OverLimit("depth", errors[0].message)
    if any(error.type == etree.ErrorTypes.ERR_NO_MEMORY for error in errors):
        raise MemoryError
    return tree


def _lines(text: str, limits: Limits) -> html.HtmlElement:
    root = html.document_fromstring("<html><body></body></html>")
    body = next(root.iter("body"))
    wrapped = _is_wrapped(text)
    lines = [*_joined(text)] if wrapped else [line for line in map(str.strip, text.splitlines()) if line]
    if len(lines) > limits.nodes:
        raise OverLimit("nodes", f"{len(lines)} lines, more than {limits.nodes}")
    for line in lines:
        etree.SubElement(body, "p").text = line
    return root


_WIDTH = 100  # characters; a longer line was not broken to fit a width
_FULL = 45  # characters; a shorter line is a verse, an item or a heading
_ITEM = re.compile(r"\s{4}|\s*(?:[-*•–]|\d{1,2}[.)])\s")


def _blocks(text: str) -> list[list[str]]:
    """Return the blocks of lines between blank lines."""
    blocks = ([*filter(str.strip, block.split("\n"))] for block in re.split(r"\n[^\S\n]*\n", text))
    return [block for block in blocks if block]


def _is_wrapped(text: str) -> bool:
    """Return True if paragraphs are broken into lines of nearly the same width."""
    blocks = _blocks(text)
    inner = [line for block in blocks for line in block[:-1]]
    if len(blocks) < 2 or len(inner) < 3 or max(map(len, inner)) > _WIDTH:
        return False
    return sum(len(line.strip()) >= _FULL for line in inner) > 0.7 * len(inner)


def _joined(text: str) -> Iterator[str]:
    """Yield the paragraphs of a text that was broken into lines; the items of a list stay separate."""
    for block in _blocks(text):
        lines: list[str] = []
        for line in block:
            if lines and _ITEM.match(line):
                yield " ".join(lines)
                lines = []
            lines.append(line.strip())
        yield " ".join(lines)
