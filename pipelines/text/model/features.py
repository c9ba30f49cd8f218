"""The features of each piece of a page: every feature is a named column with one value for each piece."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pipelines.markup.cues import cue, phrases
from pipelines.markup.element_kinds import HEADINGS
from pipelines.markup.lexicon import Group, load
from pipelines.markup.scan import Piece, Scan
from pipelines.markup.sentences import has_sentence
from pipelines.markup.words import fold

Column = NDArray[np.float64]
Columns = dict[str, Column]

_TAGS = {
    "p": ("p",),
    "h1": ("h1",),
    "h2": ("h2",),
    "h3": ("h3", "h4", "h5", "h6"),
    "li": ("li",),
    "cell": ("td", "th"),
    "term": ("dt", "dd"),
    "pre": ("pre",),
    "quote": ("blockquote",),
    "div": ("div",),
    "whole": ("section", "article", "main", "body"),
}
_TAG_OF = {tag: number for number, tags in enumerate(_TAGS.values()) for tag in tags}
_OTHER = len(_TAGS)
_SIZES = (15, 30, 60, 120, 250, 500)
_NOTICE = 1500  # characters; in a longer text no cue is searched
_HEAD = 120  # characters of a text in which digits and capitals are counted
_DIGIT = re.compile(r"\d")
_UPPER = re.compile(r"[A-ZÀ-ÞА-ЯΑ-Ω]")
_DIGITS, _CAPITALS = b"0123456789", b"ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_OPENING_QUOTES = frozenset('"“”„«»‘’‹「『')
_NUMBERS = [Piece._fields.index(name) for name in ("box", "size", "links", "strong_size")]
_UNIT = (2, 12)  # least and most pieces of a box that may be a teaser or a comment


@dataclass(frozen=True, slots=True)
class Known:
    """What is known about the article before its text is found."""

    headline: int | None = None
    """The piece that is the printed headline."""
    headlines: tuple[str, ...] = ()
    """Every headline that the page offers, folded."""
    descriptions: tuple[str, ...] = ()
    """The page's own descriptions of its article, folded."""


class BoxSums:
    """The boxes of a page as arrays, and sums over their pieces."""

    def __init__(self, scan: Scan, text_values: Sequence[float]) -> None:
        boxes, pieces = scan.boxes, scan.pieces
        self.first = np.array([box.first for box in boxes], int)
        self.last = np.array([box.last for box in boxes], int)
        self.parent = np.array([max(box.parent, 0) for box in boxes], int)
        self.depth = np.array([box.depth for box in boxes], int)
        of, size, links, strong = ([piece[at] for piece in pieces] for at in _NUMBERS)
        self.of = np.array(of, int)
        self.size, self.links = np.array(size, float), np.array(links, float)
        self.strong = np.array(strong, float)
        self.text_value = np.maximum(np.array(text_values, float), 0.0)
        self.length = np.array([len(piece.text) for piece in pieces], float)
        self.link = np.minimum(np.array([piece.link_size for piece in pieces], float), self.length)
        self.count = self.last - self.first
        self.form = _numbered([(box.tag, box.classes) for box in boxes])
        """For every box, the number of its form: its tag and class."""
        self.shape = _numbered(zip(self.form.tolist(), self.form[self.parent].tolist(), strict=True))[self.of]
        """For every piece, the number of the form of its box together with that of the parent box."""
        self.shares = self.sums(self.text_value) / max(float(self.text_value.sum()), 1e-9)
        self.link_shares = self.sums(self.link) / np.maximum(self.sums(self.length), 1.0)

    def sums(self, values: Column) -> Column:
        """Return for every box the sum of its pieces' values."""
        total = np.concatenate(([0.0], values.cumsum()))
        sums: Column = total[self.last] - total[self.first]
        return sums


def _numbered(values: Iterable[Hashable]) -> NDArray[np.int_]:
    """Return a number for each value, from 0; equal values have the same number."""
    numbers: dict[Hashable, int] = {}
    return np.array([numbers.setdefault(value, len(numbers)) for value in values], int)


