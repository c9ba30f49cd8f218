"""Finds the dates that a page states for machines, in JSON-LD, meta tags and scripts."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache, partial
from typing import Any

from pipelines.items import Evidence, Role
from pipelines.markup.owned import is_elsewhere, is_foreign
from pipelines.times.finding.evidence import Context, read_evidence
from pipelines.times.words.tables import page_rules, table

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
    """Return normalized name of a meta tag → its group in metas.toml, and the role of its date."""
    data = meta_data()
    return {
        normalized_name(name): (group, "modified" if group == "modified" else "published")
        for group in ("weak", "modified", "good")
        for name in data[group]["names"]
    }


@lru_cache(maxsize=2048)
def normalized_name(name: str) -> str:
    """Return a meta name without marks: `article:published_time` equals `article:published:time`."""
    return re.sub(r"[^a-z0-9]", "", name.lower())


def from_meta(page: Context) -> Iterator[Evidence]:
    """Yield the dates in meta tags, at most two for each name."""
    for name, values in page.doc.meta.items():
        group_and_role = _meta_name(name)
        if group_and_role is None:
            continue
        group, role = group_and_role
        for value in values[:2]:
            yield from read_evidence(page, "meta", value, role, label=f"{group}:{name}")


@lru_cache(maxsize=2048)
def _meta_name(name: str) -> tuple[str, Role] | None:
    """Return group and role of a meta name; it may have a publisher's prefix: `krn:published_time`."""
    prefix, mark, local_name = name.partition(":")
    direct = meta_names().get(normalized_name(name))
    if direct or not mark or prefix.lower() in _other_prefixes():
        return direct
    return meta_names().get(normalized_name(local_name))


@cache
def _other_prefixes() -> frozenset[str]:
    return frozenset(meta_data()["other"]["prefixes"])


def from_jsonld(page: Context) -> Iterator[Evidence]:
    """Yield the dates in JSON-LD; if none is a date of publication, also those in invalid JSON-LD."""
    evidence = [item for node in page.doc.jsonld for item in _from_node(page, node, 0)]
    yield from evidence
    if not any(item.role == "published" for item in evidence):
        yield from _from_broken_jsonld(page)


def _from_node(page: Context, node: Mapping[str, Any], depth: int) -> Iterator[Evidence]:
    """Yield the dates of a node, and of the nodes within it."""
    kind = _type(node)
    dates = (
        [(name, role) for name, role in _ROLES.items() if node.get(name)]
        if not _is_type("never", kind)
        else []
    )
    children = [
        child
        for name, value in node.items()
        if name not in page_rules()["json-ld"]["other_keys"]
        for child in _objects(value)
    ]
    if not dates and not children:
        return
    is_own = _is_own(page, node, kind)
    for name, role in dates:
        for value in _date_values(node[name]):
            yield from read_evidence(page, "json-ld", value, role, label=f"{kind}.{name}", own=is_own)
    if depth < _MAX_DEPTH and is_own:
        for child in children:
            yield from _from_node(page, child, depth + 1)


def _objects(value: Any) -> tuple[Mapping[str, Any], ...]:
    """Return the objects in a value: itself, or those in its list."""
    if isinstance(value, list):
        return tuple(item for item in value if isinstance(item, Mapping))
    return (value,) if isinstance(value, Mapping) else ()


@lru_cache(maxsize=512)
def _is_type(group: str, kind: str) -> bool:
    """Return True if a schema.org type is in this group of page.toml: `article`, `page` or `never`."""
    return any(re.search(word, kind, re.IGNORECASE) for word in page_rules()["json-ld"][group])


def _type(node: Mapping[str, Any]) -> str:
    """Return the node's type; the one that is an article, if it has several."""
    value = node.get("@type") or node.get("type") or ""
    names = [str(name) for name in value] if isinstance(value, list) else [str(value)]
    return next((name for name in names if _is_type("article", name)), names[0] if names else "").rsplit(
        "/", 1
    )[-1]


def _date_values(value: Any) -> tuple[str, ...]:
    """Return the first two values of a key as text; `@value` objects are unpacked."""
    values = value if isinstance(value, list) else [value]
    values = [item.get("@value") if isinstance(item, Mapping) else item for item in values]
    return tuple(
        str(item) for item in values[:2] if isinstance(item, str | int) and not isinstance(item, bool)
    )


def _is_own(page: Context, node: Mapping[str, Any], kind: str) -> bool:
    """Return True if a node is an article or a page, and can be this one."""
    if not (_is_type("article", kind) or _is_type("page", kind)):
        return False
    return not is_foreign(page.doc, node) and not is_elsewhere(page.doc, node)


def _from_broken_jsonld(page: Context) -> Iterator[Evidence]:
    """Yield the dates in JSON-LD that is not valid JSON, found by their keys."""
    for script in page.doc.elements["script"]:
        if "ld+json" in (script.get("type") or "").lower() and not _parses(script.text or ""):
            for match in _BROKEN.finditer(script.text or ""):
                yield from read_evidence(
                    page, "json-ld", match[2], _ROLES[match[1]], label=f"broken.{match[1]}"
                )


def _parses(text: str) -> bool:
    try:
        json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return False
    return True


def from_scripts(page: Context) -> Iterator[Evidence]:
    """Yield the dates of keys about publishing in inline scripts, but only if all name the same day."""
    names_by_value: dict[str, str] = {}
    for script in page.doc.elements["script"]:
        text = script.text
        if text and "ubli" in text and "ld+json" not in (script.get("type") or ""):
            for match in _SCRIPT.finditer(text[:400_000]):
                names_by_value.setdefault(match[2].strip(), match[1])
                if len(names_by_value) > 6:
                    return
    evidence = [
        item
        for raw, name in names_by_value.items()
        for item in read_evidence(page, "script", raw, "published", label=name)
    ]
    if len({item.day for item in evidence}) == 1:
        yield from evidence
