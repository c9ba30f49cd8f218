"""Finds the writer among the credits of several roles: "Text: Ann Lee", "Translation: Cy Poe".

A label and its name may be in one line, in neighbouring elements, or in any order.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold, size_of
from pipelines.text.credits.bylines import BARS, BYLINES, Credits, is_beside_picture, is_picture_credit
from pipelines.text.credits.coauthors import is_place_or_employer
from pipelines.text.lines.name_lines import is_common
from pipelines.text.names.credit_words import EDGES, prefix_of, words_of
from pipelines.text.names.east_asian_credits import is_house
from pipelines.text.names.person_names import is_role
from pipelines.text.names.role_labels import Credit, Role, is_label, read_credit, role_of
from pipelines.text.names.whole_names import is_personal

_ALLOWED = BYLINES | {"media"}
"""Rules of boxes in which a labelled name is a credit, whatever the box's class name says."""
_LINE, _SENTENCE = 160, 60  # characters
_ABOVE, _BELOW, _END = 3, 5, 6  # pieces above the headline, below the first sentence, below the last one
_SEPARATOR = re.compile(r"\s*[/|;,·]\s*")
_COLON = re.compile(r"[:：՝]")


@dataclass(frozen=True, slots=True)
class Roles:
    """The names of a page's credits by what their labels say."""

    writers: tuple[str, ...] = ()
    editors: tuple[str, ...] = ()
    others: tuple[str, ...] = ()


def from_roles(page: Credits) -> list[str]:
    """Return the writers of the credits at the top or, if there are none, at the end of the article.

    Beside a picture, another role must be beside them: "Author: Bo Ek" alone is the photographer.
    """
    top = top_pieces(page)
    of_pictures = (at for at in top if is_picture_credit(page, page.scan.pieces[at].box))
    pictured = [at for at in of_pictures if not _is_writers(page, at)]
    for places in ([at for at in top if at not in pictured], pictured, _end(page)):
        roles = read_roles(page, tuple(places))
        if roles.writers and (places is not pictured or roles.others):
            return list(roles.writers)
    return []


def _is_writers(page: Credits, at: int) -> bool:
    """Return True for a line with a writer's label such as "Author", no picture beside it, and no "by"."""
    piece = page.scan.pieces[at]
    label = prefix_of(piece.text)
    if label is None or fold(label[0]) in {fold(word) for word in words_of("by")}:
        return False
    return not is_beside_picture(page.scan.boxes[piece.box].element)


@lru_cache(maxsize=1)  # for each finder of the latest page
def other_roles(page: Credits) -> frozenset[str]:
    """Return the names that the page credits with another role only: photographers, translators."""
    found = [read_roles(page, tuple(places)) for places in (top_pieces(page), _end(page))]
    writers = {name for roles in found for name in (*roles.writers, *roles.editors)}
    return frozenset(name for roles in found for name in roles.others) - writers


@lru_cache(maxsize=3)  # two finders read the top and the end of the latest page
def read_roles(page: Credits, places: tuple[int, ...]) -> Roles:
    """Return the names that the pieces at `places` credit."""
    names: dict[Role, dict[str, None]] = {role: {} for role in Role}
    for run in _runs(page, places):
        for credit in _matched(run):
            if credit.role:
                names[credit.role] |= dict.fromkeys(name for name in credit.names if _is_person(page, name))
    return Roles(tuple(names[Role.WRITER]), tuple(names[Role.EDITOR]), tuple(names[Role.OTHER]))


def _is_person(page: Credits, name: str) -> bool:
    """Return False for words of the page, sections, places and employers: "Remote Work", "Valley News"."""
    if size_of(name[0]) > 1:
        return not is_house(name)
    return is_personal(name) and not is_place_or_employer(name) and not is_common(name, page.small_words)


def top_pieces(page: Credits) -> list[int]:
    """Return the short pieces between the headline and the second sentence, and some above."""
    pieces, end = page.scan.pieces, min(len(page.scan.pieces), page.first + 1 + _BELOW)
    start = page.headline - _ABOVE if page.headline else page.first - _NO_HEADLINE
    behind = (at for at in range(page.first + 1, end) if _is_sentence(page, at))
    return (
        [at for at in range(max(0, start), next(behind, end)) if at != page.first and _may_hold(page, at)]
        if pieces
        else []
    )


