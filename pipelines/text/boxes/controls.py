"""Finds boxes of controls by their shape: players of recordings, and bars that share or print a page."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
"""The address of a link that gives a page to another site; the page's own address in it is as good."""
_LENGTH = re.compile(r"(?:^|[^\w:.])(?:\d{1,2}:)?\d{1,2}:\d\d(?:\W*$|\s*/)|^\W*\d{1,3}\s?[^\W\d]{1,8}\W*$")
"""The length of a recording: "01:24", "3 min"."""
_RECORDINGS = ("video", "audio", "iframe", "object", "embed", "amp-video", "amp-audio")
_PARTS = 5  # pieces of a player
_PLAYER = 250  # characters of a player
_LABEL = 40  # characters of a bar's label
_ENOUGH = 3  # signs of a player
_LEAST = 2  # controls of a bar


def players(facts: Facts) -> Iterator[int]:
    """Yield the largest boxes of a recording, its length and short lines: they are the player's own."""
    end = 0
    for index, box in enumerate(facts.scan.boxes):
        if box.first >= end and 0 < box.last - box.first <= _PARTS and _is_player(facts, box):
            end = box.last
            yield index


def _is_player(facts: Facts, box: Box) -> bool:
    pieces = facts.scan.pieces[box.first : box.last]
    is_text = facts.sentences[box.last] > facts.sentences[box.first] or facts.titles(box.first, box.last)
    if is_text or sum(piece.size for piece in pieces) > _PLAYER:
        return False
    has_length = any(
        _LENGTH.search(run) and holder.tag != "time"
        for piece in pieces
        for run, holder in (
            (piece.text, facts.scan.boxes[piece.box].element),
            *zip(piece.runs, piece.holders, strict=True),
        )
    )
    if not has_length:
        return False
    recording, *controls = (next(box.element.iter(*tags), None) for tags in (_RECORDINGS, *_CONTROLS))
    return 1 + 2 * (recording is not None) + sum(c is not None for c in controls) >= _ENOUGH


_CONTROLS = (("button",), ("progress", "input", "meter"))


def bars(facts: Facts) -> Iterator[int]:
    """Yield the largest boxes of links that share the page, or of buttons without words, and one label."""
    root = facts.scan.boxes[0].element if facts.scan.boxes else html.Element("p")
    places = {box.element: index for index, box in enumerate(facts.scan.boxes)}
    counts = [[0, 0, 0, 0] for _ in places]
    for control in root.iter("a", "button"):
        at = next((places[e] for e in (control, *control.iterancestors()) if e in places), 0)
        counts[at][_kind(control, bare_host(facts.url))] += 1
    for index in range(len(counts) - 1, 0, -1):
        above = counts[facts.scan.boxes[index].parent]
        for kind, count in enumerate(counts[index]):
            above[kind] += count
    end = 0
    for index, box in enumerate(facts.scan.boxes):
        if box.first >= end and box.last > box.first and _is_bar(facts, box, counts[index]):
            end = box.last
            yield index


_SHARES, _ICON, _BUTTON, _OTHER = range(4)


def _kind(control: html.HtmlElement, host: str) -> int:
    text, address = tidy(control.text_content()), control.get("href") or "#"
    if len(text) <= _NAME and (_SHARED.search(address) or (host and host in address.partition("?")[2])):
        return _SHARES
    if text:
        return _BUTTON if control.tag == "button" else _OTHER
    return _ICON if control.tag == "button" or address[0] == "#" else _BUTTON


_NAME = 20  # characters of a site's name, or of "Send by e-mail"


def _is_bar(facts: Facts, box: Box, counts: Sequence[int]) -> bool:
    shares, icons, _, others = counts
    if others or not (icons >= _LEAST or (shares and sum(counts) >= _LEAST)):
        return False
    labels = [p for p in facts.scan.pieces[box.first : box.last] if len(p.text) > p.link_size + _MARKS]
    return len(labels) <= 1 and all(_is_label(facts, label, shares) for label in labels)


_MARKS = 3  # characters between links


def _is_label(facts: Facts, label: Piece, shares: int) -> bool:
    """Return True for a short line; a heading or sentence only among links that share."""
    box = facts.scan.boxes[label.box]
    is_text = box.tag in HEADINGS or label.text[-1] in ".。"
    return label.size <= _LABEL and box.tag != "h1" and (shares >= _LEAST or not is_text)
