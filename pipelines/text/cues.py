"""Which rule a phrase at the start of a block stands for. Knows no page."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.text.lexicon import load
from pipelines.text.words import size_of


@lru_cache(maxsize=1024)  # each rule asks again
def cue(text: str) -> tuple[str, bool] | None:
    """Return the rule that a block's first words name, and whether they are the whole block."""
    folded = " ".join(text.casefold().split())
    bare = folded.rstrip(" :.…>»→")
    rule = _whole().get(bare)
    if rule:
        return rule, True
    match = _start().match(folded)
    return (match.lastgroup or "", match.end() >= len(bare)) if match else None


@cache
def _whole() -> dict[str, str]:
    return {phrase.casefold(): rule for rule, how, phrase in phrases() if how == "whole"}


@cache
def _start() -> re.Pattern[str]:
    groups: dict[str, list[str]] = {}
    for rule, how, phrase in phrases():
        if how == "start":
            groups.setdefault(rule, []).append(_bounded(phrase.casefold()))
    parts = (
        f"(?P<{rule}>{'|'.join(sorted(found, key=len, reverse=True))})" for rule, found in groups.items()
    )
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
