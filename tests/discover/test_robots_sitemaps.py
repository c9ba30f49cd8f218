"""Sitemaps named in robots.txt."""

import pytest

from crawler.discover import robots_sitemaps
from crawler.discover.robots_sitemaps import sitemaps_in

URL = "https://herald.example/robots.txt"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "User-agent: *\nDisallow: /a\nSitemap: https://herald.example/s.xml\n",
            ["https://herald.example/s.xml"],
        ),
        ("sitemap:https://herald.example/s.xml # news", ["https://herald.example/s.xml"]),
        (
            "\ufeffSITEMAP : /s.xml\r\nSitemap: /t.xml.gz\r\n",
            ["https://herald.example/s.xml", "https://herald.example/t.xml.gz"],
        ),
        ("Sitemap: /s.xml\nSitemap: https://HERALD.example/s.xml", ["https://herald.example/s.xml"]),
        ("# Sitemap: /s.xml\nSitemap:\nSitemap: mailto:a@b", []),
        ("<html>Sitemap: /s.xml</html>", []),
        ("", []),
        ("\n" * 500_000 + "Sitemap: /s.xml", ["https://herald.example/s.xml"]),  # took minutes
        ("User-agent: *\rSitemap: /s.xml\r", ["https://herald.example/s.xml"]),
    ],
)
def test_sitemaps(text, expected):
    found = sitemaps_in(text.encode(), URL)
    assert [link.url for link in found] == expected
    assert {link.kind for link in found} <= {"sitemap"}


def test_limits():
    text = "".join(f"Sitemap: /{n}.xml\n" for n in range(1_000)).encode()
    assert len(sitemaps_in(text, URL)) == 200
    assert len(sitemaps_in(text, URL, max_bytes=len(b"Sitemap: /0.xml\n") * 3)) == 3


def test_reading_stops_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is read on the event loop; half a megabyte of addresses took more than a second."""
    read: list[str] = []

    def canonical(url: str, base: str) -> str:
        read.append(url)
        return f"{base}{url}"

    monkeypatch.setattr(robots_sitemaps, "canonical", canonical)
    text = b"".join(b"Sitemap: /%d.xml\n" % number for number in range(1_000))
    assert len(sitemaps_in(text, "https://herald.example/robots.txt")) == len(read) == 200
