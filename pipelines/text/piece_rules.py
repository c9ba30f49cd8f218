"""The ordered rules that drop pieces of the article's box. Each is a name and a test of one piece."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from itertools import islice

from pipelines.markup.lexicon import load
from pipelines.markup.scan import Box, Piece
from pipelines.markup.words import alike, fold, size_of
from pipelines.text import headed
from pipelines.text.container import HEADINGS, ends
from pipelines.text.draft import Draft, Test
from pipelines.text.line_rules import (
    agency_at,
    has_rights,
    is_agency_credit,
    is_buttons,
    is_byline,
    is_code_noise,
    is_credit,
    is_crumbs,
    is_cue,
    is_date_line,
    is_disclosure,
    is_label,
    is_last_word,
    is_pointer,
    is_rights,
    is_symbols,
    rights_at,
)

_PAGE_RULES = frozenset(("related", "promo", "links", "card", "share", "comments", "box", "person", "media"))


_MOST_TITLE = 400  # characters
_AROUND = 12  # boxes about a line in which its picture may stand
_OPENING = 4  # pieces; further down a standfirst is a quote of the text
_TOLD = 200_000  # letters: in a longer text nobody looks for the quote's other half
_QUOTED = re.compile('^["“”„«»‘’‹][^"“”„«»]+["“”«»’›]?$|^[^"“”„«»]+["”»]$')
_QUOTES = re.compile('["“”„«»]')


def is_title(draft: Draft, at: int, piece: Piece) -> bool:
    """The headline again: above the first paragraph in any words, further down only as it stands."""
    if len(piece.text) > _MOST_TITLE and at > draft.first + 2 and draft.tag(at) not in HEADINGS:
        return False
    text = draft.folded(at)
    if at > draft.first + 2 or text in draft.headlines:
        return len(text) > 6 and text in draft.headlines
    if draft.tag(at) == "h1":
        return at < draft.first or any(alike(text, h, 0.8) > 0.8 for h in draft.headlines)
    return 6 < len(text) < 300 and any(
        text == h or (abs(len(h) - len(text)) < 12 and alike(text, h, 0.9) > 0.9) for h in draft.headlines
    )


def is_link_line(draft: Draft, at: int, piece: Piece) -> bool:
    """A block that is one link within the site, and no sentence of the article."""
    tag = draft.tag(at)
    if tag == "li":
        return piece.size < 250 and draft.list_share(at) > 0.6 and not draft.leads_away(at)
    if piece.links > 1 and piece.link_share > 0.6 and piece.size < 120 and not ends(piece.text):
        return tag not in {"td", "th"} and _is_outer(draft, at, piece.links)
    if piece.link_share < 0.85 or tag in {"td", "th"} or piece.size >= 160:
        return False
    if draft.leads_away(at):
        return piece.size < 60 and draft.is_button(at)
    if tag in HEADINGS and draft.siblings(at) >= 3:  # entries of a list that the article itself is
        return False
    return not (piece.text.endswith(".") and piece.size > 80)


def _is_outer(draft: Draft, at: int, links: int) -> bool:
    """True for three links above the first paragraph but the standfirst, or two behind the last."""
    if at > draft.last_content():
        return True
    return links > 2 and at < draft.first_content()


def is_before(draft: Draft, at: int, piece: Piece) -> bool:
    """A short line above the headline, or before the first paragraph if neither heading nor sentence."""
    if at >= draft.first or piece.size >= 60 or ends(piece.text):
        return False
    return (
        draft.tag(at) not in {"li", "h2", "h3", "td", "th"} or at < draft.headline or piece.link_share > 0.3
    )


def is_double(draft: Draft, at: int, piece: Piece) -> bool:
    """A long paragraph that stands on the page already."""
    if piece.size < 40 or piece.link_share >= 0.5:
        return False
    again = at <= draft.first_content() + _OPENING and any(
        draft.folded(lead) == draft.folded(at) for lead in draft.leads
    )
    return again or draft.earliest(at) < at


def is_pull_quote(draft: Draft, at: int, piece: Piece) -> bool:
    """A quote set apart from the text that has it too."""
    if piece.size >= 300 or len(draft.folded(at)) < 25 or draft.is_heading(at):
        return False
    if draft.kind(at) != "quote" and not _QUOTED.match(piece.text):
        return False
    told = draft.told()
    return len(told) < _TOLD and told.count(draft.folded(at)) > 1


def is_dangling(draft: Draft, at: int, piece: Piece) -> bool:
    """A heading with nothing left under it, or over a list of links that is gone."""
    if not draft.is_heading(at):
        return False
    gone = 0
    for after in range(at + 1, len(draft.rules)):
        if draft.rules[after] is None:
            return gone > 0 and draft.is_heading(after)
        gone += draft.rules[after] in _PAGE_RULES and draft.scan.pieces[after].size > 15
    return True


def is_caption(draft: Draft, at: int, piece: Piece) -> bool:
    """A short text that shares a box with nothing but a picture."""
    if piece.size >= (160 if draft.is_prose(at) else 300) or draft.is_heading(at) or draft.tag(at) in _LISTED:
        return False
    boxes = draft.scan.boxes
    for index in islice(draft.scan.ancestors(piece.box), _AROUND):
        box = boxes[index]
        if box.last - box.first > 2 or box.tag in _LISTED or box.tag in _WHOLES:
            return False
        own = index == piece.box and (box.tag == "p" or draft.is_prose(at))
        if (not own or _is_below_picture(draft, at, box)) and next(
            box.element.iter("img", "picture", "video"), None
        ) is not None:
            return True
    return False


def is_figure(draft: Draft, at: int, piece: Piece) -> bool:
    """A numbered figure's words right behind its picture: "Figure 2: The weir"."""
    if piece.size >= _MOST_FIGURE or draft.tag(at) in _LISTED or not _figure().match(piece.text):
        return False
    above = draft.scan.boxes[piece.box].element.getprevious()
    if above is None or next(above.iter("img", "picture", "svg"), None) is None:
        return False
    return not above.text_content().strip()


