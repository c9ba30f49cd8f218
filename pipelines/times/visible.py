"""Dates in a page's text: beside the headline, behind a label, or named from today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from pipelines.items import Evidence
from pipelines.markup.element_kinds import HEADINGS
from pipelines.times import blocks, labels
from pipelines.times.belongs import is_byline, is_clock, is_foreign, is_picture, leads_away
from pipelines.times.blocks import Block
from pipelines.times.calendar_names import key
from pipelines.times.doubts import Place, doubts_of
from pipelines.times.evidence import Context, of_reading
from pipelines.times.fold import compose, fold
from pipelines.times.labels import Label, Meaning
from pipelines.times.marked import stated
from pipelines.times.read import find, may_have_dates
from pipelines.times.readings import Reading
from pipelines.times.relative import is_day_word, read_leftover, read_relative

_MOST = 400
"""Characters of a block that are searched: a date further on is prose."""
_PLACE = re.compile(
    r"[(\[（【［]?\s*(?:(?=[^a-z]*[^\W\d_])"
    r"(?:[^\W\d_a-z][^\s,，、/(–—-]*+|[\s,，、/(.–—-]|\b(?:de|la|le|el|al|of|am|den|ngày)\b){1,16})?"
)
"""What stands before the date of a dateline: nothing, or names of places and agencies. A word is taken whole:
tried in every division, one of 24 letters took ten seconds."""
_OPENS = re.compile(
    r"\.?\s*(?:[^\W\d_]{1,5}\.?\s*(?=[–—:(（/-]))?(?:г\.\s*)?"  # the word for "year", perhaps cut
    r"(?:(?:\([^()]{2,40}\)|/[^/]{2,40}/)\.?\s*(?:[)\]/:|–—-]\s*)*|(?:[)\]）】］/:|–—-]\s*)+"
    r"|(?:电|電|讯|訊)\s*(?:（[^（）]{2,30}）\s*)?)(?=[\"'“„«»(「]?\w)"
)
"""What stands behind it, before the first sentence."""
_DATED = 1_500
"""Blocks with a date in which a label is looked for, .1 ms each: an archive has some hundreds."""
_RANGE_BEFORE = re.compile(r"\b(?:1\d|20)\d\d\s*[-–—]\s*$")
_RANGE_AFTER = re.compile(r"\s*[-–—]\s*\d{1,2}\.?\s+\w+\.?\s+(?:1\d|20)\d\d\b")
"""`3 March 1936 – 4 October 2026`: a life, or an event of days."""
_PIECE, _PIECES = 12, 4
"""Characters of a block, and blocks in a box, that may be only pieces of a date."""
_PHRASE = 60
"""Characters of a block that may be only a phrase for a day."""
_LABEL = 40
"""Characters of a block that is only a label."""
_BARE = 12
"""Other characters in the block of a date that stands by itself: a weekday, a bar."""
_TEXT = 60
"""Characters of a text that a dateline begins."""
_BYLINE = 45
"""Other characters in a block that is called a byline: a name."""


@dataclass(frozen=True, slots=True)
class Spot:
    """A block that is searched, and what the block before it says of it."""

    block: Block
    distance: int | None
    before: Label | None
    fact: str | None = None
    """The name of a fact (`Opened:`), where the block before is one and no label that is known."""


def from_text(page: Context) -> Iterator[Evidence]:
    """Dates in the blocks around the headline, in page order."""
    before: Label | None = None
    fact: str | None = None
    for block in page.nearby:
        yield from _of_spot(page, Spot(block, block.distance, before, fact))
        before = label_alone(page, block) if block.distance else None
        fact = block.text if block.distance and before is None and _is_fact(page, block) else None
    for block in _pieced(page):
        yield from _of_spot(page, Spot(block, block.distance, None))


def _pieced(page: Context) -> Iterator[Block]:
    """Neighbours of a few characters in one box, as one: `<div>05</div><div>Dec</div><div>2023</div>`."""
    for parent, run in groupby(page.nearby, key=lambda block: block.element.getparent()):
        pieces = tuple(run)
        tiny = all(block.distance and block.size <= _PIECE for block in pieces)
        if tiny and 1 < len(pieces) <= _PIECES and not any(find(piece.text, page.tongue) for piece in pieces):
            text = " ".join(block.text for block in pieces)
            parts = tuple(part for block in pieces for part in block.parts)
            yield Block(parent, text, pieces[0].distance, parts, len(text))


def from_labels(page: Context) -> Iterator[Evidence]:
    """Labelled dates anywhere on the page, and the bare day behind the headline where there is only one."""
    last: Block | None = None
    fact: str | None = None
    bare: list[Evidence] = []
    body = page.headline.first if page.headline else -1
    left = _DATED
    for at, block in blocks.short_blocks(page.doc.scan):
        dated = may_have_dates(block.text)  # few blocks are, and a label is slow to look for
        left -= dated
        if left < 0:
            break
        before = label_alone(page, last) if last and dated else None
        for item in _of_spot(page, Spot(block, None, before, fact)) if dated else ():
            if item.label:
                yield item
            elif at > body and item.own and not item.doubts and (item.other_text or 0) <= _room(block):
                bare.append(item)
        last, fact = block, block.text if _is_fact(page, block) else None
    if len({item.day for item in bare}) == 1 and bare[0].day < page.now.date():  # today is a clock's day
        yield replace(bare[0], label="only:")


def _is_fact(page: Context, block: Block) -> bool:
    """True for the name of a fact (the head of a row, a term, a line with a colon) that is no known label."""
    if block.size > _LABEL or not (block.element.tag in ("th", "dt") or block.text.endswith((":", "："))):
        return False
    return not labels.has_label(fold(block.text), page.tongue.language)


def _room(block: Block) -> int:
    """How many characters may stand beside a bare date in a block."""
    return _BYLINE if is_byline(block.element) else _BARE


def label_alone(page: Context, block: Block) -> Label | None:
    """The label that a whole short block is: a cell or a line before the one with the date."""
    return labels.closing(fold(block.text), page.tongue.language) if block.size <= _LABEL else None


def _of_spot(page: Context, spot: Spot) -> Iterator[Evidence]:
    text = spot.block.text[:_MOST]
    found = find(text, page.tongue)
    if not found:
        return
    folded = fold(text)
    far = page.is_far(spot.distance)
    own = not leads_away(page, spot.block.element) and not is_picture(page, spot.block.element)
    labelled = tuple(_labelled(page, spot, folded, found))
    known = (*((item.start, item.end) for item in found), *_asides(folded, labelled))
    rest = spot.block.size - sum(end - start for start, end in known)
    # A date in the headline's element that no title has is the article's own.
    beside = spot.distance == 0 and not any(found[0].day == other.day for other in _of_titles(page))
    for label, reading in labelled:
        meaning = _meaning(label, reading, folded)
        if meaning == "modified" and (spot.distance or 0) < 0:
            meaning = "clock"  # above the headline it is the page that was renewed
        if label is None and own and any(is_clock(page, part, spot.distance) for part in spot.block.parts):
            meaning = "clock"
        is_label = label is not None and meaning in ("published", "modified")
        foreign = far and is_foreign(page, spot.block.element, labelled=is_label)
        dateline = None if label else _dateline(spot, reading)
        yield of_reading(
            reading,
            "text",
            text[reading.start : reading.end].replace("\n", " "),
            labels.ROLES[meaning],
            label=label.text if label else dateline,
            own=own and not foreign and meaning in ("published", "modified"),
            distance=1 if beside else spot.distance,
            other_text=max(0, rest),
            doubts=_doubts(page, spot, folded, reading) if not (label or dateline) else _of_label(label),
        )


def _meaning(label: Label | None, reading: Reading, folded: str) -> Meaning:
    """What a date is of, by its label and by what else its block says: a place, a life's other end."""
    weak = label is None or key(label.text) in labels.generic()
    if label and weak and _is_of_something(label, reading, folded):
        return "other"
    around = (folded[: reading.start], folded[reading.end :])
    ends = label is None and (_RANGE_BEFORE.search(around[0]) or _RANGE_AFTER.match(around[1]))
    if weak and (ends or _places().search(folded)):
        return "other"
    return label.meaning if label else "published"


