"""Each fault of a server is counted by its name with its address, and affects only its own page."""

from __future__ import annotations

import json
import re
import socket
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.certificate import self_signed
from tests.crawling import FAST, Ran, scrapy
from tests.faults import FEED, HOSTS, PAGES, SITEMAP, STORY, story
from tests.guard.fake_resolver import SAYS
from tests.site import Page, Site, moved

QUICK = (
    "FIRST_BYTE_TIMEOUT=3",
    "DOWNLOAD_TIMEOUT=8",
    "DOWNLOAD_MAXSIZE=2000000",
    "FRONTIER_TRIES=1",
    "RAW_PAGES=0",
)
BOUNDED = tuple(word for one in QUICK for word in ("-s", one))
PATIENT = (*BOUNDED, "-s", "FIRST_BYTE_TIMEOUT=8", "-s", "DOWNLOAD_TIMEOUT=30")
"""Enough for many hosts at once on a busy machine."""


def path_of(name: str) -> str:
    return "/2024/03/01/what-becomes-of-" + re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")


def ends(ran: Ran) -> dict[str, str]:
    """Return how each page ended, by path, or by host if that is more precise."""
    rows = ran.rows("SELECT url, state, detail FROM _frontier")
    return {url: "article" if detail in ("new", "changed", "same") else detail for url, _, detail in rows}


def account(ran: Ran) -> tuple[int, int, Counter[str], Counter[str]]:
    """Return pages, articles, drops and errors."""
    ((pages, articles, drops, errors),) = ran.rows(
        "SELECT pages, new + changed + same, drops, errors FROM runs ORDER BY id DESC LIMIT 1"
    )
    return pages, articles, Counter(json.loads(drops)), Counter(json.loads(errors))


@pytest.fixture(scope="module")
def crawled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, Ran]]:
    """Crawl a site on which each page has a fault, and ten sites without faults."""
    directory = tmp_path_factory.mktemp("faults")
    with Site() as site:
        paths = {path_of(name): row.page for name, row in PAGES.items()}
        paths |= {f"/2024/03/02/good-number-{n}": story(f"Good number {n}") for n in range(10)}
        site.pages |= paths
        links = "".join(
            f"<item><title>A title of four words</title><link>{path}</link></item>" for path in paths
        )
        site.pages["/feed.xml"] = f'<rss version="2.0"><channel><title>Faults</title>{links}</channel></rss>'
        site.pages["/"] = "<html><title>Home</title></html>"
        (directory / "faulty.toml").write_text(
            f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\nprivate = true\n[crawl]\nconcurrency = 8\n'
        )
        ran = scrapy(
            directory / "news.db", "crawl", "faulty", *FAST, *BOUNDED, "-s", "ALLOW_PRIVATE_ADDRESSES=0"
        )
        yield site, ran


@pytest.mark.parametrize("name", PAGES)
def test_a_fault_is_counted_by_its_name(crawled: tuple[Site, Ran], name: str) -> None:
    site, ran = crawled
    found = ends(ran)[site.url + path_of(name)]
    assert found == PAGES[name].counted


def test_pages_without_a_fault_are_stored_and_everything_adds_up(crawled: tuple[Site, Ran]) -> None:
    _, ran = crawled
    pages, articles, drops, errors = account(ran)
    counted = Counter(row.counted for row in PAGES.values())
    assert articles == counted.pop("article") + 10
    assert drops + errors == counted
    assert pages == articles + drops.total() + errors.total() == len(PAGES) + 10
    assert (ran.code, "Traceback" in ran.err) == (3, False), "most pages of this new source fail"
    assert len(re.findall(r"WARNING|ERROR", ran.err)) == 1, "CONTACT is not set, and nothing of each page"
    assert [how for url, how in ends(ran).items() if "good-number" in url] == ["article"] * 10
    assert not ran.rows("SELECT 1 FROM _frontier WHERE state = 'leased'")


def test_each_kind_is_reported_and_the_most_frequent_with_an_address(crawled: tuple[Site, Ran]) -> None:
    site, ran = crawled
    errors = account(ran)[3]
    for kind, count in errors.items():
        assert f" {kind} {count}" in ran.err
    for kind, _ in errors.most_common(3):
        assert re.search(rf"^  error: {kind} \d+: {site.url}/", ran.err, re.MULTILINE), kind


def test_a_cut_page_is_never_stored_as_complete(crawled: tuple[Site, Ran]) -> None:
    _, ran = crawled
    texts = ran.rows("SELECT DISTINCT text FROM articles WHERE title = 'The harbour board votes'")
    assert len(texts) == 1


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ran]:
    """Crawl one site for each fault; the test's server plays all of them, as a proxy."""
    directory = tmp_path_factory.mktemp("hosts")
    with Site() as site:
        for number, (name, host) in enumerate(HOSTS.items()):
            base = f"http://host{number}.example"
            site.pages |= {base + STORY: story(f"Story number {number}")}
            site.pages |= {base + path: _based(page, base) for path, page in host.pages.items()}
            listings = {"feeds": FEED, "sitemaps": SITEMAP}
            lines = [f"{key} = ['{path}']" for key, path in listings.items() if path in host.pages]
            text = "\n".join((f"# {name}", f"url = '{base}/'", *lines))
            (directory / f"host{number}.toml").write_text(text)
        own = [n for n, host in enumerate(HOSTS.values()) if not {FEED, SITEMAP} & set(host.pages)]
        given = f"url={','.join(f'http://host{n}.example{STORY}' for n in own)}"
        named = f"source={','.join(f'host{n}' for n in range(len(HOSTS)) if n not in own)}"
        # The account shows the latest notes, the log shows all of them.
        args = ("-a", given, "-a", named, *FAST, *PATIENT, "-s", "ALLOW_PRIVATE_ADDRESSES=0", "-L", "INFO")
        args = (*args, "-s", "STATS_DUMP=1")
        yield scrapy(directory / "news.db", "crawl", "news", *args, proxy=site.proxy)