_MOST_FIGURE = 700  # characters


@cache
def _figure() -> re.Pattern[str]:
    words = {word for words in load("labels")["figure"].values() for word in words}
    return re.compile(rf"(?:{'|'.join(map(re.escape, sorted(words)))})\s?\d{{1,3}}[a-z]?\s?[:.：]", re.I)


def is_tags(draft: Draft, at: int, piece: Piece) -> bool:
    """A line of three links and more that all lead to pages of tags."""
    if piece.links < 3 or piece.link_share < 0.8 or piece.size >= _MOST_TITLE:
        return False
    links = [a.get("href") or "" for a in draft.scan.boxes[piece.box].element.iter("a")]
    return bool(links) and all(_TAG_PAGE.search(href) for href in links)


_TAG_PAGE = re.compile(r"/(?:tags?|topics?|schlagwort|etiquetas?)/", re.I)


def _is_below_picture(draft: Draft, at: int, box: Box) -> bool:
    """A short line, no sentence, in the same paragraph as a picture and behind it."""
    piece, first = draft.scan.pieces[at], next(iter(box.element), None)
    if piece.size >= 160 or ends(piece.text) or piece.link_share > 0.5 or first is None:
        return False
    return not (box.element.text or "").strip() and next(first.iter("img", "picture"), None) is not None


_WHOLES = frozenset(("section", "article", "main", "body"))
_LISTED = frozenset(("li", "td", "th", "dd", "dt", "pre", "blockquote"))


def is_bio(draft: Draft, at: int, piece: Piece) -> bool:
    """A last paragraph that tells who the author is."""
    start = draft.folded(at)[:60] if piece.size <= 700 else ""
    if not any(" " in name and name in start for name in draft.names):
        return False
    return at >= draft.last_kept(3) and not _QUOTES.search(piece.text)


def is_tail(draft: Draft, at: int, piece: Piece) -> bool:
    """A short line behind the last sentence."""
    short = piece.size < 60 and not ends(piece.text) and draft.tag(at) not in _LISTED
    return short and at > draft.last_content() and not _heads_text(draft, at)


def _heads_text(draft: Draft, at: int) -> bool:
    """True for an h1 right over a plain paragraph that stays, be it no sentence: a list of names."""
    below = draft.scan.pieces[at + 1 : at + 2]
    plain = bool(below) and draft.rules[at + 1] is None and draft.tag(at + 1) == "p"
    return plain and draft.tag(at) == "h1" and below[0].size >= 60 and below[0].link_share < 0.5