def _is_of_something(label: Label, reading: Reading, folded: str) -> bool:
    """Whether a word for "date" has others beside it, up to a colon: "Event date:"."""
    if folded[label.start : label.end] != label.text or label.end > reading.start:
        return False
    line = folded.rfind("\n", 0, label.start) + 1
    behind, colon, _ = folded[label.end : reading.start].replace("：", ":").partition(":")
    before = re.split(r"[|•·:]|\d", folded[line : label.start])[-1]
    words = [word for word in re.findall(r"[^\W\d_]+", f"{before} {behind}") if len(word) > _SMALL]
    stems = tuple(map(key, blocks.data()["event"]["published"]))
    return bool(colon and words) and not any(word.startswith(stems) for word in words)


_SMALL = 2
"""Letters of a word that says nothing: "Date of"."""


@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(key, blocks.data()['event']['places']))})\s*[:：]")


def _asides(folded: str, labelled: tuple[tuple[Label | None, Reading], ...]) -> Iterator[tuple[int, int]]:
    """Where labels, and words for how long the reading takes, stand in a block: they are no other text."""
    labels_here = (label for label, _ in labelled if label and folded[label.start : label.end] == label.text)
    yield from {(label.start, label.end) for label in labels_here}
    yield from (match.span() for match in _reading_time().finditer(folded))


