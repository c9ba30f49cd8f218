"""A value with the evidence for it, and a language chosen so; knows nothing of pages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crawler.sources import checks


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a source file, and why. What is not `sure` is only offered."""

    value: str
    why: str
    sure: bool = True


class Said(NamedTuple):
    """What some place of a site says, raw."""

    value: str
    where: str


def choose_language(said: Iterable[Said]) -> Choice | None:
    """The language that most places name, in the most telling form that any of them gives.

    Of as many for two, the first wins: list what is to be trusted most first.
    """
    read = [(tag, one.where) for one in said if (tag := _tag(one.value))]
    if not read:
        return None
    counts = Counter(_primary(tag) for tag, _ in read)
    winner = counts.most_common(1)[0][0]
    tags = [tag for tag, _ in read if _primary(tag) == winner]
    where = dict.fromkeys(where for tag, where in read if _primary(tag) == winner)
    others = [f"{where} says {tag}" for tag, where in read if _primary(tag) != winner]
    why = ", ".join(where) + (f"; but {', '.join(dict.fromkeys(others))}" if others else "")
    return Choice(_most_telling(tags), why, sure=counts[winner] * 2 > len(read) or len(counts) == 1)


def regions(said: Iterable[Said]) -> tuple[str, ...]:
    """The countries that language tags name, the most often named first."""
    tags = [tag.split("-")[-1] for one in said if (tag := _tag(one.value))]
    return tuple(
        region for region, _ in Counter(t for t in tags if len(t) == 2 and t.isupper()).most_common()
    )


def _tag(raw: str) -> str | None:
    """`fa_IR.UTF-8` → `fa-IR`; None for what is no language."""
    try:
        return checks.language(raw.strip().partition(".")[0].replace("_", "-"))
    except checks.Wrong:
        return None


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _most_telling(tags: list[str]) -> str:
    """The commonest of the longer tags; where they contradict each other, the bare language."""
    longer = {tag for tag in tags if "-" in tag}
    return longer.pop() if len(longer) == 1 else _primary(tags[0])