def unglue(draft: Draft) -> None:
    """Cut the headline off a paragraph that it is glued to: "…US bullyingThe Leader…"."""
    title = draft.title or ""
    for at in draft.kept() if len(title) >= 15 else ():
        piece = draft.scan.pieces[at]
        rest = piece.text[len(title) :]
        if (
            len(rest) > 20
            and _starts_anew(rest[0])
            and piece.text[: len(title)].casefold() == title.casefold()
        ):
            draft.cut(at, piece.text[: len(title)], "title", rest.lstrip("\n"))


def _starts_anew(mark: str) -> bool:
    caseless = mark.isalpha() and mark.upper() == mark.lower()
    return mark.isupper() or caseless or mark == "\n" or mark in "\"“„«‘'"


def trim(draft: Draft) -> None:
    """Cut the lines above a paragraph that share its block: headline, number, date, buttons."""
    for at in draft.kept():
        piece = draft.scan.pieces[at]
        first, *rest = piece.text.split("\n")
        while rest and (rule := _above(draft, at, first)):
            draft.cut(at, first, rule, "\n".join(rest))
            first, *rest = rest


def unsign(draft: Draft) -> None:
    """Cut the agency's name off a paragraph that ends with it: "… on Monday. Reuters"."""
    _cut_end(draft, "credit", agency_at)


def release(draft: Draft) -> None:
    """Cut the words that reserve the rights off a long paragraph's end; a short one goes whole."""
    if has_rights(draft):
        _cut_end(draft, "copyright", rights_at, _LONG)


def _cut_end(draft: Draft, rule: str, found: Callable[[str], int | None], least: int = 0) -> None:
    for at in draft.kept():
        text = draft.scan.pieces[at].text
        if len(text) >= least and (end := found(text)) and draft.kind(at) == "paragraph":
            draft.cut(at, text[end:].strip(), rule, text[:end].rstrip(" -–—"))


_LONG = 200  # characters


def _above(draft: Draft, at: int, line: str) -> str | None:
    """The rule that a line above a paragraph falls under; None where it is the paragraph's own."""
    folded = fold(line)
    alone = Piece(line, draft.scan.pieces[at].box, size_of(line), 0, 0, 0)
    if len(folded) > 6 and folded in draft.headlines:
        return "title"
    if len(folded) > 6 and folded in draft.names:
        return "byline"
    tests = _ABOVE if at <= draft.first else ()
    return next((name for name, test in tests if test(draft, at, alone)), None)


_ABOVE: tuple[tuple[str, Test], ...] = (("id", is_label), ("date", is_date_line), ("share", is_buttons))
RULES: tuple[tuple[str, Test], ...] = (
    ("title", is_title),
    ("id", is_label),
    ("crumbs", is_crumbs),
    ("symbols", is_symbols),
    ("symbols", is_code_noise),
    ("related", is_cue("related")),
    ("comments", is_cue("comments")),
    ("promo", is_cue("promo")),
    ("promo", is_disclosure),
    ("related", is_pointer),
    ("copyright", is_rights),
    ("share", is_cue("share")),
    ("share", is_buttons),
    ("media", is_cue("media")),
    ("agency", is_cue("agency")),
    ("credit", is_credit),
    ("credit", is_agency_credit),
    ("date", is_date_line),
    ("byline", is_byline),
    ("caption", is_figure),
    ("caption", is_caption),
    ("bio", is_bio),
    ("copyright", is_last_word),
    ("links", is_link_line),
    ("links", is_tags),
    ("before", is_before),
    ("double", is_double),
    ("double", is_pull_quote),
    ("tail", is_tail),
    ("dangling", is_dangling),
)


# Rules that few pieces fit where they are right; where more do, the article is made of such pieces.
_FEW = {"tail": 0.25, "caption": 0.5, "symbols": 0.25}


def apply(draft: Draft) -> None:
    """Run every rule over the pieces that are left, in order."""
    unglue(draft)
    trim(draft)
    release(draft)
    sentences = sum(map(draft.is_prose, draft.kept()))
    left = _left(draft)
    for name, test in RULES:
        if name == "dangling":
            headed.apply(draft)
            headed.remnants(draft)
            left = _left(draft)
        draft.settle()
        found = [at for at in left if test(draft, at, draft.scan.pieces[at])]
        if name in _FEW and len(found) > max(4, _FEW[name] * sentences):
            continue
        for at in found:
            draft.rules[at] = name
        if found:
            left = _left(draft)
    unsign(draft)


def _left(draft: Draft) -> list[int]:
    """The pieces that rules may drop."""
    return [at for at in draft.kept() if at not in draft.leads]
