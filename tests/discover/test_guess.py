"""What kind of page or listing is at an address that a user gave."""

import gzip
import time

import pytest

from crawler.discover.guess import document_kind, usual_places
from tests.discover.test_feed import ATOM, JSON, RDF, RSS
from tests.discover.test_section import PAGE
from tests.discover.test_sitemap import INDEX, NEWS

TEXT = (
    "<p>"
    + "The river won the prize that the bridge had hoped for, and nobody was surprised by it at all. " * 2
)
STORY = f"<html><head>%s</head><body><article><h1>River wins</h1>{TEXT * 6}</article></body></html>"
LD = '<script type="application/ld+json">{"@type": "%s"}</script>'

CASES = [
    (RSS, "/x", "feed"),
    (ATOM, "/", "feed"),
    (RDF, "/x", "feed"),
    (JSON, "/x", "feed"),
    (gzip.compress(RSS.encode(), mtime=0), "/x", "feed"),
    ("\n\n<!-- a -->\n<rss version='2.0'>", "/x", "feed"),
    (NEWS, "/x", "sitemap"),
    (INDEX, "/x", "sitemap"),
    (gzip.compress(NEWS.encode(), mtime=0), "/sitemap.xml.gz", "sitemap"),
    ("https://herald.example/a\r\nhttps://herald.example/b\r\n", "/list.txt", "sitemap"),
    ("# hello\nUser-agent: *\nDisallow: /a", "/robots.txt", "robots"),
    ("<html>Not found</html>", "/robots.txt", "section"),
    (PAGE, "/", "home"),
    (PAGE, "/index.html", "home"),
    (PAGE, "/en/", "home"),
    (PAGE, "/politics/", "section"),
    (PAGE, "/tag/river", "section"),
    (STORY % "", "/2024/05/17/river-wins", "article"),
    (STORY % "", "/politics/x", "article"),
    (STORY % '<meta property="og:type" content="article">', "/politics/x", "article"),
    (STORY % (LD % "NewsArticle"), "/politics/x", "article"),
    (STORY % (LD % "CollectionPage"), "/politics/", "section"),
    ("River wins\n\n" + f"{TEXT}\n" * 6, "/a", "article"),
]


@pytest.mark.parametrize(("body", "path", "expected"), CASES)
def test_kind_of_a_document(body, path, expected):
    body = body if isinstance(body, bytes) else body.encode()
    content_type = "text/plain" if body.startswith(b"River") else None
    assert document_kind(body, "https://herald.example" + path, content_type) == expected


def test_an_article_with_thousands_of_paragraphs_is_scanned_once():
    started = time.process_time()
    assert (
        document_kind(
            (STORY.replace("</article>", "<p>a" * 8_000) % "").encode(), "https://herald.example/politics/x"
        )
        == "article"
    )
    assert time.process_time() - started < 5, "it was a quarter of a minute"


def test_places():
    found = usual_places("https://herald.example/politics/a?b")
    assert found[0].url == "https://herald.example/sitemap.xml"
    assert {link.kind for link in found} == {"sitemap", "feed"}
    assert {link.url.count("?") for link in found} == {0}
