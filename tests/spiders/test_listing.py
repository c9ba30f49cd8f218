"""Which links of a listing are followed, and the limits for them."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from scrapy.settings import Settings

from crawler import settings
from crawler.sources.source import Source
from crawler.spiders.listing import PAGES_BACK, Fetched, Limits, Listing, moment, read_listing

HERALD = Source(name="herald", url="https://herald.example/")
NOW = datetime(2026, 5, 4, 12, tzinfo=UTC)


def fetched(body: str, **more: object) -> Fetched:
    return Fetched(
        **{
            "url": "https://herald.example/sitemap.xml",
            "body": body.encode(),
            "content_type": "application/xml",
            "source": HERALD,
            "explore": True,
            "pages": 3,
            "now": NOW,
        }
        | more  # type: ignore[arg-type]
    )


def urlset(*entries: tuple[str, str]) -> str:
    rows = "".join(f"<url><loc>{url}</loc><lastmod>{date}</lastmod></url>" for url, date in entries)
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{rows}</urlset>'


def index(count: int) -> str:
    days = ((n, f"{NOW - timedelta(days=n):%F}") for n in range(count))
    place = "<sitemap><loc>https://herald.example/s{}.xml</loc><lastmod>{}</lastmod></sitemap>"
    rows = (place.format(n, day) for n, day in days)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{"".join(rows)}</sitemapindex>'


def article(number: int, host: str = "herald.example") -> str:
    return f"https://{host}/2026/05/04/the-night-ferry-sails-again-{number}"


def test_links_to_a_thousand_hosts_are_limited_and_reported() -> None:
    away = [(article(n, f"www{n}.other.example"), "2026-05-04") for n in range(1_000)]
    found = read_listing("sitemap", fetched(urlset((article(1), "2026-05-04"), *away)))
    assert len(found.links) == 1 + Limits().other_hosts
    assert found.bounds == (("OTHER_HOSTS", "980 links to 980 other hosts"),)


def test_the_depth_of_sitemaps_of_sitemaps_is_limited() -> None:
    deeper = read_listing("sitemap", fetched(index(3)))
    assert [link.hints["depth"] for link in deeper.links] == [1, 1, 1]
    too_deep = read_listing("sitemap", fetched(index(3), depth=Limits().sitemap_depth))
    assert (too_deep.links, too_deep.bounds) == ((), (("SITEMAP_DEPTH", "3 sitemaps, nested too deeply"),))


def test_only_the_newest_of_too_many_sitemaps_are_followed() -> None:
    found = read_listing("sitemap", fetched(index(30), limits=Limits(sitemaps=10)))
    assert [link.url for link in found.links][:2] == [
        "https://herald.example/s0.xml",
        "https://herald.example/s1.xml",
    ]
    assert (len(found.links), found.bounds) == (10, (("SITEMAPS", "20 of 30 sitemaps, the oldest"),))
    assert found.pace == "index"


@pytest.mark.parametrize(("days", "pace"), [(0, "live"), (29, "live"), (31, "old"), (4000, "old")])
def test_a_sitemap_is_read_as_often_as_it_is_new(days: int, pace: str) -> None:
    found = read_listing("sitemap", fetched(urlset((article(1), f"{NOW - timedelta(days=days):%F}"))))
    assert found.pace == pace


@pytest.mark.parametrize(("depth", "pace"), [(0, "live"), (1, "old")])
def test_a_news_sitemap_of_a_site_that_has_been_silent_is_still_read_every_day(depth: int, pace: str) -> None:
    """Its next visit was 27 days later; one of an index may be the news of a past month."""
    name = "http://www.google.com/schemas/sitemap-news/0.9"
    date = f"<n:publication_date>{NOW - timedelta(days=40):%F}</n:publication_date>"
    entry = f"<url><loc>{article(1)}</loc><n:news>{date}</n:news></url>"
    body = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="{name}">{entry}</urlset>'
    assert read_listing("sitemap", fetched(body, depth=depth)).pace == pace


def section(found: str, **more: object) -> Listing:
    links = "".join(
        f'<article><h2><a href="/{found}/{n}/story-of-the-day-number-{n}">Story of the day</a></h2>'
        f"<time datetime='{found.replace('/', '-')}'>{found}</time></article>"
        for n in range(9)
    )
    body = f'<html><head><link rel="next" href="/page/2/"></head><body>{links}</body></html>'
    place = {"url": "https://herald.example/news/", "content_type": "text/html"}
    return read_listing("section", fetched(body, **(place | more)))


@pytest.mark.parametrize(
    ("more", "pages"),
    [
        ({}, [2]),
        ({"pages": 0}, []),
        ({"pages": 2, "first": False}, [1]),
        ({"since": datetime(2026, 5, 1, tzinfo=UTC)}, [PAGES_BACK - 1]),
        ({"since": datetime(2026, 6, 1, tzinfo=UTC)}, []),  # everything on this page is older
    ],
)
def test_how_far_back_a_section_is_followed(more: dict[str, object], pages: list[int]) -> None:
    found = section("2026/05/04", **more)
    assert [link.hints["pages"] for link in found.links if link.kind == "section"] == pages


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ("2026-05-04", datetime(2026, 5, 4, tzinfo=UTC)),
        ("2026-05-04T12:00:00+02:00", datetime(2026, 5, 4, 10, tzinfo=UTC)),
        ("Mon, 04 May 2026 12:00:00 GMT", NOW),
        ("yesterday", None),
        ("0001-01-01T00:00:00+03:30", None),
        ("9999-12-31T23:59:59-05:00", None),
        ("Thu, 01 Jan 2026 00:00:00 +99999999999999999", None),
        (None, None),
    ],
)
def test_a_time_is_parsed(raw: str | None, expected: datetime | None) -> None:
    assert moment(raw) == expected


HEADLINES = "".join(f"<h2><a href='{article(n)}'>The night ferry sails again {n}</a></h2>" for n in range(20))
ITEMS = "".join(f"<item><title>The night ferry</title><link>{article(n)}</link></item>" for n in range(20))


@pytest.mark.parametrize(
    ("kind", "body", "limits"),
    [
        ("sitemap", urlset(*((article(n), "2026-05-04") for n in range(20))), Limits(sitemap_entries=5)),
        ("section", f"<html>{HEADLINES}", Limits(page_links=5)),
        ("home", f"<html>{HEADLINES}", Limits(page_links=5)),
        ("feed", f"<rss><channel>{ITEMS}</channel></rss>", Limits(feed_entries=5)),
    ],
)
def test_a_listing_is_read_up_to_a_limit(kind: Any, body: str, limits: Limits) -> None:
    content_type = "text/html" if kind in ("section", "home") else "application/xml"
    found = read_listing(kind, fetched(body, limits=limits, content_type=content_type))
    assert 0 < len([link for link in found.links if link.kind == "article"]) <= 5
    names = {"sitemap": "INCOMPLETE_SITEMAP", "feed": "FEED_ENTRIES"}
    assert [bound.limit for bound in found.bounds] == [names.get(kind, "PAGE_LINKS")]


def test_the_settings_have_the_default_limits() -> None:
    assert (
        Limits.of(Settings({name: getattr(settings, name) for name in dir(settings) if name.isupper()}))
        == Limits()
    )


def test_reading_listings_does_not_import_scrapy() -> None:
    """Worker processes import it, and each of them would have to load Scrapy."""
    asked = "import sys, crawler.spiders.listing; sys.exit('scrapy' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", asked], check=False).returncode == 0
