"""Lines that hold a name and little more; what stands beside the name says that it is a credit."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache

from pipelines.markup.scan import BREAK, Piece
from pipelines.markup.words import fold, size_of, tidy
from pipelines.text.names.credit_words import EDGES, words_of
from pipelines.text.names.person_names import is_agency, is_role, is_written, names_in

_DATE = re.compile(
    r"(?<!\d)\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}(?!\d)|\b\d{1,2}[:h]\d{2}(?::\d\d)?\b"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.|º)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s|del\s)?(?:19|20)\d\d",
    re.I,
)
_CLOCK_WORDS = re.compile(r"\b(?:[ap]\.?m\b\.?|[A-Z]{2,4}T|ET|PT|CT|UTC|GMT|Uhr|kl\.?|WIB|WITA|IST)(?!\w)")
_PARTS = re.compile(r"\s*[|·•●]\s*|\n|\s{2,}|\u3000|\s[-–—]\s|,\s")
_MAIL = re.compile(r"\S+@\S+|(?<!\w)@\w+")
_LONGEST, _MOST_PARTS, _MOST_WORDS = 120, 6, 4


@dataclass(frozen=True, slots=True)
class NameLine:
    """What a line says: names or none, and what stands beside them."""

    names: tuple[str, ...]
    beside: frozenset[str]
    """`role`, `date`, `address` or `place`."""


def spaced(piece: Piece) -> str:
    """The piece's text with a bar between parts of two elements that no space parts: "Ann Lee | Reporter"."""
    found: list[str] = []
    for at, run in enumerate(piece.runs):
        glued = at and found[-1][-1:].isalnum() and run[:1].isalnum()
        if glued and piece.holders[at] is not piece.holders[at - 1]:
            found.append(" | ")
        found.append(run)
    lines = "".join(found).split(BREAK)
    return "\n".join(map(tidy, lines)).strip()


def read(text: str) -> NameLine | None:
    """What a short line says where it is nothing but a name, dates, roles, addresses and one place."""
    if len(text) >= _LONGEST:
        return None
    rest = _DATE.sub("|", _MAIL.sub("|", text))
    beside = {"address"} if "@" in text else set[str]()
    beside |= {"date"} if _DATE.search(text) else set()
    parts = [part.strip(EDGES) for part in _PARTS.split(_labels().sub("|", _CLOCK_WORDS.sub("", rest)))]
    parts = [part for part in parts if any(map(str.isalpha, part))]
    if len(parts) > _MOST_PARTS:
        return None
    names: list[str] = []
    for part in parts:
        if not names and (found := _names(part)):
            names = found
            beside |= {"role"} if _has_role(part, found) else set()
        elif is_role(part):
            beside.add("role")
        elif names and "place" not in beside and _is_place(part):
            beside.add("place")
        else:
            return None
    return NameLine(tuple(names), frozenset(beside))


def _has_role(part: str, names: list[str]) -> bool:
    """Whether a role stands before or behind the names of a part."""
    rest = part
    for name in names:
        rest = rest.replace(name, " ")
    return is_role(rest.strip(EDGES)) if any(map(str.isalpha, rest)) else False


def _is_place(part: str) -> bool:
    words = part.split()
    return len(words) < _MOST_WORDS and (words[-1][:1].isupper() or part.isalpha())


def _names(part: str) -> list[str]:
    """The people whom a part names by its looks, a role before or behind the name apart; [] for any other."""
    first, _, rest = part.partition(" ")
    if rest and is_role(first):
        part = rest
    found = names_in(part, printed=True)
    return found if found and len(found) <= _MOST_NAMES and all(map(_is_person, found)) else []


def _is_person(name: str) -> bool:
    """Whether a name is of one person by its looks; East Asian names have none."""
    words = name.split()
    if is_agency(name) or size_of(name[0]) > 1 or not is_written(name):
        return False
    if not 1 < len(words) <= _MOST_WORDS or len(words[-1].strip(".")) < _SURNAME:
        return False
    return all(map(_WORD.fullmatch, words)) and not any(word.casefold() in _no_names() for word in words)


_MOST_NAMES, _SURNAME = 3, 2
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")


@cache
def _no_names() -> frozenset[str]:
    return frozenset((*words_of("rubric"), *words_of("place_word")))


@cache
def _labels() -> re.Pattern[str]:
    """Words before a date: "Published"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words_of('tail')))})\b\s*:?", re.I)


def is_common(name: str, words: Set[str]) -> bool:
    """Whether the first word of a name is among the small words of a page: "Print Page" where "print" is."""
    return name.split(maxsplit=1)[0].lower() in words


def has_capitals(name: str) -> bool:
    """Whether a name is of a script that has capitals, and not in capitals throughout."""
    return name[:1].upper() != name[:1].lower() and not name.isupper()


def has_shouted_surname(name: str) -> bool:
    """True for a name as newspapers sign it, its last word in capitals: "Jean DUPONT"."""
    first, *_, last = name.split()
    return len(last) > 2 and last.isupper() and not first.isupper()


def is_in_text(name: str, text: str) -> bool:
    """Whether a text has the last word of a name, written as it is: then it is what the text is about."""
    return name.rsplit(maxsplit=1)[-1] in _WORD.findall(text)


def is_their_address(address: str, name: str) -> bool:
    """Whether a mail address, or the last part of a path, is made of a name: `ann.lee@` and "Ann Lee"."""
    local = fold(address.partition("@")[0].rstrip("/").rpartition("/")[2]).replace(" ", "")
    words = [word for word in fold(tidy(name)).split() if len(word) > 2]
    return bool(words) and len(local) > 3 and any(word in local for word in (words[-1], words[0]))
