"""What passes between the stages: frozen values that know neither Scrapy, HTML nor SQL.

A page goes Page → Cleaned → Dated → Article; each stage takes the one and returns the next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

Origin = Literal["feed", "sitemap", "section", "archive", "given"]
Kind = Literal["json-ld", "meta", "time", "text", "feed", "sitemap", "url", "script", "header"]
Role = Literal["published", "modified", "created", "other"]
Precision = Literal["second", "minute", "day"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known of a news site before a page of it is read."""

    name: str
    url: str
    language: str | None = None
    """BCP 47 tag, as the source file says it."""
    timezone: str | None = None
    """IANA zone, as the source file (or the command line) says it."""
    body: tuple[str, ...] = ()
    """CSS selectors of the article's container; the first that matches wins over every rule."""
    remove: tuple[str, ...] = ()
    """CSS selectors of what is never the article."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the link that led to a page says of it: evidence, not truth. Raw text, as it stood."""

    origin: Origin = "given"
    title: str | None = None
    summary: str | None = None
    text: str | None = field(default=None, repr=False)
    """The entry's full text as HTML, where a feed carries it."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the fetch of an article leaves for the next one; kept in the transaction that stores the page."""

    url: str
    """As it was asked for."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    ages: tuple[timedelta, ...] = ()
    """Ages, since it was published or last changed, at which the page is looked at again; ascending."""
    linked_at: datetime | None = None
    """When it was published by what the link says, for pages that do not say it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page."""

    url: str
    """The address that answered, after redirects."""
    body: bytes = field(repr=False)
    fetched_at: datetime
    """Aware, UTC."""
    site: Site
    content_type: str | None = None
    """The Content-Type header as sent."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Other response headers that are evidence, names in lower case."""
    asked: tuple[str, ...] = ()
    """Every address on the way here, the first asked first; without `url`."""
    hints: Hints = Hints()
    lease: str | None = None
    """The frontier's token for this fetch; None where the page came from an archive."""
    archived: bool = False
    """It came from an archive and is kept there."""
    reservations: str | None = None
    """JSON object: what the page and its headers say of indexing, archiving, AI and text mining."""
    visit: Visit | None = field(default=None, repr=False)
    """What is to be kept of this fetch for the next one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page's text, and what became of it."""

    text: str
    kind: str
    """paragraph, subhead, item, quote, lead, table, code, title, other"""
    rule: str | None = None
    """The name of the rule that removed it; None where it was kept."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that the page offers for a field, before one was chosen."""

    field: str
    origin: str
    """Where it stands: `json-ld`, `h1`, `og`, `byline` …"""
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What the cleaner found on a page, dates apart."""

    title: str | None
    paragraphs: tuple[str, ...] = field(repr=False)
    summary: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str | None = None
    image: str | None = None
    language: str | None = None
    external_id: str | None = None
    canonical_url: str | None = None
    is_paywalled: bool | None = None
    types: tuple[str, ...] = ()
    """What the page calls itself: og:type and JSON-LD types, lower case."""
    link_share: float = 0.0
    """Share of the page's visible text that stands in links, 0 to 1."""
    teasers: int = 0
    """Headings within the article's box that lead to other pages of the site; an index has many."""
    method: str = "container"
    """How the text was found: selector, container, fallback, script, feed, text."""
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """Every block with its rule, in page order; filled only where an explanation was asked for."""
    offers: tuple[Offer, ...] = field(default=(), repr=False)
    """What was to choose from; filled as blocks are."""

    @property
    def text(self) -> str:
        return "\n\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """One date that a page, its link or its response offers."""

    kind: Kind
    raw: str
    role: Role
    day: date
    clock: timedelta | None = None
    """Time of day since midnight; None where only the day is given."""
    has_seconds: bool = False
    offset: timedelta | None = None
    """Offset from UTC; None where the evidence names none."""
    zone: str | None = None
    """A zone's abbreviation or IANA name, where it names no offset; the country says what `IST` is."""
    label: str | None = None
    """What names it: a meta name, a JSON-LD key, the words before it."""
    distance: int | None = None
    """Blocks after (or, negative, before) the headline."""
    other_text: int | None = None
    """Characters in its block that are not the date or its label."""
    order_sure: bool = True
    """False where day and month could be swapped."""
    own: bool = True
    """False where it belongs to another article, a comment or the page's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """In one week, so many pages of a site showed a field's clock so far from UTC."""

    field: str
    """As `pipelines.times` names it."""
    week: date
    """The week's Monday."""
    offset: int
    """Minutes from UTC, east positive."""
    pages: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Dates:
    """The instant that won, as the database keeps it, and the evidence it won against."""

    published_at: str | None = None
    """`2023-12-05T06:02:00Z`, or `2023-12-05` where only the day is known."""
    published_precision: Precision | None = None
    published_offset: str | None = None
    published_from: Kind | None = None
    published_raw: str | None = None
    modified_at: str | None = None
    confidence: float = 0.0
    losers: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A page after the worker: its story and every date it offers."""

    page: Page
    story: Story
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    refusal: str | None = None
    """Why this is no article, by name; None where it is one."""
    notes: tuple[str, ...] = ()
    """What was over a limit or could not be read, by name: `title_cut`, `characters_replaced` …"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A cleaned page with its instants chosen."""

    page: Page
    story: Story
    dates: Dates
    lessons: tuple[Lesson, ...] = ()
    """What this page teaches of its site's clock."""
    refusal: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A row of `articles` before it is stored; absent is None, never ''."""

    url: str
    """Canonical."""
    source: str
    title: str
    text: str = field(repr=False)
    summary: str | None = None
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    section: str | None = None
    image: str | None = None
    language: str | None = None
    published_at: str | None = None
    published_precision: Precision | None = None
    published_offset: str | None = None
    published_from: Kind | None = None
    published_raw: str | None = None
    modified_at: str | None = None
    external_id: str | None = None
    word_count: int = 0
    is_paywalled: bool | None = None
    seen_at: datetime
    """When the page was fetched: aware, UTC."""
    answered: str | None = None
    """The address that answered with the page, which tells whose site it is of; None: `url` did."""
    urls: tuple[str, ...] = ()
    """Every other address by which it was asked for, redirected to or named canonical."""
    signature: tuple[int, ...] = field(default=(), repr=False)
    """MinHash bands of the text, for near-duplicates."""
    lessons: tuple[Lesson, ...] = field(default=(), repr=False)
    lease: str | None = None
    method: str | None = None
    """How the text was found; see Story."""
    reservations: str | None = None
    """JSON object: what the page and its headers say of indexing, archiving, AI and text mining."""
    visit: Visit | None = field(default=None, repr=False)
    outcome: Literal["new", "changed", "same"] | None = None
    """What storing it came to; None before that."""
