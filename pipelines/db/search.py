"""What a search is made of: terms for the index of words, and pairs of letters where a script has no spaces.

SQLite's tokeniser takes a whole Chinese, Japanese or Thai clause for one word. So the texts of such scripts
are also indexed by their overlapping pairs of letters, in which any word of them is found, and by their words
in other scripts. Measured on 8,000 Chinese articles: pairs take 1.5 times the text's size and .4 ms a search,
single letters .9 and 2 ms; triples take 2.5 times and find no word of two letters, which most are.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipelines.db.connect import Database
from pipelines.db.scripts import UNSPACED

INDEXED = ("title", "summary", "text")

_ADD = "INSERT INTO _letters (rowid, title, summary, text) VALUES (:id, :title, :summary, :text)"
_DELETE = """
    INSERT INTO _letters (_letters, rowid, title, summary, text)
    VALUES ('delete', :id, :title, :summary, :text)
"""

_RUN = re.compile(f"[{UNSPACED}]+")
_PART = re.compile(f"([^{UNSPACED}]+)|([{UNSPACED}]+)")
_TERM = re.compile(r'(-?)(?:"([^"]*)"?|(\S+))')


class _Part(NamedTuple):
    wanted: list[str]
    unwanted: list[str]


@dataclass(frozen=True, slots=True)
class Query:
    """A search as FTS5 reads it; None where an index cannot have it."""

    words: str | None
    """For articles_fts."""
    letters: str | None
    """For _letters, in which all is that an article with letters of such scripts has."""
    without_letters: str | None
    """What articles found by `words` may not have, for _letters."""
    terms: tuple[str, ...]
    """What to highlight, folded."""


def query(asked: str) -> Query:
    """Read what a person typed: words that must all be there, "phrases", begin* and -without.

    Everything else that FTS5 would take for an operator is taken for text.
    """
    words, letters = _Part([], []), _Part([], [])
    terms: list[str] = []
    for minus, phrase, word in _TERM.findall(asked.replace("\0", " ")):
        star = not phrase and word.endswith("*")
        for spaced, part in _parts(_normal(phrase or word)):
            into = words if spaced else letters
            (into.unwanted if minus else into.wanted).append(_term(part, spaced, star))
            if not minus:
                terms.append(fold(part.strip(" *")))
    return Query(
        None if letters.wanted else _expression(words.wanted, words.unwanted),
        _expression(words.wanted + letters.wanted, words.unwanted + letters.unwanted),
        " OR ".join(letters.unwanted) or None,
        tuple(dict.fromkeys(terms)),
    )


def best_line(text: str, terms: Sequence[str], width: int = 160) -> tuple[tuple[str, bool], ...]:
    """Return the paragraph in which most terms stand, cut to about `width` letters around the first of them.

    In pieces, each with whether it is a term: `(("The old ", False), ("bridge", True), (" is", False))`.
    """
    pattern = re.compile("|".join(map(_marked, terms)) or r"(?!)")
    paragraphs = [(_folded(each), each) for each in text.split("\n\n")]
    (folded, places), line = max(paragraphs, key=lambda each: len(set(pattern.findall(each[0][0]))))
    spans = [(places[found.start()], places[found.end() - 1] + 1) for found in pattern.finditer(folded)]
    start = max((spans[0][0] if spans else 0) - width // 3, 0)
    start = line.rfind(" ", 0, start) + 1 if start else 0
    end = min(start + width, len(line))
    return tuple(_pieces(line, start, end, spans))


def letters(text: str | None) -> str:
    """Return a text's words, and for words the pairs of letters where there are no spaces: `2024年東京都` →
    `2024 年東 東京 京都`."""
    parts = _PART.findall(_normal(text or ""))
    return " ".join(spaced.strip() or _pairs(run) for spaced, run in parts)


def index(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Add an article to the index of letters, where it has such letters."""
    _write(db, _ADD, number, row)


def unindex(db: Database, number: int, row: Mapping[str, Any]) -> None:
    """Take an article from it; `row` holds the title, summary and text that were added."""
    _write(db, _DELETE, number, row)


def fold(text: str) -> str:
    """Return a text without case, accents and widths, as the index has it."""
    if text.isascii():
        return text.lower()
    parted = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in parted if not unicodedata.combining(letter))


def _write(db: Database, sql: str, number: int, row: Mapping[str, Any]) -> None:
    if any(_RUN.search(_normal(row[name] or "")) for name in INDEXED):
        db.execute(sql, {"id": number, **{name: letters(row[name]) for name in INDEXED}})


def _parts(term: str) -> Iterator[tuple[bool, str]]:
    """The parts of a term, and whether they are of a script with spaces: `2024年` has one of each."""
    for spaced, run in _PART.findall(term):
        if run or any(letter.isalnum() for letter in spaced):
            yield bool(spaced), spaced or run


def _expression(wanted: Sequence[str], unwanted: Sequence[str]) -> str | None:
    """FTS5 has no NOT without something before it."""
    without = f" NOT ({' OR '.join(unwanted)})" if unwanted else ""
    return f"({' AND '.join(wanted)}){without}" if wanted else None


def _term(part: str, spaced: bool, star: bool) -> str:
    if not spaced:
        return f'"{part}" *' if len(part) == 1 else f'"{_pairs(part)}"'
    quoted = part.strip(" *").replace('"', '""')
    return f'"{quoted}"{" *" if star else ""}'


def _pairs(run: str) -> str:
    return " ".join(run[place : place + 2] for place in range(max(len(run) - 1, 1)))


def _normal(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def _marked(term: str) -> str:
    """A term where a word begins; anywhere, in a script without spaces."""
    return re.escape(term) if _RUN.match(term) else rf"(?<!\w){re.escape(term)}\w*"


def _folded(text: str) -> tuple[str, list[int]]:
    """The folded text, and where each of its letters stands in the text itself."""
    whole = fold(text)
    if len(whole) == len(text):
        return whole, list(range(len(text)))
    letters = [(fold(letter), place) for place, letter in enumerate(text)]
    return "".join(each for each, _ in letters), [place for each, place in letters for _ in each]


def _pieces(line: str, start: int, end: int, spans: Sequence[tuple[int, int]]) -> Iterator[tuple[str, bool]]:
    place = start
    if start:
        yield "… ", False
    for first, last in spans:
        if place <= first and last <= end:
            if place < first:
                yield line[place:first], False
            yield line[first:last], True
            place = last
    if rest := line[place:end] + ("…" if end < len(line) else ""):
        yield rest, False
