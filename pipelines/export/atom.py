"""Writes a full-text Atom feed (RFC 4287)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO
from uuid import NAMESPACE_URL, uuid5

from lxml import etree

from pipelines.db import StoredArticle
from pipelines.export import About
from pipelines.export.feed_text import changed_at, html, instant, xml

_SPACE = "http://www.w3.org/2005/Atom"
_NAMES: Any = {None: _SPACE}  # the stubs know no default namespace
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def write(rows: Iterable[StoredArticle], out: BinaryIO, about: About) -> int:
    """Write UTF-8, one entry for each article."""
    count = 0
    with etree.xmlfile(out, encoding="utf-8") as file:
        file.write_declaration()
        with file.element(f"{{{_SPACE}}}feed", nsmap=_NAMES):
            for element in _head(about):
                file.write(element)
            for count, row in enumerate(rows, 1):  # noqa: B007 - it is returned
                file.write("\n", _entry(row))
    return count


def _head(about: About) -> Iterator[etree._Element]:
    number = uuid5(NAMESPACE_URL, f"broadsheet:{about.title}")
    yield _element("title", about.title)
    yield _element("id", f"urn:uuid:{number}")
    yield _element("updated", about.updated)
    yield _element("generator", "Broadsheet")


def _entry(row: StoredArticle) -> etree._Element:
    entry = _element("entry")
    entry.extend(_parts(row))
    if row.language:
        entry.set(_LANGUAGE, row.language)
    return entry


def _parts(row: StoredArticle) -> Iterator[etree._Element]:
    yield _element("title", row.title)
    yield _element("id", row.url)
    yield _element("link", rel="alternate", href=row.url)
    yield _element("updated", changed_at(row))
    if row.published_at:
        yield _element("published", instant(row.published_at))
    for name in row.authors or (row.source,):  # every entry must have one
        author = _element("author")
        author.append(_element("name", name))
        yield author
    for tag in row.tags:
        yield _element("category", term=tag)
    if row.summary:
        yield _element("summary", row.summary)
    yield _element("content", html(row), type="html")


def _element(name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.Element(f"{{{_SPACE}}}{name}", nsmap=_NAMES)
    element.text = xml(text) if text else None
    for key, value in attributes.items():
        element.set(key, xml(value))
    return element
