"""The work of a worker process: reads one page and returns its story and its dates.
Scrapy is not imported."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from pipelines import text, times
from pipelines.db.signature import signature
from pipelines.items import Cleaned, Page, Site
from pipelines.markup import parse
from pipelines.markup.limits import Limits
from pipelines.markup.page_links import page_links
from pipelines.sites import Profile
from pipelines.worker.field_limits import bounded, bounded_evidence
from pipelines.worker.joined_pages import parted, with_parts


def clean_page(
    page: Page,
    limits: Limits = Limits(),  # noqa: B008 - frozen
    profile: Profile | None = None,
    *,
    explain: bool = False,
) -> Cleaned:
    """Parse a page once; the cleaner and the dating read the same tree. Return what they find.

    `profile` is what the other pages of its site have taught. Raises OverLimit for a page that is too
    large.
    """
    body, others = parted(page.body)
    document = parse(body, page.url, page.content_type, limits, remove=page.site.remove)
    document, found = text.read(document, page.site, page.hints, profile, explain=explain)
    if others:
        found, unused = with_parts(found, page, others, limits, profile)
        page = replace(page, asked=tuple(url for url in page.asked if url not in unused))
    story, cut = bounded(found, limits)
    dates = times.collect(
        document,
        page.hints,
        page.headers,
        fetched_at=page.fetched_at,
        language=story.language or page.site.language,
        site=page.site,
        title=story.title,
        authors=story.authors,
    )
    evidence, cut_dates = bounded_evidence(dates, limits)
    is_dated = any(item.own and item.role == "published" for item in evidence)
    refusal = text.gate(document, page.asked) or text.no_article(document, story, is_dated=is_dated)
    notes = cut | cut_dates | ({"jsonld_cut"} if document.jsonld_cut else set())
    return Cleaned(
        page=page,
        story=story,
        evidence=evidence,
        refusal=refusal,
        notes=tuple(sorted(notes | ({"characters_replaced"} if document.lost else set()))),
        signature=None if refusal else signature(story.text),
        links=page_links(document) if page.is_walked else (),
    )


def clean_sent(page: Page, limits: Limits, profile: Profile | None) -> Cleaned:
    """Clean a page in a worker process; the page in the result has no body, which the caller still has.

    The body would be most of what is sent back.
    """
    return replace(clean_page(page, limits, profile), page=replace(page, body=b""))


def warm() -> None:
    """Clean a small page, so that the first real one does not wait for libraries, word lists and models."""
    times.warm()
    site = Site(name="warm", url="https://warm.example/")
    body = Path(__file__).with_name("warm.html").read_bytes()
    clean_page(Page(url=f"{site.url}a", body=body, fetched_at=datetime.now(UTC), site=site))
