"""Makes text from web pages safe for a terminal, plain or as JSON."""

from __future__ import annotations

import json
import re
from typing import Any

# DEL, C1, marks that reorder or end a line, and halves of surrogate pairs, which no encoding has.
_FAR = "\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
_CONTROL = re.compile(f"[\x00-\x08\x0b\x0c\x0e-\x1f{_FAR}]")
_RAW = re.compile(f"[{_FAR}]")  # JSON itself escapes all others
_SPACES = re.compile(r"[\t\r\n]+")


def harmless(text: str) -> str:
    """Return the text on one line without control characters; tabs and line ends become spaces."""
    return _CONTROL.sub("", _SPACES.sub(" ", text))


def harmless_lines(text: str) -> str:
    """Return the text without control characters, but with its lines and tabs."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", " "))


def as_json(value: Any, *, indent: int | None = None) -> str:
    """Return a value as JSON in which control characters are written as \\uXXXX."""
    return _RAW.sub(_escaped, json.dumps(value, ensure_ascii=False, indent=indent))


def _escaped(match: re.Match[str]) -> str:
    return f"\\u{ord(match[0]):04x}"


def counted(count: int, noun: str, plural: str | None = None) -> str:
    """Return a number with its noun, `1 article`, `2,400 articles`; `plural` is for irregular ones."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
