"""Finds boxes of controls by their shape: players of recordings, and bars that share or print a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import islice, takewhile

from lxml import html

from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.scan import Box, Piece
from pipelines.markup.words import tidy
from pipelines.text.boxes.teasers import Facts
from pipelines.urls import bare_host

_SHARED = re.compile(
    r"^(?:mailto:\?|(?:whatsapp|tg|viber|fb-messenger|sms|line|weixin|kakaolink):)"
    r"|(?:share|intent|submit|compose|pin/create)[^?#]*\?.",
    re.I,
)
"""Addresses of links that share a page. A link whose parameters name the page's own site shares it too."""
_LENGTH = re.compile(r"(?:^|[^\w:.])(?:\d{1,2}:)?\d{1,2}:\d\d(?:\W*$|\s*/)|^\W*\d{1,3}\s?[^\W\d]{1,8}\W*$")
"""The length of a recording: "01:24", "3 min"."""
_DIGIT = re.compile(r"\d")
_RECORDINGS = ("video", "audio", "iframe", "object", "embed", "amp-video", "amp-audio")
_PARTS = 5  # pieces of a player
_PLAYER = 250  # characters of a player
_LABEL, _SHORT_LABEL = 40, 34  # characters of a bar's label; of one among buttons
_LEAST = 2  # controls of a bar


def players(facts: Facts) -> Iterator[int]:
    """Yield the largest boxes of a recording, its length and short lines: they are the player's own."""
    end, scan = 0, facts.scan
    for at, piece in enumerate(scan.pieces):
        if at < end or piece.size > _PLAYER or not _has_length(facts, piece):
            continue
        around = takewhile(
            lambda i: scan.boxes[i].last - scan.boxes[i].first <= _PARTS, scan.ancestors(piece.box)
        )
        found = [index for index in around if _is_player(facts, scan.boxes[index])]
        yield from found[-1:]
        end = scan.boxes[found[-1]].last if found else end


def _has_length(facts: Facts, piece: Piece) -> bool:
    if _DIGIT.search(piece.text) is None:
        return False
    parts = zip(piece.runs, piece.holders, strict=True)
    whole = (piece.text, facts.scan.boxes[piece.box].element)
    return any(_LENGTH.search(text) and holder.tag != "time" for text, holder in (whole, *parts))


def _is_player(facts: Facts, box: Box) -> bool:
    pieces = facts.scan.pieces[box.first : box.last]
    is_text = facts.sentences[box.last] > facts.sentences[box.first] or facts.titles(box.first, box.last)
    if is_text or sum(piece.size for piece in pieces) > _PLAYER:
        return False
    lengths = [piece.text for piece in pieces if _has_length(facts, piece)]
    recording, *controls = (next(box.element.iter(*tags), None) for tags in (_RECORDINGS, *_CONTROLS))
    count = sum(c is not None for c in controls)
    if len(lengths) != 1 or (recording is None and count < len(_CONTROLS)):
        return False
    is_film = recording is not None and recording.tag in _FILMS and _CLOCK.match(lengths[0]) is not None
    return count > 0 or is_film


_FILMS = frozenset(("video", "audio"))  # an <iframe> may be a map beside the time of an event
_CLOCK = re.compile(r"(?:\d{1,2}:)?\d{1,2}:\d\d(?: / [\d:]+)?$")
_CONTROLS = (("button",), ("progress", "input", "meter"))


def bars(facts: Facts) -> Iterator[int]:
    """Yield the largest boxes of links that share the page, or of buttons without words, and one label."""
    scan, host, seen = facts.scan, bare_host(facts.url), set[int]()
    for control in scan.boxes[0].element.iter("a", "button") if scan.boxes else ():
        if control.tag == "a" and not _may_share(control.get("href") or "", host):
            continue
        start = scan.box_around(control)
        bar = None if start in seen else _bar(facts, start, host)
        seen.add(start)
        if bar is not None:
            yield bar


def _may_share(address: str, host: str) -> bool:
    if "?" not in address:
        return address[:1] == "#"
    is_own = bool(host) and host in address.partition("?")[2]
    return is_own or _SHARED.search(address) is not None


def _bar(facts: Facts, start: int, host: str) -> int | None:
    """Return the largest box around a control that is a bar."""
    largest = None
    for index in facts.scan.ancestors(start):
        box, counts = facts.scan.boxes[index], [0, 0, 0]
        if len(_labels(facts, box)) > 1:
            break
        for control in box.element.iter("a", "button"):
            kind = _kind(control, host)
            if kind == _OTHER:
                return largest
            counts[kind] += 1
        largest = index if box.last > box.first and _is_bar(facts, box, counts) else largest
    return largest


def _labels(facts: Facts, box: Box) -> list[Piece]:
    """Return the first two pieces of a box with text outside links; a bar has one at most."""
    pieces = map(facts.scan.pieces.__getitem__, range(box.first, box.last))
    return list(islice((piece for piece in pieces if len(piece.text) > piece.link_size + _MARKS), 2))


_SHARES, _ICON, _BUTTON, _OTHER = range(4)


def _kind(control: html.HtmlElement, host: str) -> int:
    text, address = tidy(control.text_content()), control.get("href") or ""
    if len(text) <= _NAME and address[:1] != "#" and _may_share(address, host):
        return _SHARES
    if text:
        return _BUTTON if control.tag == "button" else _OTHER
    return _ICON if control.tag == "button" or address[:1] == "#" else _BUTTON


_NAME = 20  # characters of a site's name, or of "Send by e-mail"


def _is_bar(facts: Facts, box: Box, counts: Sequence[int]) -> bool:
    shares, icons, _ = counts
    if not (icons >= _LEAST or (shares and sum(counts) >= _LEAST)):
        return False
    labels = _labels(facts, box)
    is_bar = len(labels) <= 1 and all(_is_label(facts, label, shares) for label in labels)
    return is_bar and (shares > 0 or not _is_carousel(box))


_MARKS = 3  # characters between links


def _is_label(facts: Facts, label: Piece, shares: int) -> bool:
    """Return True for a short line; a heading or sentence only among links that share."""
    box = facts.scan.boxes[label.box]
    is_text = box.tag in HEADINGS or label.text[-1] in ".。"
    longest = _LABEL if shares else _SHORT_LABEL
    return label.size <= longest and box.tag != "h1" and (shares >= _LEAST or not is_text)


def _is_carousel(box: Box) -> bool:
    """Return True if a box begins and ends with a control, with text between: it shows the next picture."""
    return _CAROUSEL.match("".join(_order(box.element))) is not None


_CAROUSEL = re.compile("c+t+c+$")  # controls and texts in the order of the page


def _order(element: html.HtmlElement) -> Iterator[str]:
    is_shown = isinstance(element.tag, str)  # a comment is not
    yield from "t" * bool(is_shown and (element.text or "").strip())
    for child in element:
        yield from "c" if child.tag in {"a", "button"} else _order(child)
        yield from "t" * bool((child.tail or "").strip())
