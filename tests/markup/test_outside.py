"""No parser opens a connection or a file, and none expands entities that a document declares."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from crawler.discover.feed import read_feed
from crawler.discover.link import NotReadable
from crawler.discover.sitemap import read_sitemap
from pipelines.markup import parse
from tests.site import Site

SECRET = "the-secret-of-this-machine"
BOMB = '<!ENTITY e0 "hahahaha">' + "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))


def page(body: str) -> object:
    for kind in ("text/html", "application/xhtml+xml", "text/plain"):
        found = parse(body.encode(), "https://herald.example/a", kind)
    return found.tree.text_content()


def feed(body: str) -> object:
    return read_feed(body.encode(), "https://herald.example/feed")


def sitemap(body: str) -> object:
    return read_sitemap(body.encode(), "https://herald.example/sitemap.xml")


SHAPES = {
    "page": (page, "<html xmlns:xi='http://www.w3.org/2001/XInclude'><body><p>a {0}</p></body></html>"),
    "rss": (
        feed,
        "<rss version='2.0' xmlns:xi='http://www.w3.org/2001/XInclude'><channel><title>{0}</title>"
        "<item><title>{0}</title><link>https://herald.example/2026/03/a-b-c</link></item></channel></rss>",
    ),
    "sitemap": (
        sitemap,
        "<urlset xmlns:xi='http://www.w3.org/2001/XInclude'><url><loc>https://herald.example/2026/03/a-b-c</loc>"
        "<lastmod>{0}</lastmod></url></urlset>",
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(
    ("doctype", "entity"),
    [
        ('<!DOCTYPE x SYSTEM "{net}">', "a"),
        ('<!DOCTYPE x PUBLIC "-//X//X" "{net}">', "&b;"),
        ('<!DOCTYPE x [<!ENTITY f SYSTEM "{file}">]>', "&f;"),
        ('<!DOCTYPE x [<!ENTITY f SYSTEM "{net}">]>', "&f;"),
        ('<!DOCTYPE x [<!ENTITY % p SYSTEM "{net}"> %p;]>', "&f;"),
        ('<!DOCTYPE x [<!ENTITY % f SYSTEM "{file}"><!ENTITY % e "<!ENTITY g \'%f;\'>"> %e;]>', "&g;"),
        ("", '<xi:include href="{file}" parse="text"/><xi:include href="{net}"/>'),
        ('<?xml-stylesheet type="text/xsl" href="{net}"?>', "a"),
    ],
)
def test_nothing_outside_the_document_is_read(
    shape: str, doctype: str, entity: str, site: Site, tmp_path: Path
) -> None:
    file = tmp_path / "secret.txt"
    file.write_text(SECRET)
    places = {"net": f"{site.url}/evil.dtd", "file": file.as_uri()}
    for name, value in places.items():
        doctype, entity = doctype.replace(f"{{{name}}}", value), entity.replace(f"{{{name}}}", value)
    read, text = SHAPES[shape]
    assert SECRET not in outcome(read, f'<?xml version="1.0"?>\n{doctype}{text.format(entity)}')
    assert [request.path for request in site.log] == []


@pytest.mark.parametrize("shape", SHAPES)
def test_a_billion_laughs_are_not_expanded(shape: str) -> None:
    read, text = SHAPES[shape]
    started = time.process_time()
    entity = outcome(read, f'<?xml version="1.0"?>\n<!DOCTYPE x [{BOMB}]>{text.format("&e11;")}')
    assert len(entity) < 10_000
    assert time.process_time() - started < 2


def outcome(read: Callable[[str], object], body: str) -> str:
    try:
        return repr(read(body))
    except NotReadable as error:
        return str(error)
