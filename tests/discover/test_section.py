"""Section pages: which links are articles, what their teasers say, and where the list continues."""

import pytest

from crawler.discover.section import read_section

URL = "https://herald.example/politics/"

PAGE = """<!doctype html><html lang="en-GB"><head><title>Politics</title></head><body>
<header><nav class="main-nav"><ul><li><a href="/">Home</a></li><li><a href="/politics/">Politics</a></li>
<li><a href="/world/latin-america-and-caribbean/">Latin America</a></li>
<li><a href="/about-us/">About</a></li>
<li><a href="/2024/05/17/story-in-the-menu">What stands in the menu</a></li></ul></nav></header>
<main>
<article class="teaser"><a href="/2024/05/17/river-wins"><img src="/i/1.jpg" alt=""></a>
 <p><a href="/politics/">Politics</a> <a href="/author/ada-ford/">Ada Ford</a></p>
 <h2><a href="/2024/05/17/river-wins?utm_source=home">River wins
   the prize</a></h2><time datetime="2024-05-17T09:30:00+02:00">Friday</time>
 <a href="/2024/05/17/river-wins/#comments">12 comments</a></article>
<div class="card"><div class="headline">Bridge loses</div><span class="post-date">18 May 2024</span>
 <p>And nobody knows why.</p><a href="/politics/the-bridge-that-lost-the-prize">Read more</a></div>
<ul class="list"><li><a href="https://news.herald.example/story/10234567/a-mill-story">
 <h3>A mill's story</h3></a>
 May 16, 2024 - Ben Pool</li>
<li><a href="/politics/mills.html">Mills</a></li>
<li><a href="https://elsewhere.example/2024/05/17/a-long-story-elsewhere">
 <h3>Elsewhere they say so</h3></a></li></ul>
<p>Running text that goes on for a while before it names <a href="https://old.herald.example/some-old-thing-here">an
old thing</a> and goes on for a while after it has named it, as running text does.</p>
<a href="/files/report-of-the-year-2024-in-full.pdf">The report of the year in full</a>
<a href="mailto:desk@herald.example">Mail</a> <a href="javascript:go()">Go</a>
<a href="#top">Top</a> <a>No</a>
</main>
<div class="pagination"><a href="?page=1">1</a> <a href="?page=2" aria-label="Next page">&raquo;</a></div>
<footer><a href="/terms-of-use-of-this-site-and-more">Terms of use</a></footer></body></html>"""


def read(page=PAGE, url=URL, **options):
    return read_section(page.encode(), url, "text/html; charset=utf-8", **options)


def test_articles_and_what_their_teasers_say():
    found = {link.url: link.hints for link in read().articles}
    assert set(found) == {
        "https://herald.example/2024/05/17/story-in-the-menu",
        "https://herald.example/2024/05/17/river-wins",
        "https://herald.example/politics/the-bridge-that-lost-the-prize",
        "https://news.herald.example/story/10234567/a-mill-story",
    }
    river = found["https://herald.example/2024/05/17/river-wins"]
    assert (river.title, river.published) == ("River wins the prize", "2024-05-17T09:30:00+02:00")
    bridge = found["https://herald.example/politics/the-bridge-that-lost-the-prize"]
    assert (bridge.title, bridge.published) == ("Bridge loses", "18 May 2024")
    mill = found["https://news.herald.example/story/10234567/a-mill-story"]
    assert (mill.title, mill.published) == ("A mill's story", "May 16, 2024")
    assert {hints.origin for hints in found.values()} == {"section"}


def test_certain_articles_score_higher():
    scores = {link.url: link.score for link in read().articles}
    assert scores["https://herald.example/2024/05/17/river-wins"] > 5
    assert scores["https://herald.example/2024/05/17/story-in-the-menu"] < 3


def test_page():
    listing = read()
    assert listing.next_url == "https://herald.example/politics/?page=2"
    assert listing.language == "en-GB"
    assert (listing.feeds, listing.sitemaps, listing.sections) == ((), (), ())


def test_a_given_pattern_overrides():
    found = read(articles=r"/politics/\w+\.html$").articles
    assert [link.url for link in found] == ["https://herald.example/politics/mills.html"]


def test_a_page_with_articles_below_it_is_not_an_article():
    story = '<h3><a href="/world/far-east-asia/story-of-the-day-{0}">Story of the day, number {0}</a></h3>'
    page = '<h3><a href="/world/far-east-asia">Far East and Asia, the news</a></h3>'
    assert len(read(page).articles) == 1
    assert len(read(page + story.format(1) + story.format(2)).articles) == 2


def test_limits():
    page = "".join(f'<h3><a href="/2024/05/17/story-{n}">Story {n}</a></h3>' for n in range(30))
    assert len(read(page).articles) == 30
    listing = read(page, max_links=5)
    assert (len(listing.articles), listing.links_over) == (5, 25)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ('<link rel="next" href="/politics/?page=2">', "/politics/?page=2"),
        ('<a rel="next" href="/politics/page/2/">x</a>', "/politics/page/2/"),
        ('<a href="/politics/page/2/">Older posts »</a>', "/politics/page/2/"),
        (
            '<a href="/politics/page/2/">2</a><a href="/politics/page/2/" aria-label="Next"><i></i></a>',
            "/politics/page/2/",
        ),
        ('<a href="/politics/?s=20">بعدی</a>', "/politics/?s=20"),
        ('<a href="/politics/page/2/">2</a>', None),
        ('<a href="/2024/05/17/next">Next</a>', None),
        ('<link rel="next" href="https://elsewhere.example/2">', None),
        ('<link rel="next" href="javascript:next()">', None),
    ],
)
def test_next_page(markup, expected):
    found = read(f"<html><body>{markup}</body></html>").next_url
    assert found == (expected and "https://herald.example" + expected)


def test_base_and_slashes():
    page = '<base href="/2024/05/"><h3><a href="17/river-wins/">River</a></h3><a href="17/river-wins">it</a>'
    assert [link.url for link in read(page).articles] == ["https://herald.example/2024/05/17/river-wins/"]


@pytest.mark.parametrize(
    "body", ["", "no markup", "<html>", "\x00", "<a href='http://['>x</a>", "<a href=//>"]
)
def test_nothing_to_read(body):
    assert read(body).articles == ()
