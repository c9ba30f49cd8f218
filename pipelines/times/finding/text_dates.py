"""Finds dates in a page's text: beside the headline, behind a label, or relative to today."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby

from pipelines.items import Evidence
from pipelines.markup.element_kinds import HEADINGS
from pipelines.times.finding import blocks
from pipelines.times.finding.blocks import Block
from pipelines.times.finding.closing_dates import is_closing
from pipelines.times.finding.doubts import DateInBlock, doubts_of
from pipelines.times.finding.evidence import Context, to_evidence
from pipelines.times.finding.marked_dates import has_machine_date
from pipelines.times.finding.page_areas import is_byline, is_clock, is_foreign, is_in_teaser, is_picture
from pipelines.times.finding.signed_dates import is_signed
from pipelines.times.reading.read import find, may_have_dates
from pipelines.times.reading.readings import Reading
from pipelines.times.reading.relative import is_day_word, read_by_dateparser, read_relative
from pipelines.times.words import labels
from pipelines.times.words.calendar_names import key
from pipelines.times.words.fold import compose, fold
from pipelines.times.words.labels import Label, Meaning
from pipelines.times.words.tables import page_rules

_SEARCHED_CHARS = 400
"""This many characters of a block are searched; a date further on is part of the prose."""
_DATELINE_START = re.compile(
    r"[(\[（【［]?\s*(?:(?=[^a-z]*[^\W\d_])"
    r"(?:[^\W\d_a-z][^\s,，、/(–—-]*+|[\s,，、/(.–—-]|\b(?:de|la|le|el|al|of|am|den|ngày)\b){1,16})?"
)
"""The text before the date in a dateline: nothing, or names of places and agencies.

`*+` never divides a word: without it, one of 24 letters took ten seconds."""
_DATELINE_END = re.compile(
    r"\.?\s*(?:[^\W\d_]{1,5}\.?\s*(?=[–—:(（/-]))?(?:г\.\s*)?"  # the word for "year", perhaps cut
    r"(?:(?:\([^()]{2,40}\)|/[^/]{2,40}/)\.?\s*(?:[)\]/:|–—-]\s*)*|(?:[)\]）】］/:|–—-]\s*)+"
    r"|(?:电|電|讯|訊)\s*(?:（[^（）]{2,30}）\s*)?)(?=[\"'“„«»(「]?\w)"
)
"""The text between a dateline's date and the first sentence."""
_MAX_DATED_BLOCKS = 1_500
"""A label is searched in this many blocks with a date, at .1 ms each; an archive page has hundreds."""
_RANGE_BEFORE = re.compile(r"\b(?:1\d|20)\d\d\s*[-–—]\s*$")
_RANGE_AFTER = re.compile(r"\s*[-–—]\s*\d{1,2}\.?\s+\w+\.?\s+(?:1\d|20)\d\d\b")
"""A range is a life or an event of several days: `3 March 1936 – 4 October 2026`."""
_PART_CHARS, _MAX_PARTS = 12, 4
"""Blocks of at most this many characters, and at most this many in one box, may be the parts of one date."""
_PHRASE_CHARS = 60
"""A block of at most this many characters may be a phrase for a day."""
_LABEL_CHARS = 40
"""A block of at most this many characters may be a label."""
_BARE_CHARS = 12
"""A date is bare if its block has at most this many other characters: a weekday, a bar."""
_DATELINE_TEXT = 60
"""The text behind a dateline has at least this many characters."""
_BYLINE_CHARS = 45
"""A block whose class names the author may have this many other characters: a name."""


@dataclass(frozen=True, slots=True)
class SearchedBlock:
    """A block that is searched, with the label or name in the block before it."""

    block: Block
    distance: int | None
    before: Label | None
    fact: str | None = None
    """The previous block, if it is the name of a fact (`Opened:`) and not a known label."""


def from_text(page: Context) -> Iterator[Evidence]:
    """Yield the dates in the blocks around the headline, in page order."""
    before: Label | None = None
    fact: str | None = None
    for block in page.nearby:
        yield from _from_block(page, SearchedBlock(block, block.distance, before, fact))
        before = block_label(page, block) if block.distance else None
        fact = block.text if block.distance and before is None and _is_fact(page, block) else None
    for block in _divided_dates(page):
        yield from _from_block(page, SearchedBlock(block, block.distance, None))


def _divided_dates(page: Context) -> Iterator[Block]:
    """Yield short neighbours in one box as one block: `<div>05</div><div>Dec</div><div>2023</div>`."""
    for parent, run in groupby(page.nearby, key=lambda block: block.element.getparent()):
        pieces = tuple(run)
        tiny = all(block.distance and block.size <= _PART_CHARS for block in pieces)
        if (
            tiny
            and 1 < len(pieces) <= _MAX_PARTS
            and not any(find(piece.text, page.style) for piece in pieces)
        ):
            text = " ".join(block.text for block in pieces)
            parts = tuple(part for block in pieces for part in block.parts)
            yield Block(parent, text, pieces[0].distance, parts, len(text))


