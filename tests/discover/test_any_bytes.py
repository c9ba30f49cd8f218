"""For any bytes, reading a listing gives links or the reader's own error."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from protego import Protego

from crawler.discover.feed import read_feed
from crawler.discover.homepage import read_homepage
from crawler.discover.link import NotAFeed, NotReadable
from crawler.discover.robots_sitemaps import sitemaps_in
from crawler.discover.section import read_section
from crawler.discover.sitemap import NotASitemap, read_sitemap
from crawler.fetch.robots_middleware import rules_for
from crawler.rights import page_rights as rights
from crawler.rights.tdmrep import entries, entry_for

URL = "https://herald.example/listing"
TYPES = st.sampled_from([None, "text/xml", "application/json; charset=utf-16", "text/html; charset=x\0y"])
PIECES = (
    *(
        b"<rss version='2.0'>",
        b"<channel>",
        b"<item>",
        b"</item>",
        b"<link>",
        b"</link>",
        b"<feed>",
        b"<entry>",
    ),
    *(
        b"<link href='http://['/>",
        b"<title>",
        b"<pubDate>",
        b"<author>",
        b"a@b.example (A)",
        b"<guid>",
        b"<rdf:RDF>",
    ),
    *(b"<urlset>", b"<url>", b"<loc>", b"</loc>", b"</url>", b"</urlset>", b"<sitemapindex>", b"<lastmod>"),
    *(
        b"https://herald.example/2026/03/a-b-c",
        b"http://[",
        b"//[::1",
        b"2026-03-04",
        b"99999-99-99T99:99",
        b"9" * 30,
    ),
    *(
        b"<![CDATA[",
        b"]]>",
        b"<!--",
        b"-->",
        b"<?xml version='1.0' encoding='utf-16'?>",
        b"<!DOCTYPE a [",
        b"]>",
    ),
    *(
        b"&#xD800;",
        b"&a;",
        b"&#0;",
        b"\0",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
        b"\n",
        b" ",
        b"'",
        b'"',
        b">",
    ),
    *(
        b'{"version": "https://jsonfeed.org/version/1", "items": [',
        b'{"url": "/a/b",',
        b'"title": ',
        b"null",
        b"]",
        b"}",
    ),
    *(
        b'"authors": [1, {"name": []}],',
        b'"id": 7',
        b"User-agent: *\n",
        b"Sitemap:",
        b"Disallow: /",
        b"<a href='",
        b"<h2>",
    ),
    *(b'[{"location": "/*", "tdm-reservation": 1}', b"Crawl-delay: ", b"<main>", b"<base href='http://['>"),
)
bodies = st.binary(max_size=300) | st.lists(st.sampled_from(PIECES) | st.binary(max_size=4), max_size=25).map(
    b"".join
)


@given(bodies, TYPES)
def test_any_bytes_are_a_feed_or_none(body: bytes, content_type: str | None) -> None:
    with suppress(NotAFeed):
        assert all(link.url.startswith("http") for link in read_feed(body, URL, content_type).links)


@given(bodies, TYPES)
def test_any_bytes_are_a_sitemap_or_none(body: bytes, content_type: str | None) -> None:
    with suppress(NotASitemap):
        assert all(link.url.startswith("http") for link in read_sitemap(body, URL, content_type).links)


@pytest.mark.parametrize("read", [read_section, read_homepage])
@given(body=bodies, content_type=TYPES)
def test_any_bytes_are_a_page_of_links_or_none(read, body: bytes, content_type: str | None) -> None:
    with suppress(NotReadable):
        read(body, URL, content_type)


@given(bodies)
def test_any_bytes_are_a_robots_txt(body: bytes) -> None:
    assert all(link.url.startswith("http") for link in sitemaps_in(body, f"{URL}/robots.txt"))
    rights.of_robots(body)
    rights.of_page(body, {}, entry_for(entries(body), URL))
    kept, _ = rules_for(body, "Broadsheet")
    Protego.parse(kept.decode("utf-8", "replace")).can_fetch(URL, "Broadsheet")
