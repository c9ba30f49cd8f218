"""A run fetches the named addresses and what they lead to; other URLs of the site stay in the frontier."""

from __future__ import annotations

import gzip
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crawler.sources.source import load_sources
from crawler.spiders.arguments import ArgumentError
from crawler.spiders.plan import make_plan
from tests.crawling import FAST, scrapy
from tests.loopback import HTML, Reply
from tests.site import STORY, Site, busy, typed
from tests.spiders.test_news import crawl, feed, fill, story

HERALD = 'url = "https://www.herald.example/"\nfeeds = ["/rss.xml"]\n'


@pytest.mark.parametrize(
    ("arguments", "whole", "parts"),
    [
        ({"url": "https://herald.example"}, {"herald"}, set()),
        ({"url": "http://www.herald.example/"}, {"herald"}, set()),
        ({"url": "https://www.herald.example/sport/"}, set(), {"herald"}),
        ({"url": "https://www.herald.example/?edition=uk"}, set(), {"herald"}),
        ({"url": "https://herald.example/sport/", "source": "herald"}, {"herald"}, set()),
        ({"url": "https://herald.example/sport/,https://herald.example/"}, {"herald"}, set()),
        ({"url": "https://bote.example/"}, {"bote.example"}, set()),
        ({"url": "https://bote.example/a,https://bote.example/b"}, set(), {"bote.example"}),
        ({"url": "https://bote.example/a", "source": "herald"}, {"herald"}, {"bote.example"}),
        ({"url": "https://herald.example:443/"}, {"herald"}, set()),
        ({"url": "http://herald.example:8080/"}, {"herald.example:8080"}, set()),
        ({"url": "https://herald.example:8080/a"}, set(), {"herald.example:8080"}),
        ({}, {"herald"}, set()),
    ],
)
def test_which_sources_are_crawled_whole(
    tmp_path: Path, arguments: dict[str, str], whole: set[str], parts: set[str]
) -> None:
    (tmp_path / "herald.toml").write_text(HERALD)
    plan = make_plan(arguments, str(tmp_path))
    names = {source.name for source in plan.sources}
    assert (names - plan.parts, plan.parts) == (whole, parts)
    assert {source.url for source in plan.sources if source.name == "bote.example"} <= {
        "https://bote.example/"
    }


@pytest.mark.parametrize("name", ["source", "tag"])
def test_a_sources_own_spider_takes_no_other_source(tmp_path: Path, name: str) -> None:
    """It crawled the herald without a word of the bote."""
    (tmp_path / "herald.toml").write_text(HERALD)
    (herald,) = load_sources(tmp_path)[0]
    cure = f"write `scrapy crawl news -a {name}=bote`, or leave it out"
    with pytest.raises(ArgumentError, match=rf"-a {name}=bote: 'herald' is a source itself.*; {cure}"):
        make_plan({name: "bote"}, str(tmp_path), herald)


def test_other_waiting_urls_of_the_site_stay_waiting(site: Site, tmp_path: Path) -> None:
    fill(site)
    site.pages["/sport.xml"] = feed(("/2024/03/03/news-of-day-number-3", 3), ("/2024/03/09/a-late-goal", 9))
    site.pages["/2024/03/09/a-late-goal"] = story("A late goal", 9)
    day = "News of day number {}".format
    assert crawl(site, tmp_path, "-a", "limit=1").titles() == [day(6)]
    one = crawl(site, tmp_path, start="/2024/03/02/news-of-day-number-2")
    assert (one.code, one.titles()) == (0, [day(2), day(6)])
    for again in range(2):  # the second time the page is unchanged, and the server says so
        asked = len(site.asked())
        listed = crawl(site, tmp_path, "-a", f"limit={1 + again}", start="/sport.xml")
        assert listed.code == 0
        assert "/feed.xml" not in site.asked()[asked:]
    assert listed.titles() == ["A late goal", day(2), day(3), day(6)]
    assert len(crawl(site, tmp_path).titles()) == 7, "the home page means the site: all that waits"


