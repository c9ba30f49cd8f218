"""Two whole sites and the addresses of real articles, if they are present."""

import json
import re
import tarfile
from pathlib import Path

import pytest

from crawler.discover.address_form import data, form
from crawler.discover.feed import read_feed
from crawler.discover.guess import document_kind
from crawler.discover.homepage import read_homepage
from crawler.discover.section import read_section
from crawler.discover.sitemap import read_sitemap

SHARED = Path(__file__).parents[3] / "shared"
DATED = re.compile(r"/20\d\d/\d\d/\d\d/")

pytestmark = pytest.mark.skipif(not SHARED.is_dir(), reason=f"{SHARED.name} is not beside the repository")


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """Return a function that reads a page of the unpacked sites by its address; None if there is none."""
    root = tmp_path_factory.mktemp("sites")
    for archive in sorted((SHARED / "sites").glob("*.tar.gz")):
        with tarfile.open(archive) as packed:
            packed.extractall(root, filter="data")

    def get(url):
        path = root / url.partition("://")[2]
        files = (path, path / "index.html", path.with_name(path.name + ".html"))
        return next((file.read_bytes() for file in files if file.is_file()), None)

    return get


def keys(links):
    return {link.url.rstrip("/") for link in links}


def posts(links):
    return {url for url in keys(links) if DATED.search(url)}


HOME = "https://flink.apache.org/"
BLOG = "https://datafusion.apache.org/blog/"


def walk(site, url):
    """Return the articles of a section and of the pages after it."""
    found = set()
    while url:
        listing = read_section(site(url), url)
        found |= keys(listing.articles)
        url = listing.next_url
    return found


@pytest.mark.parametrize("way", ["feed", "sitemap", "section"])
def test_every_way_leads_to_237_posts(site, way):
    home = read_homepage(site(HOME), HOME)
    feed = read_feed(site(home.feeds[0].url), home.feeds[0].url)
    found = {
        "feed": lambda: keys(feed.links),
        "sitemap": lambda: sitemaps(site, HOME + "sitemap.xml"),
        "section": lambda: walk(site, home.sections[0].url),
    }[way]()
    dated = {url for url in found if DATED.search(url)}
    assert len(dated) >= 237 * 0.95
    assert len(found - dated) <= (4 if way == "sitemap" else 1)  # by form alone; links are judged later


def sitemaps(site, url):
    index = read_sitemap(site(url), url)
    assert index.kind == "index"
    return {found for link in index.links for found in keys(read_sitemap(site(link.url), link.url).links)}


def test_few_pages_of_a_manual_count_as_articles(site):
    home = read_homepage(site(HOME), HOME)
    pages = [link.url for link in home.sections] + [
        HOME,
        HOME + "zh/",
        HOME + "what-is-flink/",
        HOME + "downloads/",
    ]
    found = {url for page in pages if site(page) for url in keys(read_section(site(page), page).articles)}
    assert {url for url in found if not DATED.search(url)} == set()


def test_the_blog_leads_to_75_posts(site):
    blog = read_homepage(site(BLOG), BLOG)
    assert len(posts(blog.articles)) == len(keys(blog.articles)) == 75
    feed = read_feed(site(blog.feeds[0].url), blog.feeds[0].url)
    assert keys(feed.links) == keys(blog.articles)


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        (HOME, "home"),
        (HOME + "posts/", "section"),
        (HOME + "posts/page/7/", "section"),
        (HOME + "index.xml", "feed"),
        (HOME + "en/sitemap.xml", "sitemap"),
        (HOME + "2024/08/02/announcing-the-release-of-apache-flink-1.20/", "article"),
        (BLOG, "section"),
        (BLOG + "author/pmc.html", "section"),
        (BLOG + "2025/04/19/user-defined-window-functions/", "article"),
    ],
)
def test_the_kind_of_a_real_page(site, url, expected):
    assert document_kind(site(url), url) == expected


@pytest.mark.parametrize(
    ("corpus", "prior", "least"),
    [
        ("fundus", "sitemap", 0.98),
        ("fundus", "feed", 1.0),
        ("htmldate", "feed", 0.97),
        ("postlight", "feed", 0.97),
    ],
)
def test_addresses_of_real_articles(corpus, prior, least):
    lines = (SHARED / "corpus" / f"{corpus}.truth.jsonl").read_text(encoding="utf-8").splitlines()
    urls = [json.loads(line)["url"] for line in lines]
    known = [url for url in urls if form(url).value + data()["form"][prior] > 0]
    assert len(known) / len(urls) >= least
