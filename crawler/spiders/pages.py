"""A response and the link that led to it → the Page that the stages take."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from html import escape
from typing import Any
from urllib.parse import urlsplit

from scrapy.http import Response

from crawler.fetch.conditional import Freshness
from crawler.fetch.site_requests import ANSWER
from crawler.frontier.explorer import Explorer
from crawler.rights import page_rights as rights
from pipelines.db.crawl.frontier_rows import LISTED_TOO
from pipelines.db.crawl.leases import Leased
from pipelines.items import Hints, Page, Site, Visit

EVIDENCE_HEADERS = (
    *("last-modified", "date", "x-robots-tag", "content-language", "link"),
    *("tdm-reservation", "tdm-policy", "content-usage", "content-signal"),
)
FULL_TEXT = 400
"""Characters of a feed's entry that make it the whole article; a teaser has fewer."""
_TAG = re.compile(r"<[^<>]*>")
_PARAGRAPH = re.compile(r"<p\b|<br\s*/?>\s*<br", re.IGNORECASE)
_BREAKS_OFF = re.compile(r"(?:…|\.\.\.|\[&hellip;\]|&#8230;|</a>)[\])\s]*(?:</?\w+>\s*)*$")

NOT_HINTS = frozenset({"pages", "depth", "guess", "walk", "frame", LISTED_TOO})
"""Names that the frontier keeps among a link's hints, and that are not hints."""


def page_of(
    response: Response,
    leased: Leased,
    site: Site,
    visit: Visit,
    *,
    tdmrep: Mapping[str, object] | None,
    walk: Explorer | None,
) -> Page:
    """Return the page of a response; `tdmrep` is what its site reserves for it, `walk` goes over its site."""
    headers = _headers(response)
    return Page(
        url=response.url,
        body=response.body,
        fetched_at=datetime.now(UTC),
        site=site,
        content_type=content_type_of(response),
        headers=headers,
        asked=tuple(dict.fromkeys((leased.url, *response.meta.get("redirect_urls", ())))),
        hints=hints_of(leased),
        lease=leased.token,
        reservations=rights.of_page(response.body, headers, tdmrep),
        visit=visit,
        is_walked=walk is not None,
        is_common=walk is not None and walk.is_of_site(leased.url),
        is_among_lists=walk is not None and walk.is_among_lists(leased.url),
        text_from="feed" if ANSWER in response.flags else None,
    )


def page_of_feed(leased: Leased, site: Site, text: str) -> Page:
    """Return a page made of a feed's entry with this `text`, for an article whose own page is refused.

    Its visit has no ages, so it is not fetched again: it would be refused again.
    """
    hints = hints_of(leased)
    return Page(
        url=leased.url,
        body=feed_html(leased, text),
        fetched_at=datetime.now(UTC),
        site=site,
        content_type="text/html; charset=utf-8",
        hints=hints,
        lease=leased.token,
        text_from="feed",
        visit=Visit(url=leased.url, linked_at=leased.published),
    )


def feed_html(leased: Leased, text: str) -> bytes:
    """Return the entry of a feed, with this `text`, as an HTML page."""
    title = escape(hints_of(leased).title or "")
    head = f"<html><head><title>{title}</title></head>"
    return f"{head}<body><article><h1>{title}</h1>{text}</article></body></html>".encode()


def text_in_feed(leased: Leased) -> str | None:
    """Return the HTML text of an article from the feed that led to it; None if the feed has only a teaser.

    That is the entry's text if it is twice as long as its description, or else a description of several
    paragraphs that does not break off.
    """
    text, summary = (str(leased.hints.get(name) or "") for name in ("text", "summary"))
    if _length(text) <= 2 * len(summary):
        text = summary if len(_PARAGRAPH.findall(summary)) > 1 and not _BREAKS_OFF.search(summary) else ""
    return text if _length(text) >= FULL_TEXT else None


def _length(text: str) -> int:
    return len(" ".join(_TAG.sub(" ", text).split()))


def lone_page(response: Response, site: Site) -> Page:
    """Return the page of a response outside a crawl, for a command that looks at it."""
    return Page(
        url=response.url,
        body=response.body,
        fetched_at=datetime.now(UTC).replace(microsecond=0),
        site=site,
        content_type=content_type_of(response),
        headers=_headers(response),
    )


def went_home(answered: str, leased: Leased, home: str) -> bool:
    """Return whether an article's address led to a front page, which on many sites means that it is gone."""
    return leased.kind == "article" and _is_front(answered, home) and not _is_front(leased.url, home)


def _is_front(url: str, home: str) -> bool:
    parts = urlsplit(url)
    return (parts.path in ("", "/") and not parts.query) or url.split("#", maxsplit=1)[0] == home


def visit_of(leased: Leased, came: Freshness, ages: tuple[Any, ...]) -> Visit:
    """Return what is kept of a fetch, without an ETag that is wrong."""
    validators = came.validators
    return Visit(
        url=leased.url,
        etag=None if came.is_lying else validators.etag,
        last_modified=None if came.is_lying else validators.last_modified,
        body_hash=validators.body_hash,
        ages=ages,
        linked_at=leased.published,
    )


def content_type_of(response: Response) -> str | None:
    header = response.headers.get("Content-Type")
    return header.decode("latin-1") if header else None


def hints_of(leased: Leased) -> Hints:
    """Return the hints of a link, which the frontier stores as JSON."""
    stored = {name: value for name, value in leased.hints.items() if name not in NOT_HINTS}
    lists: dict[str, Any] = {name: tuple(value) for name, value in stored.items() if isinstance(value, list)}
    return Hints(**(stored | lists))


def lease_of(item: Any) -> str | None:
    """Return the token of the lease that an item of any stage carries."""
    lease: str | None = getattr(item, "page", item).lease
    return lease


def _headers(response: Response) -> Mapping[str, str]:
    headers = {
        name: b", ".join(response.headers.getlist(name)).decode("latin-1") for name in EVIDENCE_HEADERS
    }
    return {name: value for name, value in headers.items() if value}
