"""The context that every finder of dates gets, and how a value becomes evidence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property

from lxml import html

from pipelines.article_fields import Kind
from pipelines.items import Evidence, Hints, Role, Site
from pipelines.markup import Document
from pipelines.markup.headline import Headline, find_headline
from pipelines.markup.owned import addresses, same_page
from pipelines.times.finding import blocks
from pipelines.times.reading.read import read
from pipelines.times.reading.readings import DateStyle, Reading
from pipelines.times.words import zones

BEFORE, AFTER = 4, 7
"""A date at most this many blocks before or after the headline is the article's own.

On labelled pages, this was right for all dates with a label, and for 95 % of those without."""


@dataclass(frozen=True)
class Context:
    """One page, its link and its response."""

    doc: Document = field(repr=False)
    hints: Hints = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    fetched_at: datetime
    site: Site
    style: DateStyle
    title: str | None = None
    authors: tuple[str, ...] = ()

    @cached_property
    def now(self) -> datetime:
        """The site's local time at the fetch, without a zone; UTC if the site's zone is unknown."""
        zone = zones.zone_of(self.site.timezone) or zones.only_zone(zones.country_of(self.doc.url)) or UTC
        return self.fetched_at.astimezone(zone).replace(tzinfo=None)

    @property
    def titles(self) -> tuple[str, ...]:
        """Every form of the headline on the page; the one that the cleaner chose is first."""
        chosen = (blocks.squash(self.title),) if self.title and self.title.strip() else ()
        return tuple(dict.fromkeys((*chosen, *self.doc.titles)))

    @cached_property
    def headline(self) -> Headline | None:
        """The headline's element and its place among the pieces; None if it was not found."""
        return find_headline(self.doc, self.title)

    @cached_property
    def headline_boxes(self) -> frozenset[html.HtmlElement]:
        """The headline with all its containers, and the same for blocks close by that repeat the headline."""
        if self.headline is None:
            return frozenset()
        repeats = (block.element for block in self.nearby if block.distance and block.text in self.titles)
        return frozenset(
            node
            for element in (self.headline.element, *repeats)
            for node in (element, *element.iterancestors())
        )

    @cached_property
    def nearby(self) -> tuple[blocks.Block, ...]:
        """The blocks around the headline, in page order; empty if no headline was found."""
        return blocks.blocks_near(self.doc.scan, self.headline, BEFORE, AFTER) if self.headline else ()

    @cached_property
    def byline_end(self) -> int:
        """The number of blocks from the headline to the prose; dates after that may belong to anything."""
        return next(
            (
                block.distance
                for block in self.nearby
                if block.distance > 0 and block.size >= blocks.PROSE_CHARS
            ),
            AFTER,
        )

    def is_far(self, distance: int | None) -> bool:
        """Return True if a block is not in the byline; only then do the names of its containers matter."""
        return distance is None or distance > self.byline_end

    def is_own_url(self, url: str) -> bool:
        return any(same_page(url, address) for address in addresses(self.doc))


def read_evidence(
    page: Context, kind: Kind, raw: str, role: Role, *, label: str | None = None, own: bool = True
) -> Iterator[Evidence]:
    """Yield the evidence of a value that should be one date; nothing if it is not a date."""
    raw = raw.strip()
    reading = read(raw, page.style)
    if reading:
        yield to_evidence(reading, kind, raw[:120], role, label=label, own=own)


def to_evidence(
    reading: Reading,
    kind: Kind,
    raw: str,
    role: Role,
    *,
    label: str | None = None,
    own: bool = True,
    distance: int | None = None,
    other_text: int | None = None,
    doubts: tuple[str, ...] = (),
) -> Evidence:
    """Return a date that was read as evidence of this kind."""
    return Evidence(
        kind=kind,
        raw=raw,
        role=role,
        day=reading.day,
        clock=reading.clock,
        has_seconds=reading.has_seconds,
        offset=reading.offset,
        zone=reading.zone,
        label=label,
        distance=distance,
        other_text=other_text,
        order_sure=reading.order_sure,
        own=own,
        doubts=doubts,
    )
