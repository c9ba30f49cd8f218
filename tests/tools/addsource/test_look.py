"""Examines sites of every kind, with pages in memory."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta

import pytest

from crawler.errors import BroadsheetError
from crawler.tools.addsource.findings import Findings, default_names, weigh
from crawler.tools.addsource.look import MOST_FEEDS, Answer, Look, look
from crawler.tools.addsource.spider import LookError

HOME = "http://www.bulletin.ir/"
STORIES = [f"{HOME}news/{number}/the-harbour-opens-again" for number in range(84450, 84460)]


def feed(
    stories: list[str] = STORIES, date: str = "Tue, 05 Dec 2023 09:32:00 +0330", language: str = "fa-IR"
) -> str:
    items = "".join(
        f"<item><title>The harbour opens</title><link>{url}</link><pubDate>{date}</pubDate></item>"
        for url in stories
    )
    return f"<rss version='2.0'><channel><language>{language}</language>{items}</channel></rss>"


def sitemap(stories: list[str] = STORIES) -> str:
    urls = "".join(f"<url><loc>{url}</loc></url>" for url in stories)
    return f"<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>{urls}</urlset>"


def page(head: str = "", menu: str = "", lang: str = "fa") -> str:
    teasers = "".join(
        f"<li><h3><a href='{url}'>The harbour opens again today</a></h3></li>" for url in STORIES
    )
    return (
        f"<html lang='{lang}'><head><title>The Bulletin</title>{head}</head><body><nav>{menu}</nav>"
        f"<main><ul>{teasers}</ul></main></body></html>"
    )


FEED_LINK = "<link rel='alternate' type='application/rss+xml' href='/rss'>"
MENU = "<a href='/politics/'>Politics</a><a href='/sport/'>Sport</a><a href='/contact'>Contact</a>"
STORY = (
    '<script type="application/ld+json">'
    '{"@type": "NewsArticle", "datePublished": "2023-12-05T09:32:00+03:30"}</script>'
)


HINDI = (
    "<p>नगर परिषद ने सोमवार को पुल की मरम्मत के लिए नई योजना को मंजूरी दी और कहा कि काम अगले महीने से शुरू होगा।</p>"
    "<p>अधिकारियों के अनुसार इस काम पर पाँच करोड़ रुपये खर्च होंगे और लोगों को छह महीने तक दूसरे रास्ते से जाना पड़ेगा।</p>"
    "<p>स्थानीय दुकानदारों का कहना है कि उन्हें इस फैसले की जानकारी पहले नहीं दी गई थी, इसलिए वे बैठक में अपनी बात रखेंगे।</p>"
)


def seen(pages: Mapping[str, str], address: str = HOME) -> tuple[Look, list[str]]:
    """Return what is found at a site whose pages are path → text, and which paths were requested."""
    asked: list[str] = []

    async def ask(url: str) -> Answer:
        path = url.removeprefix(HOME.rstrip("/"))
        asked.append(path)
        if path not in pages:
            raise LookError(f"{url}: the server answers 404")
        return Answer(url, pages[path].encode(), None)

    return asyncio.run(look(ask, address)), asked


def of(findings: Findings, kind: str) -> list[str]:
    return [found.url.removeprefix(HOME.rstrip("/")) for found in getattr(findings, kind)]


def test_a_site_that_names_everything() -> None:
    pages = {
        "/": page(FEED_LINK, MENU),
        "/rss": feed(),
        "/robots.txt": f"User-agent: *\nSitemap: {HOME}map.xml",
        "/map.xml": sitemap(),
    }
    found = weigh(seen(pages)[0])
    assert of(found, "feeds") == ["/rss"]
    assert found.feeds[0].why == "linked from the home page; 10 entries, newest 2023-12-05"
    assert [(one.url, one.why) for one in found.sitemaps] == [
        (f"{HOME}map.xml", "in robots.txt; 10 articles")
    ]
    assert {"/politics/", "/sport/"} <= set(of(found, "sections"))
    assert "/contact" not in of(found, "sections")
    assert found.language
    assert (found.language.value, found.language.sure) == ("fa-IR", True)
    assert found.timezone
    assert (found.timezone.value, found.timezone.sure) == ("Asia/Tehran", True)
    assert found.country
    assert found.country.value == "IR"


def test_the_address_of_a_section_is_not_the_home_page() -> None:
    pages = {"/": page(FEED_LINK, MENU), "/politics/": page("", MENU), "/rss": feed()}
    found = weigh(seen(pages, f"{HOME}politics/")[0])
    assert (found.url, of(found, "feeds")) == (HOME, ["/rss"])
    assert of(found, "sections") == ["/politics/", "/sport/"]
    assert found.sections[0].why == "given"


def teasers(paths: list[str], lang: str = "fa", head: str = "") -> str:
    items = "".join(
        f"<li><h3><a href='{path}'>The dean opens the new library</a></h3></li>" for path in paths
    )
    return (
        f"<html lang='{lang}'><head>{head}</head><body><nav>{NEWS_MENU}</nav><ul>{items}</ul></body></html>"
    )


NEWS_MENU = f"{MENU}<a href='/news/'>News</a>"
COURSES = [f"/courses/{number}/the-dean-opens-the-new-library" for number in range(84450, 84470)]


@pytest.mark.parametrize(
    "front",
    [teasers(COURSES[:2], "fa", FEED_LINK), teasers(COURSES, "de", FEED_LINK)],
    ids=["few articles", "another language"],
)
def test_the_news_of_a_site_that_is_no_newspaper_is_its_own_home_page(front: str) -> None:
    """Its front page, its language and its feed of job offers are no part of the news."""
    pages = {"/": front, "/news/": page("", NEWS_MENU), "/rss": feed([f"{HOME}jobs/1"], language="de")}
    look, _ = seen(pages, f"{HOME}news/")
    found = weigh(look)
    assert (found.url, found.language and found.language.value) == (f"{HOME}news/", "fa")
    assert set(STORIES) <= set(look.articles)


@pytest.mark.parametrize("root", [None, page("", "<a href='/other/'>Other</a>")], ids=["no root", "no link"])
def test_a_site_in_a_folder_is_its_own_home_page(root: str | None) -> None:
    pages = {"/bulletin/": page("", MENU), **({"/": root} if root else {})}
    assert weigh(seen(pages, f"{HOME}bulletin/")[0]).url == f"{HOME}bulletin/"


def test_the_text_tells_the_language_of_a_site_whose_template_says_another() -> None:
    story = f"<html lang='en-US'><body>{HINDI}</body></html>"
    pages = {"/": page(FEED_LINK, MENU, lang="en-US"), "/rss": feed(language="en-US")}
    pages |= {url.removeprefix(HOME.rstrip("/")): story for url in STORIES}
    found = weigh(seen(pages)[0])
    assert found.language
    assert (found.language.value, found.language.sure) == ("hi", True)
    assert found.language.why == "the text of its pages; but html lang says en-US, feed says en-US"


def test_editions_in_other_languages_are_left_out() -> None:
    index = "".join(f"<sitemap><loc>{HOME}{one}/map.xml</loc></sitemap>" for one in ("fa", "en"))
    english = [f"{HOME}en/news/{number}/the-harbour-opens-again" for number in range(20)]
    menu = f"{MENU}<a href='/en/'>English</a><a href='/fa/sport/'>Sport</a><a href='/it/'>IT</a>"
    other = FEED_LINK.replace("'/rss'", "'/en/rss'")
    pages = {
        "/": page(FEED_LINK + other, menu),
        "/en/": page(lang="en"),
        "/it/": page(),
        "/rss": feed(),
        "/en/rss": feed(english, language="en"),
        "/robots.txt": f"Sitemap: {HOME}map.xml",
        "/map.xml": f"<sitemapindex>{index}</sitemapindex>",
        "/fa/map.xml": sitemap(),
        "/en/map.xml": sitemap(english),
    }
    look, asked = seen(pages)
    found = weigh(look)
    assert of(found, "feeds") == ["/rss"]
    assert of(found, "sitemaps") == ["/fa/map.xml"]
    assert {"/it/", "/fa/sport/"} <= set(of(found, "sections"))
    assert {one.url.removeprefix(HOME): one.why for one in found.left_out} == {
        "en/": "it is in another language, en",
        "en/rss": "it is in another language, en",
        "map.xml": "it is an index of sitemaps in several languages",
    }
    assert "/en/map.xml" not in asked


def test_an_index_of_many_sitemaps_in_each_language_is_kept() -> None:
    some = (f"{HOME}{one}/map{n}.xml" for one in ("fa", "en") for n in range(40))
    index = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in some)
    pages = {
        "/": page("", MENU),
        "/robots.txt": f"Sitemap: {HOME}map.xml",
        "/map.xml": f"<sitemapindex>{index}</sitemapindex>",
    }
    look, asked = seen(pages)
    assert of(weigh(look), "sitemaps") == ["/map.xml"]
    assert not [path for path in asked if "/fa/map" in path]


def test_usual_addresses_are_tried_on_a_site_that_names_nothing() -> None:
    look, asked = seen({"/": page(), "/feed/": feed(), "/sitemap.xml": sitemap()})
    assert of(weigh(look), "feeds") == ["/feed/"]
    assert of(weigh(look), "sitemaps") == ["/sitemap.xml"]
    assert look.left_out == []
    assert "/rss" not in asked


def test_a_site_with_nothing() -> None:
    look, asked = seen({"/": "<html><body><p>Closed.</p></body></html>"})
    assert not weigh(look)
    assert len(asked) < 25


@pytest.mark.parametrize("given", ["/rss", "/map.xml", "/news/84451/the-harbour-opens-again"])
def test_the_given_address_may_be_a_feed_a_sitemap_or_an_article(given: str) -> None:
    story = (
        f"<html lang='fa'><head>{STORY}</head><body><h1>Harbour</h1>"
        + "<p>"
        + "It opens again. " * 20
        + "</p></body></html>"
    )
    pages = {"/": page(), "/rss": feed(), "/map.xml": sitemap(), "/news/84451/the-harbour-opens-again": story}
    look, _ = seen(pages, HOME.rstrip("/") + given)
    assert look.home == HOME
    found = weigh(look)
    assert of(found, "feeds") == ["/rss"]
    assert of(found, "sitemaps") == (["/map.xml"] if given == "/map.xml" else [])


def test_feeds_behind_a_page_that_lists_them() -> None:
    pages = {
        "/": page("", "<a href='/rss/'>RSS</a>"),
        "/rss/": page(FEED_LINK.replace("'/rss'", "'/rss/all.xml'")),
        "/rss/all.xml": feed(),
    }
    look, _ = seen(pages)
    assert of(weigh(look), "feeds") == ["/rss/all.xml"]


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (feed(STORIES[:3]), "all its articles are in another"),
        (feed([]), "it has no articles"),
        ("<p>Sorry", "it is an HTML page"),
        (None, "it cannot be fetched"),
    ],
)
def test_a_useless_feed_is_left_out_with_a_reason(body: str | None, why: str) -> None:
    more = "<link rel='alternate' type='application/rss+xml' href='/more.xml'>"
    pages = {"/": page(FEED_LINK + more), "/rss": feed()} | ({"/more.xml": body} if body else {})
    look, _ = seen(pages)
    assert of(weigh(look), "feeds") == ["/rss"]
    assert len(look.left_out) == 1
    assert look.left_out[0].url == f"{HOME}more.xml"
    assert why.split(maxsplit=1)[0] in look.left_out[0].why


def test_the_number_of_requested_feeds_is_limited() -> None:
    links = "".join(f"<link rel='alternate' type='application/rss+xml' href='/{n}.rss'>" for n in range(30))
    feeds = {f"/{n}.rss": feed([f"{HOME}news/{n}000/the-ferry-is-late"]) for n in range(30)}
    look, asked = seen({"/": page(links), **feeds})
    assert len(look.feeds) == MOST_FEEDS
    assert len(look.left_out) == 30 - MOST_FEEDS
    assert sum(path.endswith(".rss") for path in asked) == MOST_FEEDS


def test_the_news_of_an_index_and_the_dates_of_articles_are_evidence() -> None:
    news = (
        "<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'"
        " xmlns:n='http://www.google.com/schemas/sitemap-news/0.9'>"
        f"<url><loc>{STORIES[0]}</loc><n:news><n:publication><n:language>fa</n:language></n:publication>"
        "<n:publication_date>2023-12-05T06:02:00Z</n:publication_date><n:title>Harbour</n:title></n:news></url></urlset>"
    )
    children = "".join(f"<sitemap><loc>{HOME}{name}.xml</loc></sitemap>" for name in ("news", "old"))
    index = f"<sitemapindex>{children}</sitemapindex>"
    pages = {
        "/": page(lang=""),
        "/sitemap.xml": index,
        "/news.xml": news,
        STORIES[0].removeprefix(HOME[:-1]): f"<head>{STORY}</head>",
    }
    look, asked = seen(pages)
    found = weigh(look)
    assert found.sitemaps[0].why == "found by trying; an index of 2 sitemaps"
    assert "/old.xml" not in asked
    assert found.language
    assert (found.language.value, found.language.why) == ("fa", "sitemap")
    assert {moment.utcoffset() for moment in look.moments} == {timedelta(0), timedelta(hours=3, minutes=30)}
    assert found.timezone
    assert found.timezone.sure


@pytest.mark.parametrize(
    ("url", "names"),
    [
        ("https://www.herald.co.uk/", ("herald",)),
        ("https://herald.example/news/", ("herald",)),
        ("https://flink.apache.example/", ("flink", "flink-apache")),
        ("https://news.herald.com.tr/", ("herald", "news-herald")),
        ("https://de.herald.example/", ("herald", "de-herald")),
        ("https://a.b.herald.example/", ("herald", "a-b-herald")),
        ("https://herald.github.io/", ("herald",)),
        ("http://127.0.0.1:8080/", ("127-0-0-1-8080",)),
        ("https://herald.example:8443/", ("herald", "herald-8443")),
        ("https://flink.apache.example:8443/", ("flink", "flink-apache", "flink-8443")),
        ("https://herald.example:443/", ("herald",)),
        ("http://localhost/", ("localhost",)),
        ("https://xn--80aahjj1e.xn--p1ai/", ("газета",)),
        ("https://www.the-herald.ie/", ("the-herald",)),
    ],
)
def test_names(url: str, names: tuple[str, ...]) -> None:
    assert default_names(url) == names


def test_a_home_page_over_the_limits_is_reported_in_one_line() -> None:
    with pytest.raises(BroadsheetError, match="elements") as raised:
        seen({"/": "<p>" * 60_000})
    assert "\n" not in str(raised.value)


def test_an_article_over_the_limits_is_skipped() -> None:
    path = STORIES[0].removeprefix(HOME.rstrip("/"))
    found, asked = seen({"/": page(FEED_LINK), "/rss": feed(), path: "<p>" * 60_000})
    assert path in asked
    assert found.feeds
