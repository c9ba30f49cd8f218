"""The article in a paragraph, out of what the page says of itself. Knows no body text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from functools import cache
from html import unescape

from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of, tidy

_MARKUP = re.compile(r"<[^<>]+>")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[\s*(?:…|\.\.\.)\s*\])$")
_BARS = " |·•\n"
_LEAST, _MOST = 20, 1_500  # characters; more is the article itself


def summary(lead: str | None, descriptions: Iterable[str], others: Set[str], text: str = "") -> str | None:
    """The standfirst as printed, else a description; none of `others` (headline, names), which are folded.

    A description of cookies or browsers is the page software's, unless the article's `text` is about them.
    """
    said = [_plain(part) for part in (lead, *descriptions) if part]
    found = [part for part in said if _is_one(part, others) and not _is_of_page(part, text.casefold())]
    best = next(iter(found), None)
    if best is None or not _CUT.search(best):
        return best
    start = _CUT.sub("", best)[:40]
    return next((part for part in found if part.startswith(start) and not _CUT.search(part)), best)


def _is_of_page(part: str, text: str) -> bool:
    said = part.casefold()
    return any(phrase in said and phrase not in text for phrase in _of_pages())


@cache
def _of_pages() -> tuple[str, ...]:
    """Phrases that speak of consent, or of a page's software."""
    groups = (load("notices")["privacy"], load("refusals")["text"]["consent"], load("labels")["software"])
    return tuple(phrase.casefold() for group in groups for lines in group.values() for phrase in lines)


def _plain(text: str) -> str:
    """Without markup and entities that were escaped twice, and without the bars of an empty field."""
    return tidy(unescape(_MARKUP.sub(" ", unescape(text)))).strip(_BARS)


def _is_one(text: str, others: Set[str]) -> bool:
    return size_of(text) >= _LEAST and len(text) <= _MOST and fold(text) not in others
