"""What a source file adds to requests, and that no secret of it goes anywhere else."""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from pathlib import Path

import pytest
from scrapy import Request as PageRequest
from scrapy.utils.test import get_crawler

from crawler.fetch.site_requests import IP, SiteRequestMiddleware, may_have_secrets
from crawler.guard.secrets import mask
from crawler.run_context import Plan, RunContext, share
from crawler.sources.source import Source
from tests.crawling import FAST, Ran, scrapy
from tests.loopback import Reply, Request
from tests.site import Site, moved
from tests.spiders.test_news import feed, fill, story

PASSWORD, TOKEN, KEY = "hunter2-pass", "t0ken-of-ada", "k3y-of-ada"
SECRETS = (PASSWORD, TOKEN, KEY, b64encode(f"ada:{PASSWORD}".encode()).decode())
ENVIRONMENT = {"LOGIN": f"ada:{PASSWORD}", "TOKEN": TOKEN, "KEY": KEY}


def crawl(site: Site, tmp_path: Path, text: str, *args: str, **environment: str) -> Ran:
    """Crawl the site by a source file, with everything that can be logged."""
    (tmp_path / "herald.toml").write_text(f"url = '{site.url}/'\nfeeds = ['/feed.xml']\n{text}", "utf-8")
    return scrapy(
        tmp_path / "news.db", "crawl", "herald", *FAST, "-L", "DEBUG", *args, proxy=ENVIRONMENT | environment
    )


def sent(site: Site, name: str) -> set[str | None]:
    return {request.headers.get(name) for request in site.log}


@pytest.mark.parametrize(
    ("text", "header", "value"),
    [
        ("[login]\nbasic = '$LOGIN'", "authorization", "Basic " + SECRETS[3]),
        ("[login]\nbearer = '$TOKEN'", "authorization", f"Bearer {TOKEN}"),
        ("[headers]\nX-Edition = 'world'\nX-Api-Key = '$KEY'", "x-api-key", KEY),
        ("[cookies]\nconsent = 'yes'\nsession = '$KEY'", "cookie", f"consent=yes; session={KEY}"),
        ("[crawl]\nuser_agent = 'Herald reader/1.0'", "user-agent", "Herald reader/1.0"),
    ],
)
def test_every_request_has_it_and_nothing_shows_it(
    text: str, header: str, value: str, site: Site, tmp_path: Path
) -> None:
    fill(site)
    site.pages["/2024/03/02/news-of-day-number-2"] = Reply(
        body=f"<p>{value}".encode(), status=500, headers={"X-Echo": value}
    )
    ran = crawl(site, tmp_path, text)
    assert (ran.code, len(ran.titles())) == (0, 5), ran.err
    assert sent(site, header) == {value}
    assert "DEBUG" in ran.err
    stored = b"".join(path.read_bytes() for path in tmp_path.glob("news*.db*"))
    for secret in SECRETS:
        assert secret not in ran.out + ran.err
        assert secret.encode() not in stored
        listed = scrapy(tmp_path / "news.db", "sources", "--json", proxy=ENVIRONMENT)
        assert secret not in listed.out + listed.err


def test_nothing_follows_a_redirect_to_another_host(site: Site, tmp_path: Path) -> None:
    """The login is not sent to another port of the same host. It is sent again after a redirect back."""
    fill(site, 2)
    with Site() as other:
        other.pages["/away"] = story("From another port", 3)
        other.pages["/back"] = moved(f"{site.url}/home-again")
        elsewhere = site.url.replace("127.0.0.1", "localhost")
        site.pages["/home-again"] = story("Home again", 4)
        site.pages["/elsewhere"] = story("From another host", 5)
        places = {"/a": f"{other.url}/away", "/b": f"{other.url}/back", "/c": f"{elsewhere}/elsewhere"}
        site.pages["/feed.xml"] = feed(*((path, 3) for path in places))
        for path, target in places.items():
            site.pages[path] = moved(target)
        text = "[login]\nbearer = '$TOKEN'\n[headers]\nX-Api-Key = '$KEY'\n[cookies]\nsession = '$KEY'"
        ran = crawl(site, tmp_path, text)
        assert ran.titles() == ["From another host", "From another port", "Home again"], ran.err
        for name in ("authorization", "x-api-key", "cookie"):
            assert sent(other, name) == {None}
            away = [request for request in site.log if request.host == "localhost"]
            assert [request.headers.get(name) for request in away] == [None] * len(away)
            assert len(away) >= 1
            again = [request for request in site.log if request.path == "/home-again"]
            assert [request.headers.get(name) is None for request in again] == [False]