def test_a_part_of_a_configured_source(site: Site, tmp_path: Path) -> None:
    fill(site)
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\n')
    ran = crawl(site, tmp_path, start="/2024/03/02/news-of-day-number-2")
    assert ran.rows("SELECT title, source FROM articles") == [("News of day number 2", "bridge")]
    assert "/feed.xml" not in site.asked()
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert len(ran.titles()) == 6


@pytest.mark.parametrize(
    ("since", "until", "came"),
    [
        ("2026-01-31", "2026-01-31", ("2026-01-31", "2026-02-01")),
        ("2026-01-31T10:00+02:00", None, ("2026-01-31T08:00:00Z", None)),
        (None, "2026-01-31 08:00", (None, "2026-01-31T08:00:00Z")),
        ("", None, (None, None)),
    ],
)
def test_times_are_read_in_the_same_way_as_by_commands(
    tmp_path: Path, since: str | None, until: str | None, came: tuple[str | None, str | None]
) -> None:
    given = {name: value for name, value in (("since", since), ("until", until)) if value is not None}
    plan = make_plan(given, str(tmp_path))
    assert (plan.since, plan.before) == came


def test_a_length_of_time_ago_is_accepted(tmp_path: Path) -> None:
    plan = make_plan({"since": "2w", "until": "12h"}, str(tmp_path))
    assert plan.since is not None
    assert plan.before is not None
    assert timedelta(days=13, hours=11) < read(plan.before) - read(plan.since) < timedelta(days=13, hours=13)
    with pytest.raises(ArgumentError, match="-a since=12h is after -a until=7d; nothing is between them"):
        make_plan({"since": "12h", "until": "7d"}, str(tmp_path))


def read(text: str) -> datetime:
    return datetime.fromisoformat(text)


def test_the_name_of_a_source_is_not_an_address(tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(HERALD)
    with pytest.raises(ArgumentError, match="that is a source's name; say -a source=herald"):
        make_plan({"url": "herald"}, str(tmp_path))


def test_an_unknown_tag_is_answered_with_those_that_there_are(tmp_path: Path) -> None:
    (tmp_path / "herald.toml").write_text(HERALD + 'tags = ["weather", "local"]\n')
    assert [source.name for source in make_plan({"tag": "Weather"}, str(tmp_path)).sources] == ["herald"]
    with pytest.raises(ArgumentError, match="no tag is called 'zz'; your source files have local, weather"):
        make_plan({"tag": "zz"}, str(tmp_path))


def test_a_missing_page_does_not_change_the_state_of_its_site(site: Site, tmp_path: Path) -> None:
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\n')
    ran = crawl(site, tmp_path, start="/mistyped")
    assert (ran.code, "look at" in ran.err, "Http404" in ran.err) == (1, False, True)
    assert ran.rows("SELECT name, state FROM sources") == [("bridge", None)]


def test_a_site_that_only_asks_for_a_pause(site: Site, tmp_path: Path) -> None:
    site.pages["/"] = busy("3600")
    for _ in range(2):  # the second run does not even send a request
        ran = crawl(site, tmp_path)
        assert (ran.code, "asks to be left alone for another " in ran.err) == (1, True)
    assert site.asked().count("/") == 1


@pytest.mark.parametrize(
    ("page", "is_told"),
    [
        ("<p>Closed.</p>", True),
        ("<p>Closed.</p><nav><a href='/politics/'>Politics</a></nav>", True),
        ("<link rel='alternate' type='application/rss+xml' href='/bridge-news'>", False),
    ],
)
def test_an_address_that_leads_to_no_article_is_reported(
    site: Site, tmp_path: Path, page: str, is_told: bool
) -> None:
    fill(site)
    site.pages["/bridge-news"] = site.pages.pop("/feed.xml")  # the usual addresses are tried
    site.pages["/politics/"] = "<p>Closed too.</p>"
    site.pages["/robots.txt"] = ""
    site.pages["/"] = f"<html><body>{page}</body></html>"
    ran = crawl(site, tmp_path)
    cure = "give the address of an article, or of a page that lists articles"
    note = f"  note: {site.url}/ leads to no article; {cure}"
    has_no_link = page == "<p>Closed.</p>"
    for _ in range(2 if has_no_link else 1):  # it stays a mistake
        assert (ran.code, note in ran.err, bool(ran.titles())) == (has_no_link, is_told, not is_told), ran.err
        ran = crawl(site, tmp_path) if has_no_link else ran
    assert not is_told or note not in crawl(site, tmp_path, "-a", "limit=1", start="/bridge-news").err


WARC = b"WARC/1.0\r\nWARC-Type: response\r\n\r\nHTTP/1.1 200 OK\r\n\r\n" + STORY


@pytest.mark.parametrize(
    ("body", "kind", "name"),
    [
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20, "image/png", "Picture"),
        (gzip.compress(WARC), HTML, "Archive"),
        (gzip.compress(WARC) * 300, HTML, "Archive"),
        (bytes(range(250, 0, -1)) * 20, HTML, "BinaryFile"),
        (b"body { color: red }" * 90, "text/css", "NotAPage"),
    ],
)
def test_a_file_that_is_no_page_cannot_be_read(
    site: Site, tmp_path: Path, body: bytes, kind: str, name: str
) -> None:
    for path in ("/", "/file"):
        site.pages[path] = typed(kind, body)
        ran = crawl(site, tmp_path, start=path)
        named = f"  no article: {name} 1: for example {site.url}{path}"
        note = f"  note: {site.url}{path} leads to no article; give the address of an article"
        assert (ran.code, named in ran.err, note in ran.err, ran.titles()) == (1, True, True, []), ran.err


