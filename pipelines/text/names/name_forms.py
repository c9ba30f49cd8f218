"""Tells how a name is written: of a person, a group of people, an agency or a site. Cuts nothing."""

from __future__ import annotations

import re
from functools import cache

from pipelines.markup.words import fold, size_of
from pipelines.text.names.credit_words import EDGES, not_names, words_of


def is_written(name: str) -> bool:
    """Return True for a text that is written as a full name.

    That is two or more words with capitals, a name in a script without capitals, or a news agency.
    """
    first, words = name[:1], _INITIAL.sub(r"\1. ", name).split()
    if is_agency(name):
        return not is_small(first)
    if first.isalpha() and first.title() == first.lower():
        spaced = size_of(first) == 1  # a single word of Arabic or Hebrew is rather a section
        widest = _WIDEST * 2 if len(words) == 2 and _TALL.match(first) else _WIDEST
        return size_of(name) <= widest and not _MARKS.search(name) and (len(words) > 1 or not spaced)
    if len(words) > 2 and _ELIDED.match(words[-1]):  # the employer: "Claire Morel d'Enquête"
        return False
    fits = (w[0].isupper() or w in particles() or _JOINED.match(w) for w in words)
    return len(words) > 1 and first.isupper() and all(fits)


_JOINED = re.compile(r"(?:[^\W\d_]{0,5}['’ʼ‘]|[^\W\d_]{2,4}-)(?=[^\W\d_a-zß-ÿ])")
"""A small particle that is joined to a name: "d’Aubigny", "dell'Orto", "al-Masri"."""
_ELIDED = re.compile("d['’]")
_INITIAL = re.compile(r"(?<!\w)([^\W\d_])\.(?=[^\W\d_]{3})")
"""An initial without a space behind it: "Б.Болд"."""


def is_small(word: str) -> bool:
    """Return True for a word that begins with a small letter; False in Georgian, which has no others."""
    return word[:1].islower() and word[:1].title() != word[:1]


def is_desk(name: str) -> bool:
    """Return True for a group of people, by its last word: "Herald News Desk"."""
    return name.rsplit(maxsplit=1)[-1].casefold() in desks()


def is_agency(name: str) -> bool:
    """Return True for a news agency, by its short or its full name."""
    return fold(name) in _agencies()


@cache
def _agencies() -> frozenset[str]:
    return frozenset(map(fold, words_of("agency")))


_WIDEST = 45  # the size of fifteen characters in a script without spaces
_TALL = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
"""Thai, Lao, Burmese, Khmer: the marks above and below the letters count, and surnames are long."""
_MARKS = re.compile("[、。，？！?!]")


@cache
def particles() -> frozenset[str]:
    """Return the small words within names: "van", "de"."""
    return frozenset(words_of("particle"))


def is_name(name: str) -> bool:
    """Return True if a text cut from a credit can be a name: no sentence, label, account or number."""
    words = name.split()
    return (
        1 < len(name) < 60
        and sum(word not in particles() for word in words) <= 6
        and ":" not in name
        and "：" not in name
        and name[0] != "©"
        and not any(word[0].isdigit() for word in words)
        and sum(c.isalpha() for c in name) > 2 * sum(c.isdigit() for c in name)
        and fold(name) not in not_names()
        and not _accounts() & {word.casefold() for word in words}
        and not _is_phrase(words)
        and not _has_label(words)
        and (not _are_letters(words) or is_agency(name))
        and not all(fold(word) in _networks() for word in words)
    )


def _are_letters(words: list[str]) -> bool:
    """Return True for single letters, with which a page offers sizes of type: "A A A", "小 中 大"."""
    is_cased = words[0].upper() != words[0].lower()
    return len(words) > 1 + (not is_cased) and all(len(word) == 1 for word in words)


@cache
def _networks() -> frozenset[str]:
    return frozenset(map(fold, words_of("network")))


def _has_label(words: list[str]) -> bool:
    """Return True if a word is a label of links and buttons ("Alle Artikel"), or the words are a sentence."""
    folded = [word.casefold().strip(EDGES) for word in words]
    if any(word in _labels() or word.startswith(_label_stems()) for word in folded):
        return True
    small = [word for word in words if is_small(word) and word not in _small_words()]
    return len(small) >= _SENTENCE and len(words) > len(small)


_SENTENCE = 3
"""With so many words in small letters (particles and roles apart), a text is a sentence and not a name."""


@cache
def _small_words() -> frozenset[str]:
    return particles() | posts() | desks() | set(words_of("whom")) | set(words_of("place"))


@cache
def _labels() -> frozenset[str]:
    return frozenset(words_of("label"))


@cache
def _label_stems() -> tuple[str, ...]:
    return words_of("label_stem")


def is_domain(name: str) -> bool:
    """Return True for a web address instead of a name: "herald.example"."""
    return _DOMAIN.fullmatch(name) is not None


_DOMAIN = re.compile(r"(?:[\w-]+\.)+(?:[a-z]{2,4}|online|example)")


def _is_phrase(words: list[str]) -> bool:
    """Return True for three or more words in small letters: "news service reports"."""
    return len(words) > 2 and all(map(is_small, words))


@cache
def _accounts() -> frozenset[str]:
    return frozenset(words_of("account"))


@cache
def posts() -> frozenset[str]:
    """Return words for posts, in small letters: "reporter"."""
    single = (role for role in words_of("role") if " " not in role)
    return frozenset(word.casefold() for word in (*words_of("post"), *single)) - desks()


@cache
def desks() -> frozenset[str]:
    """Return the last words of the names of groups: "desk", "staff"."""
    return frozenset(words_of("desk"))