@pytest.mark.parametrize(
    ("own", "asked", "may"),
    [
        ("https://herald.example/", "https://www.herald.example/a", True),
        ("https://herald.example/", "http://herald.example/a", False),
        ("https://herald.example/", "https://herald.example:8443/a", False),
        ("https://herald.example/", "https://evil.example/herald.example", False),
        ("https://herald.example/", "https://herald.example.evil.example/", False),
        ("https://herald.example/", "https://blog.herald.example/", False),
        ("http://herald.example/", "https://herald.example/a", True),
        ("http://herald.example:8080/", "http://herald.example:8080/a", True),
        ("http://herald.example:8080/", "http://herald.example/a", False),
    ],
)
def test_where_secrets_may_go(own: str, asked: str, may: bool) -> None:
    assert may_have_secrets(asked, Source(name="herald", url=own)) is may


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("", "$LOGIN is not set; set it in the environment of the crawl"),
        ("no-colon-here", "$LOGIN must be user:password; set it in the environment again"),
        ("ada:a\nb", "$LOGIN has letters that no header takes; set it in the environment again"),
    ],
)
def test_a_variable_that_is_missing_or_wrong_is_one_line(
    value: str, message: str, site: Site, tmp_path: Path
) -> None:
    fill(site)
    ran = crawl(site, tmp_path, "[login]\nbasic = '$LOGIN'", "-L", "WARNING", LOGIN=value)
    assert (ran.code, site.log) == (1, [])
    assert f"  error: NoSecret 1: {site.url}/feed.xml: {message}" in ran.err.splitlines()


def test_a_proxy_that_is_no_address_is_one_line(site: Site, tmp_path: Path) -> None:
    fill(site)
    ran = crawl(site, tmp_path, "[crawl]\nproxy = '$PROXY'", "-L", "WARNING", PROXY="own-proxy:3128")
    assert (ran.code, site.log) == (1, [])
    assert "NoSecret 1: " in ran.err
    assert "$PROXY must be an address such as http://proxy.example:3128" in ran.err


def test_a_source_is_requested_through_its_proxy(tmp_path: Path) -> None:
    with Site() as proxy, Site() as site:
        fill(site)
        for path, page in site.pages.items():
            proxy.pages[f"{site.url}{path}"] = page
        secret = proxy.url.replace("//", f"//ada:{PASSWORD}@")
        ran = crawl(site, tmp_path, "[crawl]\nproxy = '$PROXY'", PROXY=secret)
        assert (site.log, len(ran.titles())) == ([], 6), ran.err
        assert sent(proxy, "proxy-authorization") == {"Basic " + SECRETS[3]}
        assert PASSWORD not in ran.err


