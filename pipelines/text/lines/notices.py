"""Which pieces speak of the page and not of its subject, by the phrases of data/notices.toml."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import size_of

_WORD = re.compile(r"\w+")
_KEY = 4  # letters of a phrase's first word by which it is looked up


def kinds() -> tuple[str, ...]:
    """The kinds of notices that there are words for."""
    return tuple(load("notices"))


def pieces_by_notice(texts: Mapping[int, str]) -> dict[str, set[int]]:
    """The pieces that have a phrase, by its kind; `texts` are those to look at, by their piece."""
    lowered = {at: text.casefold().replace("’", "'") for at, text in texts.items()}
    whole = "\n".join(lowered.values())
    keys = {word[:_KEY] for word in set(_WORD.findall(whole))}
    if not whole.isascii():
        keys.add("")
    held: dict[str, set[int]] = {kind: set() for kind in kinds()}
    phrases = _phrases()
    for key in keys & phrases.keys():
        for kind, phrase in phrases[key]:
            if phrase in whole:
                held[kind].update(at for at, text in lowered.items() if phrase in text)
    return held


def pieces_with_notice(kind: str, texts: Mapping[int, str]) -> set[int]:
    """The pieces that have a phrase of one kind."""
    lowered = {at: text.casefold().replace("’", "'") for at, text in texts.items()}
    whole = "\n".join(lowered.values())
    said = [words for lines in load("notices")[kind].values() for words in lines if words in whole]
    return {at for at, text in lowered.items() if any(words in text for words in said)}


@cache
def _phrases() -> dict[str, list[tuple[str, str]]]:
    """Kinds and phrases by their first letters; those of scripts without spaces are under ""."""
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, languages in load("notices").items():
        for phrase in (phrase for phrases in languages.values() for phrase in phrases):
            is_dense = size_of(phrase[0]) > 1
            key = "" if is_dense else _WORD.findall(phrase)[0][:_KEY]
            found.setdefault(key, []).append((kind, phrase.casefold()))
    return found