def local(scan: Scan, boxes: BoxSums, known: Known) -> Columns:
    """Return the features of the first step: the piece's words, boxes, neighbours and place."""
    piece_features = _of_piece(scan, boxes)
    return (
        piece_features
        | _sizes(piece_features["size"])
        | _tags(scan)
        | _cues(scan, boxes)
        | _known(scan, known)
        | _around(boxes, piece_features)
        | _neighbours(piece_features)
        | _repeated(scan, boxes, piece_features)
        | _names(scan, boxes)
    )


def _of_piece(scan: Scan, boxes: BoxSums) -> Columns:
    """Return the features that depend only on the piece itself."""
    rows = [_of_short_text(p.text) if len(p.text) <= _HEAD else _of_text(p.text) for p in scan.pieces]
    table = np.array(rows, float).reshape(-1, len(_TEXT_FEATURES))
    columns: Columns = dict(zip(_TEXT_FEATURES, np.ascontiguousarray(table.T), strict=True))
    share, is_sentence = boxes.link / boxes.length, columns["sentence"] > 0
    heading = np.array([box.tag in HEADINGS for box in scan.boxes])[boxes.of]
    mostly_links = share > 0.5
    return columns | {
        "size": np.log1p(boxes.size),
        "link share": share,
        "mostly links": mostly_links.astype(float),
        "list of links": (mostly_links & (boxes.links > 2) & ~is_sentence).astype(float),
        "links": np.log1p(boxes.links),
        "no link": (boxes.links == 0).astype(float),
        "bold share": boxes.strong / boxes.length,
        "prose": ((boxes.size >= 50) & (share < 0.5) & is_sentence & ~heading).astype(float),
        "heading": heading.astype(float),
        "full stops": np.log1p(columns["full stops"]),
        "comma density": columns["commas"] / np.maximum(boxes.size, 1.0) * 30,
        "commas": np.log1p(columns["commas"]),
    }


def _of_text(text: str) -> tuple[float, ...]:
    """Return `_TEXT_FEATURES` of a text."""
    head, is_ascii = text[:_HEAD], text.isascii()
    last = text.rstrip("\"'”’»«“‘)]）」』】》›")[-1:]
    stops, commas = text.count(". "), text.count(",")
    if not is_ascii:
        stops += text.count("。") + text.count("। ")
        commas += text.count("，") + text.count("、") + text.count("،")
    return (
        has_sentence(text),
        last in _closing(),
        last in "?？؟",
        text[-1] in ":：",
        stops,
        commas,
        _share(head, _DIGIT, _DIGITS, is_ascii),
        _share(head, _UPPER, _CAPITALS, is_ascii),
        text[0].islower(),
        text[0] in _OPENING_QUOTES,
        not text[0].isalnum() and text[0] not in _OPENING_QUOTES,
        not is_ascii and "©" in text,
        "|" in text or (not is_ascii and ("•" in text or "·" in text)),
        "@" in text or "http" in text,
        "\n" in text,
    )


_of_short_text = lru_cache(maxsize=4096)(_of_text)
"""Of the short texts of a site, 60 % were on an earlier page, too."""


def _share(text: str, marks: re.Pattern[str], ascii_marks: bytes, is_ascii: bool) -> float:
    """Return the share of some marks in a text; ASCII is counted as bytes, in a fifth of the time."""
    if is_ascii:
        return (len(text) - len(text.encode().translate(None, ascii_marks))) / len(text)
    return len(marks.findall(text)) / len(text)


_TEXT_FEATURES = (
    "sentence", "ends a sentence", "ends with a question", "ends with a colon", "full stops", "commas",
    "digits", "capitals", "starts lower", "starts a quote", "starts with a symbol", "copyright sign", "bars",
    "address", "lines",
)  # fmt: skip


