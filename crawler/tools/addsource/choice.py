"""A value for a source file with the evidence for it, and the choice of a site's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from crawler.sources import checks


@dataclass(frozen=True, slots=True)
class Choice:
    """A value for a source file, with the reason. If it is not `sure`, the file has it as a comment."""

    value: str
    why: str
    sure: bool = True


class Statement(NamedTuple):
    """What one place of a site says, unparsed."""

    value: str
    where: str


def choose_language(statements: Iterable[Statement]) -> Choice | None:
    """Return the language that most places name, in the most exact form that any of them gives.

    If two have the same number of places, the first wins: list the most reliable place first.
    """
    read = [(tag, one.where) for one in statements if (tag := _tag(one.value))]
    if not read:
        return None
    counts = Counter(_primary(tag) for tag, _ in read)
    winner = counts.most_common(1)[0][0]
    tags = [tag for tag, _ in read if _primary(tag) == winner]
    where = dict.fromkeys(where for tag, where in read if _primary(tag) == winner)
    others = [f"{where} says {tag}" for tag, where in read if _primary(tag) != winner]
    why = ", ".join(where) + (f"; but {', '.join(dict.fromkeys(others))}" if others else "")
    return Choice(_most_exact(tags), why, sure=counts[winner] * 2 > len(read) or len(counts) == 1)


def regions(statements: Iterable[Statement]) -> tuple[str, ...]:
    """Return the countries in the language tags, the most frequent first."""
    tags = [tag.split("-")[-1] for one in statements if (tag := _tag(one.value))]
    return tuple(
        region for region, _ in Counter(t for t in tags if len(t) == 2 and t.isupper()).most_common()
    )


def _tag(raw: str) -> str | None:
    """`fa_IR.UTF-8` → `fa-IR`; None if it is not a language."""
    try:
        return checks.language(raw.strip().partition(".")[0].replace("_", "-"))
    except checks.Wrong:
        return None


def _primary(tag: str) -> str:
    return tag.partition("-")[0]


def _most_exact(tags: list[str]) -> str:
    """The longer tag if there is only one; if they contradict each other, the bare language."""
    longer = {tag for tag in tags if "-" in tag}
    return longer.pop() if len(longer) == 1 else _primary(tags[0])
