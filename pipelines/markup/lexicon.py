"""Loads the word lists, and finds what the class names and ids of a page mean."""

from __future__ import annotations

import re
import tomllib
from enum import IntFlag
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from pipelines.markup.words import fold

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[A-Z]*[0-9a-z]+|[A-Z]+")


class Group(IntFlag):
    """The kind of an element, by its class, id, role or tag."""

    NONE = 0
    COMMENTS = 1
    RELATED = 2
    SHARE = 4
    NAV = 8
    FOOTER = 16
    SIDEBAR = 32
    PROMO = 64
    PERSON = 128
    MEDIA = 256
    META = 512
    BOX = 1024
    CONSENT = 2048
    OFFSCREEN = 4096
    TOC = 8192
    LEAD = 16384
    ARTICLE = 32768
    FORM = 65536
    HIDDEN = 131072
    REMOVE = 262144
    CARD = 524288
    PICTURE = 1048576
    BUTTON = 2097152
    SIGNUP = 4194304


@cache
def load(name: str) -> dict[str, Any]:
    """Return the data file `name` (without `.toml`)."""
    return tomllib.loads((_DATA / f"{name}.toml").read_text(encoding="utf-8"))


@cache
def own_titles() -> frozenset[str]:
    """Return what sites call pages about themselves ("contact", "newsletter"), folded."""
    return frozenset(fold(title) for titles in load("refusals")["own"].values() for title in titles)


@cache
def _phrases() -> dict[tuple[str, str], list[tuple[list[str], int]]]:
    """Return (first word, start of the second) → names of two or more words: the next words and the group."""
    by_start: dict[tuple[str, str], list[tuple[list[str], int]]] = {}
    for words, group in _token_data():
        first, *next_words = words.split()
        if next_words:
            by_start.setdefault((first, next_words[0][:2]), []).append((next_words, group))
    return by_start


def _token_data() -> list[tuple[str, int]]:
    return [(words, int(Group[name.upper()])) for name, lines in load("tokens").items() for words in lines]


@cache
def _patterns() -> tuple[re.Pattern[str], dict[str, int]]:
    stars: dict[int, list[str]] = {}
    plain: dict[str, int] = {}
    for words, group in _token_data():
        if " " in words:
            continue
        if "*" in words:
            stars.setdefault(group, []).append(words.replace("*", "[a-z0-9]*"))
        else:
            plain[words] = plain.get(words, 0) | group
    lines = (f"(?P<g{group}>{'|'.join(words)})" for group, words in stars.items())
    return re.compile(rf"(?:{'|'.join(lines)})\Z"), plain


@lru_cache(maxsize=1 << 16)
def _group_of(word: str) -> int:
    stars, plain = _patterns()
    match = stars.match(word)
    return plain.get(word, 0) | (int((match.lastgroup or "g0")[1:]) if match else 0)


@lru_cache(maxsize=1 << 15)
def groups_of(value: str) -> int:
    """Return the `Group` flags that a class, id or role attribute stands for."""
    flags, is_styled = 0, _STYLED in value
    for name in value.split():
        if not (is_styled and _GENERATED.fullmatch(name)):
            flags |= _groups_of_name(name)
    return flags


_STYLED = "sc-"
_GENERATED = re.compile(r"sc-[\w-]+|(?=[A-Za-z]*[a-z][A-Z])[A-Za-z]{5,7}")
"""The two names that styled-components makes at random, `sc-1b2c3d-4 fAdPqR`: some spell "ad" by chance."""


_TEXT = int(Group.LEAD | Group.ARTICLE)


@lru_cache(maxsize=1 << 16)
def _groups_of_name(name: str) -> int:
    words = [word.lower() for word in _WORD.findall(_without_kind(name))]
    if _is_about_something_else(words):
        return 0
    flags, phrases = 0, _phrases()
    for at, word in enumerate(words, 1):
        flags |= _group_of(word)
        if at < len(words):
            for next_words, group in phrases.get((word, words[at][:2]), ()):
                if _fits(next_words, words[at : at + len(next_words)]):
                    flags |= group
    # "article-body__pullquote" is a part of the body, not the body.
    return flags & ~_TEXT if flags & ~_TEXT else flags


def _without_kind(name: str) -> str:
    """Return a name without the kind of article at its end: `article` for `article--kommentar`."""
    block, mark, _ = name.partition("--")
    return block if mark and block.lower() in _states()["whole"] else name


def _is_about_something_else(words: list[str]) -> bool:
    """Return True for a name that describes a state or a subject: `has-comments`, `category-video`."""
    if len(words) < 2:
        return False
    if words[-1] in _states()["behind"]:
        return True
    if words[0] not in _states()["before"]:
        return False
    phrases = _phrases().get((words[0], words[1][:2]), ())
    return not any(_fits(next_words, words[1 : 1 + len(next_words)]) for next_words, _ in phrases)


@cache
def _states() -> dict[str, frozenset[str]]:
    """Return the words of data/states.toml by their place in a name."""
    return {place: frozenset(words) for place, words in load("states").items()}


def _fits(pattern: list[str], words: list[str]) -> bool:
    return len(pattern) == len(words) and all(
        word == expected or (expected.endswith("*") and word.startswith(expected[:-1]))
        for expected, word in zip(pattern, words, strict=True)
    )
