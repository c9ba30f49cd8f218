"""What kind of content an answer has, by its bytes first and its header second."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from pipelines.drops import BY_KIND, NotAPage
from pipelines.items import Page, Site
from pipelines.markup.content_kind import kind_of

HTML = "text/html; charset=utf-8"
STORY = "<!DOCTYPE html><html><body><p>The bridge is shut.</p></body></html>"


def page(body: bytes, content_type: str | None) -> Page:
    site = Site(name="herald", url="https://herald.example/")
    return Page(url=site.url, body=body, fetched_at=datetime.now(UTC), site=site, content_type=content_type)


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("pdf", b"%PDF-1.7 ..."),
        ("picture", b"\x89PNG\r\n\x1a\n"),
        ("picture", b"\xff\xd8\xff\xe0\0\x10JFIF"),
        ("picture", b"GIF89a"),
        ("picture", b"RIFF\x10\0\0\0WEBPVP8 "),
        ("picture", b"\0\0\0\x1cftypavif"),
        ("recording", b"\0\0\0\x1cftypisom"),
        ("recording", b"ID3\x04\0\0"),
        ("recording", b"\xff\xfb\x90\x64" * 400),
        ("recording", b"OggS\0\2"),
        ("recording", b"\x1a\x45\xdf\xa3"),
        ("recording", (b"G" + b"\1" * 187) * 5),
        ("recording", b"#EXTM3U\n#EXT-X-VERSION:3\n"),
        ("archive", b"PK\3\4\x14\0"),
        ("archive", b"\x1f\x8b\x08\0"),
        ("archive", b"7z\xbc\xaf\x27\x1c"),
        ("document", b"\xd0\xcf\x11\xe0\xa1\xb1"),
        ("document", b"{\\rtf1 a}"),
        ("feed", b'<?xml version="1.0"?>\n<rss version="2.0"><channel/></rss>'),
        ("feed", b"\xef\xbb\xbf<!-- made by hand -->\n<feed xmlns='http://www.w3.org/2005/Atom'/>"),
        ("feed", b"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'></urlset>"),
        ("picture", b'<svg xmlns="http://www.w3.org/2000/svg"></svg>'),
        (
            "archive",
            b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n<html><p>A story.</p></html>",
        ),
        ("archive", b"!<arch>\ndebian-binary   "),
        ("binary", b"PAR1\x15\x04\x15\x10"),
        ("binary", bytes(range(250, 0, -1)) * 8),
        ("json", b'{"articles": [1, 2, 3]}'),
        ("json", b'[\n {"a": 1}\n]\n'),
        ("binary", b"\x7fELF\2\1\1\0"),
        ("binary", bytes(range(256)) * 8),
        ("binary", b"\0" * 2000),
    ],
)
@pytest.mark.parametrize("header", [HTML, "text/plain", None])
def test_other_content_served_as_html_is_recognised(kind: str, body: bytes, header: str | None) -> None:
    assert kind_of(page(body, header)) == kind
    assert issubclass(BY_KIND[kind], NotAPage)


@pytest.mark.parametrize(
    "header",
    [
        *(HTML, None, "application/xml", "text/xml", "application/json", "application/pdf", "image/png"),
        *("application/zip", "video/mp4", "application/octet-stream", "application/xhtml+xml", "nonsense"),
    ],
)
@pytest.mark.parametrize(
    "before", ["", "\ufeff", "\n\n  ", '<?xml version="1.0" encoding="utf-8"?>\n', "<!-- x -->"]
)
def test_html_is_a_page_whatever_its_header_says(header: str | None, before: str) -> None:
    assert kind_of(page((before + STORY).encode(), header)) == "page"


@pytest.mark.parametrize("header", [HTML, None, "text/html; charset=utf-16"])
@pytest.mark.parametrize("codec", ["utf-16", "utf-16-le", "utf-16-be"])
def test_utf_16_is_not_a_binary_file(header: str | None, codec: str) -> None:
    assert kind_of(page(STORY.encode(codec), header)) == "page"


@pytest.mark.parametrize(
    ("body", "header", "kind"),
    [
        (b"", HTML, "page"),
        (b"<p>No doctype, one \0 NUL and a long enough story about the bridge.</p>", HTML, "page"),
        (b"{Reporting by Ann Lee}\nThe bridge is shut.", "text/plain", "page"),
        (b"The bridge is shut.", "text/plain", "page"),
        (b"WARC/1.0 is a format for pages, and libraries keep the web in it.", HTML, "page"),
        (b"\x01\x02" * 30 + b"<p>Controls before the story of the bridge.</p>" * 9, HTML, "page"),
        (b"The bridge is shut.", "application/x-unknown", "other"),
        (b"<response><a/></response>", "application/xml", "other"),
    ],
)
def test_other_content_is_judged_by_its_header(body: bytes, header: str, kind: str) -> None:
    assert kind_of(page(body, header)) == kind


_MANY = {
    "comments": b"<!-- x -->\n" * 90,
    "empty comments": b"<!---->" * 140,
    "marks": b"<!>" * 330,
    "instructions": b"<?x ?>" * 160,
    "open instructions": b"<?" * 500,
    "open comments": b"<!--" * 250,
    "declarations": b"<!DOCTYPE x [" + b"<!ENTITY>" * 110,
}


@pytest.mark.parametrize("before", _MANY)
def test_many_comments_are_skipped_once(before: str) -> None:
    """A pattern took three seconds for twenty-two of them, and twice as long for each more."""
    assert kind_of(page(_MANY[before] + b"<div>", HTML)) == "page"


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("page", _MANY["comments"] + b"<html>"),
        ("page", b'<?xml version="1.0"?><?xml-stylesheet href="a"?>\n<!-- a > b -->\n<html lang="en">'),
        ("feed", b"<!--[if IE]> a <![endif]-->\n" * 20 + b"<rss version='2.0'>"),
        ("feed", b'<!DOCTYPE rss [<!ENTITY a "b">\n<!ENTITY c "d"> ]>\n<rss version="0.91">'),
        ("feed", b'<!DOCTYPE rss PUBLIC "-//N//DTD RSS 0.91//EN" "http://a.example/rss.dtd">\n<rss >'),
        ("other", b"<!-- <html> --><report>"),
    ],
)
def test_text_before_the_first_tag_is_skipped(kind: str, body: bytes) -> None:
    assert kind_of(page(body, "application/xml")) == kind
