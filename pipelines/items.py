"""The values that pass between the stages. They are frozen, and need neither Scrapy nor HTML nor SQL.

A page goes Page → Cleaned → Dated → Article; each stage takes one of these and returns the next.

The fields that an article has in the database and in exports are declared in `article_fields`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Literal

from pipelines.article_fields import ArticleFields, DateFields, Kind, PageFields, columns_of

Origin = Literal["feed", "sitemap", "section", "archive", "given"]
Role = Literal["published", "modified", "created", "other"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """What is known about a news site before one of its pages is read."""

    name: str
    url: str
    language: str | None = None
    """BCP 47 tag from the source file."""
    timezone: str | None = None
    """IANA zone from the source file or the command line."""
    body: tuple[str, ...] = ()
    """CSS selectors of the article's container; the first that matches overrides every rule."""
    remove: tuple[str, ...] = ()
    """CSS selectors of parts that are never article text."""
    keep: float | None = None
    """The age in seconds from which on no article is stored."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the link to a page says about it: evidence, not truth. Raw text, unchanged."""

    origin: Origin = "given"
    title: str | None = None
    summary: str | None = None
    text: str | None = field(default=None, repr=False)
    """The entry's full text as HTML, if the feed has it."""
    authors: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    published: str | None = None
    modified: str | None = None
    language: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """What the next fetch of an article needs from this one; stored in the transaction of the page."""

    url: str
    """As it was requested."""
    etag: str | None = None
    last_modified: str | None = None
    body_hash: bytes | None = None
    ages: tuple[timedelta, ...] = ()
    """Ages, since it was published or last changed, at which the page is fetched again; ascending."""
    linked_at: datetime | None = None
    """When it was published according to the link, for pages without a date."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A fetched page."""

    url: str
    """The final address, after redirects."""
    body: bytes = field(repr=False)
    fetched_at: datetime
    """Aware, UTC."""
    site: Site
    content_type: str | None = None
    """The Content-Type header as sent."""
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    """Other response headers that are evidence, names in lower case."""
    asked: tuple[str, ...] = ()
    """Every address on the way, the first requested one first; without `url`."""
    hints: Hints = Hints()
    lease: str | None = None
    """The frontier's token for this fetch; None where the page came from an archive."""
    archived: bool = False
    """The page comes from an archive, which keeps it."""
    text_from: Literal["feed"] | None = None
    """`feed`: the page was refused, and the body is what its feed says; None: the body is the page."""
    reservations: str | None = None
    """JSON object: what the page and its headers say about indexing, archiving, AI and text mining."""
    visit: Visit | None = field(default=None, repr=False)
    """What the next fetch needs from this one."""
    is_walked: bool = False
    """Its links are wanted too, for a crawl of the whole site."""
    is_common: bool = False
    """Most pages of its site link to it from a menu, as they do to an imprint."""
    is_among_lists: bool = False
    """Nearly all pages that links of this kind led to are lists: authors' pages, tags."""


@dataclass(frozen=True, slots=True)
class PageLink:
    """A link of a page to another page of its site."""

    url: str
    place: str
    """Where it stands, the same for all links of one part of a template: `ul.posts>li>h2>a`."""
    text: str = ""
    is_dated: bool = False
    """A date stands beside it."""
    is_headed: bool = False
    """It is, or stands in, a heading."""
    rel: str = ""
    """`next` or `prev`, where the page says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of a page's text, and whether it was kept."""

    text: str
    kind: str
    """paragraph, subhead, item, quote, lead, table, code, title, other"""
    rule: str | None = None
    """The name of the rule that removed it; None where it was kept."""
    why: str = ""
    """What spoke for and against it: the largest terms of the model, or the reason that the rule gives."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A value that the page offers for a field, before one is chosen."""

    field: str
    origin: str
    """Where it was found: `json-ld`, `h1`, `og`, `byline` …"""
    value: str


