"""The article in a paragraph, out of what the page says of itself. Knows no body text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Set
from html import unescape

from pipelines.markup.words import fold, size_of, tidy

_MARKUP = re.compile(r"<[^<>]+>")
_CUT = re.compile(r"\s*(?:\.\.\.|…|\[\s*(?:…|\.\.\.)\s*\])$")
_BARS = " |·•\n"
_LEAST, _MOST = 20, 1_500  # characters; more is the article itself


def summary(lead: str | None, descriptions: Iterable[str], others: Set[str]) -> str | None:
    """The standfirst as printed, else a description; none of `others` (headline, names), which are folded."""
    said = [_plain(text) for text in (lead, *descriptions) if text]
    found = [text for text in said if _is_one(text, others)]
    best = next(iter(found), None)
    if best is None or not _CUT.search(best):
        return best
    start = _CUT.sub("", best)[:40]
    return next((text for text in found if text.startswith(start) and not _CUT.search(text)), best)


def _plain(text: str) -> str:
    """Without markup and entities that were escaped twice, and without the bars of an empty field."""
    return tidy(unescape(_MARKUP.sub(" ", unescape(text)))).strip(_BARS)


def _is_one(text: str, others: Set[str]) -> bool:
    return size_of(text) >= _LEAST and len(text) <= _MOST and fold(text) not in others
