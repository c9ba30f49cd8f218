"""Dates that a page states for machines: JSON-LD, meta tags, keys in scripts; and whose they are."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from pipelines.items import Evidence, Role
from pipelines.markup.owned import is_elsewhere, is_foreign
from pipelines.times.blocks import data
from pipelines.times.evidence import Context, evidence
from pipelines.times.tables import table

_ROLES: Mapping[str, Role] = {
    "datePublished": "published",
    "dateModified": "modified",
    "dateCreated": "created",
    "uploadDate": "created",
}
_BROKEN = re.compile(r'"(datePublished|dateModified|dateCreated)"\s*:\s*"([^"]{6,40})"')
_SCRIPT = re.compile(
    r"""["']?\b((?:date_?|first_?|original_?|article_?)?publi(?:sh|cation|shed)_?(?:ed)?_?(?:date|time|at|on)?"""
    r"""(?:_?(?:time|utc|gmt|iso))?|pub_?date|published_?timestamp)["']?"""
    r"""\s*[:=]\s*\\?["']?([^"'\\,;}{\]\[]{8,40})""",
    re.IGNORECASE,
)
_MAX_DEPTH = 4


meta_data = partial(table, "metas")


@cache
def meta_names() -> Mapping[str, tuple[str, Role]]:
    """Meta name → (class, role)."""
    data = meta_data()
    return {
        plain(name): (group, "modified" if group == "modified" else "published")
        for group in ("weak", "modified", "good")
        for name in data[group]["names"]
    }


@lru_cache(maxsize=2048)
def plain(name: str) -> str:
    """A meta name without its marks: `article:published_time` and `article:published:time` are one."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def from_meta(page: Context) -> Iterator[Evidence]:
    for name, values in page.doc.meta.items():
        known = _meta_name(name)
        if known is None:
            continue
        group, role = known
        for value in values[:2]:
            yield from evidence(page, "meta", value, role, label=f"{group}:{name}")


@lru_cache(maxsize=2048)
def _meta_name(name: str) -> tuple[str, Role] | None:
    """What a meta name says, also behind a prefix of the publisher's own: `krn:published_time`."""
    prefix, mark, rest = name.partition(":")
    known = meta_names().get(plain(name))
    if known or not mark or prefix.lower() in _other_things():
        return known
    return meta_names().get(plain(rest))


@cache
def _other_things() -> frozenset[str]:
    return frozenset(meta_data()["other"]["prefixes"])


def from_jsonld(page: Context) -> Iterator[Evidence]:
    found = [item for node in page.doc.jsonld for item in _node(page, node, 0)]
    yield from found
    if not any(item.role == "published" for item in found):
        yield from _broken(page)


def _node(page: Context, node: Mapping[str, Any], depth: int) -> Iterator[Evidence]:
    kind = _type(node)
    dates = (
        [(name, role) for name, role in _ROLES.items() if node.get(name)] if not _is("never", kind) else []
    )
    children = [
        child
        for name, value in node.items()
        if name not in data()["json-ld"]["other_keys"]
        for child in _objects(value)
    ]
    if not dates and not children:
        return
    own = _is_own(page, node, kind)
    for name, role in dates:
        for value in _values(node[name]):
            yield from evidence(page, "json-ld", value, role, label=f"{kind}.{name}", own=own)
    if depth < _MAX_DEPTH and own:
        for child in children:
            yield from _node(page, child, depth + 1)


def _objects(value: Any) -> tuple[Mapping[str, Any], ...]:
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, Mapping))
    return (value,) if isinstance(value, Mapping) else ()


@lru_cache(maxsize=512)
def _is(group: str, kind: str) -> bool:
    """Whether a schema.org type is an article, a page, or never either."""
    return any(re.search(word, kind, re.IGNORECASE) for word in data()["json-ld"][group])


def _type(node: Mapping[str, Any]) -> str:
    found = node.get("@type") or node.get("type") or ""
    names = [str(name) for name in found] if isinstance(found, list) else [str(found)]
    return next((name for name in names if _is("article", name)), names[0] if names else "").rsplit("/", 1)[
        -1
    ]


def _values(value: Any) -> tuple[str, ...]:
    found = value if isinstance(value, list) else [value]
    found = [item.get("@value") if isinstance(item, Mapping) else item for item in found]
    return tuple(
        str(item) for item in found[:2] if isinstance(item, str | int) and not isinstance(item, bool)
    )


def _is_own(page: Context, node: Mapping[str, Any], kind: str) -> bool:
    """True for an article or a page that can be this one."""
    if not (_is("article", kind) or _is("page", kind)):
        return False
    return not is_foreign(page.doc, node) and not is_elsewhere(page.doc, node)


def _broken(page: Context) -> Iterator[Evidence]:
    """JSON-LD that is no JSON: its dates, read by their keys."""
    for script in page.doc.every["script"]:
        if "ld+json" in (script.get("type") or "").lower() and not _parses(script.text or ""):
            for match in _BROKEN.finditer(script.text or ""):
                yield from evidence(page, "json-ld", match[2], _ROLES[match[1]], label=f"broken.{match[1]}")


def _parses(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def from_scripts(page: Context) -> Iterator[Evidence]:
    """Keys named after publishing in inline scripts: evidence only where they all say one thing."""
    found: dict[str, str] = {}
    for script in page.doc.every["script"]:
        text = script.text
        if text and "ubli" in text and "ld+json" not in (script.get("type") or ""):
            for match in _SCRIPT.finditer(text[:400_000]):
                found.setdefault(match[2].strip(), match[1])
                if len(found) > 6:
                    return
    read = [
        item for raw, name in found.items() for item in evidence(page, "script", raw, "published", label=name)
    ]
    if len({item.day for item in read}) == 1:
        yield from read