@dataclass(frozen=True, kw_only=True)
class Story(PageFields):
    """What the cleaner found on a page; its dates are found apart from it."""

    title: str | None
    paragraphs: tuple[str, ...] = field(repr=False)
    canonical_url: str | None = None
    types: tuple[str, ...] = ()
    """The page's own types: og:type and JSON-LD types, lower case."""
    link_share: float = 0.0
    """Share of the page's visible text that is in links, 0 to 1."""
    teasers: int = 0
    """Headings within the article's box that lead to other pages of the site; an index has many."""
    method: str = "container"
    """How the text was found: selector, container, fallback, script, feed, text."""
    blocks: tuple[Block, ...] = field(default=(), repr=False)
    """Every block with its rule, in page order; filled only if an explanation was requested."""
    offers: tuple[Offer, ...] = field(default=(), repr=False)
    """The values to choose from; filled only together with `blocks`."""
    page_summary: bytes | None = field(default=None, repr=False)
    """What this page shows of its site's template; see `pipelines.sites`."""
    unmatched: tuple[str, ...] = ()
    """Selectors of the source's `[clean]` that match nothing on the page, with their key: `body .story`."""
    site_changes: int = 0
    """Pieces that the site's other pages brought back or removed; one more where they chose another box."""

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
    """Offset from UTC; None where the evidence has none."""
    zone: str | None = None
    """A zone's abbreviation or IANA name, if there is no offset; the country decides what `IST` means."""
    label: str | None = None
    """Its label: a meta name, a JSON-LD key, or the words before it."""
    distance: int | None = None
    """Blocks after (or, negative, before) the headline."""
    other_text: int | None = None
    """Characters in its block that are not the date or its label."""
    order_sure: bool = True
    """False where day and month could be swapped."""
    own: bool = True
    """False where it belongs to another article, a comment or the page's clock."""
    doubts: tuple[str, ...] = ()
    """Signs that it is the date of an event, by their names in `pipelines/times/words/tiers.toml`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """How many pages of a site, in one week, had a clock in this field with this offset from UTC."""

    field: str
    """The field's name in `pipelines.times`."""
    week: date
    """The week's Monday."""
    offset: int
    """Minutes from UTC, east positive."""
    pages: int = 1


@dataclass(frozen=True, kw_only=True)
class Dates(DateFields):
    """The instant that won, in the form in which it is stored, and the evidence that lost."""

    confidence: float = 0.0
    losers: tuple[Evidence, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleaned:
    """A page after the worker: its story and every date it offers."""

    page: Page
    story: Story
    evidence: tuple[Evidence, ...] = field(default=(), repr=False)
    refusal: str | None = None
    """The name of the reason why this is not an article; None if it is one."""
    notes: tuple[str, ...] = ()
    """Names of what was over a limit or could not be read: `title_cut`, `characters_replaced` …"""
    signature: tuple[int, ...] | None = field(default=None, repr=False)
    """The band keys of the text, for near-duplicates; None where this is not an article."""
    links: tuple[PageLink, ...] = field(default=(), repr=False)
    """The page's links within its site, where the page `is_walked`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Dated:
    """A cleaned page with its instants chosen."""

    page: Page
    story: Story
    dates: Dates
    lessons: tuple[Lesson, ...] = ()
    """What this page shows about its site's clock."""
    refusal: str | None = None
    signature: tuple[int, ...] | None = field(default=None, repr=False)
    """What the worker computed from the text; None if it did not."""


@dataclass(frozen=True, kw_only=True)
class Article(ArticleFields):
    """An article before it is stored, and what is stored beside it."""

    seen_at: datetime
    """When the page was fetched: aware, UTC."""
    answered: str | None = None
    """The final address of the page, which decides the site it belongs to; None if that is `url`."""
    urls: tuple[str, ...] = ()
    """Every other address that was requested, redirected to or named canonical."""
    signature: tuple[int, ...] = field(default=(), repr=False)
    """MinHash bands of the text, for near-duplicates."""
    lessons: tuple[Lesson, ...] = field(default=(), repr=False)
    lease: str | None = None
    method: str | None = None
    """How the text was found; see Story."""
    page_summary: bytes | None = field(default=None, repr=False)
    """What the page teaches about its site; see Story."""
    visit: Visit | None = field(default=None, repr=False)
    outcome: Literal["new", "changed", "same"] | None = None
    """The result of storing it; None before that."""


_FIRST = ("url", "source", "title", "summary", "text")
EXPORTED = tuple(dict.fromkeys((*_FIRST, *(column.name for column in columns_of(Article)))))
"""What `scrapy crawl -o` writes of an article; the text stands where files written earlier have it."""

STAGED = (Page, Cleaned, Dated, Article)
"""What the stages take; items of other classes pass through them as they are."""
