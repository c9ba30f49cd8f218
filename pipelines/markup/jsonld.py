"""JSON-LD blocks of a page → flat objects. Knows no schema.org types."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from lxml import html

_WRAPPER = re.compile(
    r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)|(?:-->|/?[/*]?\s*\]\]>(?:\s*\*/)?)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")


def nodes(tree: html.HtmlElement) -> Iterator[dict[str, Any]]:
    """Yield every JSON object of the page's JSON-LD scripts: lists and `@graph` flattened.

    A script that is no JSON even after mending is passed over.
    """
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower():
            yield from _flat(_load(script.text or ""))


def _load(text: str) -> Any:
    text = text.strip()
    if text[:1] not in "{[" or text[-1:] not in "}]":
        text = _WRAPPER.sub("", text).strip().rstrip(";")
    for mend in (False, True):
        try:
            return json.loads(_TRAILING_COMMA.sub(r"\1", text) if mend else text, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _flat(value: Any) -> Iterator[dict[str, Any]]:
    waiting = [value]
    while waiting:
        value = waiting.pop(0)
        if isinstance(value, list):
            waiting[:0] = value
        elif isinstance(value, dict):
            yield value
            waiting[:0] = [value["@graph"]] if "@graph" in value else []