def _based(page: Page, base: str) -> Page:
    """Return a listing with links that are whole addresses."""
    return page.replace(">/", f">{base}/") if isinstance(page, str) else page


@pytest.mark.parametrize("name", HOSTS)
def test_a_fault_of_a_host_is_counted_by_its_name(hosts: Ran, name: str) -> None:
    number, host = list(HOSTS).index(name), HOSTS[name]
    url = host.at if "://" in host.at else f"http://host{number}.example{host.at}"
    found = ends(hosts).get(url)
    assert (found or "article") == host.counted
    if host.note:
        assert re.search(rf"http://host{number}.example/[^ ]*: not followed: .*{host.note}", hosts.err)


def test_links_over_a_limit_are_counted_by_the_name_of_its_setting(hosts: Ran) -> None:
    counted = set(re.findall(r"'listing/(\w+)'", hosts.err))
    assert counted == {"FEED_ENTRIES", "OTHER_HOSTS", "SITEMAP_DEPTH", "INCOMPLETE_SITEMAP"}


def test_the_results_of_the_hosts_add_up(hosts: Ran) -> None:
    pages, articles, drops, errors = account(hosts)
    assert pages == articles + drops.total() + errors.total()
    assert "Traceback" not in hosts.err
    assert not hosts.rows("SELECT 1 FROM _frontier WHERE state = 'leased'")


@pytest.fixture(scope="module")
def unreachable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Mapping[str, str], Ran]]:
    """Return addresses to which no connection, or no safe one,
    is possible → the name that each is counted by."""
    directory = tmp_path_factory.mktemp("unreachable")
    with Site() as site, Site(tls=self_signed(directory)) as tls:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            closed = free.getsockname()[1]
        site.pages[STORY] = story("The one that can be had")
        wanted = {
            f"https://127.0.0.1:{urlsplit(site.url).port}{STORY}": "TlsFailure",
            f"{tls.url}{STORY}": "BadCertificate",
            f"http://127.0.0.1:{closed}{STORY}": "DownloadConnectionRefused",
            f"http://nowhere.invalid{STORY}": "CannotResolveHost",
            f"{site.url}{STORY}": "article",
        }
        given = f"url={','.join(wanted)}"
        yield wanted, scrapy(directory / "news.db", "crawl", "news", "-a", given, *FAST, *BOUNDED)


def test_an_unreachable_host_is_counted_by_its_name(unreachable: tuple[Mapping[str, str], Ran]) -> None:
    wanted, ran = unreachable
    assert ends(ran) == wanted
    pages, articles, drops, errors = account(ran)
    assert (pages, articles, drops.total(), errors.total()) == (5, 1, 0, 4)
    assert "Traceback" not in ran.err


def test_a_name_with_a_private_address_gets_no_request(site: Site, tmp_path: Path) -> None:
    port = urlsplit(site.url).port
    site.pages[STORY] = story("Not for the public")
    site.pages["/moved"] = moved(f"http://loops-back.example:{port}{STORY}")
    urls = [f"http://{name}:{port}{STORY}" for name in SAYS]
    (tmp_path / "own.toml").write_text(f'url = "{site.url}/"\nprivate = true\n')
    ran = scrapy(
        tmp_path / "news.db",
        *("crawl", "news", "-a", f"url={','.join((*urls, site.url + '/moved'))}", *FAST, *BOUNDED),
        *(
            "-s",
            "ALLOW_PRIVATE_ADDRESSES=0",
            "-s",
            "TWISTED_DNS_RESOLVER=tests.guard.fake_resolver.LyingResolver",
        ),
    )
    assert account(ran) == (5, 0, Counter(), Counter(PrivateAddress=5))
    assert "/moved" in site.asked()
    assert STORY not in site.asked()


@pytest.mark.parametrize("command", [("clean",), ("addsource", "--print"), ("crawl", "news", "-a")])
def test_every_command_checks_addresses_the_same_way(
    site: Site, tmp_path: Path, command: tuple[str, ...]
) -> None:
    url = f"{'url=' if command[-1] == '-a' else ''}{site.url}{STORY}"
    ran = scrapy(tmp_path / "news.db", *command, url, *FAST, "-s", "ALLOW_PRIVATE_ADDRESSES=0")
    assert ran.code == 1
    assert "is not a public address (127.0.0.1: loopback)" in ran.err
    assert site.asked() == []
