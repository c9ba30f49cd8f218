"""Finds a name alone on a line below the headline that nothing labels, by its shape and its place."""

from __future__ import annotations

import re
from itertools import islice

from pipelines.markup.lexicon import Group
from pipelines.markup.words import tidy
from pipelines.text.credits.byline_places import may_be_credit
from pipelines.text.credits.bylines import BARS, Credits
from pipelines.text.credits.coauthors import is_place_or_employer
from pipelines.text.credits.role_lines import top_pieces
from pipelines.text.lines.line_rules import has_date
from pipelines.text.lines.name_lines import is_common, is_dated, is_in_text
from pipelines.text.names.credit_words import EDGES, words_of
from pipelines.text.names.east_asian_credits import is_japanese
from pipelines.text.names.given_names import has_given_name
from pipelines.text.names.name_forms import is_desk
from pipelines.text.names.person_names import is_role
from pipelines.text.names.role_labels import persons, without_picture_credits

_PERSON = int(Group.PERSON)
_LEVELS = 2  # boxes around a name whose class names are read
_MOST = 2  # names on the line
_TOWN = (1, 2)  # words of a town
_BEFORE_TOWN = re.compile(r",\s*|\s+[-–—/]\s+")
_CLASS_WORD = re.compile(r"[a-z]+")


def from_printed_meta(page: Credits) -> list[str]:
    """Return the name in an element of its own below the headline that any meta tag for authors has, too.

    Alone, such a tag may name the paper: `<meta property="og:article:author" content="Moor Press">`.
    """
    values = {
        value.strip() for key, values in page.doc.meta.items() if _AUTHOR_KEY.search(key) for value in values
    }
    places = (at for at in top_pieces(page) if at > page.headline) if values else iter(())
    runs = (tidy(run) for at in places for run in page.scan.pieces[at].runs)
    return next((names for run in runs if run in values and (names := persons(run))), [])


_AUTHOR_KEY = re.compile(r"author|creator|byline|writer|reporter|journalist")


def from_lone_name(page: Credits) -> list[str]:
    """Return the names alone on a line below the headline, or with a date, a job or a town beside them.

    A class name for the writer, a frequent given name, or bold type and a date must confirm them; no
    sentence may have the surname.
    """
    for at in top_pieces(page):
        names = _names(page, at) if at > page.headline else []
        if names and (
            _is_named_after_writer(page, at)
            or all(_looks_like_name(page, name) or _is_bold_and_dated(page, at, name) for name in names)
        ):
            return names
    return []


def from_desk(page: Credits) -> list[str]:
    """Return the desk alone on a line below the headline, in a box whose class name is for the writer."""
    for at in top_pieces(page):
        text = tidy(page.scan.pieces[at].text).strip(EDGES)
        fits = at > page.headline and 0 < len(text.split()) <= _DESK and is_desk(text)
        if fits and _is_named_after_writer(page, at):
            return [text]
    return []


_DESK = 4  # words of a desk's name


def _names(page: Credits, at: int) -> list[str]:
    parts = [part.strip(EDGES) for part in BARS.split(page.spaced[at])]
    first, *rest = [part for part in parts if part] or [""]
    name, *towns = _BEFORE_TOWN.split(first, maxsplit=1)
    is_before_town = bool(towns) and len(towns[0].split()) in _TOWN and not has_date(towns[0])
    names = persons(name if is_before_town else first)
    is_alone = len(names) <= _MOST and all(has_date(part) or is_dated(part) or is_role(part) for part in rest)
    return names if is_alone and all(_is_writer(page, at, name) for name in names) else []


def _is_writer(page: Credits, at: int, name: str) -> bool:
    is_other = is_place_or_employer(name) or is_common(name, page.small_words)
    story = without_picture_credits(page.story_text, name)
    is_subject = is_in_text(name, story) or name in story
    return not is_other and not is_subject and may_be_credit(page, at, name, dated=False)


def _is_named_after_writer(page: Credits, at: int) -> bool:
    """Return True if a class name of a box around the line is a word for "author" in some language."""
    boxes = [
        page.scan.boxes[index] for index in islice(page.scan.ancestors(page.scan.pieces[at].box), _LEVELS)
    ]
    small = [box for box in boxes if box.last - box.first <= _LEVELS]
    words = {word for box in small for word in _CLASS_WORD.findall(box.classes.lower())}
    return any(box.groups & _PERSON for box in small) or bool(words & set(words_of("class")))


def _is_bold_and_dated(page: Credits, at: int, name: str) -> bool:
    """Return True if a name is the only bold part of a line that has a date."""
    piece = page.scan.pieces[at]
    is_bold = piece.strong_size == len(name) and any(tidy(run) == name for run in piece.runs)
    return is_bold and has_date(piece.text)


def _looks_like_name(page: Credits, name: str) -> bool:
    return is_japanese(name) or has_given_name(name, page.language)
