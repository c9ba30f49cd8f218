"""The ordered rules that drop pieces of the article's box. Each is a name and a test of one piece."""

from __future__ import annotations

import re
from functools import cache

from pipelines.text.container import HEADINGS, ends
from pipelines.text.cues import cue
from pipelines.text.draft import Draft, Test
from pipelines.text.lexicon import load
from pipelines.text.scan import Piece
from pipelines.text.words import alike

_CRUMBS = re.compile(
    r"^[^.!?]{0,60}(?:\s(?:<<|>>|»|«|›|‹|→|>)\s[^.!?]{0,60})+$|^(?:[^/|]{2,25}\s[/|]\s){2,}[^/|]{2,40}$"
)
_CLOCK = re.compile(r"\d{1,2}[:.h]\d{2}|\b(?:19|20|13|14)\d\d\b|\b\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b")
_SYMBOLS = re.compile(r"^[\W\d_]*$")


def is_title(draft: Draft, at: int, piece: Piece) -> bool:
    """The headline again: as h1, in a teaser, above the first paragraph."""
    text = draft.folded(at)
    if draft.tag(at) == "h1" and draft.scan.boxes[draft.box].first <= at:
        return any(alike(text, h) > 0.6 for h in draft.headlines) or at < draft.first
    return 6 < len(text) < 300 and any(
        text == h or (abs(len(h) - len(text)) < 12 and alike(text, h) > 0.9) for h in draft.headlines
    )


def is_cue(*rules: str) -> Test:
    """A test for phrases of data/cues.toml under one of `rules`."""

    def test(draft: Draft, at: int, piece: Piece) -> bool:
        if piece.size > 400:
            return False
        found = cue(piece.text)
        if not found or found[0] not in rules:
            return False
        return (
            found[1]
            or piece.link_share > 0.3
            or piece.size < 90
            or (piece.size < 200 and not draft.is_prose(at))
        )

    return test


def is_date_line(draft: Draft, at: int, piece: Piece) -> bool:
    """A short line that is a date or a clock and its label."""
    if piece.size > 110 or draft.is_heading(at) or ends(piece.text) or len(piece.text.split()) > 14:
        return False
    return (
        bool(_CLOCK.search(piece.text))
        and sum(c.isdigit() for c in piece.text) >= len(piece.text) * 0.12
        and draft.tag(at) not in {"li", "td", "th"}
    )


def is_byline(draft: Draft, at: int, piece: Piece) -> bool:
    """A line with little but the authors' names."""
    if piece.size > 150 or not draft.names or ends(piece.text.rstrip(" .")):
        return False
    text = draft.folded(at)
    left = len(text) - sum(len(name) for name in draft.names if name in text)
    return left < len(text) and (left <= 6 or (left <= 60 and at < draft.first))


def is_crumbs(draft: Draft, at: int, piece: Piece) -> bool:
    return piece.size < 200 and bool(_CRUMBS.match(piece.text)) and at < draft.first


def is_symbols(draft: Draft, at: int, piece: Piece) -> bool:
    """Bullets, counters and rules drawn with characters; a numbered heading is none."""
    return (
        piece.size < 30
        and bool(_SYMBOLS.match(piece.text))
        and draft.tag(at) not in {"td", "th", "pre", *HEADINGS}
    )


def is_link_line(draft: Draft, at: int, piece: Piece) -> bool:
    """A block that is one link and no sentence of the article."""
    if piece.link_share < 0.85 or draft.tag(at) in {"td", "th"}:
        return False
    return piece.size < 160 and not (piece.text.endswith(".") and piece.size > 80)


def is_before(draft: Draft, at: int, piece: Piece) -> bool:
    """A short line before the first paragraph that is neither heading nor sentence."""
    return (
        at < draft.first
        and piece.size < 60
        and not ends(piece.text)
        and draft.tag(at) not in {"li", "h2", "h3", "td", "th"}
    )


def is_double(draft: Draft, at: int, piece: Piece) -> bool:
    """A long paragraph that stands on the page already."""
    return piece.size >= 40 and draft.earliest(at) < at


def is_dangling(draft: Draft, at: int, piece: Piece) -> bool:
    """A heading with nothing under it."""
    if draft.tag(at) not in HEADINGS:
        return False
    after = next((i for i in draft.kept() if i > at), None)
    return after is None


def is_label(draft: Draft, at: int, piece: Piece) -> bool:
    """A line that holds nothing but the article's number."""
    return piece.size < 60 and external_id(piece.text) is not None


@cache
def _id_line() -> re.Pattern[str]:
    words = sorted({re.escape(w) for ws in load("labels")["id"].values() for w in ws}, key=len, reverse=True)
    return re.compile(rf"^\W*(?:{'|'.join(words)})\s*[:：#.]?\s*([\w-]*\d[\w-]*)\W*$", re.I)


def external_id(text: str) -> str | None:
    """The number on a line such as "News ID: 84451"."""
    match = _id_line().match(text) if len(text) < 80 else None
    return match[1] if match else None


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
            piece.text = rest


def _starts_anew(mark: str) -> bool:
    return not mark.isspace() and (
        mark.isupper() or mark in "\"“„«‘'" or (mark.isalpha() and mark.upper() == mark.lower())
    )


def is_furniture(draft: Draft, at: int) -> bool:
    """True for a line that no headline is: a crumb, a clock, a label, a button."""
    piece = draft.scan.pieces[at]
    found = cue(piece.text)
    return bool(found and found[1]) or any(
        test(draft, at, piece) for test in (is_crumbs, is_date_line, is_label, is_symbols)
    )


RULES: tuple[tuple[str, Test], ...] = (
    ("title", is_title),
    ("id", is_label),
    ("crumbs", is_crumbs),
    ("symbols", is_symbols),
    ("related", is_cue("related")),
    ("comments", is_cue("comments")),
    ("promo", is_cue("promo")),
    ("copyright", is_cue("copyright")),
    ("share", is_cue("share")),
    ("date", is_date_line),
    ("byline", is_byline),
    ("links", is_link_line),
    ("before", is_before),
    ("double", is_double),
    ("dangling", is_dangling),
)


def apply(draft: Draft) -> None:
    """Run every rule over the pieces that are left, in order."""
    unglue(draft)
    for name, test in RULES:
        for at in list(draft.kept()):
            if at != draft.lead and test(draft, at, draft.scan.pieces[at]):
                draft.rules[at] = name
