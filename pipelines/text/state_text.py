"""Reads the lines of a text in a script's data: HTML, plain text, or the lists of a rich-text editor."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from itertools import pairwise
from typing import Any

from lxml import html

from pipelines.markup.scan import scan
from pipelines.markup.scripts import is_unspaced
from pipelines.markup.sentences import has_sentence
from pipelines.markup.state import DEEPEST, MOST
from pipelines.markup.words import clean_marks, size_of, tidy

_MARKUP = re.compile(r"<(?:p|br|div|h\d|a|b|i|em|strong|span|ul|li|blockquote)\b", re.I)
_CODE = re.compile(r"=>|\bfunction\b.{0,40}\(|\b(?:const|var|let) \w+\s*=|^\s*(?://|/\*|[.#@][\w-]+\s*\{)")
_TAG = re.compile(r"<[^<>]*>")
_WORDS = re.compile(r"\S\s+\S")
_SHARE = 0.1  # a key has text if its sentences are at least this share of those of the most used key
_BLOCKS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "blockquote", "dt", "dd", "pre", "td"))
_OTHERS = frozenset(
    ("figure", "figcaption", "script", "style", "nav", "aside", "footer", "button", "form", "svg", "noscript")
)
_TAGS = (
    _BLOCKS
    | _OTHERS
    | frozenset(
        (
            "a",
            "b",
            "i",
            "em",
            "strong",
            "span",
            "u",
            "s",
            "sub",
            "sup",
            "div",
            "ul",
            "ol",
            "section",
            "article",
            "br",
        )
    )
)
_BESIDE = re.compile(r"caption|credit|alt\b|copyright|class|url|href|src|label|desc", re.I)
"""Parts of the names of keys that seldom have text."""
_BESIDE_SHARE = 0.6  # the same as _SHARE, for such keys
_PLACEHOLDER = re.compile(r"[^\w\s]{1,3}\w+[^\w\s]{1,3}")
"""A mark for the place of a picture or an advertisement: `{{ad}}`, `$$AD$$`."""
_JOINED = re.compile(r"[\s,.;:!?)’”\]]|[a-zà-ÿ]")
"""The first character of the rest of a sentence."""


def split(text: str) -> list[str]:
    """Return the lines of HTML or plain text."""
    if _MARKUP.search(text):
        return [piece.text for piece in scan(html.fromstring(f"<body>{text}</body>")).pieces]
    return [line for line in map(tidy, clean_marks(unescape(text)).split("\n")) if line]


def is_prose(text: str) -> bool:
    """Return True if a string has a sentence of some length: no address, class name or program code."""
    return (
        size_of(text) > 40 and _is_words(text) and has_sentence(_TAG.sub(" ", text) if "<" in text else text)
    )


def _is_words(text: str) -> bool:
    """Return True if a string is words, even if they are only a part of a sentence."""
    start = text[:400]
    if size_of(text) < 16 or not (_WORDS.search(start) or is_unspaced(start)) or _CODE.search(start):
        return False
    return start.lstrip()[:1] != "<" or _MARKUP.search(text) is not None  # not of a page's head


def prose_of(value: Any, cache: dict[int, int], depth: int = 0) -> int:
    """Return the number of characters in words within a value; `cache` has earlier results by `id()`."""
    if isinstance(value, str):
        return size_of(value) if _is_words(value) else 0
    if not isinstance(value, (list, dict)) or depth > DEEPEST:
        return 0
    if id(value) not in cache:
        cache[id(value)] = 0  # a value that contains itself counts once
        inner = value.values() if isinstance(value, dict) else value
        cache[id(value)] = sum(prose_of(each, cache, depth + 1) for each in inner)
    return cache[id(value)]


@dataclass
class Room:
    """How many more values of one page may be read; a value in several places is read several times."""

    left: int = MOST


class Text:
    """A value of a script's data, and its key, read as text."""

    def __init__(self, value: Any, key: str, room: Room) -> None:
        self.value, self.key, self.room = value, key, room
        self.keys = self._text_keys()

    def lines(self) -> list[str]:
        """Return its paragraphs, headings and list items in order, each once."""
        unique = dict.fromkeys(self._blocks(self.value, self.key, frozenset()))  # some data has all twice
        return [line for line in unique if line and not _PLACEHOLDER.fullmatch(line)]

    def is_marked(self) -> bool:
        """Return True if most of its sentences are HTML."""
        texts = [text for _, text in self.strings(self.value, self.key, frozenset()) if is_prose(text)]
        return 2 * sum(_MARKUP.search(text) is not None for text in texts) > len(texts)

    def _text_keys(self) -> frozenset[str]:
        """Return the keys of the article's sentences; captions and the like have other keys."""
        sizes: Counter[str] = Counter()
        for key, text in self.strings(self.value, self.key, frozenset()):
            if is_prose(text):
                sizes[key] += size_of(text)
        most = max(sizes.values(), default=0)
        least = {key: _BESIDE_SHARE if _BESIDE.search(key) else _SHARE for key in sizes}
        return frozenset(key for key, size in sizes.items() if size >= least[key] * most)

    def _blocks(self, value: Any, key: str, around: frozenset[int]) -> Iterator[str]:
        if isinstance(value, str):
            if key in self.keys:
                yield from split(value)
            return
        self.room.left -= 1
        if not isinstance(value, (list, dict)) or not self._may_enter(value, around):
            return
        around |= {id(value)}
        tag, pairs = _element(value, key)
        if tag in _OTHERS:
            return
        if tag in _BLOCKS or (isinstance(value, list) and self._is_run(value, key, around)):
            inline = "".join(self._inline(each, name, around) for name, each in pairs)
            yield from split(inline)
            return
        for name, each in pairs:
            yield from self._blocks(each, name, around)

    def _inline(self, value: Any, key: str, around: frozenset[int]) -> str:
        return "".join(
            text for name, text in self.strings(value, key, around - {id(value)}) if name in self.keys
        )

    def _is_run(self, items: list[Any], key: str, around: frozenset[int]) -> bool:
        """Return True if the items are parts of one paragraph: most continue an unfinished sentence."""
        texts = [text for item in items if (text := self._inline(item, key, around))]
        joints = list(pairwise(texts))
        return bool(joints) and 2 * sum(_continues(left, right) for left, right in joints) >= len(joints)

    def strings(self, value: Any, key: str, around: frozenset[int]) -> Iterator[tuple[str, str]]:
        """Yield every string with its key."""
        self.room.left -= 1
        if isinstance(value, str):
            yield key, value
        elif isinstance(value, (list, dict)) and self._may_enter(value, around):
            around |= {id(value)}
            tag, pairs = _element(value, key)
            for name, each in pairs if tag not in _OTHERS else ():
                yield from self.strings(each, name, around)

    def _may_enter(self, value: Any, around: frozenset[int]) -> bool:
        return id(value) not in around and len(around) <= DEEPEST and self.room.left > 0


def _continues(left: str, right: str) -> bool:
    """Return True if `right` continues the sentence of `left`."""
    if "\n" in left[-2:] or "\n" in right[:2] or left[-1:] == ">" or right[:1] == "<":
        return False
    end = left.rstrip()
    if len(end) > 2 and has_sentence(end[-3:]):
        return right[:1] in ",;)" or (left[-1:].isspace() and len(end) < 20)
    return left[-1:].isspace() or _JOINED.match(right) is not None or is_unspaced(end[-1:])


def _element(value: Any, key: str) -> tuple[str, list[tuple[str, Any]]]:
    """Return the tag and the values of `{"tag": "p", …}` or `["p", {…}, …]`; "" as tag for other values."""
    if isinstance(value, dict):
        tag = value.get("tag")
        if isinstance(tag, str) and tag in _TAGS:
            return tag, [pair for pair in value.items() if pair[0] != "tag"]
        return "", list(value.items())
    if len(value) > 1 and isinstance(value[0], str) and value[0] in _TAGS:
        return value[0], [(key, each) for each in value[1:]]
    return "", [(key, each) for each in value]
