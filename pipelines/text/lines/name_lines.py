"""Reads lines that are a name and little more: "Ann Lee | Reporter | 3 March 2026"."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import pairwise, zip_longest
from unicodedata import category

from lxml import html

from pipelines.markup.scan import BREAK, Piece
from pipelines.markup.words import fold, tidy
from pipelines.text.names.credit_words import EDGES, prefix, words_of
from pipelines.text.names.date_words import is_date_word
from pipelines.text.names.name_forms import is_agency, is_small, is_written
from pipelines.text.names.person_names import is_role, names_in
from pipelines.text.names.role_labels import role_of

_DATE = re.compile(
    r"(?<!\d)\d{1,4}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{1,4}(?!\d)|\b\d{1,2}[:h]\d{2}(?::\d\d)?\b"
    r"|[^\W\d_]{3,12}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|\b\d{1,2}(?:st|nd|rd|th|\.|º)?\s(?:de\s)?[^\W\d_]{3,12}\.?,?\s(?:de\s|del\s)?(?:19|20)\d\d",
    re.I,
)
_CLOCK_WORDS = re.compile(r"\b(?:[ap]\.?m\b\.?|[A-Z]{2,4}T|ET|PT|CT|UTC|GMT|Uhr|kl\.?|WIB|WITA|IST)(?!\w)")
_PARTS = re.compile(r"\s*[|·•●]\s*|\n|\s{2,}|\u3000|\s[-–—]\s|,\s")
_MAIL = re.compile(r"\S+@\S+|(?<!\w)@\w+")
_LONGEST, _MOST_PARTS, _MOST_WORDS = 120, 6, 4  # characters and parts of a line, words of a name


@dataclass(frozen=True, slots=True)
class NameLine:
    """The names in a line, if any, and what else is in it."""

    names: tuple[str, ...]
    beside: frozenset[str]
    """Some of `role`, `date`, `address` and `place`."""


def spaced(piece: Piece) -> str:
    """Return a piece's text with a bar between elements that have no space between: "Ann Lee | Reporter".

    In a short line, a bar is also behind an element that is a full name: `<b>Ann Lee</b> <i>Moor Echo</i>`.
    """
    runs: list[str] = []
    ends = _ends_of_names(piece) if len(piece.runs) > 1 and len(piece.text) < _LONGEST else frozenset()
    for at, run in enumerate(piece.runs):
        glued = at and _ends_word(runs[-1]) and run[:1].isalnum()
        if at in ends or (glued and piece.holders[at] is not piece.holders[at - 1]):
            runs.append(" | ")
        runs.append(run)
    lines = _with_usual_marks("".join(runs)).split(BREAK)
    return "\n".join(map(tidy, lines)).strip()


def _ends_word(text: str) -> bool:
    """Return True if a text ends with a letter, a digit, or a vowel sign of an Indian script."""
    return text[-1:].isalnum() or (not text.isascii() and category(text[-1]).startswith("M"))


def _ends_of_names(piece: Piece) -> Set[int]:
    """Return the runs that begin an element behind one that is a full name."""
    words = [at for at, run in enumerate(piece.runs) if any(map(str.isalpha, run))]
    return {at for before, at in pairwise(words) if _divides(piece, before, at)}


def _divides(piece: Piece, before: int, at: int) -> bool:
    left, right = _apart(piece.holders[before], piece.holders[at])
    if left is None or right is None or "".join(piece.runs[before + 1 : at]).strip():
        return False
    name, rest = prefix().sub("", tidy(left.text_content())), tidy(right.text_content())
    is_given = left.tag == right.tag or " " not in rest or _has(_GIVEN, left) or _has(_FAMILY, right)
    is_name = name.count(" ") in {1, 2, 3} and is_written(name) and names_in(name, printed=True) == [name]
    return is_name and not is_given and not is_small(rest) and prefix().match(f"{name} ") is None


def _has(word: re.Pattern[str], element: html.HtmlElement) -> bool:
    return word.search(f"{element.get('class')} {element.get('itemprop')}".lower()) is not None


_FAMILY = re.compile(r"last|surname|family|nachname|nom\b|cognome|apellido|sobrenome|nazwisko")
_GIVEN = re.compile(r"first|given|fore|vorn|pr[eé]nom|nombre|nome\b|imie")
"""Class names of a given name in an element of its own: `<span class="firstName">Ana María</span>`."""


def _apart(left: html.HtmlElement, right: html.HtmlElement) -> tuple[html.HtmlElement | None, ...]:
    """Return the two different elements beside each other that hold two runs; None if there is none."""
    lefts, rights = ([each, *each.iterancestors()][::-1] for each in (left, right))
    return next((pair for pair in zip_longest(lefts, rights) if pair[0] is not pair[1]), (None, None))


def _with_usual_marks(text: str) -> str:
    """Return a text with a usual colon and comma instead of Khmer and Ethiopic ones.

    In Chinese and Japanese, a bar behind a label is a colon too: "文｜陳怡安".
    """
    if text.isascii():
        return text
    return _LABEL_BAR.sub(_with_colon, _COLONS.sub(":", text).replace("፣", ","))


_LABEL_BAR = re.compile(
    r"(?<![^\s|｜︱丨│（(、，])([\u3040-\u30ff\u3400-\u9fff]{1,6}?)\s?[|｜︱丨│┃]\s?(?=[\u3400-\u9fff])"
)


def _with_colon(match: re.Match[str]) -> str:
    return f"{match[1]}：" if role_of(match[1]) else match[0]


_COLONS = re.compile(r"[៖፦፥]|፡(?=\s)")


def spaced_text(element: html.HtmlElement) -> str:
    """Return an element's text in the same way."""
    text = ""
    for run in element.itertext():
        text += f" | {run}" if _ends_word(text) and run[:1].isalnum() else run
    return tidy(text)


