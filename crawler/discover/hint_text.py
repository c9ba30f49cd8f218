"""Turns the titles, names and addresses in a feed into plain values of limited length."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from itertools import islice

from crawler.discover.link import LONGEST_LINE, MOST_NAMES
from pipelines.urls import NotAnAddress, canonical, host

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9]*)(?:\s[^<>]*)?/?>")
_MAIL = re.compile(r"(?:mailto:)?[^\s<>()\[\]]+@[^\s<>()\[\]]+|mailto:", re.IGNORECASE)
_EMPTY_BRACKETS = re.compile(r"[(<\[]\s*[)>\]]")
_WRAPPED = re.compile(r"\((.+)\)")
_NO_ADDRESS = frozenset({"n/a", "na", "none", "null", "nil", "undefined", "false", "true", "0", "-", "tbd"})
_RELATIVE = re.compile(
    r"(?:[/?]|\.\.?/)\S|\S*[^\s/]/\S|\S+\.[a-z]{3,5}$|[^\W_]+(?:-[^\W_]+)+$", re.IGNORECASE
)
_ABSOLUTE = re.compile(r"https?:[/\\]{2}", re.IGNORECASE)


def line(value: object, *, is_plain: bool = False) -> str | None:
    """Return one line of plain text, without markup and unescaped; None if there is no text.

    If the text `is_plain`, tags are part of it. So is a tag that is never closed: "How to use <b> today".
    """
    if not isinstance(value, str):
        return None
    text = value if is_plain else _without_tags(value)
    return " ".join(html.unescape(text).split())[:LONGEST_LINE] or None


def names(values: Iterable[object]) -> tuple[str, ...]:
    """Return each value once, as a line of plain text."""
    return tuple(islice(dict.fromkeys(filter(None, map(line, values))), MOST_NAMES))


def person(value: object) -> str | None:
    """Return a name without the e-mail address that many feeds print with it, `Ada Ford (a@b.example)`.

    None if there is only an address.
    """
    if not isinstance(value, str):
        return None
    bare = _EMPTY_BRACKETS.sub("", _MAIL.sub("", html.unescape(value[:LONGEST_LINE]))).strip(" ,;")
    if wrapped := _WRAPPED.fullmatch(bare):
        bare = wrapped[1].strip()
    return line(bare)


def page_address(value: object, base: str, *, may_be_relative: bool = True) -> str | None:
    """Return `value` as a canonical address, resolved against `base`; None if it is not an address.

    A relative one has a slash, a file ending or words joined by hyphens: `N/A`, `none` and `4711` are not
    addresses.
    """
    if not isinstance(value, str) or not (text := value.strip()):
        return None
    if not _ABSOLUTE.match(text):
        if not may_be_relative or text.lower() in _NO_ADDRESS or not _RELATIVE.match(text):
            return None
        if text.lower().startswith(("www.", f"{host(base)}/")):
            text = f"{base.partition(':')[0]}://{text}"
    try:
        return canonical(text, base)
    except NotAnAddress:
        return None


def _without_tags(text: str) -> str:
    """Return the text without tags that are closed, and without tags that need no end."""
    opened = [match[1].lower() for match in _TAG.finditer(text) if not match[0].startswith("</")]
    closed = {match[1].lower() for match in _TAG.finditer(text) if match[0].startswith("</")}
    markup = closed | {"br", "wbr", "img", "hr"}
    if not opened and not closed:
        return text
    return _TAG.sub(lambda match: "" if match[1].lower() in markup else match[0], text)