def from_labels(page: Context) -> Iterator[Evidence]:
    """Yield labelled dates anywhere, and the bare day below the headline if it is the only one."""
    previous: Block | None = None
    fact: str | None = None
    bare: list[Evidence] = []
    closing: list[Evidence] = []
    body = page.headline.first if page.headline else -1
    remaining = _MAX_DATED_BLOCKS
    for at, block in blocks.short_blocks(page.doc.scan):
        dated = may_have_dates(block.text)  # true for few blocks; the search for a label is slow
        remaining -= dated
        if remaining < 0:
            break
        before = block_label(page, previous) if previous and dated else None
        for item in _from_block(page, SearchedBlock(block, None, before, fact)) if dated else ():
            if item.label:
                yield item
            elif at > body and item.own and not item.doubts:
                if (item.other_text or 0) <= _max_other_text(block) or is_signed(page, block):
                    bare.append(item)
                elif is_closing(page, at, block):
                    closing.append(item)
        previous, fact = block, block.text if _is_fact(page, block) else None
    bare = bare or closing
    is_only_day = len({item.day for item in bare}) == 1
    if is_only_day and bare[0].day < page.now.date():  # today's date is the page's clock
        yield replace(bare[0], label="only:")


def _is_fact(page: Context, block: Block) -> bool:
    """Return True for the name of a fact (a row's head, a term, a line with a colon), not a known label."""
    if block.size > _LABEL_CHARS or not (
        block.element.tag in ("th", "dt") or block.text.endswith((":", "："))
    ):
        return False
    return not labels.has_label(fold(block.text), page.style.language)


def _max_other_text(block: Block) -> int:
    """Return how many other characters may stand in the block of a bare date."""
    return _BYLINE_CHARS if is_byline(block.element) else _BARE_CHARS


def block_label(page: Context, block: Block) -> Label | None:
    """Return the label at the end of a short block: a cell or a line before the one with the date."""
    return labels.label_at_end(fold(block.text), page.style.language) if block.size <= _LABEL_CHARS else None


def _from_block(page: Context, searched: SearchedBlock) -> Iterator[Evidence]:
    """Yield each date of a block, with its label, its meaning, and whether it is the article's own."""
    block, distance = searched.block, searched.distance
    text = block.text[:_SEARCHED_CHARS]
    readings = find(text, page.style)
    if not readings:
        return
    folded = fold(text)
    is_far = page.is_far(distance)
    is_own = not is_in_teaser(page, block.element) and not is_picture(page, block.element)
    labelled = tuple(_with_labels(page, searched, folded, readings))
    spans = (*((item.start, item.end) for item in readings), *_labels_and_reading_times(folded, labelled))
    other_size = block.size - sum(end - start for start, end in spans)
    # A date in the headline's element is the article's own, unless a title has it too.
    in_titles = {title_date.day for title_date in _title_dates(page)} if distance == 0 else set()
    for label, reading in labelled:
        meaning = _meaning(label, reading, folded)
        if meaning == "modified" and (distance or 0) < 0:
            meaning = "clock"  # above the headline, "updated" is about the site
        if label is None and is_own and any(is_clock(page, part, distance) for part in block.parts):
            meaning = "clock"
        is_label = label is not None and meaning in ("published", "modified")
        is_others = is_far and is_foreign(page, block.element, labelled=is_label)
        dateline = (
            None if label else _before_headline(page, searched, reading) or _dateline(searched, reading)
        )
        yield to_evidence(
            reading,
            "text",
            text[reading.start : reading.end].replace("\n", " "),
            labels.ROLES[meaning],
            label=label.text if label else dateline,
            own=is_own and not is_others and meaning in ("published", "modified"),
            distance=1 if distance == 0 and reading.day not in in_titles else distance,
            other_text=max(0, other_size),
            doubts=_doubts(page, searched, folded, reading)
            if not (label or dateline)
            else _label_doubts(label),
        )


def _meaning(label: Label | None, reading: Reading, folded: str) -> Meaning:
    """Return what a date means, by its label and its block: "Venue:" and ranges mean something else."""
    weak = label is None or key(label.text) in labels.generic()
    if label and weak and _is_of_something(label, reading, folded):
        return "other"
    around = (folded[: reading.start], folded[reading.end :])
    ends = label is None and (_RANGE_BEFORE.search(around[0]) or _RANGE_AFTER.match(around[1]))
    if weak and (ends or _places().search(folded)):
        return "other"
    return label.meaning if label else "published"


def _is_of_something(label: Label, reading: Reading, folded: str) -> bool:
    """Return True if a label that means "date" has other words beside it, up to a colon: "Event date:"."""
    if folded[label.start : label.end] != label.text or label.end > reading.start:
        return False
    line = folded.rfind("\n", 0, label.start) + 1
    behind, colon, _ = folded[label.end : reading.start].replace("：", ":").partition(":")
    before = re.split(r"[|•·:]|\d", folded[line : label.start])[-1]
    words = [word for word in re.findall(r"[^\W\d_]+", f"{before} {behind}") if len(word) > _SHORT_WORD]
    stems = tuple(map(key, page_rules()["event"]["published"]))
    return bool(colon and words) and not any(word.startswith(stems) for word in words)


