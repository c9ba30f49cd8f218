"""The rules that drop pieces of the article's box, in order; the model weighs their results later."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import islice

from lxml import html

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Piece
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import alike, fold, size_of
from pipelines.text.draft import Cut, Draft, Test
from pipelines.text.lines.line_rules import (
    is_byline,
    is_code_noise,
    is_credit,
    is_credit_above,
    is_cue,
    is_date_line,
    is_facts_line,
    is_label,
    is_reading_time,
    is_rights,
    is_symbols,
)
from pipelines.text.lines.pointer_lines import is_pointer
from pipelines.text.lines.reader_lines import kinds_in
from pipelines.text.pieces import headed
from pipelines.text.pieces.captions import is_below_picture, is_caption, repeats_alt_text
from pipelines.text.pieces.link_lines import is_in_contents, is_labelled_links, is_link_line
from pipelines.text.pieces.outer_lines import is_before, is_tail
from pipelines.text.pieces.repeats import is_double

_PAGE_RULES = frozenset(("related", "promo", "links", "card", "share", "comments", "box", "person", "media"))


_LONGEST_TITLE = 400  # characters
_LONGEST_TEXT = 200_000  # letters; in a longer text the search would be too slow
_QUOTED = re.compile('^["“”„«»‘’‹][^"“”„«»]+["“”«»’›]?$|^[^"“”„«»]+["”»]$')
_QUOTES = re.compile('["“”„«»]')


def is_title(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a repeated headline: above the first paragraph similar words are enough."""
    if len(piece.text) > _LONGEST_TITLE and at > draft.first + 2 and draft.tag(at) not in HEADINGS:
        return False
    text = draft.folded(at)
    if at > draft.first + 2 or text in draft.headlines:
        return len(text) > 6 and text in draft.headlines
    if draft.tag(at) == "h1":
        return at < draft.first or any(alike(text, h, 0.8) > 0.8 for h in draft.headlines)
    return 6 < len(text) < 300 and any(
        text == h or (abs(len(h) - len(text)) < 12 and alike(text, h, 0.9) > 0.9) for h in draft.headlines
    )


