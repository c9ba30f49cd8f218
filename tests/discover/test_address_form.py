"""Which addresses are articles, by their form and by the form of the site's other addresses."""

import pytest

from crawler.discover.address_form import data, form, judge

SITE = "https://herald.example"

ARTICLES = [
    "/2024/05/17/river-wins",
    "/2024/may/17/a-river-wins",
    "/2024/05/17/r-i-v/index.html",
    "/news/20240517/river-wins-prize/",
    "/politik/2024-05-17/fluss-gewinnt.html",
    "/aktuell/17-05-2024-der-fluss-gewinnt",
    "/world/the-river-that-won-a-prize-and-lost-it",
    "/world/river-wins-prize-10234567",
    "/politik/article409956720/fluss-gewinnt.html",
    "/city/newborns-left-in-dustbins/articleshow/79591842.cms",
    "/news/articles/clymn8zyrp9o",
    "/articles/AST1F4445T1FUTIL02SM.html",
    "/nachrichten/fluss-gewinnt-preis-im-wettbewerb,UMXw2qF",
    "/story?id=104746419",
    "/news/showNews.do?river_wins&objectId=1503302",
    "/?p=3289",
    "/fa/news/7349926/%D8%A7%D8%B2-%DA%A9%D8%B4%D9%81",
    "/news/898682/%D8%B4%D8%B9%D8%B1-%D9%88%D8%B1%D8%AF%D9%8A/ar",
    "/society/%E7%84%A1%E4%BA%BA%E5%B3%B6%E8%B2%B7%E3%81%A3%E3%81%9F%E4%B8%AD%E5%9B%BD%E4%BA%BA%E5%A5%B3%E6%80%A7",
    "/news/76785",
    "/zdravi/clanek/reka-vyhrala-cenu-290947",
]

OTHERS = [
    "/",
    "/index.html",
    "/en/",
    "/fa",
    "/politics/",
    "/news/politics.html",
    "/tag/river-and-its-prize",
    "/tag/437881-the-river-and-its-prize",
    "/author/jane-mary-doe-the-second",
    "/autor/jane-doe-78818852.html",
    "/category/world/politics",
    "/politics/page/12/",
    "/2024/05/",
    "/2024/05/17/",
    "/2024/05/17/p/2/",
    "/about-us/",
    "/service/kontakt.html",
    "/privacy-policy",
    "/privacy/how-we-use-data",
    "/login?next=/2024/05/17/river-wins-a-prize-again",
    "/search?q=river+wins+prize",
    "/2024/05/17/river-wins/?replytocom=3692",
    "/files/2024/05/17/river-wins-a-prize-in-the-end.pdf",
    "/images/river-wins-a-prize-in-the-end-1024.jpg",
    "/feed.xml",
    "/how-to-contribute/code-style-guide/",
    "/getting-started/with-the-river/",
    "/docs/river/install",
]


@pytest.mark.parametrize("path", ARTICLES)
def test_form_of_an_article(path):
    assert form(SITE + path).value + data()["form"]["sitemap"] > 0


@pytest.mark.parametrize("path", OTHERS)
def test_form_of_something_else(path):
    assert form(SITE + path).value + data()["form"]["sitemap"] <= 0


def test_a_service_has_a_host_of_its_own():
    path = "/job/engineer-for-rivers-10234567.html"
    assert form("https://jobs.herald.example" + path).value < form(SITE + path).value


def judged(urls):
    sums = judge(urls, "sitemap", extra=lambda url: 0.0)
    return {url for url, value in sums.items() if value > 0}


DATED = [f"{SITE}/2024/05/{day}/river-news-{day}/" for day in range(10, 30)]
MANUAL = f"{SITE}/the-river-manual-of-all-things/"


def test_an_address_without_the_usual_date_is_not_an_article():
    assert judged([MANUAL]) == {MANUAL}
    assert judged([*DATED, MANUAL]) == set(DATED)


def test_five_articles_make_no_rule():
    assert judged([*DATED[:5], MANUAL]) == {*DATED[:5], MANUAL}


def test_a_sites_first_articles_have_short_numbers():
    urls = [f"{SITE}/world/the-river-won-again-{number}" for number in range(900, 40_000, 2_000)]
    assert judged(urls) == set(urls)


def test_weights_and_words_are_of_one_kind():
    assert all(word == word.lower() for name in data()["segments"].values() for word in name)
    overlap = set(data()["segments"]["service"]) & set(data()["segments"]["section"])
    assert not overlap
