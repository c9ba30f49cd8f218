"""Finds pieces that are about the page and not about its subject, by the phrases of data/notices.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import size_of

_KEYS = re.compile(r"(\w{1,4}+)\w*+")
"""The first letters of each word, by which the phrases that begin with it are looked up."""
_ANYWHERE = frozenset(("members", "printed", "shop"))
"""Kinds with words of stories: they count only in a line that has few other words (pieces/page_lines.py)."""


def pieces_by_notice(texts: Mapping[int, str], kinds: Sequence[str] = ()) -> dict[str, set[int]]:
    """Return for each of `kinds`, or else for all of closing lines, the pieces with one of its phrases.

    `texts` are by piece.
    """
    lowered = {at: text.casefold().replace("’", "'") for at, text in texts.items()}
    all_text = "\n".join(lowered.values())
    keys = set(_KEYS.findall(all_text))
    if size_of(all_text) > len(all_text):
        keys.add("")
    kinds = kinds or [kind for kind in load("notices") if kind not in _ANYWHERE]
    by_kind: dict[str, set[int]] = {kind: set() for kind in kinds}
    phrases = _phrases()
    for key in keys & phrases.keys():
        for kind, phrase in phrases[key]:
            if kind in by_kind and phrase in all_text:
                by_kind[kind].update(at for at, text in lowered.items() if phrase in text)
    return by_kind


def notices_in(text: str) -> dict[str, list[str]]:
    """Return the phrases that a text contains, by kind of notice."""
    lowered = text.casefold().replace("’", "'")
    keys = set(_KEYS.findall(lowered))
    if size_of(lowered) > len(lowered):
        keys.add("")
    found: dict[str, list[str]] = {}
    for key in keys & _phrases().keys():
        for kind, phrase in _phrases()[key]:
            if phrase in lowered:
                found.setdefault(kind, []).append(phrase)
    return found


def pieces_with_notice(kind: str, texts: Mapping[int, str]) -> set[int]:
    """Return the pieces that contain a phrase of one kind."""
    return pieces_by_notice(texts, (kind,))[kind]


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """Return kinds and phrases by their first letters; in scripts without spaces, under ""."""
    by_letters: dict[str, list[tuple[str, str]]] = {}
    for kind, languages in load("notices").items():
        for phrase in (phrase for phrases in languages.values() for phrase in phrases):
            is_dense = size_of(phrase[0]) > 1
            key = "" if is_dense else _KEYS.findall(phrase)[0]
            by_letters.setdefault(key, []).append((kind, phrase.casefold()))
    return by_letters
