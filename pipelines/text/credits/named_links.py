"""Finds authors by links to their pages: `<a href="/people/ann-lee">Ann Lee</a>`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from lxml import html

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group
from pipelines.markup.words import fold, tidy
from pipelines.text.credits.byline_places import header, is_elsewhere
from pipelines.text.credits.bylines import Credits, around, from_text, is_profile, written
from pipelines.text.credits.coauthors import is_known_place
from pipelines.text.lines.credit_lines import is_credit_line
from pipelines.text.metadata.topics import section
from pipelines.text.names.credit_words import words_of
from pipelines.text.names.date_words import is_date_word
from pipelines.text.names.name_forms import is_desk
from pipelines.text.names.person_names import names_in
from pipelines.urls import split

_PERSON = int(Group.PERSON)
_CREDIT = 100  # characters
_LEVELS = 2  # boxes around a name, one of which is for the author
_NUMBER = re.compile(r"[-_]?\d+$")


def from_named_links(page: Credits) -> list[str]:
    """Return the names of links to an author's page: `<a href="/people/ann-lee">Ann Lee</a>`."""
    for at in header(page):
        box = page.scan.boxes[page.scan.pieces[at].box]
        for link in box.element.iter("a") if page.scan.pieces[at].links else ():
            href, text = link.get("href") or "", link.text_content().strip()
            is_person = box.groups & _PERSON or is_profile(href)
            fits = is_person and _ends_with_name(href, text) and (" " in text or _is_account(page, at, link))
            if fits and (names := names_in(text, printed=True)):
                return names
    return []


def from_single_word(page: Credits) -> list[str]:
    """Return a name of one word that links to the page of an account with that name: /author/mossfrog.

    Behind "by" in an author's box, a number may stand for the name: /members/7. A class name without a link
    is not enough, because templates put sections and labels into the author's box.
    """
    for at, link in _links(page):
        href, word = link.get("href") or "", tidy(link.text_content())
        fits = _ends_with_name(href, word) or (_NUMBERED.search(href) and _is_behind_by(page, at, word))
        if fits and _is_account(page, at, link) and (names := names_in(word, printed=True)):
            return names
    return []


_NUMBERED = re.compile(r"/\d+/?$")


def _links(page: Credits) -> Iterator[tuple[int, html.HtmlElement]]:
    for at in around(page):
        piece = page.scan.pieces[at]
        box = page.scan.boxes[piece.box]
        fits = len(piece.text) < _CREDIT and piece.links and box.tag not in HEADINGS
        if fits and page.is_near(piece.box):
            yield from ((at, link) for link in box.element.iter("a"))


def full_names(page: Credits, login: str) -> list[str]:
    """Return the full name that a link near the headline has for a login: /author/annlee, "Ann Lee".

    The login must be a word of the name or the end of the link's address.
    """
    wanted = fold(login)
    for _, link in _links(page):
        href, text = link.get("href") or "", tidy(link.text_content())
        is_same = split(href).path.rstrip("/").rpartition("/")[2].casefold() == login.casefold()
        is_account = is_same or (is_profile(href) and wanted in fold(text).split())
        if is_account and (names := written(text)):
            return names
    return [name for name in from_text(page) if wanted in fold(name).split()]


def _is_behind_by(page: Credits, at: int, word: str) -> bool:
    """Return True for "by mossfrog" in an author's box; "by" may be in the line before."""
    piece, before = page.scan.pieces[at], page.scan.pieces[max(0, at - 1)]
    above = islice(page.scan.ancestors(piece.box), _LEVELS)
    is_person = any(page.scan.boxes[index].groups & _PERSON for index in above)
    line = piece.text if not piece.text.startswith(word) else f"{before.text} {piece.text}"
    return is_person and len(line) < _CREDIT and is_credit_line(line.partition(word)[0] + word)


def _ends_with_name(href: str, text: str) -> bool:
    """Return True if an address ends with the text of its link: "Ann Lee" at /people/ann-lee-2/."""
    folder, _, last = split(href).path.rstrip("/").rpartition("/")
    slug = fold(_NUMBER.sub("", last).replace("-", " ").replace("_", " "))
    return bool(folder) and len(slug) > 2 and slug.replace(" ", "") == fold(text).replace(" ", "")


def _is_account(page: Credits, at: int, link: html.HtmlElement) -> bool:
    """Return True for a link to an account whose name is no place, section or date, and not in the story.

    A word of Arabic or Hebrew is rather a section.
    """
    word, folders = tidy(link.text_content()), split(link.get("href") or "").path.casefold().split("/")[:-1]
    has_case = word.lower() != word.title()
    if not (word.isalnum() and has_case) or word.isupper() or is_date_word(word) or is_desk(word):
        return False
    if not (is_profile(link.get("href") or "") or set(folders) & set(words_of("account_path"))):
        return False
    is_section = fold(section(page.doc, page.scan, None, page.first) or "") == fold(word)
    is_other = is_section or is_known_place(word) or is_elsewhere(page, at, word)
    return not is_other and word not in page.story_text
