"""The pages, requested in this process: they load, are consistent,
and show an article's text only as text."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from urllib.parse import quote

import pytest

from pipelines.db import clock, open_database, runs
from pipelines.db import source_rows as sources
from pipelines.db.crawl import frontier_rows, passed
from pipelines.db.crawl.frontier_rows import Link
from pipelines.db.crawl.health import set_state
from tests.db.conftest import NOON
from tests.tools.browse.conftest import EVIL, PERSIAN, Answer, Opened, fill_news

PAGES = [
    "/",
    "/?source=mill",
    "/?language=fa",
    "/?from=2026-05-03&to=2026-05-03",
    "/search",
    "/search?q=bridge",
    "/search?q=bridge&source=times&language=en&from=2026-05-01&to=2026-05-09&sort=newest",
    "/article/1",
    "/article/3",
    "/article/4",
    "/sources",
    "/sources?span=8w",
    "/source/mill",
]


def is_sound(page: Answer) -> None:
    """Check what every page of Broadsheet must satisfy."""
    tree = page.tree
    assert [each.tag for each in tree.body if each.tag in ("header", "main", "footer")] == [
        *("header", "main", "footer")
    ]
    assert len(tree.cssselect("h1")) == 1
    levels = [int(each.tag[1]) for each in tree.cssselect("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    ids = Counter(each.get("id") for each in tree.cssselect("[id]"))
    assert ids.most_common(1)[0][1] == 1
    for pointed in (
        name for each in tree.cssselect("[aria-labelledby]") for name in each.get("aria-labelledby").split()
    ):
        assert pointed in ids
    labelled = {each.get("for") for each in tree.cssselect("label")}
    assert {each.get("id") for each in tree.cssselect("input, select")} <= labelled
    assert tree.cssselect("a.skip")[0].get("href") == "#main"
    assert tree.get("lang") == "en"
    is_harmless(page)


def is_harmless(page: Answer) -> None:
    """Check that there is no script, nothing from another host, and no link except to http and https."""
    tree = page.tree
    assert not tree.cssselect("script, img, iframe, object, embed, style, [style], base, meta[http-equiv]")
    for each in tree.iter():
        if isinstance(each.tag, str):
            assert not [name for name in each.attrib if name.lower().startswith("on")]
    for link in tree.cssselect("[href]"):
        address = link.get("href")
        assert address.startswith(("/", "#", "http://", "https://")), address
        if address.startswith("http"):
            assert (link.tag, link.get("rel")) == ("a", "noopener noreferrer")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy
    assert page.headers["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_loads_and_is_valid(news: Path, opened: Opened, path: str) -> None:
    page = opened(news)(path)
    assert page.status == 200
    is_sound(page)


@pytest.mark.parametrize(
    "path",
    [
        *PAGES[:1],
        *PAGES[4:8],
        "/search?q=alert",
        "/sources",
        f"/source/{quote(EVIL, safe='')}",
        f"/?source={quote(EVIL)}",
        f"/search?q={quote(EVIL)}&from={quote(EVIL)}&source={quote(EVIL)}&language={quote(EVIL)}",
        f"/source/{quote(EVIL + 'x', safe='')}",
    ],
)
def test_an_article_is_shown_only_as_text(hostile: Path, opened: Opened, path: str) -> None:
    page = opened(hostile)(path)
    assert page.status == (404 if path.endswith("x") else 200)
    is_harmless(page)
    assert "{{7*7}}" in page.text or path == "/search"
    assert "<script" not in page.text
    if path.startswith("/article"):
        assert "scrapy clean 'javascript:alert(4)//bridge'" in page.words(".help code")


def test_the_front_page_is_ordered_by_day_and_source(news: Path, opened: Opened) -> None:
    get = opened(news)
    front = get("/")
    assert front.words(".day > h2") == ["Monday 4 May 2026 UTC", "Sunday 3 May 2026 UTC"]
    assert front.words(".group h3") == ["gol", "herald", "mill"]
    assert front.words(".group a[dir]")[-8:-6] == ["Mill 19", "Mill 18"]
    (more,) = front.tree.cssselect(".group .more a")
    assert more.text_content().startswith("12 more")
    assert len(get(more.get("href")).words(".headline")) == 20
    # A copy at another site is counted, and a removed page is not shown.
    assert "+ 1 near copy" in front.text
    assert "Lift bridge to be shut" not in front.text and "Herring" not in front.text
    assert front.words(".note") == ["1 source needs a look: times (failing)."]


def test_the_front_page_has_further_pages(
    news: Path, opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crawler.tools.browse.page_handlers._FRONT", 7)
    get, seen, path = opened(news), [], "/"
    while path:
        page = get(path)
        seen += page.words(".group li > a[dir]")
        path = next((each.get("href") for each in page.tree.cssselect("a[rel=next]")), "")
    assert len(seen) == len(set(seen)) == 22


def test_an_article_is_shown_to_be_read(news: Path, opened: Opened) -> None:
    page = opened(news)("/article/1")
    assert page.words("h1") == ["Bridge shut"]
    assert page.words(".standfirst") == ["Fishing crews had asked for less."]
    assert page.words(".byline") == [
        "Ada Åkesson, Bo Monday 4 May 2026, 08:30 UTC 10:30 +02:00 at the site Original at herald.example"
    ]
    assert len(page.words(".text p")) == 4
    assert page.words("#evidence + dl dd") == [
        "4 May 2026, 08:30 UTC",
        "Monday 4 May 2026, 10:30 (+02:00)",
        "the page's structured data (JSON-LD)",
        "2026-05-04T10:30:00+02:00",
        "minute",
    ]
    assert page.words(".change h3") == [
        "4 May 2026, 14:00 UTC: the page was changed",
        "4 May 2026, 13:00 UTC: the page was changed",
    ]
    assert page.words(".change del") == ["went: to close for two winters", "went: two"]
    assert page.words(".change ins") == ["came: shut", "came: three"]
    assert page.words("#family + .list .title") == ["Lift bridge to be shut"]


def test_a_copy_names_the_first_article(news: Path, opened: Opened) -> None:
    page = opened(news)("/article/2")
    assert page.words(".story .note") == ["Near the same text as Bridge shut, which herald had before."]


def test_persian_is_shown_from_right_to_left(news: Path, opened: Opened) -> None:
    get = opened(news)
    tree = get("/article/3").tree
    (text,) = tree.cssselect(".text")
    assert (text.get("dir"), text.get("lang")) == ("rtl", "fa")
    assert tree.cssselect("h1")[0].getparent().get("dir") == "rtl"
    (link,) = [each for each in get("/").tree.cssselect(".group a") if each.text == PERSIAN]
    assert (link.get("dir"), link.get("lang")) == ("rtl", "fa")


def test_a_removed_article_says_so(news: Path, opened: Opened) -> None:
    page = opened(news)("/article/4")
    assert page.words(".story .note") == ["The page was gone on 4 May 2026, 13:00 UTC; this is what it said."]
    assert "No date is known" in page.text


def test_sources_are_shown_with_figures(news: Path, opened: Opened) -> None:
    page = opened(news)("/sources")
    assert page.words(".lead") == ["4 sources: 1 failing, 3 not judged."]
    assert page.words("#health + table tbody th") == ["times", "gol", "herald", "mill"]
    hours = dict(
        zip(
            page.words("#hours + table tbody th"),
            page.words("#hours + table tbody td:nth-child(3)"),
            strict=True,
        )
    )
    assert hours == {"times": "2", "gol": "1", "herald": "1", "mill": "20"}
    rows = [
        [" ".join(each.text_content().split()) for each in row] for row in page.tree.cssselect("tbody tr")
    ]
    assert [row[1:] for row in rows if row[0] == "mill"] == [
        ["not judged", "20", "never"],
        ["", "20", "1"],
        ["", "100 %", "", "0 %"],
        ["", "1.5 days, half of them between 1.5 days and 1.5 days"],
        ["", "3", "1", "1", "Http500 1, Gallery 1"],
    ]
    assert page.words("#runs ~ .wide td")[0] == "finished"
    assert len(page.tree.cssselect("svg")) == len(page.tree.cssselect("svg[aria-hidden=true]")) == 4 * 4 + 1


def test_a_killed_run_is_not_shown_as_running(news: Path, opened: Opened) -> None:
    with open_database(news) as db:
        for began in (NOON, datetime.now(UTC)):
            runs.start(db, "news", now=began)
    page = opened(news)("/sources")
    assert page.words("#runs ~ .wide td:nth-child(2)") == ["still running", "killed", "finished"]


@pytest.mark.parametrize("path", ["/sources", "/source/mill", "/", "/article/24"])
def test_a_clock_that_is_ahead_breaks_nothing(news: Path, opened: Opened, path: str) -> None:
    with open_database(news) as db:
        db.execute("UPDATE articles SET first_seen_at = '2098-01-01T00:00:00Z' WHERE source = 'mill'")
    page = opened(news)(path)
    assert page.status == 200
    is_sound(page)


def test_a_source_is_shown_with_figures(news: Path, opened: Opened) -> None:
    get = opened(news)
    page = get("/source/mill?span=2d")
    assert "20 articles, at most 1 an hour." in page.words("p")
    assert len(page.words("details tbody tr")) == 20
    assert page.words("#newest ~ .list .title")[0] == "Mill 19"
    daily = get("/source/mill")
    assert "20 articles, at most 12 a day." in daily.words("p")
    assert daily.words("#figures ~ h3") == ["Articles a day"]
    assert len(daily.tree.cssselect(".plot svg path.bar")) == 1


def test_a_source_is_shown_with_its_week(news: Path, opened: Opened) -> None:
    feed, kept = "https://mill.example/feed", "https://mill.example/1"
    with open_database(news) as db:
        links = [Link(url=feed, source="mill", kind="feed"), Link(url=kept, source="mill", parent=feed)]
        links += [
            Link(url=f"https://mill.example/{name}", source="mill") for name in ("gallery", "lost", "due")
        ]
        frontier_rows.add(db, links, again=True)
        now = clock.now()
        ends = (("done", None, feed), ("done", "new", kept), ("dropped", "Gallery", links[2].url))
        for state, detail, url in (*ends, ("failed", "Http500", links[3].url)):
            values = {"state": state, "detail": detail, "url": url, "now": now}
            ended = "SET state = :state, detail = :detail, acknowledged_at = :now"
            db.execute(f"UPDATE _frontier {ended} WHERE url = :url", values)
        db.execute("UPDATE articles SET first_seen_at = :now WHERE url = :url", {"now": now, "url": kept})
        passed.put(db, "mill", feed, [("https://mill.example/terms", "Legal"), ("javascript:x", "NoAddress")])
    page = opened(news)("/source/mill")
    is_sound(page)
    ((listing, brought, read, then),) = [
        [" ".join(cell.text_content().split()) for cell in row]
        for row in page.tree.cssselect("#week ~ .wide tbody tr")
    ]
    assert (listing, brought, then) == (f"feed {feed}", "1", "never")
    assert read.endswith(" UTC")
    assert page.words("#week ~ ul li") == [
        "Gallery 1, for example https://mill.example/gallery",
        "Http500 1, for example https://mill.example/lost",
        "Legal 1, for example https://mill.example/terms",
        "NoAddress 1, for example javascript:x",
    ]
    assert "1 address waiting now, 0 later." in page.words("p")


def test_articles_are_selected_by_when_they_were_first_seen(news: Path, opened: Opened) -> None:
    with open_database(news) as db:
        db.execute("UPDATE articles SET first_seen_at = '2026-06-01T10:00:00Z' WHERE title = 'Mill 7'")
    get = opened(news)
    shown = {"/?seen=2026-06-01": ".group li a", "/search?q=harbour&seen=2026-06-01": ".title"}
    for path, title in shown.items():
        page = get(path)
        is_sound(page)
        assert page.words(title) == ["Mill 7"]
        assert page.tree.cssselect("#seen")[0].get("value") == "2026-06-01"
    assert "“soon” is not a day and was left out" in " ".join(get("/?seen=soon").words(".note"))


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/article/99", "No article has the number 99."),
        ("/article/999999999999999999", "No article has the number 999999999999999999."),
        ("/article/x", "Nothing is at this address."),
        ("/article/1/2/3/4", "Nothing is at this address."),
        ("/nosuch", "Nothing is at this address."),
        ("/source/tims", "No source of this database is called 'tims'; did you mean 'times'?"),
    ],
)
def test_an_unknown_address_is_not_found(
    news: Path, opened: Opened, path: str, message: str, capfd: pytest.CaptureFixture[str]
) -> None:
    page = opened(news)(path)
    assert (page.status, message in page.words("main p")) == (404, True)
    is_sound(page)
    assert capfd.readouterr() == ("", "")


def test_odd_parameters_are_left_out(news: Path, opened: Opened) -> None:
    get = opened(news)
    page = get("/?from=tomorrow&to=2026-13-40&before=x&source=herld&page=-3&span=9")
    assert page.words(".filters ~ .note")[:3] == [
        "“tomorrow” is not a day and was left out; write it as 2026-01-31.",
        "“2026-13-40” is not a day and was left out; write it as 2026-01-31.",
        "No source of this database is called 'herld'; did you mean 'herald'?",
    ]
    assert get("/search?q=bridge&page=99999999999&to=9999-12-31").status == 200


def test_an_empty_database(tmp_path: Path, opened: Opened) -> None:
    path = tmp_path / "news.db"
    open_database(path).close()
    get = opened(path)
    for address in ("/", "/search?q=x", "/sources", "/sources?span=2w", "/data", "/data/articles"):
        assert get(address).status == 200
    assert "No article is stored yet" in get("/").text
    assert "No source is known yet" in get("/sources").text


def test_a_database_with_only_failing_sources(tmp_path: Path, opened: Opened) -> None:
    path = tmp_path / "news.db"
    with open_database(path) as db:
        sources.put(db, "herald", "https://herald.example/")
        set_state(db, "herald", "dead", "nothing could be read for 8 days: Http500", NOON)
    get = opened(path)
    assert "No article is stored yet" in get("/").text
    assert get("/").words(".note") == ["1 source needs a look: herald (dead)."]
    page = get("/sources")
    assert (page.status, "nothing could be read for 8 days" in page.text) == (200, True)
    assert "1 source brought nothing in this time." in page.text and not page.words("#hours, #ends")
    assert get("/source/herald").status == 200


def test_public_tables_are_reachable_and_private_ones_hidden(news: Path, opened: Opened) -> None:
    get = opened(news)
    tables = [each.get("href") for each in get("/data").tree.cssselect(".db-table h3 a")]
    assert tables == [
        f"/data/{name}" for name in ("article_urls", "articles", "revisions", "runs", "sources")
    ]
    page = get("/data/articles")
    assert page.tree.cssselect("td.col-title a")[0].get("href").startswith("/article/")
    assert "'none'" in page.headers["content-security-policy"]
    assert get("/data/articles.json?_shape=array&source=times").text.count('"url"') == 2
    assert get("/data/_frontier").status == 200
    assert get("/data.db").status in (403, 404)


def test_a_file_may_have_any_name(tmp_path: Path, opened: Opened) -> None:
    get = opened(fill_news(tmp_path / "a?b#c%20d.db"))
    for path in ("/", "/data/articles", "/data/articles/1"):
        assert get(path).status == 200


def test_nothing_can_be_written(news: Path, opened: Opened) -> None:
    get = opened(news)
    before = news.read_bytes()
    assert get(f"/data?sql={quote('DELETE FROM articles')}").status == 400
    assert get(f"/data?sql={quote('SELECT count(*) FROM articles')}").status == 200
    assert news.read_bytes() == before


def test_a_crawl_may_write_at_the_same_time(news: Path, opened: Opened) -> None:
    get = opened(news)
    assert "Fresh" not in get("/source/mill").text
    with open_database(news) as db, db.transaction():
        db.execute("UPDATE articles SET title = 'Fresh' WHERE id = 24")
        assert get("/").status == 200
    assert "Fresh" in get("/source/mill").text


def test_a_file_that_disappears_is_reported(news: Path, opened: Opened) -> None:
    get = opened(news)
    news.unlink()
    page = get("/")
    assert page.status == 503
    assert "there is no such file" in page.words(".note")[0]


def test_a_page_does_not_read_every_article(news: Path) -> None:
    """The front page's query uses indexes: only articles of the same second are sorted."""
    from crawler.tools.browse import browse_reader as reader  # noqa: PLC0415

    with sqlite3.connect(news) as db:
        for test in ("1 = 1", "a.source = 'mill'"):
            sql = reader._HEADLINES.format(dated=test, undated=test)
            plan = [row[3] for row in db.execute(f"EXPLAIN QUERY PLAN {sql}", {"limit": 9})]
            assert not [line for line in plan if line.startswith("SCAN") or line.endswith("FOR ORDER BY")]