@cache
def _closing() -> frozenset[str]:
    return frozenset(mark for line in load("marks")["sentence"].values() for marks in line for mark in marks)


def _sizes(size: Column) -> Columns:
    return {f"size over {least}": (size >= np.log1p(least)).astype(float) for least in _SIZES}


def _tags(scan: Scan) -> Columns:
    boxes = scan.boxes
    tags = np.array([_TAG_OF.get(boxes[piece.box].tag, _OTHER) for piece in scan.pieces], int)
    by_number = (tags == np.arange(_OTHER + 1)[:, None]).astype(float)
    return {f"tag {name}": column for name, column in zip((*_TAGS, "other"), by_number, strict=True)}


@cache
def _cue_rules() -> tuple[str, ...]:
    return tuple(sorted({rule for rule, _, _ in phrases()}))


def _cues(scan: Scan, boxes: BoxSums) -> Columns:
    """Return columns for the cue in the piece's first words, and for a cue above it in the same box."""
    count = len(scan.pieces)
    names = [f"cue {rule}{how}" for rule in _cue_rules() for how in ("", " sure", " short")]
    columns = dict(zip(names, np.zeros((len(names), count)), strict=True))
    under = columns["under a cue"] = np.zeros(count)
    for at, piece in enumerate(scan.pieces):
        piece_cue = cue(piece.text) if piece.size <= _NOTICE else None
        if not piece_cue:
            continue
        short = piece.size < _SHORT_CUE
        columns[f"cue {piece_cue[0]}"][at] = 1.0
        columns[f"cue {piece_cue[0]} sure"][at] = piece_cue[1]
        columns[f"cue {piece_cue[0]} short"][at] = short
        around = boxes.parent[piece.box]
        if short and piece_cue[0] in _HEADING_CUES and boxes.shares[around] < _PART:
            under[at + 1 : boxes.last[around]] = 1.0
    return columns


_SHORT_CUE = 90  # characters
_HEADING_CUES = frozenset(("related", "promo", "comments", "share"))
_PART = 0.3  # of the page's text value; the first line of a larger box is not its heading


def _known(scan: Scan, known: Known) -> Columns:
    count = len(scan.pieces)
    place = np.arange(count)
    same, described = np.zeros(count), np.zeros(count)
    near = {length for text in known.headlines for length in range(len(text), min(len(text) + 31, 300))}
    starts = {text[:40] for text in known.descriptions if len(text) >= 40}
    for at, piece in enumerate(scan.pieces):
        length = len(piece.text)
        if length in near:
            same[at] = fold(piece.text) in known.headlines
        if starts and length >= 40:
            described[at] = fold(piece.text)[:40] in starts
    head = known.headline
    behind = place - head if head is not None else np.zeros(count)
    return {
        "is the headline": same,
        "is the description": described,
        "place": place / max(1, count),
        "above the headline": (behind < 0).astype(float),
        "behind the headline": np.log1p(np.maximum(behind, 0)),
        "right behind the headline": ((behind > 0) & (behind <= 4)).astype(float),
        "near behind the headline": ((behind > 0) & (behind <= 30)).astype(float),
    }


def _around(boxes: BoxSums, piece_features: Columns) -> Columns:
    """Return columns for the contents of the piece's box and of the three boxes around it."""
    prose = boxes.sums(piece_features["prose"] * boxes.length) / np.maximum(boxes.sums(boxes.length), 1.0)
    number = boxes.sums(piece_features["prose"])
    columns: Columns = {}
    at = boxes.of
    for level in range(4):
        columns[f"box {level} pieces"] = np.log1p(boxes.count[at])
        columns[f"box {level} link share"] = boxes.link_shares[at]
        columns[f"box {level} prose share"] = prose[at]
        columns[f"box {level} prose"] = np.log1p(number[at])
        columns[f"box {level} worth"] = boxes.shares[at]
        at = boxes.parent[at]
    columns["alone in its box"] = (boxes.count[boxes.of] == 1).astype(float)
    return columns