_SHORT_WORD = 2
"""Words of at most this many letters are ignored: "of" in "Date of"."""


@cache
def _places() -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(key, page_rules()['event']['places']))})\s*[:：]")


def _labels_and_reading_times(
    folded: str, labelled: tuple[tuple[Label | None, Reading], ...]
) -> Iterator[tuple[int, int]]:
    """Yield where a block has labels and reading times ("4 min read"): neither counts as other text."""
    labels_here = (label for label, _ in labelled if label and folded[label.start : label.end] == label.text)
    yield from {(label.start, label.end) for label in labels_here}
    yield from (match.span() for match in _reading_time().finditer(folded))


@cache
def _reading_time() -> re.Pattern[str]:
    return re.compile("|".join(page_rules()["reading-time"]["words"]), re.IGNORECASE)


def _doubts(page: Context, searched: SearchedBlock, folded: str, reading: Reading) -> tuple[str, ...]:
    """Return the doubts about a date without a label."""
    text, is_heading = searched.block.text[:_SEARCHED_CHARS], searched.block.element.tag in HEADINGS
    return doubts_of(DateInBlock(text, folded, searched.fact, reading, page.style.language, is_heading))


def _label_doubts(label: Label | None) -> tuple[str, ...]:
    """Return a doubt if the label is one that films and laws have too, such as "released"."""
    return ("release",) if label and key(label.text) in _releases() else ()


@cache
def _releases() -> frozenset[str]:
    return frozenset(map(key, page_rules()["event"]["releases"]))


def _dateline(searched: SearchedBlock, reading: Reading) -> str | None:
    """Return `dateline:` for a date at the start of a text below the headline, perhaps after a place.

    `(5 December 2023) The mayor`, `5.12.2023 - The mayor`, `ASHBY, Dec. 5, 2023 (Agency) -- The mayor`.
    """
    text = searched.block.text
    if (searched.distance or 0) <= 0 or not _DATELINE_START.fullmatch(text, 0, reading.start):
        return None
    behind = _DATELINE_END.match(text, reading.end)
    return "dateline:" if behind and len(text) - behind.end() >= _DATELINE_TEXT else None


def _before_headline(page: Context, searched: SearchedBlock, reading: Reading) -> str | None:
    """Return `headline:` for the day in a line such as `News > 5 May 2024 > The headline`.

    The headline may be a part of the same element that is a block of its own.
    """
    text = searched.block.text
    if not _ARROW_END.search(text, 0, reading.start):
        return None
    behind = fold(text[reading.end :]).strip(_AROUND)
    is_headline = bool(behind) and behind == fold(page.titles[0]).strip(_AROUND) if page.titles else False
    return "headline:" if is_headline or (not behind and searched.distance == -1) else None


_ARROW_END = re.compile(r"\w\s*[>»›→]\s*\Z")
_AROUND = " >»›→:."


def _title_dates(page: Context) -> tuple[Reading, ...]:
    """Return the dates in the titles: the article is about those days."""
    return tuple(reading for title in page.titles for reading in find(compose(title), page.style))


def _with_labels(
    page: Context, searched: SearchedBlock, folded: str, readings: tuple[Reading, ...]
) -> Iterator[tuple[Label | None, Reading]]:
    """Yield each date with its label, or None; a label belongs to the nearest date only."""
    low = 0
    for reading, following in zip(readings, (*readings[1:], None), strict=True):
        between = labels.Window(low, following.start if following else len(folded))
        label = labels.label_of(folded, reading.start, reading.end, between, page.style.language)
        first = reading is readings[0] and reading.start <= 3
        yield label or (searched.before if first else None), reading
        low = reading.end


def from_phrases(page: Context) -> Iterator[Evidence]:
    """Yield days relative to today ("gestern, 14:05") near the headline, and dates in unusual forms.

    The unusual forms are those that only dateparser reads.
    """
    before: Label | None = None
    for block in page.nearby:
        if (
            block.distance
            and block.size <= _PHRASE_CHARS
            and not any(has_machine_date(page, part) for part in block.parts)
        ):
            yield from _from_phrase(page, block, before)
        before = block_label(page, block) if block.distance else None


def _from_phrase(page: Context, block: Block, before: Label | None) -> Iterator[Evidence]:
    """Yield the day that a short block names, with its label or that of the previous block."""
    label = labels.label_at_start(fold(block.text), page.style.language)
    if label and is_day_word(label.text, page.style.language):  # a page's clock begins with "today", too
        label = None
    raw = block.text[label.end :].strip(" :|-,") if label else block.text
    label = label or before
    if find(raw, page.style) or (label and label.meaning != "published"):
        return
    reading = read_relative(raw, page.style, page.now, alone=label is None)
    if reading is None and label:
        reading = read_by_dateparser(raw, page.style)
    if reading:
        is_own = not is_in_teaser(page, block.element)
        yield to_evidence(
            reading,
            "text",
            raw,
            "published",
            label=f"relative:{label.text if label else ''}",
            own=is_own,
            distance=block.distance,
            other_text=0,
        )
