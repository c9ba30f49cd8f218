"""Reads the JSON-LD objects of a page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from html import unescape
from itertools import islice
from typing import Any

from lxml import html

from pipelines.markup.limits import Limits

Node = Mapping[str, Any]

_OPENED = re.compile(r"<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[")
_CLOSED = re.compile(r"(?:-->|/?[/*]?\s*\]\]>(?:\s*\*/)?)\s*;?$")
_CLOSES = 60  # characters at the end that are searched; with thousands of spaces the pattern would be slow
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_COMMENT = re.compile(r"/\*[^*]{0,300}\*/|^[^\S\n]*//[^\n]*$", re.M)
_BETWEEN = re.compile(r"\}\s*(?:[,;]\s*)?\{")


def nodes(scripts: Iterable[html.HtmlElement], limits: Limits) -> tuple[tuple[Node, ...], bool]:
    """Return all JSON-LD objects, with lists and `@graph` flattened, and True if some are left out.

    A script that is no JSON, even after repairs, is ignored. Scripts that are too deep, and all scripts after
    the limit of length or number is reached, are left out.
    """
    objects: list[Node] = []
    room, cut = limits.jsonld_bytes, False
    for script in scripts:
        if "ld+json" not in (script.get("type") or "").lower():
            continue
        text = script.text or ""
        room -= len(text)
        value = _load(text) if room >= 0 else None
        if room < 0 or not _shallow(value, limits):
            cut = True
            continue
        objects += islice(_flat(value), limits.jsonld_nodes + 1 - len(objects))
    return tuple(objects[: limits.jsonld_nodes]), cut or len(objects) > limits.jsonld_nodes


def _shallow(value: Any, limits: Limits) -> bool:
    """Return True if a value is not deeper than the limit, and not so large that finders would take long."""
    level, count = [value], 0
    for _ in range(limits.jsonld_depth):
        level = [inner for outer in level for inner in _inside(outer)]
        count += len(level)
        if not level or count > _VALUES * limits.jsonld_nodes:
            break
    return not level


_VALUES = 40
"""Objects may have at most this many values, on average."""


def _inside(value: Any) -> Iterable[Any]:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return (member for member in members if isinstance(member, (dict, list, str)))


def _load(text: str) -> Any:
    text = text.strip()
    if text[:1] not in "{[" or text[-1:] not in "}]":
        text = _OPENED.sub("", text, count=1) if _OPENED.match(text) else text
        text = (text[:-_CLOSES] + _CLOSED.sub("", text[-_CLOSES:])).strip().rstrip(";")
    for repair in (str, _without_commas, unescape, _as_list):
        try:
            return json.loads(repair(text), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _without_commas(text: str) -> str:
    return _TRAILING_COMMA.sub(r"\1", _COMMENT.sub("", text))


def _as_list(text: str) -> str:
    """Return a list of objects that follow each other without a list around them."""
    return f"[{_BETWEEN.sub('},{', _without_commas(text))}]"


def _flat(value: Any) -> Iterator[Node]:
    waiting = [value]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting += reversed(value)
        elif isinstance(value, dict):
            yield value
            waiting += [value["@graph"]] if "@graph" in value else []
