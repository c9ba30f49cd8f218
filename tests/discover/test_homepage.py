"""Front pages: feeds, sitemaps and sections."""

from crawler.discover import homepage
from crawler.discover.homepage import read_homepage

URL = "https://herald.example/"

PAGE = """<html lang="en"><head>
<link rel="alternate" type="application/rss+xml" href="/feed/" title="Herald">
<link rel="alternate" type="application/rss+xml" href="/comments/feed/" title="Comments">
<link rel="alternate" type="application/rss+xml" href="/fords-of-the-river/" title="Home » Comments Feed">
<link rel="alternate" type="application/atom+xml; charset=utf-8" href="https://feeds.elsewhere.example/herald">
<link rel="alternate" type="application/feed+json" href="/feed.json">
<link rel="alternate" type="application/json" href="/wp-json/wp/v2/pages/1">
<link rel="alternate" type="application/json+oembed" href="/oembed?u=1">
<link rel="alternate" hreflang="fa" href="/fa/"><link rel="stylesheet" href="/s.css">
<link rel="sitemap" type="application/xml" href="/sitemap.xml"></head><body>
<nav><a href="/">Herald</a> <a href="/politics/">Politics</a> <a href="/sport">Sport</a>
<a href="/sport/">Sport</a>
<a href="/lechlade/">Lechlade</a> <a href="/about-us/">About us</a> <a href="/login">Log in</a>
<a href="/tag/river/">River</a> <a href="/docs/how/it/works/">How it works</a>
<a href="/prices.pdf">Prices</a></nav>
<h2><a href="/lechlade/2024/05/17/river-wins">River wins the prize</a></h2>
<h2><a href="/mills/the-mill-that-lost-the-prize-again">The mill that lost</a></h2><a href="/mills/">more</a>
<footer><a href="/rss/sport.xml">RSS</a> <a href="/feeds/">All feeds</a>
<a href="/sitemaps/sitemap-news.xml.gz">x</a>
<a href="/imprint.html">Imprint</a> <a href="/feedback/">Tell us</a></footer></body></html>"""


def urls(links):
    return [link.url.removeprefix("https://herald.example") for link in links]


def test_everything_a_front_page_leads_to():
    found = read_homepage(PAGE.encode(), URL)
    assert urls(found.feeds) == [
        "/feed/", "https://feeds.elsewhere.example/herald", "/feed.json", "/rss/sport.xml", "/feeds/"
    ]  # fmt: skip
    assert urls(found.sitemaps) == ["/sitemap.xml", "/sitemaps/sitemap-news.xml.gz"]
    assert urls(found.articles) == [
        "/lechlade/2024/05/17/river-wins",
        "/mills/the-mill-that-lost-the-prize-again",
    ]
    assert {link.kind for link in found.sections} == {"section"}
    assert set(urls(found.sections)) == {"/politics/", "/sport", "/lechlade/", "/mills/"}
    assert urls(found.sections)[0] == "/politics/"
    assert found.language == "en"


def test_a_section_may_have_a_host_of_its_own():
    sport, shop = "https://sport.herald.example", "https://shop.herald.example"
    links = "".join(
        f"<li><a href='{address}'>{text}</a>"
        for address, text in (
            (f"{sport}/a/88310.html", "The harbour lost on Sunday and the trainer is gone"),
            (f"{sport}/a/88289.html", "A new stand for the harbour is put off once more"),
            (f"{shop}/cart", "Your cart"),
        )
    )
    page = f"<div><a href='{sport}/'>Sport</a><a href='{shop}/'>Shop</a></div><ul>{links}</ul>"
    found = read_homepage(page.encode(), URL)
    assert [link.url for link in found.sections] == [f"{sport}/"]
    assert [link.url for link in found.articles] == [f"{sport}/a/88310.html", f"{sport}/a/88289.html"]


def test_a_page_about_the_site_is_no_section():
    menu = "".join(
        f'<a href="{path}">{text}</a>'
        for path, text in (
            ("/newsletter-signup/", "Newsletters"),
            ("/who-we-are/", "About Us"),
            ("/newsletter-sign-up/", "Every morning"),
            ("/schreiben-sie-uns/", "Kontakt"),
            ("/o-blog/", "Sobre o Blog"),
            ("/harbour-life/", "Harbour life"),
        )
    )
    found = read_homepage(f"<nav>{menu}</nav>".encode(), URL)
    assert urls(found.sections) == ["/harbour-life/"]


def test_limits(monkeypatch):
    monkeypatch.setattr(homepage, "MOST_SECTIONS", 1)
    found = read_homepage(PAGE.encode(), URL)
    assert (len(found.sections), len(found.articles)) == (1, 2)
    found = read_homepage(PAGE.encode(), URL, max_links=3)
    assert found.links_over == PAGE.count("<a ") - 3


def test_a_given_pattern_overrides():
    found = read_homepage(PAGE.encode(), URL, articles="/docs/")
    assert urls(found.articles) == ["/docs/how/it/works/"]


def test_a_page_of_seven_hundred_articles_is_read_whole():
    link = '<h2><a href="/2024/05/17/story-of-the-day-{0}">Story of the day, number {0}</a></h2>'
    found = read_homepage("".join(map(link.format, range(700))).encode(), URL)
    assert len(found.articles) == 700
