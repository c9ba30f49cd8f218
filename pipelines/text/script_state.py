"""Reads the article's text from the data in a page's scripts, where its HTML has none. It runs no script."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator

from lxml import html

from pipelines.markup import Document
from pipelines.markup.scan import scan
from pipelines.markup.words import clean_marks, size_of, tidy
from pipelines.text import structured
from pipelines.text.container import ends

# An unclosed quote matches up to the end and yields nothing, so that its text is searched only once.
_END = r'(?:"|(?P<open>\\?\Z))'
_PAIR = re.compile(r'"(\w{1,40})"\s*+:\s*+"((?:[^"\\]|\\.){60,}+)' + _END, re.S)
_STRING = re.compile(r'"((?:[^"\\]|\\.){200,}+)' + _END, re.S)
_MARKUP = re.compile(r"<(?:p|br|div|h\d)\b", re.I)
_LONGEST = 3_000_000  # characters of script read at most


def paragraphs(doc: Document) -> list[str]:
    """Return the text that the page's structured data or script state holds; empty where there is none."""
    body = structured.text_of(structured.article(doc).get("articleBody"))
    if body and size_of(body) > 200:
        return _split(body)
    return _best(_scripts(doc))


def _split(body: str) -> list[str]:
    if _MARKUP.search(body):
        return [piece.text for piece in scan(html.fromstring(f"<body>{body}</body>")).pieces]
    return [line for line in map(tidy, clean_marks(body).split("\n")) if line]


def _scripts(doc: Document) -> Iterator[str]:
    for script in doc.every["script"]:
        text = script.text or ""
        if len(text) > 400 and "ld+json" not in (script.get("type") or ""):
            yield text[:_LONGEST]


def _best(scripts: Iterator[str]) -> list[str]:
    """The strings of the key whose values have the most sentences."""
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for text in scripts:
        for key, value in _pairs(text):
            said[key].setdefault(value)
    found = [[line for value in values for line in _split(value)] for values in said.values()]
    found = [[line for line in lines if size_of(line) > 20] for lines in found]
    best = max(found, key=_worth, default=[])
    return best if _worth(best) > 300 else []


def _worth(lines: list[str]) -> int:
    return sum(size_of(line) for line in lines if size_of(line) > 40 and ends(line))


def _pairs(text: str, deep: int = 1) -> Iterator[tuple[str, str]]:
    for match in _PAIR.finditer(text):
        yield match[1], "" if match["open"] is not None else _plain(match[2])
    if deep:  # state within a string: JSON in JSON
        for match in _STRING.finditer(text):
            if '\\"' in match[1] and match["open"] is None:
                yield from _pairs(_plain(match[1]), deep - 1)


def _plain(literal: str) -> str:
    try:
        return str(json.loads(f'"{literal}"', strict=False))
    except ValueError:
        return ""
