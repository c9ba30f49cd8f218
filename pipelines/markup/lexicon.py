"""The words that tell the rules what a page's names and phrases mean."""

from __future__ import annotations

import re
import tomllib
from enum import IntFlag
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

_DATA = Path(__file__).parent / "data"
_WORD = re.compile(r"[A-Z]*[0-9a-z]+|[A-Z]+")


class Group(IntFlag):
    """What an element is, as its class, id, role or tag names it."""

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
def _phrases() -> dict[tuple[str, str], list[tuple[list[str], int]]]:
    """Names of two words and more, by their first word and the next one's first two letters."""
    found: dict[tuple[str, str], list[tuple[list[str], int]]] = {}
    for words, group in _token_data():
        first, *rest = words.split()
        if rest:
            found.setdefault((first, rest[0][:2]), []).append((rest, group))
    return found


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
    found = 0
    for name in value.split():
        found |= _groups_of_name(name)
    return found


_TEXT = int(Group.LEAD | Group.ARTICLE)


@lru_cache(maxsize=1 << 16)
def _groups_of_name(name: str) -> int:
    words = [word.lower() for word in _WORD.findall(_without_kind(name))]
    if _names_a_state(words):
        return 0
    found, phrases = 0, _phrases()
    for at, word in enumerate(words, 1):
        found |= _group_of(word)
        if at < len(words):
            for rest, group in phrases.get((word, words[at][:2]), ()):
                if _fits(rest, words[at : at + len(rest)]):
                    found |= group
    # "article-body__pullquote" is a part of the body, not the body
    return found & ~_TEXT if found & ~_TEXT else found


def _without_kind(name: str) -> str:
    """A name without the modifier that says what kind of article it is: `article--kommentar`."""
    block, mark, _ = name.partition("--")
    return block if mark and block.lower() in load("states")["whole"] else name


def _names_a_state(words: list[str]) -> bool:
    """True for a name that tells of a neighbour or a subject: `has-comments`, `category-video`."""
    if len(words) < 2:
        return False
    if words[-1] in load("states")["behind"]:
        return True
    known = _phrases().get((words[0], words[1][:2]), ())
    return words[0] in load("states")["before"] and not any(
        _fits(rest, words[1 : 1 + len(rest)]) for rest, _ in known
    )


def _fits(rest: list[str], words: list[str]) -> bool:
    return len(rest) == len(words) and all(
        word == want or (want.endswith("*") and word.startswith(want[:-1]))
        for want, word in zip(rest, words, strict=True)
    )
