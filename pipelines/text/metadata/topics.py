"""Finds the section of a site that an article is in, and its keywords, in the page's metadata and links."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from html import unescape
from unicodedata import normalize

from pipelines.items import Hints
from pipelines.markup import Document
from pipelines.markup.lexicon import load
from pipelines.markup.scan import Scan
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.metadata import structured
from pipelines.text.metadata.site_name import own_names


def section(doc: Document, scan: Scan, title: str | None, first: int) -> str | None:
    """Return the name of the site's section that the article is in, as the page prints it."""
    value = structured.article(doc).get("articleSection")
    values = [
        structured.text_of(value),
        doc.first_meta("article:section", "section", "cxenseparse:section"),
        *reversed(_crumbs(doc)),
        _printed_crumb(scan, first),
    ]
    titles = {fold(title or ""), ""}
    words = (_first_name(v) for v in values if v and not v.startswith("http") and fold(v) not in titles)
    not_sections = {fold(title or ""), fold(doc.url), *own_names(doc)}
    sections = [
        v for v in map(tidy, words) if 1 < len(v) < 60 and fold(v) not in not_sections and _can_be_section(v)
    ]
    slug = next(iter(sections), None)
    if slug is None or not _SLUG.match(slug):
        return slug
    return next((v for v in sections if fold(v) == fold(slug) and v != slug), None) or _printed_name(
        doc, slug
    )


_SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*$")


def _printed_name(doc: Document, slug: str) -> str | None:
    """Return the text of a link to the section; without one, the address itself if it is one word."""
    ends = (f"/{slug}", f"/{slug}/")
    links = (a.text_content() for a in doc.tree.iter("a") if (a.get("href") or "").endswith(ends))
    texts = (tidy(text).rstrip(".") for text in links)
    fits = (
        text for text in texts if 1 < len(text) < 40 and _matches_slug(text, slug) and _can_be_section(text)
    )
    return next(fits, None) or (None if "-" in slug or "_" in slug else slug)


def _matches_slug(text: str, slug: str) -> bool:
    """Return True if a link's text and an address are the same words, accents aside.

    A text in another script than Latin cannot be compared, so it counts as the same.
    """
    if text.isupper():
        return False
    plain = normalize("NFKD", fold(text)).encode("ascii", "ignore").decode()
    return plain.split() == re.split("[-_]", slug) or not any(c.isascii() and c.isalpha() for c in text)


def _first_name(text: str) -> str:
    """Return the first of several names in one field: "Moor,Valley", "Moor, Valley, Coast"."""
    several = text.count(",") > 1 or _COMMA_WITHOUT_SPACE.search(text)
    return text.split(",", maxsplit=1)[0] if several and not _COMMA_AND.search(text) else unescape(text)


_COMMA_WITHOUT_SPACE = re.compile(r"\w,\w")


def _can_be_section(text: str) -> bool:
    """Return True unless the text is a button, a placeholder, code or an arrow."""
    return (
        fold(text) not in _empty_words()
        and text[0].isalnum()
        and text[-1] not in "→»›<>(={;"
        and fold(text) != ""
    )


def _crumbs(doc: Document) -> list[str]:
    """Return the names in the page's BreadcrumbList, from the outermost on, without the first (home)."""
    for node in structured.every(doc):
        if "breadcrumblist" in structured.types(node):
            items = structured.resolve(doc, node.get("itemListElement"))
            names = [_crumb_name(item) for item in items if isinstance(item, dict)]
            return [name for name in names[1:] if name]
    return []


def _crumb_name(item: Mapping[str, object]) -> str | None:
    inner = item.get("item")
    return structured.text_of(item.get("name")) or (
        structured.text_of(inner.get("name")) if isinstance(inner, dict) else None
    )


def _printed_crumb(scan: Scan, first: int) -> str | None:
    """Return the last name of a line such as "Home › Culture" above the first sentence."""
    for piece in scan.pieces[: min(60, first)]:
        code = scan.boxes[piece.box].tag in {"pre", "code"}
        if not code and piece.size < 80 and (parts := _ARROWS.split(piece.text))[1:]:
            return parts[-1]
    return None


_ARROWS = re.compile(r"\s(?:<<|>>|»|«|›|‹|→)\s")


def tags(doc: Document, hints: Hints) -> tuple[str, ...]:
    """Return the page's keywords in order, each once."""
    value = structured.article(doc).get("keywords")
    values = value if isinstance(value, list) else [value] if isinstance(value, str) else []
    words = (
        _words(v for v in values if isinstance(v, str))
        or _words(doc.meta.get("article:tag", ()))
        or _words(doc.meta.get("news_keywords", doc.meta.get("keywords", ())), joined=True)
        or _words(hints.tags)
    )
    seen: dict[str, str] = {}
    site_names = own_names(doc)
    for word in map(tidy, words):
        fits = 0 < len(word) < 80 and word.casefold() not in _empty_words() and not _INTERNAL_TAG.search(word)
        if fits and fold(word) not in site_names:
            seen.setdefault(word.casefold(), word)
    return tuple(seen.values())


_INTERNAL_TAG = re.compile(
    r"^_|^\d{5,}$|^[a-z][A-Za-z-]*: |^[A-Z][A-Z0-9]+:[A-Z][A-Z0-9:_/-]+$|^[a-z][a-z0-9]*(?:_[a-z0-9]+)+$"
    r"|^[a-z]+:[a-z0-9_-]+$|^IAB-?[A-Z0-9-]+$",
    re.A,
)
"""Tags of an editing system, not for readers: `_Prio_3`, `locale: US`, `DESK:FLOODS`, `has_video`."""


def _words(values: Iterable[str], *, joined: bool = False) -> list[str]:
    """Return single keywords. A single value may hold several; if `joined`, every value may."""
    texts = [unescape(value) for value in values]
    if len(texts) == 1 and not _COMMAS.search(texts[0]) and size_of(texts[0]) > 2 * len(texts[0]):
        return texts[0].split()  # scripts without spaces use them between words
    if not joined and (len(texts) > 1 or any(map(_COMMA_AND.search, texts))):
        return texts
    return [word for text in texts for word in _COMMAS.split(text)]


_COMMA_AND = re.compile(r",\s*(?:&|and)\s")  # "Business, Finance, & Economics" is one
_COMMAS = re.compile("[,،、;]")


@cache
def _empty_words() -> frozenset[str]:
    """Return words that name neither a topic nor a section."""
    return frozenset(word for words in load("labels")["nothing"].values() for word in words)
