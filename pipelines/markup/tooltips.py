"""Finds explanations of a word that a page shows only when a reader points at it."""

from __future__ import annotations

import re
from itertools import islice

from lxml import html

_NAMED = re.compile(r"tool-?tip|popover", re.I)
_INNER = re.compile(r"(?:tool-?tip|popover)[\w-]*(?:text|content|box|body|inner|bubble)|^tip-?text$", re.I)
_WEAK = frozenset(("tip", "tooltip", "tool-tip", "popover", "explanation", "definition"))
_TRIGGERS = frozenset(("abbr", "dfn", "button"))
_POINTED = ("title", "href", "onclick", "data-toggle", "data-tooltip", "aria-describedby", "tabindex")
"""Attributes of a word that is explained; its explanation has none."""
_INLINE = _TRIGGERS | {"span", "a", "em", "i", "b", "strong", "small", "mark", "label", "font"}
_MOST = 20  # texts of an element that are read: elements may stand in each other a thousand times
_SURE = 3


def is_explanation(element: html.HtmlElement, tag: str) -> bool:
    """Return True for a text behind a word that explains it: `weir<span role=tooltip>Weir: a low dam</span>`.

    Its role, its class, the element around both and the missing space each count; the word that is explained
    often has the same role or class.
    """
    name = element.get("class") or ""
    own = _own_signs(element.get("role"), name)
    if not own or tag == "a" or any(element.get(key) is not None for key in _POINTED):
        return False
    word, is_around = _word_before(element)
    if not word.strip() or len(_text(element)) <= len(word.strip()):
        return False
    around = element.getparent() if is_around else element.getprevious()
    return own + _names_trigger(around, element.get("id")) + (not word[-1].isspace()) >= _SURE


def _own_signs(role: str | None, name: str) -> int:
    if role == "tooltip" or any(map(_INNER.search, name.split())):
        return 2
    return int(not _WEAK.isdisjoint(name.lower().split()))


def _word_before(element: html.HtmlElement) -> tuple[str, bool]:
    """Return the explained word before an element, and whether the element around both is inline."""
    before, parent = element.getprevious(), element.getparent()
    is_around = parent is not None and parent.tag in _INLINE
    if before is None:
        return ((parent.text or "") if is_around else ""), is_around
    word, tail = _text(before), before.tail or ""
    return (word + tail if is_around or not tail.strip() else ""), is_around


def _text(element: html.HtmlElement) -> str:
    return "".join(islice(element.itertext(), _MOST))


def _names_trigger(element: html.HtmlElement | None, own_id: str | None) -> bool:
    """Return True if an element is a word with an explanation, by its tag, class or attributes."""
    if element is None:
        return False
    points = element.get("aria-describedby")
    is_named = _NAMED.search(element.get("class") or "") is not None
    return element.tag in _TRIGGERS or is_named or (points is not None and points == own_id)