@pytest.mark.parametrize(
    ("page", "name"),
    [
        (typed(HTML, b""), "Empty"),
        ("<title>Closed</title><p>Closed.</p>", "Empty"),
        ("<title>Page not found</title><h1>Page not found</h1><p>Nothing is here.</p>", "SoftNotFound"),
    ],
)
def test_a_page_without_article_and_links_ends_with_1_each_time(
    site: Site, tmp_path: Path, page: Reply | str, name: str
) -> None:
    fill(site)
    site.pages["/2024/03/01/closed"] = page
    for _ in range(2):
        ran = crawl(site, tmp_path, start="/2024/03/01/closed")
        note = f"  note: {site.url}/2024/03/01/closed leads to no article"
        assert (ran.code, f"no article: {name} 1" in ran.err, note in ran.err) == (1, True, True), ran.err


def test_a_feed_without_entries_is_no_mistake(site: Site, tmp_path: Path) -> None:
    site.pages["/quiet.xml"] = feed()
    assert crawl(site, tmp_path, start="/quiet.xml").code == 0


def test_a_page_that_cannot_be_cleaned_ends_with_1(site: Site, tmp_path: Path) -> None:
    fill(site)
    ran = crawl(site, tmp_path, "-s", "CLEAN_MAX_NODES=10", start="/2024/03/02/news-of-day-number-2")
    assert (ran.code, "error: TooManyNodes 1" in ran.err) == (1, True), ran.err


def test_what_was_named_once_and_is_no_listing_is_not_fetched_by_its_source(
    site: Site, tmp_path: Path
) -> None:
    fill(site)
    site.pages["/sport.xml"] = feed(("/2024/03/03/news-of-day-number-3", 3))
    site.pages["/a.png"] = typed("image/png", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    (tmp_path / "bridge.toml").write_text(f'url = "{site.url}/"\nfeeds = ["/feed.xml"]\n')
    once = ("/a.png", "/mistyped", "/2024/03/02/news-of-day-number-2")
    for path in (*once, "/sport.xml"):
        crawl(site, tmp_path, start=path)
    asked = len(site.asked())
    ran = scrapy(tmp_path / "news.db", "crawl", "bridge", *FAST)
    assert (ran.code, "error" in ran.err.partition("0 errors")[2]) == (0, False), ran.err
    assert {"/sport.xml", "/feed.xml"} <= set(site.asked()[asked:])
    assert not set(once) & set(site.asked()[asked:])
    screen = scrapy(tmp_path / "news.db", "sources", "bridge").out
    assert [path for path in (*once, "/sport.xml") if path in screen] == ["/sport.xml"], screen
    again = crawl(site, tmp_path, start="/a.png")
    assert (again.code, site.asked()[-1]) == (1, "/a.png"), "who names it again gets it again"
