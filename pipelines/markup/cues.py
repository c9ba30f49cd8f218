"""Which rule a phrase at the start of a block stands for."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import size_of

_LEADING = re.compile(r"^[^\w©]+")
_LONGEST = 200  # characters; no phrase is as long
_EDGES = " :.…>»→|-–•"


@lru_cache(maxsize=1024)  # each rule calls it for the same block
def cue(text: str) -> tuple[str, bool] | None:
    """Return the rule that a block's first words name, and whether they suffice whatever follows."""
    folded = " ".join(text[:_LONGEST].casefold().split())
    if not folded[:1].isalnum():
        folded = _LEADING.sub("", folded)
    bare = folded.strip(_EDGES)
    if rule := _whole().get(bare):
        return rule, True
    for how, phrase, rule in _starts().get(folded[:2], ()):
        if folded.startswith(phrase) and _bounded(phrase, folded[len(phrase) : len(phrase) + 1]):
            return rule, how == "sure" or len(phrase) >= len(bare)
    return None


def goes_on(text: str) -> bool:
    """True where a comma follows the phrase that a sentence begins with: "Sign in to comment, it said, …"."""
    folded = _LEADING.sub("", " ".join(text[:_LONGEST].casefold().split()))
    starts = (phrase for how, phrase, _ in _starts().get(folded[:2], ()) if how == "start")
    return any(folded.startswith(f"{phrase},") for phrase in starts)


def _bounded(phrase: str, after: str) -> bool:
    """A phrase ends where a word ends; scripts without spaces have no end of a word to wait for."""
    return not after.isalnum() or not phrase[-1].isalnum() or size_of(phrase[-1]) > 1


@cache
def _whole() -> dict[str, str]:
    return {_key(phrase): rule for rule, how, phrase in phrases() if how == "whole"}


@cache
def _starts() -> dict[str, list[tuple[str, str, str]]]:
    """Phrases by their first two letters; those that suffice come first, then the longest."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for rule, how, phrase in phrases():
        if how != "whole":
            found.setdefault(_key(phrase)[:2], []).append((how, _key(phrase), rule))
    return {
        key: sorted(lines, key=lambda line: (line[0] != "sure", -len(line[1])))
        for key, lines in found.items()
    }


def _key(phrase: str) -> str:
    return _LEADING.sub("", phrase.casefold())


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
