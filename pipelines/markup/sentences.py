"""Finds the ends of sentences, in any script."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from pipelines.markup.lexicon import load
from pipelines.markup.scripts import size_of

_CLOSERS = "\"'”’»«“‘)]）」』】》›"


@cache
def _sentence_end() -> re.Pattern[str]:
    """Return a pattern for the end of a sentence; after a wide mark (。) no space is needed."""
    marks = sorted({mark for line in load("marks")["sentence"].values() for mark in line})
    any_mark = re.escape("".join(marks))  # comes first: a set of characters is the fastest to search
    wide = re.escape("".join(mark for mark in marks if ord(mark) > 0x3000))
    return re.compile(f"[{any_mark}](?:(?<=[{wide}])|[{re.escape(_CLOSERS)}]*(?:\\s|$))")


_BAR = re.compile(r"[^|]{20}[\u0900-\u0dff][^|\S]*\|+(?:\s|$)")
"""On Indian keyboards `|` is easier to type than the danda `।`. Between short words it parts a menu."""


def _ends_at_bar(text: str) -> bool:
    """Return True if a bar ends a sentence; bars around a date part a line of facts."""
    parts = text.split("|")
    has_facts = len(parts) > 2 and any(len(part) < _FACT and any(map(str.isdigit, part)) for part in parts)
    return not has_facts and _BAR.search(text) is not None


_FACT = 25  # characters of a date
_DATES = re.compile(
    r"(?<!\d)\d{4}\s?\.\s?\d{1,2}\s?\.\s?\d{1,2}\s?\.|\d\s[^\s\d.]{1,3}\.[^\s\d.]{1,2}\.(?=\s?\d)|:\d\d\s?น\."
    r"|(?<!\d)\d{1,2}\.\s(?=[^\W\d_]{3,12}\s\d{4}\b)|(?<!\d)\d{4}\.\s[^\W\d_]{3,12}\s\d{1,2}\."
)
"""Dates with dots, in numbers, in Thai or with a month's name: "2026. 3. 2.", "08:00 น.", "4. marts 2026"."""


_UNMARKED = re.compile("[\u0e01-\u0ecf]")
_CLAUSE = 90  # Thai or Lao letters; a headline has fewer


@lru_cache(maxsize=4096)
def has_sentence(text: str) -> bool:
    """Return True if a sentence ends somewhere in the text; without a mark for it (Thai), length decides.

    Dates such as "2026. 3. 2." have no ends.
    """
    end = _sentence_end().search(text)
    before = text[max(0, end.start() - 4) : end.start()] if end is not None else ""
    if "." in before or any(map(str.isdigit, before)):
        end = _sentence_end().search(_DATES.sub(" ", text))
    if end is not None or ("|" in text and _ends_at_bar(text)):
        return True
    return len(text) >= _CLAUSE and not text.isascii() and len(_UNMARKED.findall(text)) >= _CLAUSE


def quotes_at_length(text: str) -> bool:
    """Return True for a quotation of 25 letters or more; a name in quotation marks is shorter: „Kurier“."""
    return any(match[1] or size_of(match[0]) > _QUOTED for match in _QUOTATION.finditer(text))


_QUOTED = 27  # with its marks, in letters of an alphabet


_QUOTATION = re.compile(
    '„[^“”„«»]{0,24}[“”]|“[^“”„«»]{0,24}”|«[^“”„«»]{0,24}»|"[^"“”„«»]{0,24}"|「[^「」]{0,24}」|『[^『』]{0,24}』'
    '|(["“”„«「『][^"“”„«»」』]{25})'
)
"""Short quotations come first, because “ also ends one: „Kurier“."""