@pytest.mark.parametrize(
    ("url", "proxy", "token"),
    [
        ("https://herald.example/robots.txt", "http://proxy.example:3128", b"Bearer " + TOKEN.encode()),
        ("https://sport.herald.example/robots.txt", "http://proxy.example:3128", None),
        ("https://sport.herald.example/.well-known/tdmrep.json", "http://proxy.example:3128", None),
        ("https://feeds.gazette.example/robots.txt", None, None),
        ("https://elsewhere.example/robots.txt", None, None),
    ],
)
def test_what_no_page_asks_for_goes_through_the_proxy_of_its_site(
    url: str, proxy: str | None, token: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TOKEN", TOKEN)
    herald = Source(
        name="herald", url="https://herald.example/", proxy="http://proxy.example:3128", ip=4, bearer="$TOKEN"
    )
    other = Source(name="sport", url="https://blog.herald.example/")
    crawler = get_crawler()
    share(
        crawler, RunContext(Plan(sources=(other, herald, Source(name="g", url="https://gazette.example/"))))
    )
    request = PageRequest(url)
    SiteRequestMiddleware.from_crawler(crawler).process_request(request)
    assert (request.meta.get("proxy"), request.headers.get("Authorization")) == (proxy, token)
    assert request.meta.get(IP) == (4 if proxy else None)


@pytest.mark.parametrize(("version", "articles"), [(4, 6), (6, 0)])
def test_only_one_version_of_ip_is_used(version: int, articles: int, site: Site, tmp_path: Path) -> None:
    fill(site)
    ran = crawl(site, tmp_path, f"[crawl]\nip = {version}")
    assert len(ran.titles()) == articles, ran.err
    if version == 6:
        assert "error: OtherVersion 1: " in ran.err
        assert "has no address of IPv6" in ran.err


def test_a_login_that_is_refused_says_where_it_is_written(site: Site, tmp_path: Path) -> None:
    fill(site, 1)

    def locked(request: Request) -> Reply | str:
        is_known = request.headers.get("authorization") == f"Bearer {TOKEN}"
        return story("Behind the login") if is_known else Reply(body=b"log in", status=401)

    site.pages["/2024/03/01/news-of-day-number-1"] = locked
    ran = crawl(site, tmp_path, "", "-L", "WARNING")
    assert "its source file may name one: [login]" in ran.err
    (tmp_path / "news.db").unlink()
    assert crawl(site, tmp_path, "[login]\nbearer = '$TOKEN'").titles() == ["Behind the login"]


def test_short_values_are_not_masked_everywhere() -> None:
    assert mask("a page of yes and no") == "a page of yes and no"


def test_a_revision_tells_of_articles_that_are_kept_no_longer(site: Site, tmp_path: Path) -> None:
    fill(site)
    assert len(crawl(site, tmp_path, "max_articles = 100").titles()) == 6
    ran = crawl(site, tmp_path, "max_articles = 4", "-L", "WARNING")
    assert "herald: 2 articles marked as removed, since its file keeps them no longer" in ran.err
    assert "no longer on the site" not in ran.err
    kept = ran.rows("SELECT title FROM articles WHERE removed_at IS NULL ORDER BY title")
    assert [title[-1] for (title,) in kept] == ["3", "4", "5", "6"]
    gone = "SELECT a.title, r.reason FROM revisions AS r JOIN articles AS a ON a.id = r.article_id ORDER BY 1"
    assert ran.rows(gone) == [(f"News of day number {n}", "expired") for n in (1, 2)]
    seqs = "SELECT count(*) FROM articles WHERE seq > 6"
    assert ran.rows(seqs) == [(2,)]
    again = crawl(site, tmp_path, "max_articles = 4", "-L", "WARNING")
    assert "marked as removed" not in again.err
    (tmp_path / "herald.toml").write_text(f"url = '{site.url}/'\nmax_articles = 3", "utf-8")
    assert "herald: 1 article marked as removed" in scrapy(tmp_path / "news.db", "upkeep", "--no-check").out


def test_an_article_that_is_too_old_to_keep_is_not_stored(site: Site, tmp_path: Path) -> None:
    fill(site)
    ran = crawl(site, tmp_path, "keep = '90d'", "-L", "WARNING")
    assert "no article: NotKept 6: for example" in ran.err
    assert ran.titles() == []
    assert crawl(site, tmp_path, "").titles() == []  # it was judged once
    with sqlite3.connect(tmp_path / "news.db") as db:
        assert db.execute("SELECT count(*) FROM _frontier WHERE state = 'due'").fetchone() == (0,)


LONG = " ".join(f"The feed has sentence {n} of the whole story about the ferry." for n in range(20))


@pytest.mark.parametrize(
    ("where", "asked", "text"), [("feed", 0, "The feed has"), ("page", 1, "The night ferry, part")]
)
def test_the_text_is_taken_from_where_the_file_says(
    where: str, asked: int, text: str, site: Site, tmp_path: Path
) -> None:
    path = "/2024/03/01/the-night-ferry"
    site.pages[path] = story("The night ferry")
    site.pages["/feed.xml"] = (
        '<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>B</title>'
        f"<item><title>The night ferry</title><link>{path}</link>"
        "<pubDate>01 Mar 2024 08:00:00 +0100</pubDate>"
        f"<content:encoded>&lt;p&gt;{LONG}&lt;/p&gt;</content:encoded></item></channel></rss>"
    )
    ran = crawl(site, tmp_path, f"full_text_from = '{where}'")
    assert len([request for request in site.log if request.path == path]) == asked
    ((stored, text_from),) = ran.rows("SELECT text, text_from FROM articles")
    assert stored.startswith(text)
    assert text_from == ("feed" if where == "feed" else None)


def test_a_page_that_is_refused_is_not_replaced_by_its_feed_where_the_page_is_wanted(
    site: Site, tmp_path: Path
) -> None:
    test_the_text_is_taken_from_where_the_file_says("page", 1, "The night ferry, part", site, tmp_path)
    site.pages["/2024/03/01/the-night-ferry"] = Reply(body=b"no", status=403)
    (tmp_path / "news.db").unlink()
    assert crawl(site, tmp_path, "full_text_from = 'page'").titles() == []
    (tmp_path / "news.db").unlink()
    assert crawl(site, tmp_path, "").titles() == ["The night ferry"]
