"""Finds the rule for the phrase with which a block begins: `share` for "Share this article"."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import in_lower_case, size_of

_LEADING = re.compile(r"^[^\w©]+")
_LONGEST = 200  # characters; no phrase is as long
_EDGES = " :.…>»→|-–—•*=~▼▲▽△↓↑"
_COUNT, _CLOSING = re.compile(r"\s*[(（\[]\s*\d{1,5}\s*[)）\]]$"), frozenset(")）]")
_PARTS = re.compile(r"\s[|·•/]\s")
_Phrases = tuple[tuple[str, ...], list[tuple[str, str, str]]]
"""Phrases, and for each how it must fit, the phrase and its rule."""
_NO_PHRASES: _Phrases = ((), [])


@lru_cache(maxsize=4096)  # each rule calls it for the same blocks
def cue(text: str) -> tuple[str, bool] | None:
    """Return the rule for a block's first words, and True if they are enough, whatever follows them."""
    folded = " ".join(in_lower_case(text[:_LONGEST]).split())
    if not folded[:1].isalnum():
        folded = _LEADING.sub("", folded)
    bare = folded.strip(_EDGES)
    if rule := _whole().get(bare):
        return rule, True
    if bare[-1:] in _CLOSING and _whole().get(_COUNT.sub("", bare)) == "comments":
        return "comments", True  # "Comments (3)"
    if (parts := _PARTS.split(bare)) and len(parts) > 1:
        rules = {_whole().get(part.strip(_EDGES)) for part in parts}
        if len(rules) == 1 and (rule := rules.pop()):
            return rule, True  # "Print | E-mail"
    label, mark, line = folded.partition(" - ")
    if mark and (rule := _whole().get(label)) and (behind := cue(line)) and behind[0] == rule:
        return rule, True  # "Advertisement - story continues below"
    phrases, lines = _starts().get(folded[:2], _NO_PHRASES)
    for how, phrase, rule in lines if folded.startswith(phrases) else ():
        if folded.startswith(phrase) and _bounded(phrase, folded[len(phrase) : len(phrase) + 1]):
            return rule, how == "sure" or len(phrase) >= len(bare)
    return None


def continues_after_phrase(text: str) -> bool:
    """Return True if a comma follows the phrase: "Sign in to comment, it said, …" is a sentence."""
    folded = _LEADING.sub("", " ".join(text[:_LONGEST].casefold().split()))
    _, lines = _starts().get(folded[:2], _NO_PHRASES)
    starts = (phrase for how, phrase, _ in lines if how == "start")
    return any(folded.startswith(f"{phrase},") for phrase in starts)


def _bounded(phrase: str, after: str) -> bool:
    """Return True if the phrase ends where a word ends; in scripts without spaces it may end anywhere."""
    return not after.isalnum() or not phrase[-1].isalnum() or size_of(phrase[-1]) > 1


@cache
def _whole() -> dict[str, str]:
    return {_key(phrase): rule for rule, how, phrase in phrases() if how == "whole"}


@cache
def _starts() -> dict[str, _Phrases]:
    """Return first two letters → phrases; those that are enough alone come first, then the longest."""
    by_start: dict[str, list[tuple[str, str, str]]] = {}
    for rule, how, phrase in phrases():
        if how != "whole":
            by_start.setdefault(_key(phrase)[:2], []).append((how, _key(phrase), rule))
    for lines in by_start.values():
        lines.sort(key=lambda line: (line[0] != "sure", -len(line[1])))
    return {key: (tuple(phrase for _, phrase, _ in lines), lines) for key, lines in by_start.items()}


def _key(phrase: str) -> str:
    return _LEADING.sub("", phrase.casefold())


@cache
def phrases() -> tuple[tuple[str, str, str], ...]:
    """Return every line of cues.toml: rule, how it must fit (`whole`, `start`, `sure`), phrase."""
    return tuple(
        (rule, how, phrase)
        for rule, ways in load("cues").items()
        for how, languages in ways.items()
        for lines in languages.values()
        for phrase in lines
    )