@cache
def _reading_time() -> re.Pattern[str]:
    return re.compile("|".join(blocks.data()["reading-time"]["words"]), re.IGNORECASE)


def _doubts(page: Context, spot: Spot, folded: str, reading: Reading) -> tuple[str, ...]:
    text, is_heading = spot.block.text[:_MOST], spot.block.element.tag in HEADINGS
    return doubts_of(Place(text, folded, spot.fact, reading, page.tongue.language, is_heading))


def _of_label(label: Label | None) -> tuple[str, ...]:
    """The doubt about a label that films and laws have as well as articles."""
    return ("release",) if label and key(label.text) in _releases() else ()


@cache
def _releases() -> frozenset[str]:
    return frozenset(map(key, blocks.data()["event"]["releases"]))


def _dateline(spot: Spot, reading: Reading) -> str | None:
    """`dateline:` for a date at the start of a text behind the headline, perhaps behind a place.

    `(5 December 2023) The mayor`, `5.12.2023 - The mayor`, `ASHBY, Dec. 5, 2023 (Agency) -- The mayor`.
    """
    text = spot.block.text
    if (spot.distance or 0) <= 0 or not _PLACE.fullmatch(text, 0, reading.start):
        return None
    behind = _OPENS.match(text, reading.end)
    return "dateline:" if behind and len(text) - behind.end() >= _TEXT else None


def _of_titles(page: Context) -> tuple[Reading, ...]:
    """The days that the titles name: what the article is about."""
    return tuple(reading for title in page.titles for reading in find(compose(title), page.tongue))


def _labelled(
    page: Context, spot: Spot, folded: str, found: tuple[Reading, ...]
) -> Iterator[tuple[Label | None, Reading]]:
    """Each date with its label, which no date stands between."""
    low = 0
    for reading, following in zip(found, (*found[1:], None), strict=True):
        between = labels.Window(low, following.start if following else len(folded))
        label = labels.label_of(folded, reading.start, reading.end, between, page.tongue.language)
        first = reading is found[0] and reading.start <= 3
        yield label or (spot.before if first else None), reading
        low = reading.end


def from_phrases(page: Context) -> Iterator[Evidence]:
    """Days named from today ("gestern, 14:05") near the headline, and dates that no pattern of ours reads."""
    before: Label | None = None
    for block in page.nearby:
        if block.distance and block.size <= _PHRASE and not any(stated(page, part) for part in block.parts):
            yield from _of_phrase(page, block, before)
        before = label_alone(page, block) if block.distance else None


def _of_phrase(page: Context, block: Block, before: Label | None) -> Iterator[Evidence]:
    label = labels.leading(fold(block.text), page.tongue.language)
    if label and is_day_word(label.text, page.tongue.language):  # "today" is also what page clocks begin with
        label = None
    raw = block.text[label.end :].strip(" :|-,") if label else block.text
    label = label or before
    if find(raw, page.tongue) or (label and label.meaning != "published"):
        return
    reading = read_relative(raw, page.tongue, page.now, alone=label is None)
    if reading is None and label:
        reading = read_leftover(raw, page.tongue)
    if reading:
        own = not leads_away(page, block.element)
        yield of_reading(
            reading,
            "text",
            raw,
            "published",
            label=f"relative:{label.text if label else ''}",
            own=own,
            distance=block.distance,
            other_text=0,
        )
