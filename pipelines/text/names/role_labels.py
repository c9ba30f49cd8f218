"""Tells whether a label or a line credits the writer ("Text: Ann Lee") or someone else ("Photo: Bo Ek")."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from pipelines.markup.lexicon import load
from pipelines.markup.words import fold, size_of
from pipelines.text.names.credit_words import EDGES, other_labels, prefix_of, words_of
from pipelines.text.names.name_forms import is_agency, is_written
from pipelines.text.names.person_names import is_role, names_in

_COLON = re.compile(r"^([^:：՝]{1,40})\s*[:：՝]\s*(.*)$|^([\u2e80-\ud7af]{1,6})\s?[/／=＝・]\s?(.+)$", re.S)
_TERMS = re.compile(r"\s*[/&+,;·・•|]\s*")
_LAST = re.compile(r"^(.{3,60}?)(?:\s*[,|/]\s*|\s+[-–—]\s+|\s*[（(]\s*)([^,|/()（）]{2,40})[)）]?$")
_LONGEST_LABEL, _MOST_WORDS = 5, 6  # words of a label, words of a name


class Role(Enum):
    """What a label says about the name beside it."""

    WRITER = "writer"
    EDITOR = "editor"
    """A label that some papers use for the writer, too: "Redaktion: Ann Lee", "Reviewed by Ann Lee"."""
    SOURCE = "source"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Credit:
    """A part of a line: a label, names, or both."""

    role: Role | None
    names: tuple[str, ...]
    is_clear: bool = False
    """Whether the label has a colon or two words, so that it is no section such as "Video"."""


def role_of(label: str, *, has_colon: bool = True) -> Role | None:
    """Return the role that a label names; None if it is no label. "Text and photos" is the writer's.

    A label with a colon may have further words: "Translated from Polish:".
    """
    text = label.strip(EDGES)
    if not text or len(text.split()) > _LONGEST_LABEL:
        return None
    terms = [text] if _exact(text, has_colon) else _terms(text)
    roles = [_exact(t, has_colon) or (Role.OTHER if has_colon and _begins_other(t) else None) for t in terms]
    if not roles or None in roles:
        return None
    return next((role for role in Role if role in roles), None)


def is_label(label: str) -> bool:
    """Return True if a label is one of the lists, without further words."""
    return _exact(label, has_colon=True) is not None


def _terms(text: str) -> list[str]:
    """Return the parts of a label between its "and"s, slashes and commas."""
    parts: list[list[str]] = [[]]
    for word in _TERMS.sub(" & ", text).split():
        if word == "&" or word.casefold() in _ands():
            parts.append([])
        else:
            parts[-1].append(word)
    return [" ".join(part) for part in parts if part]


def _exact(term: str, has_colon: bool = False) -> Role | None:
    key = fold(term)
    if key in _seconds():
        return Role.EDITOR if " " in key else Role.SOURCE
    if key in (_writers_with_colon() if has_colon else _writers()):
        return Role.EDITOR if key in other_labels() else Role.WRITER
    return Role.OTHER if key in other_labels() else None


def _begins_other(term: str) -> bool:
    """Return True for another role with more words: "Translated from Polish", "Author of the photos"."""
    words = fold(term).split()
    starts = {" ".join(words[:end]) for end in range(1, len(words))}
    return bool((starts | set(words)) & other_labels())


@cache
def _writers() -> frozenset[str]:
    return frozenset(map(fold, words_of("prefix"))) - _seconds() - {""}


@cache
def _seconds() -> frozenset[str]:
    return frozenset(map(fold, words_of("second")))


@cache
def _writers_with_colon() -> frozenset[str]:
    return _writers() | frozenset(map(fold, words_of("colon")))


_SHORT = 3
"""Shorter words begin no label, and are none without a colon if their script has spaces: "de", "Ton"."""


@cache
def _ands() -> frozenset[str]:
    return frozenset(words_of("and")) - frozenset(words_of("joined_by_with"))


def read_credit(text: str, language: str = "") -> Credit | None:
    """Return what a part of a line credits; None if it is neither a label nor names of persons.

    `language` is that of the page: some words are "by" in one language only.
    """
    line = text.strip(" -–—|•·*")
    return _read(line, language) if 0 < len(line) <= _LONGEST else None


@lru_cache(maxsize=2048)  # of these lines, 59 % were read before on the same site
def _read(line: str, language: str) -> Credit | None:
    if match := _COLON.match(line):
        label, value = match[1] or match[3], match[2] or match[4] or ""
        role = role_of(label)
        names = persons(value) if role else []
        return Credit(role, tuple(names), is_clear=True) if role and (names or not value) else None
    if role := role_of(line, has_colon=False):
        return Credit(role, (), is_clear=" " in line)
    return _unmarked(line, language)


_LONGEST = 120  # characters of a line


def _unmarked(line: str, language: str) -> Credit | None:
    """Return the credit of a line without a colon: "Photo Bo Ek", "By Ann Lee", "Bo Ek, photos"."""
    if names := persons(_behind_other(line) or ""):
        return Credit(Role.OTHER, tuple(names))
    for match in (prefix_of(line), _local(language).match(line)):
        if match and match.end() and (names := persons(line[match.end() :])):
            return Credit(_exact(match[0]) or Role.WRITER, tuple(names))
    if (
        (match := _LAST.match(line))
        and (role := role_of(match[2], has_colon=False))
        and (names := persons(match[1]))
    ):
        return Credit(role, tuple(names))
    names = persons(line)
    return Credit(None, tuple(names)) if names else None


def _behind_other(line: str) -> str | None:
    """Return what follows a label of another role at the start of a line."""
    words = line.split()
    for end in range(min(_LONGEST_LABEL, len(words) - 1), 0, -1):
        label = fold(" ".join(words[:end]))
        if label in other_labels() and size_of(label) > _SHORT - (size_of(label[0]) > 1):
            return " ".join(words[end:])
    return None


@cache
def _local(language: str) -> re.Pattern[str]:
    """Return the pattern of the words for "by" that count on pages of one language only."""
    words = sorted(load("bylines")["local"].get(language, ()), key=len, reverse=True)
    return re.compile(rf"^(?:{'|'.join(map(re.escape, words))})\s+" if words else r"(?!)", re.I)


def without_picture_credits(text: str, name: str) -> str:
    """Return a text without the credits of a name for something else: "Photo: Bo Ek", "山野花子撮影".

    A slash and a house may follow the name: "Bo Ek/Moor Press".
    """
    if name not in text or not _AFTER_OR_BEFORE.search(text):
        return text
    text = re.sub(rf"{re.escape(name)}(?:撮影|\s?/\s?[A-Z])", " ", text)
    labelled = re.compile(rf"([^\s:：]+)\s*[:：]\s*{re.escape(name)}")
    return labelled.sub(lambda credit: " " if role_of(credit[1]) is Role.OTHER else credit[0], text)


_AFTER_OR_BEFORE = re.compile("撮影|[/:：]")


def persons(text: str) -> list[str]:
    """Return the names in a text, if all of them look like persons' names and nothing else is in it."""
    names = names_in(text, printed=True) if 1 < len(text) <= _LONGEST else []
    return names if names and all(map(_is_person, names)) else []


def _is_person(name: str) -> bool:
    words = name.replace(".", ". ").split()
    if is_agency(name) or is_role(name) or not is_written(name):
        return False
    if size_of(name[0]) > 1:  # Chinese, Japanese, Korean
        return len(name) <= _MOST_SIGNS and not any(map(_exact, name.split()))
    return 1 < len(words) <= _MOST_WORDS and not _exact(name) and not any(map(str.isdigit, name))


_MOST_SIGNS = 8