def _neighbours(piece_features: Columns) -> Columns:
    columns: Columns = {}
    for name in ("size", "link share", "prose", "heading"):
        for step in (-3, -2, -1, 1, 2, 3):
            columns[f"{name} {step:+d}"] = shifted(piece_features[name], step)
        for width in (5, 15):
            columns[f"{name} within {width}"] = window(piece_features[name], width)
    for step in (-1, -2):
        columns[f"linked heading {step:+d}"] = (
            columns[f"heading {step:+d}"] * columns[f"link share {step:+d}"]
        )
    return columns


def shifted(values: Column, step: int) -> Column:
    """Return for each piece the value of the piece `step` further on; 0 beyond either end."""
    result = np.zeros(len(values))
    if abs(step) < len(values):
        if step > 0:
            result[:-step] = values[step:]
        else:
            result[-step:] = values[:step]
    return result


def window(values: Column, width: int) -> Column:
    """Return for each piece the mean of the values up to `width` pieces before and behind it."""
    total = np.concatenate(([0.0], values.cumsum()))
    start, end = _windows(len(values), width)
    mean: Column = (total[end] - total[start]) / (end - start)
    return mean


@lru_cache(maxsize=8)  # a page's columns have one length
def _windows(count: int, width: int) -> tuple[NDArray[np.int_], NDArray[np.int_]]:
    place = np.arange(count)
    return np.maximum(place - width, 0), np.minimum(place + width + 1, count)


def _repeated(scan: Scan, boxes: BoxSums, piece_features: Columns) -> Columns:
    """Return columns for how often the form of the piece's box is repeated: teasers, comments, list items."""
    texts = Counter(piece.text for piece in scan.pieces)
    said_twice = np.array([texts[piece.text] > 1 for piece in scan.pieces], float)
    units = np.flatnonzero((boxes.count >= _UNIT[0]) & (boxes.count <= _UNIT[1]))
    shape = _numbered(zip(boxes.form[units].tolist(), boxes.depth[units].tolist(), strict=True))
    alike = np.bincount(shape)[shape]
    number = np.log(alike)
    is_linked_head = (piece_features["heading"] > 0) & (piece_features["link share"] > 0.5)
    columns = {"said twice": said_twice, "units": _spread(boxes, units, number)}
    for name, marks in (("linked units", boxes.link), ("headed units", is_linked_head.astype(float))):
        has_mark = np.bincount(shape, boxes.sums(marks)[units] > 0)[shape]
        columns[name] = _spread(boxes, units, number * (has_mark / alike))
    return columns


def _spread(boxes: BoxSums, indices: NDArray[np.int_], values: Column) -> Column:
    """Return for every piece the greatest value of the boxes `indices` that it is in, or else 0."""
    count = boxes.count[indices]
    starts = np.repeat(boxes.first[indices] - (count.cumsum() - count), count)
    column = np.zeros(len(boxes.of))
    np.maximum.at(column, starts + np.arange(len(starts)), np.repeat(values, count))
    return column


_GROUPS = tuple(group for group in Group if group not in {Group.NONE, Group.REMOVE})


def _names(scan: Scan, boxes: BoxSums) -> Columns:
    """Return columns for the class names of the piece's boxes; a name counts less in a box with more text."""
    free = np.maximum(1.0 - boxes.shares, 0.0)
    table = np.zeros((len(_GROUPS), len(scan.pieces)))
    for box, share in zip(scan.boxes, free.tolist(), strict=True):
        for row in _rows(box.groups) if box.groups else ():
            values = table[row, box.first : box.last]
            np.maximum(values, share, out=values)
    return {
        f"named {(group.name or '').lower()}": column for group, column in zip(_GROUPS, table, strict=True)
    }


@cache
def _rows(groups: int) -> tuple[int, ...]:
    return tuple(row for row, group in enumerate(_GROUPS) if groups & group)