def read(text: str) -> NameLine | None:
    """Return what a short line contains; None if that is more than names, dates, roles, mail and a place."""
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
        elif is_dated(part):
            beside.add("date")
        elif names and "place" not in beside and _is_place(part):
            beside.add("place")
        else:
            return None
    return NameLine(tuple(names), frozenset(beside))


def is_dated(part: str) -> bool:
    """Return True for a day without a year: "2. april kl", "24 ga Mayu"."""
    words = _LETTERS.findall(part)
    others = [word for word in words if not is_date_word(word)]
    return (
        len(others) < len(words)
        and all(len(word) <= _SMALL for word in others)
        and any(map(str.isdigit, part))
    )


_LETTERS = re.compile(r"[^\W\d_]+")
_SMALL = 3  # letters of "de", "kl", "den"


def _has_role(part: str, names: list[str]) -> bool:
    """Return True if a role is before or behind the names of a part."""
    rest = part
    for name in names:
        rest = rest.replace(name, " ")
    return is_role(rest.strip(EDGES)) if any(map(str.isalpha, rest)) else False


def _is_place(part: str) -> bool:
    words = part.split()
    return len(words) < _MOST_WORDS and (words[-1][:1].isupper() or _letters(part).isalpha())


def _names(part: str) -> list[str]:
    """Return the persons that a part names beside a role; [] if a name does not look like a person's."""
    first, _, rest = part.partition(" ")
    if rest and is_role(first):
        part = rest
    names = names_in(part, printed=True)
    return names if names and len(names) <= _MOST_NAMES and all(map(_is_person, names)) else []


def _is_person(name: str) -> bool:
    """Return True if a name looks like one person's; False for East Asian names, which have no such form."""
    words = name.split()
    if is_agency(name) or _EAST_ASIAN.match(name) or not is_written(name):
        return False
    if not 1 < len(words) <= _MOST_WORDS or len(words[-1].strip(".")) < _SURNAME:
        return False
    ends_as_place = any(word.casefold() in words_of("place_word") for word in (words[0], words[-1]))
    is_rubric = any(word.casefold() in words_of("rubric") for word in words)
    return all(_WORD.fullmatch(_letters(word)) for word in words) and not ends_as_place and not is_rubric


_MOST_NAMES, _SURNAME = 3, 2
_EAST_ASIAN = re.compile("[\u3040-\ud7af]")
_WORD = re.compile(r"[^\W\d_](?:[^\W\d_]|['’.-])*")


@cache
def _labels() -> re.Pattern[str]:
    """Return the pattern of words before a date: "Published"."""
    return re.compile(rf"\b(?:{'|'.join(map(re.escape, words_of('tail')))})\b\s*:?", re.I)


def is_common(name: str, words: Set[str]) -> bool:
    """Return True if the page has the first word of a name in lower case: "Print Page", "to print"."""
    return name.split(maxsplit=1)[0].lower() in words


def has_capitals(name: str) -> bool:
    """Return True for a name in a script that has capitals, unless every letter is a capital."""
    return name[:1].title() != name[:1].lower() and not name.isupper()


def has_shouted_surname(name: str) -> bool:
    """Return True for a name with its last word in capitals, as French newspapers sign: "Jean DUPONT"."""
    first, *_, last = name.split()
    return len(last) > 2 and last.isupper() and not first.isupper()


def is_in_text(name: str, text: str) -> bool:
    """Return True if a text contains the last word of a name: then the person is in the story."""
    word, letters = _letters(name.rsplit(maxsplit=1)[-1]), _letters(text)
    return word in letters and word in _WORD.findall(letters)


@lru_cache(maxsize=64)  # of a page's story and lines
def _letters(text: str) -> str:
    """Return a text without the combining marks and joiners of its script, which are no letters for `re`."""
    return text if text.isascii() else "".join(c for c in text if category(c) not in _MARKS)


_MARKS = frozenset(("Mn", "Mc", "Cf"))


def is_their_address(address: str, name: str) -> bool:
    """Return True if an e-mail address or the end of a path is made of a name: `ann.lee@`, "Ann Lee"."""
    local = fold(address.partition("@")[0].rstrip("/").rpartition("/")[2]).replace(" ", "")
    words = [word for word in fold(tidy(name)).split() if len(word) > 2]
    return bool(words) and len(local) > 3 and any(word in local for word in (words[-1], words[0]))
