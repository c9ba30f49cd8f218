"""Which rule a phrase at the start of a block stands for. Knows no page."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.text.lexicon import load
from pipelines.text.words import size_of

_EDGES = " :.…>»→|-–•"


@lru_cache(maxsize=1024)  # each rule asks again
def cue(text: str) -> tuple[str, bool] | None:
    """Return the rule that a block's first words name, and whether they suffice whatever follows."""
    folded = " ".join(text.casefold().split())
    bare = folded.strip(_EDGES)
    if rule := _whole().get(bare):
        return rule, True
    for how in ("sure", "start"):
        if match := _pattern(how).match(folded):
            return match.lastgroup or "", how == "sure" or match.end() >= len(bare)
    return None


@cache
def _whole() -> dict[str, str]:
    return {phrase.casefold(): rule for rule, how, phrase in phrases() if how == "whole"}


@cache
def _pattern(how: str) -> re.Pattern[str]:
    groups: dict[str, list[str]] = {}
    for rule, kind, phrase in phrases():
        if kind == how:
            groups.setdefault(rule, []).append(phrase.casefold())
    lines = ((rule, sorted(found, key=len, reverse=True)) for rule, found in groups.items())
    parts = (f"(?P<{rule}>{'|'.join(map(_bounded, found))})" for rule, found in lines)
    return re.compile(rf"[^\w©(]*(?:{'|'.join(parts)})")


def _bounded(phrase: str) -> str:
    """Scripts without spaces have no end of a word to wait for."""
    open_ended = size_of(phrase[-1]) > 1 or not phrase[-1].isalnum()
    return re.escape(phrase) + ("" if open_ended else r"(?!\w)")


@cache
def phrases() -> tuple[tuple[str, str, str], ...]:
    """Every line of the data: rule, how it must fit, phrase."""
    return tuple(
        (rule, how, phrase)
        for rule, ways in load("cues").items()
        for how, languages in ways.items()
        for lines in languages.values()
        for phrase in lines
    )
