"""Reads what a page's JSON-LD says about its own article."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from pipelines.markup import Document
from pipelines.markup.owned import is_foreign

Node = Mapping[str, Any]
_ARTICLES = ("article", "posting", "report", "review", "story", "recipe", "howto", "scholarly", "opinion")


def types(node: Node) -> tuple[str, ...]:
    """Return the node's types in lower case, without their namespace."""
    value = node.get("@type")
    values = value if isinstance(value, list) else [value]
    return tuple(str(v).rsplit("/", 1)[-1].rsplit(":", 1)[-1].lower() for v in values if isinstance(v, str))


def is_article(node: Node) -> bool:
    """Return True for NewsArticle and similar types."""
    return any(word in kind for kind in types(node) for word in _ARTICLES)


def every(doc: Document) -> Iterator[Node]:
    """Yield every node of the page, and the article inside a node that describes the page (`mainEntity`)."""
    for node in doc.jsonld:
        yield node
        inner = node.get("mainEntity")
        yield from (v for v in (inner if isinstance(inner, list) else [inner]) if isinstance(v, dict))


@lru_cache(maxsize=2)  # every finder of a page calls it
def article(doc: Document) -> Node:
    """Return the node of the page's own article; an empty one if there is none."""
    nodes = [node for node in every(doc) if is_article(node) and not is_foreign(doc, node)]
    return min(nodes, key=lambda node: "headline" not in node and "name" not in node, default={})


def text_of(value: Any) -> str | None:
    """Return the text of a field: of a list the first one, of an object with a language its `@value`."""
    if isinstance(value, list):
        value = next((v for v in value if isinstance(v, str) or _tagged(v)), None)
    if _tagged(value):
        value = value["@value"]
    return value.strip() or None if isinstance(value, str) else None


def _tagged(value: Any) -> bool:
    return isinstance(value, dict) and "@value" in value


def resolve(doc: Document, value: object) -> list[Node | str]:
    """Return a field's values as nodes or strings; for an `@id`, the node of the page with that id."""
    values = value if isinstance(value, list) else [value]
    resolved: list[Node | str] = []
    for item in values:
        if isinstance(item, dict):
            resolved.append(_named(doc, item))
        elif isinstance(item, str):
            resolved.append(item)
        elif isinstance(item, list):
            resolved.extend(resolve(doc, item))
    return resolved


def _named(doc: Document, node: Node) -> Node:
    if "name" in node or "@id" not in node:
        return node
    same = (other for other in every(doc) if other.get("@id") == node["@id"] and "name" in other)
    return next(same, node)


def name_of(node: Node) -> str | list[Any] | None:
    """Return the name of a person or an organisation; it may be divided into given and family name."""
    parts = (text_of(node.get(key)) for key in ("givenName", "additionalName", "familyName"))
    named = node.get("name")
    if isinstance(named, dict) and not _tagged(named):
        named = named.get("name")
    return (text_of(named) if _tagged(named) else named) or " ".join(filter(None, parts)) or None


def names(doc: Document, value: object) -> list[str]:
    """Return the names in a field such as `author` or `publisher`, in order."""
    values = (v if isinstance(v, str) else text_of(v.get("name")) for v in resolve(doc, value))
    return [name for name in values if name]
