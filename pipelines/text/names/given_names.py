"""Tells whether a text begins with a frequent given name of some language, from data/given_names.toml."""

from __future__ import annotations

from functools import cache

from pipelines.markup.lexicon import load


def has_given_name(name: str, language: str) -> bool:
    """Return True if a name begins with a frequent given name; in Hungarian, ends with one."""
    words = [word.casefold() for word in name.split()]
    return words[0] in _given() or (language == "hu" and words[-1] in _given())


def given_names(*languages: str) -> frozenset[str]:
    """Return the frequent given names of some languages, in small letters."""
    by_language = load("given_names")["given"]
    return frozenset(name for language in languages for name in by_language[language])


@cache
def _given() -> frozenset[str]:
    return given_names(*load("given_names")["given"])
