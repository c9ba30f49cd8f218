"""Recognises the line that signs a reader's comment: "Ann Lee, 3 May 2024 9:05"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pipelines.markup.words import with_ascii_digits
from pipelines.text.names.date_words import is_date_word
from pipelines.text.names.name_forms import is_written
from pipelines.text.names.person_names import names_in

_LINE = 110  # characters
_CLOCK = re.compile(r"\d{1,2}[:：]\d\d(?:[:：]\d\d)?(?=\D|$)(?:\s?[ap]\.?m\b\.?)?", re.I)
_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
_NUMBERED = re.compile(r"#?\d{1,4}[.)]\s")
_NUMBER = re.compile(r"\d+")
_NUMBERS = re.compile(r"(?<!\w)\d[\d.,/-]*(?:st|nd|rd|th)?(?!\w)|(?<![^\W\d_])\d+")
_WORD = re.compile(r"[^\W\d_]+")
_EDGES = " .,;:|·•–—-()[]<>«»\"'"
_DAY = 2  # numbers in a date such as "3 May 2024"
_MONTH = 3  # letters of a month's name
_LONGEST = 4  # words of a name


def is_dated(text: str) -> bool:
    """Return True for a short line with a day and a time; False for an entry of a list: "2. Ann Lee, …"."""
    if len(text) >= _LINE or (":" not in text and "：" not in text):
        return False
    text = with_ascii_digits(text)
    rest = _CLOCK.sub("", text, count=1)
    if rest == text or _NUMBERED.match(text) or len(_NUMBER.findall(rest)) < _DAY:
        return False
    has_month = any(is_date_word(word) for word in _WORD.findall(rest) if len(word) >= _MONTH)
    return has_month or _YEAR.search(rest) is not None


def signers(lines: Sequence[str]) -> list[str]:
    """Return the name or the account in each line that has nothing else beside its date and time.

    Words that are in all the lines ("Posted by: … at …") are not names.
    """
    words_by_line = [_words(line) for line in lines]
    shared = set(words_by_line[0]).intersection(*words_by_line[1:]) if len(lines) > 1 else set()
    names = ([word for word in words if word not in shared] for words in words_by_line)
    return [" ".join(words) for words in names if _is_name(words)]


def _words(line: str) -> list[str]:
    """Return the words of a line without its date and time."""
    rest = _NUMBERS.sub(" ", _CLOCK.sub(" ", with_ascii_digits(line), count=1))
    words = (word.strip(_EDGES) for word in rest.split())
    return [word for word in words if word and not is_date_word(word)]


def _is_name(words: Sequence[str]) -> bool:
    """Return True for a person's name, and for a single word, which may be an account."""
    name = " ".join(words)
    if len(words) <= 1:
        return bool(words)
    return len(words) <= _LONGEST and is_written(name) and len(names_in(name)) == 1