def is_pull_quote(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a pull quote: another piece contains the same words.

    Of pieces with just these words, the paragraph stays, or else the first.
    """
    if piece.size >= 300 or len(draft.folded(at)) < 25 or draft.is_heading(at):
        return False
    if draft.kind(at) != "quote" and not _QUOTED.match(piece.text):
        return False
    text, words = draft.folded_text(), draft.folded(at)
    if len(text) >= _LONGEST_TEXT or (count := text.count(words)) < 2:
        return False
    same = draft.remaining.places_by_text[words]
    stays = next((i for i in same if draft.kind(i) != "quote"), same[0])
    return at != stays or count > len(same)


def is_dangling(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a heading if nothing is left under it, or if its list of links was dropped."""
    if not draft.is_heading(at) or _is_entry(draft, at):
        return False
    dropped = 0
    for after in range(at + 1, len(draft.rules)):
        if draft.rules[after] is None:
            return dropped > 0 and draft.is_heading(after)
        other = draft.scan.pieces[after]
        is_linked = draft.rules[after] == "date" and other.links > 0  # "17:40 Bridge closed"
        dropped += (draft.rules[after] in _PAGE_RULES or is_linked) and other.size > 15
    return True


def _is_entry(draft: Draft, at: int) -> bool:
    """Return True for one of three headings of a level with no text between: entries of a picture list."""
    kept, tag = draft.remaining.kept, draft.tag(at)
    place = bisect_left(kept, at)
    before, behind = kept[max(0, place - 2) : place], kept[place + 1 : place + 3]
    is_same_tag = [draft.tag(i) == tag for i in (*before, at, *behind)]
    runs = (is_same_tag[i : i + _ENTRIES] for i in range(len(is_same_tag) - _ENTRIES + 1))
    return tag != "h1" and any(map(all, runs))


_ENTRIES = 3


def is_bio(draft: Draft, at: int, piece: Piece) -> bool:
    """Return True for a paragraph that introduces the author: "Ann Lee is a reporter …".

    It is one of the last, or alone in a box of its own.
    """
    if piece.size > 700 or (at < draft.last_kept(3) and not _is_alone(draft, at)):
        return False
    start = draft.folded(at)[:60]
    is_named = any(_is_named(name, start) for name in draft.names)
    if not is_named or fold(piece.text.partition(":")[0]) in draft.names:  # "Ann Lee: This is …" is speech
        return False
    return _names_titles(piece) or not _QUOTES.search(piece.text)


def _is_named(name: str, start: str) -> bool:
    """Return True if a line's beginning has a name of two words, or begins with one in a dense script."""
    if " " in name:
        return name in start
    return size_of(name) > 2 * len(name) >= _DENSE_NAME and start.startswith(name)


_DENSE_NAME = 6  # twice the letters of a Chinese, Japanese or Korean name, which count more than one each


def _is_alone(draft: Draft, at: int) -> bool:
    """Return True for the only sentence in a box that also has a label or link."""
    box = draft.scan.boxes[draft.scan.pieces[at].box]
    around = draft.scan.boxes[box.parent] if box.parent >= 0 else box
    is_small = draft.siblings(at) == 1 < around.last - around.first <= _BIO_PIECES
    return is_small and not _is_in_row(around.element)


def _is_in_row(element: html.HtmlElement) -> bool:
    """Return True for one of the entries of a live report or a round of answers: its neighbours are alike."""
    form = (element.tag, element.get("class"))
    return any(
        e is not None and (e.tag, e.get("class")) == form for e in (element.getprevious(), element.getnext())
    )


_BIO_PIECES = 6


def _names_titles(piece: Piece) -> bool:
    """Return True for a line in italics that quotes only titles: "Her last book is “The Roof”"."""
    quoted = _QUOTATION.findall(piece.text)
    if not quoted or any(map(has_sentence, quoted)) or not _is_slanted(piece):
        return False
    return not any("me" in kinds for kinds in kinds_in(piece.text))


_QUOTATION = re.compile('["“”„«»]([^"“”„«»]{1,80})["“”«»]')


def _is_slanted(piece: Piece) -> bool:
    """Return True if all of a line is in italics."""
    words = (holder for run, holder in zip(piece.runs, piece.holders, strict=True) if run.strip())
    return all(any(e.tag in _SLANTED for e in islice((h, *h.iterancestors()), 3)) for h in words)


_SLANTED = frozenset(("em", "i"))


def _glued(draft: Draft) -> Iterator[Cut]:
    """Yield cuts of a headline that runs into its paragraph: "…US bullyingThe Leader…"."""
    title = draft.title or ""
    for at in draft.kept() if len(title) >= 15 else ():
        text = draft.scan.pieces[at].text
        head, rest = text[: len(title)], text[len(title) :]
        if len(rest) > 20 and _starts_anew(rest[0]) and head.casefold() == title.casefold():
            yield Cut(at, head, "title", rest.lstrip("\n"))


def _starts_anew(mark: str) -> bool:
    caseless = mark.isalpha() and mark.upper() == mark.lower()
    return mark.isupper() or caseless or mark == "\n" or mark in "\"“„«‘'"


def _lines_above(draft: Draft) -> Iterator[Cut]:
    """Yield cuts of lines at the top of a paragraph's block: headline, number, date."""
    for at in draft.kept():
        first, *rest = draft.scan.pieces[at].text.split("\n")
        while rest and (rule := _above(draft, at, first)):
            yield Cut(at, first, rule, "\n".join(rest))
            first, *rest = rest


def _above(draft: Draft, at: int, line: str) -> str | None:
    """Return the rule that drops a line at the top of a paragraph, or None."""
    folded = fold(line)
    alone = Piece(line, draft.scan.pieces[at].box, size_of(line), 0, 0, 0)
    if len(folded) > 6 and folded in draft.headlines:
        return "title"
    if len(folded) > 6 and folded in draft.names:
        return "byline"
    if alone.size < _CAPTION and is_below_picture(draft, draft.scan.pieces[at]):
        return "caption"
    tests = _ABOVE if at <= draft.first else ()
    return next((name for name, test in tests if test(draft, at, alone)), None)


_CAPTION = 160  # characters
_ABOVE: tuple[tuple[str, Test], ...] = (("id", is_label), ("date", is_date_line))
RULES: tuple[tuple[str, Test], ...] = (
    ("title", is_title),
    ("id", is_label),
    ("symbols", is_symbols),
    ("symbols", is_code_noise),
    ("related", is_cue("related")),
    ("comments", is_cue("comments")),
    ("promo", is_cue("promo")),
    ("related", is_pointer),
    ("copyright", is_rights),
    ("share", is_cue("share")),
    ("media", is_cue("media")),
    ("agency", is_cue("agency")),
    ("credit", is_credit),
    ("date", is_date_line),
    ("date", is_facts_line),
    ("date", is_reading_time),
    ("byline", is_byline),
    ("byline", is_credit_above),
    ("caption", is_caption),
    ("shown", repeats_alt_text),
    ("bio", is_bio),
    ("links", is_in_contents),
    ("links", is_link_line),
    ("links", is_labelled_links),
    ("before", is_before),
    ("double", is_pull_quote),
    ("double", is_double),
    ("tail", is_tail),
    ("dangling", is_dangling),
)


_MAX_SHARE = {"tail": 0.25, "caption": 0.5, "symbols": 0.25}
"""A rule that matches more than this share of the sentences is not applied: it matches the article's text."""


def apply(draft: Draft) -> None:
    """Apply every rule to the remaining pieces, in order."""
    for cuts in (_glued, _lines_above):
        draft.cut(list(cuts(draft)))
    draft.before = draft.remaining
    sentences = sum(map(draft.is_prose, draft.kept()))
    for name, test in RULES:
        if name == "dangling":
            headed.apply(draft)
            headed.remnants(draft)
        pieces = draft.scan.pieces
        matches = [at for at in _droppable(draft) if test(draft, at, pieces[at])]
        if name not in _MAX_SHARE or len(matches) <= max(4, _MAX_SHARE[name] * sentences):
            draft.decide(matches if name != "caption" else _without_last_text(draft, matches), name)


def _without_last_text(draft: Draft, captions: list[int]) -> list[int]:
    """Return the captions; without the sentences among them if the rule would drop every sentence."""
    has_other = any(draft.is_prose(at) for at in draft.kept() if at not in captions)
    return captions if has_other else [at for at in captions if not draft.is_prose(at)]


def _droppable(draft: Draft) -> list[int]:
    """Return the pieces that rules may drop."""
    leads = draft.leads
    return [at for at in draft.kept() if at not in leads]
