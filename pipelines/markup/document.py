"""A page as parsed once: its tree, its structured data and its meta tags."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from lxml import etree, html

from pipelines.markup.decode import decode_utf8
from pipelines.markup.jsonld import nodes

Node = Mapping[str, Any]


@dataclass(frozen=True)
class Document:
    """A parsed page. Finders read it and never change it: cut a copy, or keep a set of what is left out."""

    url: str
    tree: html.HtmlElement = field(repr=False)
    plain: str | None = field(default=None, repr=False)
    """The text itself where the page came as text/plain; its tree then has a `<p>` a line."""

    @cached_property
    def jsonld(self) -> tuple[Node, ...]:
        """Every JSON-LD object on the page, `@graph` and lists flattened, in page order."""
        return tuple(nodes(self.tree))

    @cached_property
    def meta(self) -> Mapping[str, tuple[str, ...]]:
        """Contents of `<meta>` by lower-case name, property or itemprop, in page order, blanks left out."""
        found: dict[str, list[str]] = defaultdict(list)
        for name, content in _metas(self.tree):
            found[name].append(content)
        return {name: tuple(values) for name, values in found.items()}

    def first_meta(self, *names: str) -> str | None:
        """The first content of the first of `names` that the page has."""
        return next((self.meta[name][0] for name in names if name in self.meta), None)


def _metas(tree: html.HtmlElement) -> Iterator[tuple[str, str]]:
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        content = (element.get("content") or "").strip()
        if name and content:
            yield name.strip().lower(), content


def parse(body: bytes, url: str, content_type: str | None = None) -> Document:
    """Parse a page's bytes once; `url` is the address that answered.

    Broken markup never fails: what cannot be read at all is an empty tree.
    """
    data = decode_utf8(body, content_type)
    if (content_type or "").split(";")[0].strip().lower() == "text/plain":
        text = data.decode()
        return Document(url, _lines(text), plain=text)
    return Document(url, _tree(data))


def _tree(data: bytes) -> html.HtmlElement:
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    try:
        return html.document_fromstring(data, parser=parser)
    except etree.ParserError:  # an empty page
        return html.document_fromstring("<html><body></body></html>")


def _lines(text: str) -> html.HtmlElement:
    root = html.document_fromstring("<html><body></body></html>")
    body = next(root.iter("body"))
    for line in filter(None, map(str.strip, text.splitlines())):
        etree.SubElement(body, "p").text = line
    return root
