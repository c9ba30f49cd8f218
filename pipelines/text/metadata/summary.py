"""Chooses the summary of an article: the printed standfirst, or a description from the page's head."""

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
_LEAST, _MOST = 20, 1_500  # characters; a longer text is the article itself


def summary(lead: str | None, descriptions: Iterable[str], others: Set[str], text: str = "") -> str | None:
    """Return the standfirst (`lead`), or else the first suitable description.

    It must not be one of `others` (headline, names), which are folded. A description about cookies or
    browsers comes from the page's software, unless the article's `text` is about them. A description that
    is cut short is replaced by one that continues it.
    """
    texts = [_plain(part) for part in (lead, *descriptions) if part]
    candidates = [
        part for part in texts if _may_be_summary(part, others) and not _is_about_page(part, text.casefold())
    ]
    best = next(iter(candidates), None)
    if best is None or not _CUT.search(best):
        return best
    start = _CUT.sub("", best)[:40]
    return next((part for part in candidates if part.startswith(start) and not _CUT.search(part)), best)


def _is_about_page(part: str, text: str) -> bool:
    folded = part.casefold()
    return any(phrase in folded and phrase not in text for phrase in _page_phrases())


@cache
def _page_phrases() -> tuple[str, ...]:
    """Return phrases about consent or a page's software."""
    groups = (load("notices")["privacy"], load("refusals")["text"]["consent"], load("labels")["software"])
    return tuple(phrase.casefold() for group in groups for lines in group.values() for phrase in lines)


def _plain(text: str) -> str:
    """Return a text without markup, entities that were escaped twice, and the bars of an empty field."""
    return tidy(unescape(_MARKUP.sub(" ", unescape(text)))).strip(_BARS)


def _may_be_summary(text: str, others: Set[str]) -> bool:
    return size_of(text) >= _LEAST and len(text) <= _MOST and fold(text) not in others
