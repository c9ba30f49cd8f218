"""Finds the names that an "and" joins to the first one of a byline: "By Ann Lee and Bo Ek"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from zoneinfo import available_timezones

from pipelines.markup.words import fold
from pipelines.text.credits.byline_places import has_rubric
from pipelines.text.credits.bylines import Credits, credit_texts, written
from pipelines.text.names.credit_words import EDGES, is_and, words_of
from pipelines.text.names.name_forms import is_agency, is_desk
from pipelines.text.names.whole_names import is_personal


def from_credit(page: Credits) -> list[str]:
    """Return the names behind "by", without places and employers behind them."""
    credit = credit_texts(page)[0]
    names = written(credit)
    if len(names) < 2:
        return names
    together = joined(credit, names)
    rest = credit.partition(together[-1])[2]
    if len(together) > 1 and _DASH.search(rest):  # "By Ann Lee and Bo Ek, Herald — Moor Town"
        return together
    return [name for at, name in enumerate(names) if at < len(together) or not _is_elsewhere(page, name)]


_DASH = re.compile(r"\s[–—-]\s")


def _is_elsewhere(page: Credits, name: str) -> bool:
    """Return True for a place or a section behind a name; a place is often in the story."""
    if is_agency(name.removeprefix("The ")):
        return False
    is_in_story = name in page.story_text and not any(map(str.isupper, name.split()))
    return is_in_story or has_rubric(name) or is_known_place(name)


def joined(credit: str, names: Sequence[str]) -> list[str]:
    """Return the names of a credit up to the one behind its last "and"; only the first if there is none.

    Behind a comma there is usually a place or an employer ("Ann Lee, Cape Town"), so that a comma joins names
    only in a list that ends with "and": "Ann Lee, Bo Ek and Cy Poe".
    """
    last, at = 0, 0
    for index, name in enumerate(names):
        start = credit.find(name, at)
        if start < 0:
            break
        if index and _ends_with_and(credit[at:start]):
            last = index
        at = start + len(name)
    return list(names[: last + 1])


def _ends_with_and(text: str) -> bool:
    words = text.strip(EDGES).casefold().split()
    return bool(words) and is_and(words[-1])


def is_coauthor(name: str) -> bool:
    """Return True if a name looks like a person's: "Bo Ek", but not "IDG News Service" or "Hong Kong"."""
    is_other = is_agency(name) or is_desk(name) or is_place_or_employer(name)
    return is_personal(name) and not is_other and not any(map(str.isupper, name.split()))


def is_place_or_employer(name: str) -> bool:
    """Return True for what stands behind an author's name and a comma: "New York", "Le Monde"."""
    words = fold(name).split()
    is_house = not _employers().isdisjoint(words) or words[0] in words_of("article")
    return is_house or has_rubric(name) or is_known_place(name)


@cache
def _employers() -> frozenset[str]:
    return frozenset(map(fold, words_of("employer")))


def is_known_place(name: str) -> bool:
    """Return True for a place that has a time zone named after it: "Hong Kong", "Berlin"."""
    return fold(name) in _places()


@cache
def _places() -> frozenset[str]:
    return frozenset(
        fold(part.replace("_", " ")) for zone in available_timezones() for part in zone.split("/")
    )


# X
