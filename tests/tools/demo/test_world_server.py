"""The bundled world is consistent: every address answers, and every link and entry leads to a page."""

import gzip
import json
import re
import tomllib
import urllib.request
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urljoin, urlsplit

import pytest
from lxml import etree, html

from crawler.tools.demo.world_server import SOURCES, WORLD, addresses, page, serving

STORY = re.compile(r"example/en/(amp/)?(news|photo)/\d|\d\.html$|/\d{4}/\d\d/|\?p=")
MEANT_TO_BE_MISSING = {"http://herald.example/en/news/20399/bridge-over-the-zard-rud-gets-a-second-lane"}


@pytest.fixture(scope="module")
def proxy() -> Iterator[str]:
    with serving() as address:
        yield address


def fetch(proxy: str, url: str, **headers: str) -> tuple[int, Message, bytes]:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({"http": proxy}))
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    try:
        with opener.open(urllib.request.Request(url, headers=named)) as response:
            return response.status, response.headers, response.read()
    except HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def text(url: str) -> str:
    reply = page(url)
    return reply.body.decode("iso-8859-1" if "archiv/" in url else "utf-8")


@pytest.mark.parametrize("url", addresses())
def test_every_address_answers(proxy: str, url: str) -> None:
    status, headers, body = fetch(proxy, url)
    assert status == 200
    assert body
    again, _, nothing = fetch(proxy, url, If_None_Match=headers["ETag"])
    assert (again, nothing) == (304, b"")
    assert fetch(proxy, url, If_Modified_Since=headers["Last-Modified"])[0] == 304


def test_a_page_is_sent_in_gzip_on_request(proxy: str) -> None:
    plain = fetch(proxy, "http://bote.example/")[2]
    status, headers, body = fetch(proxy, "http://bote.example/", Accept_Encoding="gzip, br")
    assert (status, headers["Content-Encoding"]) == (200, "gzip")
    assert gzip.decompress(body) == plain


def test_a_redirect_leads_to_a_page(proxy: str) -> None:
    assert page("http://bote.example/?p=1204").status == 301
    assert "drei Dörfer" in fetch(proxy, "http://bote.example/?p=1204")[2].decode()


def test_other_hosts_are_unknown(proxy: str) -> None:
    assert fetch(proxy, "http://elsewhere.example/")[0] == 404


PAGES = tuple(url for url in addresses() if page(url).headers.get("Content-Type", "").startswith("text/html"))


def links(url: str) -> set[str]:
    """Return the targets of a page's links to stories."""
    hrefs = html.fromstring(text(url)).xpath("//a/@href | //link[@rel='canonical' or @rel='amphtml']/@href")
    absolute = {urljoin(url, href.partition("#")[0]) for href in hrefs}
    return {one for one in absolute if STORY.search(one)}


@pytest.mark.parametrize("url", PAGES)
def test_links_to_stories_lead_to_one(url: str) -> None:
    broken = {one for one in links(url) if page(one).status == 404}
    assert broken <= MEANT_TO_BE_MISSING


def test_every_story_can_be_found_by_a_link_a_feed_or_the_sitemap() -> None:
    feeds = [text(url) for url in ("http://herald.example/en/rss/allnews", "http://bote.example/feed.atom")]
    named = set(
        re.findall(r"http://[^<\"?]+", "".join([*feeds, text("http://herald.example/sitemap-news.xml")]))
    )
    stories = {url for url in addresses() if STORY.search(url)}
    assert stories <= named.union(*map(links, PAGES))


@pytest.mark.parametrize("url", [url for url in addresses() if url not in PAGES and "xml" in str(page(url))])
def test_feeds_and_sitemaps_are_xml_and_every_entry_answers(url: str) -> None:
    root = etree.fromstring(text(url).encode())
    found = root.xpath("//*[local-name()='loc' or local-name()='link']")
    entries = {(one.text or one.get("href")).partition("?utm")[0] for one in found}
    stories = {one for one in entries if STORY.search(one)}
    assert len(stories) >= 3
    assert {page(one).status for one in stories} <= {200, 301}


@pytest.mark.parametrize("url", PAGES)
def test_structured_data_can_be_read(url: str) -> None:
    for script in html.fromstring(text(url)).xpath("//script[@type='application/ld+json']/text()"):
        assert json.loads(script)["@context"].endswith("schema.org")


def test_robots_txt_names_the_sitemap_and_a_delay() -> None:
    rules = text("http://herald.example/robots.txt")
    assert "Sitemap: http://herald.example/sitemap-news.xml" in rules
    for host in ("herald", "bote"):
        delay = re.search(r"Crawl-delay: ([\d.]+)", text(f"http://{host}.example/robots.txt"))
        assert delay is not None
        assert 0.1 <= float(delay[1]) <= 0.5


def test_the_old_archive_is_in_latin_1_and_only_its_meta_tag_says_so() -> None:
    reply = page("http://bote.example/archiv/2023/1066.html")
    assert reply.headers["Content-Type"] == "text/html"
    assert "Landwirt Georg Hölzl".encode("iso-8859-1") in reply.body


@pytest.mark.parametrize("path", sorted(SOURCES.glob("*.toml")), ids=lambda path: path.stem)
def test_each_source_file_is_about_an_outlet_of_the_world(path: Path) -> None:
    source = tomllib.loads(path.read_text(encoding="utf-8"))
    named = [source["url"], *source["feeds"], *source.get("sitemaps", []), *source["sections"]]
    assert {page(url).status for url in named} <= {200, 302}
    assert {urlsplit(url).hostname for url in named} == {f"{path.stem}.example"}


def test_every_file_of_the_world_is_used() -> None:
    used = "".join(path.read_text(encoding="utf-8") for path in WORLD.glob("*/site.toml"))
    unused = {path.name for path in WORLD.glob("*/*") if path.name != "site.toml" and path.name not in used}
    assert unused == set()