_NO_HEADLINE = 15  # pieces above the first sentence, where no headline is printed


def _end(page: Credits) -> list[int]:
    """Return the short pieces behind the article's last sentence."""
    last = next((at for at in range(page.end - 1, page.first, -1) if _is_sentence(page, at)), None)
    return (
        []
        if last is None
        else [at for at in range(last + 1, min(page.end, last + 1 + _END)) if _may_hold(page, at)]
    )


def _is_sentence(page: Credits, at: int) -> bool:
    piece = page.scan.pieces[at]
    return piece.size >= _SENTENCE and page.dropped[piece.box] is None and has_sentence(piece.text)


def _may_hold(page: Credits, at: int) -> bool:
    piece = page.scan.pieces[at]
    box = page.scan.boxes[piece.box]
    is_allowed = page.dropped[piece.box] in _ALLOWED and box.tag not in _NO_CREDIT
    return is_allowed and len(piece.text) < _LINE and not page.is_teaser(piece.box)


_NO_CREDIT = HEADINGS | {"figcaption", "th"}


def _runs(page: Credits, places: Sequence[int]) -> Iterator[list[Credit]]:
    """Yield the credits that follow each other without other text between them."""
    run: list[Credit] = []
    last = -1
    for at in places:
        if at != last + 1 and run:
            yield run
            run = []
        last = at
        for part in _parts(page, at):
            credit = read_credit(part, page.language) or _job(part)
            if credit is None or (credit.role and credit.names):
                yield from filter(None, (run, [credit] if credit else []))
                run = []
            else:
                run.append(credit)
    if run:
        yield run


def _job(part: str) -> Credit | None:
    return Credit(Role.WRITER, ()) if is_role(part.strip(EDGES)) else None


def _parts(page: Credits, at: int) -> Iterator[str]:
    """Yield the parts of a piece, each of them one label, one name or one credit."""
    for line in BARS.split(page.spaced[at]):
        yield from _credits_of(line, page.language)


def _credits_of(line: str, language: str) -> list[str]:
    """Cut "Text: Ann Lee, photos: Bo Ek" before each credit."""
    parts: list[str] = []
    end = 0
    label = line.partition(" ")[0]
    for gap in _SEPARATOR.finditer(line, len(label) if role_of(label) else 0):
        rest = line[gap.end() :]
        following = _SEPARATOR.split(rest, maxsplit=1)[0]
        credit = read_credit(following, language)
        if credit and credit.role:
            parts.append(line[end : gap.start()])
            end = gap.end()
    return [text for part in (*parts, line[end:]) for text in _at_labels(part)]


def _at_labels(part: str) -> list[str]:
    """Cut "Text: Ann Lee Photos: Bo Ek" before the second label."""
    colons = [match.start() for match in _COLON.finditer(part)][1:]
    for colon in colons:
        words = part[:colon].rstrip().split(" ")
        for count in range(min(_LABEL, len(words) - 1), 0, -1):
            if is_label(" ".join(words[-count:])):
                return [" ".join(words[:-count]), *_at_labels(" ".join(words[-count:]) + part[colon:])]
    return [part]


_LABEL = 3  # words of a label


def _matched(run: list[Credit]) -> list[Credit]:
    """Give each label of a run the names beside it: those behind it, or before it if the run ends with it.

    "Video" beside one name may be a section, so that a lone label of another role must be clear.
    """
    if run[0].role and run[0].names:
        return run
    ordered = run[::-1] if run[0].names and not run[-1].names else run
    labels = [(label, named) for label, named in pairwise(ordered) if label.role and named.names]
    is_sure = len(labels) > 1
    pairs = [pair for pair in labels if is_sure or pair[0].role is not Role.OTHER or pair[0].is_clear]
    return [Credit(_beside(label), named.names) for label, named in pairs]


def _beside(label: Credit) -> Role | None:
    """Return the role of the name beside a label: "Reviewed by" on its own line is no author's label."""
    return Role.OTHER if label.role is Role.EDITOR and label.is_clear else label.role
