"""Finds authors below the standfirst, and on a dated line below the text: "Posted by Ann Lee at 9:12"."""

from __future__ import annotations

from pipelines.markup.sentences import has_sentence
from pipelines.text.credits.byline_places import may_be_credit
from pipelines.text.credits.bylines import CREDITED, Credits, written
from pipelines.text.credits.coauthors import joined
from pipelines.text.lines.credit_lines import after_by, after_long_by
from pipelines.text.lines.line_rules import DATE_OR_TIME, has_date
from pipelines.text.names.name_forms import is_agency, is_written
from pipelines.text.names.person_names import names_in
from pipelines.text.names.whole_names import is_personal

_LINE = 120  # characters
_MOST, _MOST_NAMES = 9, 4  # lines below a standfirst, and names in them
_BELOW = 3  # lines below the text
_LEAST = 60  # characters of a paragraph


def from_below_standfirst(page: Credits) -> list[str]:
    """Return the names alone on lines between standfirst and text, beside a day or with e-mail addresses."""
    pieces = page.scan.pieces
    behind = range(page.first + 1, min(page.first + 2 + _MOST, len(pieces)))
    end = next((at for at in behind if pieces[at].size >= _LEAST and has_sentence(pieces[at].text)), None)
    lines = [at for at in range(page.first + 1, end or 0) if page.dropped[pieces[at].box] != "picture"]
    if not page.headline or not any(has_date(pieces[at].text) or "@" in pieces[at].text for at in lines):
        return []
    named = {at: name for at in lines if (name := _name_alone(page, at))}
    forms = {(page.scan.boxes[pieces[at].box].tag, page.scan.boxes[pieces[at].box].classes) for at in named}
    return list(named.values()) if len(forms) == 1 and len(named) <= _MOST_NAMES else []


def _name_alone(page: Credits, at: int) -> str | None:
    text = page.scan.pieces[at].text
    if len(text) >= _LINE or not page.may_credit(page.scan.pieces[at].box) or is_agency(text):
        return None
    names = names_in(text, printed=True)
    is_name = len(names) == 1 and names[0] == text and is_personal(text)
    return text if is_name and may_be_credit(page, at, text, dated=True) else None


def from_posted(page: Credits) -> list[str]:
    """Return the names on a page's only line such as "Posted by Ann Lee at 9:12", directly below its text.

    Comments have such lines, too, but each has one.
    """
    pieces = page.scan.pieces
    found = [at for at in range(page.first + 1, len(pieces)) if _is_posted(pieces[at].text)]
    kept = (at for at in range(page.first, page.end) if page.dropped[pieces[at].box] is None)
    last = max((at for at in kept if pieces[at].size >= _LEAST and has_sentence(pieces[at].text)), default=-1)
    is_below = len(found) == 1 and 0 < found[0] - last <= _BELOW and found[0] < page.end
    credit = after_by(pieces[found[0]].text) if is_below and last >= 0 else None
    return joined(credit, written(credit)) if credit else []  # without the section behind it


def _is_posted(text: str) -> bool:
    return len(text) < _LINE and DATE_OR_TIME.search(text) is not None and after_by(text) is not None


def from_written_by(page: Credits) -> list[str]:
    """Return the names behind a "by" of two or more words, anywhere on the page: "Written by Ann Lee".

    Several such lines below the text, each with another name, sign comments or other articles.
    """
    found = {tuple(names): at for at in range(page.end) if (names := _written_by(page, at))}
    is_sure = len(found) == 1 or any(at < page.first for at in found.values())
    return list(next(iter(found))) if found and is_sure else []


def _written_by(page: Credits, at: int) -> list[str]:
    piece = page.scan.pieces[at]
    may_credit = piece.size < 150 and page.dropped[piece.box] in CREDITED
    credit = after_long_by(piece.text) if may_credit else None
    names = names_in(credit.split(",")[0], printed=True) if credit else []
    return names if all(map(is_written, names)) else []
