"""What every finder of dates works with: the page, how it writes dates, and how a value becomes evidence."""

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
from pipelines.times import blocks, zones
from pipelines.times.read import read
from pipelines.times.readings import Reading, Tongue

BEFORE, AFTER = 4, 7
"""Blocks before and after the headline within which a date is the article's: 1.00 with a label, .95 bare."""


@dataclass(frozen=True)
class Context:
    """One page, its link and its response, as every finder sees them."""

    doc: Document = field(repr=False)
    hints: Hints = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    fetched_at: datetime
    site: Site
    tongue: Tongue
    title: str | None = None

    @cached_property
    def now(self) -> datetime:
        """The site's own clock at the time of fetch, without a zone; UTC where its zone is unknown."""
        zone = zones.zone_of(self.site.timezone) or zones.only_zone(zones.country_of(self.doc.url)) or UTC
        return self.fetched_at.astimezone(zone).replace(tzinfo=None)

    @property
    def titles(self) -> tuple[str, ...]:
        """Every form of the headline that the page offers, the cleaner's first."""
        own = (blocks.squash(self.title),) if self.title and self.title.strip() else ()
        return tuple(dict.fromkeys((*own, *self.doc.titles)))

    @cached_property
    def headline(self) -> Headline | None:
        return find_headline(self.doc, self.title)

    @cached_property
    def around(self) -> frozenset[html.HtmlElement]:
        """The headline, every container that holds it, and those that print it once more close by."""
        if self.headline is None:
            return frozenset()
        again = (block.element for block in self.nearby if block.distance and block.text in self.titles)
        return frozenset(
            node
            for element in (self.headline.element, *again)
            for node in (element, *element.iterancestors())
        )

    @cached_property
    def nearby(self) -> tuple[blocks.Block, ...]:
        """The blocks around the headline, in page order; none where no headline was found."""
        return blocks.near(self.doc.scan, self.headline, BEFORE, AFTER) if self.headline else ()

    @cached_property
    def byline_end(self) -> int:
        """How many blocks behind the headline the article's prose begins: what follows may be of anything."""
        return next(
            (block.distance for block in self.nearby if block.distance > 0 and block.size >= blocks.PROSE),
            AFTER,
        )

    def is_far(self, distance: int | None) -> bool:
        """True for what stands elsewhere than in the byline, where containers are named after anything."""
        return distance is None or distance > self.byline_end

    def is_own_url(self, url: str) -> bool:
        return any(same_page(url, own) for own in addresses(self.doc))


def evidence(
    page: Context, kind: Kind, raw: str, role: Role, *, label: str | None = None, own: bool = True
) -> Iterator[Evidence]:
    """Read a value that should be one date; nothing where it is none."""
    raw = raw.strip()
    reading = read(raw, page.tongue)
    if reading:
        yield of_reading(reading, kind, raw[:120], role, label=label, own=own)


def of_reading(
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
