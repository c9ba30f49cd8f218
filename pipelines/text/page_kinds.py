"""Pages that are no article by what they do: they list, sell, compute, show one picture or hold comments."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from lxml import html

from pipelines.items import Story
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of
from pipelines.text.neighbours import lists

_MOSTLY = 0.8
_SECTION = 3
"""Words of a section's name."""
_BRIEF = 400  # characters; a picture's page says less
_LONG = 2_500  # characters; a shop's page says less
_FIELDS = 3
_PRICE = re.compile(r"(?:[$€£¥₽₹₺₴]|\b(?:eur|usd|chf|zł|kč|kr|ft|lei|руб)\b)", re.I)
_NEAR = 12  # pieces behind the headline in which a price may stand
_PERSONAL = re.compile(r"mail|name|author|url|comment|search|query|password|user|phone|^[qs]$", re.I)


def kind_of_page(doc: Document, story: Story) -> str | None:
    """Return `section`, `comments`, `service` or `gallery` for such a page; None for all others.

    More than one sign is needed for each, and none counts against an article with an author.
    """
    others, size = _holds_others(doc, story), size_of(story.text)
    if others or story.authors:
        return others
    if size < _LONG and (_sells(doc) or _computes(doc, story)):
        return "service"
    return "gallery" if size < _BRIEF and _attaches(doc) else None


def _holds_others(doc: Document, story: Story) -> str | None:
    """Whether most of the text is teasers of other pages, or readers' comments."""
    whole = sum(map(size_of, story.paragraphs))
    title = fold(story.title or "")
    linked = {p.link_share > _MOSTLY for p in doc.scan.pieces if title and fold(p.text) == title}
    headed = len(title.split()) > _SECTION and linked != {True}  # the entries of a listicle have a headline
    for rule, texts in lists(doc.scan, doc.url, anywhere=not headed).items():
        held = sum(size_of(text) for text in story.paragraphs if text in texts)
        if held > _MOSTLY * whole > 0:
            return "comments" if rule == "comments" else "section"
    return None


def _sells(doc: Document) -> bool:
    types = {kind for kind in doc.meta.get("og:type", ()) if "product" in kind.lower()}
    product = bool(types) or any("Product" in str(node.get("@type")) for node in doc.jsonld)
    pieces = doc.scan.pieces
    head = next((at for at, p in enumerate(pieces) if doc.scan.boxes[p.box].tag == "h1"), 0)
    priced = any(p.size < _SHORT and _PRICE.search(p.text) for p in pieces[head : head + _NEAR])
    cart = _has_words(doc, "cart")
    return product + priced + cart > 1


_SHORT = 60  # characters of a price


def _has_words(doc: Document, kind: str) -> bool:
    """Whether a button has some words."""
    buttons = doc.tree.iter("button", "input", "a")
    return any(fold(e.get("value") or e.text_content()[:_SHORT]) in _words(kind) for e in buttons)


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(fold(word) for words in load("labels")[kind].values() for word in words)


def _computes(doc: Document, story: Story) -> bool:
    """A page named for what it computes, with fields that ask for no person."""
    title = fold(story.title or "")
    if not any(word in title for word in _words("tool")):
        return False
    fields = (e for form in doc.tree.iter("form") for e in _asking(form.iter("input", "select", "textarea")))
    return sum(1 for _ in fields) >= _FIELDS


def _asking(fields: Iterable[html.HtmlElement]) -> Iterator[html.HtmlElement]:
    hidden = {"hidden", "submit", "button", "checkbox", "password", "email", "search"}
    for field in fields:
        kind, name = field.get("type"), field.get("name") or ""
        if kind not in hidden and not _PERSONAL.search(name):
            yield field


def _attaches(doc: Document) -> bool:
    """The page of one picture, as blogging software makes it beside the article's."""
    named = "attachment_id=" in doc.url or any(
        "attachment" in re.split(r"[\s_-]", e.get("class") or "")
        for e in doc.tree.iter("body", "div", "p", "article")
    )
    return named and next(doc.tree.iter("img"), None) is not None
