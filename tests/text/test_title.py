"""Which of a page's headlines is taken, and what is cut off it. Each row has the shape of real pages."""

import json

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
FLOOD = "Flood cuts the valley off from the coast"


def story(
    head: str, body: str, headline: str | None = None, url: str = "https://moorecho.example/a/b"
) -> Story:
    node = {"@type": "NewsArticle", "headline": headline}
    script = f'<script type="application/ld+json">{json.dumps(node)}</script>' if headline else ""
    page = f"<head>{head}{script}</head><body>{body}{PROSE * 3}</body>"
    return clean(parse(page.encode(), url, "text/html; charset=utf-8"), SITE, Hints())


def og(text: str) -> str:
    return f'<meta property="og:title" content="{text}"><meta name="twitter:title" content="{text}">'


def named(site: str) -> str:
    return f'<meta property="og:site_name" content="{site}">'


@pytest.mark.parametrize(
    ("head", "body", "headline", "title"),
    [
        # a kicker within the h1, separated only for screen readers
        (
            og(FLOOD),
            f"<h1><span>In the moor</span><span class=visually-hidden> - </span><span>{FLOOD}</span></h1>",
            None,
            FLOOD,
        ),
        (og(FLOOD), f"<h1><span>In the moor</span>{FLOOD}</h1>", None, FLOOD),
        (
            "",
            "<h1><span>Flood<i class=sr-only>:</i></span> <span>Valley cut off</span></h1>",
            None,
            "Flood: Valley cut off",
        ),
        # an h1 for search engines in the navigation bar; the printed headline is a line below, with a kicker
        (
            og(f"In the moor: {FLOOD}"),
            f"<h1>Valley flood 2026</h1><h2>In the moor</h2><div>{FLOOD}</div>",
            None,
            FLOOD,
        ),
        (
            og(FLOOD) + "<title>Valley flood 2026 and after</title>",
            f"<h1>Valley flood 2026 and after</h1><h2>{FLOOD}</h2>",
            "Valley flood 2026 and after",
            FLOOD,
        ),
        # the h1 is the site's name, or belongs to the text
        (
            f"<title>Notes of Ann: {FLOOD}</title>" + og(FLOOD),
            f"<h1>Notes of Ann</h1><h3>{FLOOD}</h3>",
            None,
            FLOOD,
        ),
        (og(FLOOD), f"<h2>{FLOOD}</h2><h1>What the valley said of the coast</h1>", None, FLOOD),
        # structured data rewords the printed headline
        (
            "<title>How the flood cut off the valley</title>",
            f"<h1>{FLOOD}</h1>",
            "How the flood cut the valley off",
            FLOOD,
        ),
        (og(FLOOD) + f"<title>{FLOOD}</title>", f"<h1>{FLOOD}</h1>", "All that we know so far of it", FLOOD),
        # but a live page's h1 is its latest entry, and a kicker in structured data may be printed above
        (og("Live"), "<h1>Bridge at Ashby reopens to carts</h1>", FLOOD, FLOOD),
        ("", f"<div>Moor</div><h1>{FLOOD}</h1>", f"Moor: {FLOOD}", f"Moor: {FLOOD}"),
        (og(FLOOD), f"<h1>{FLOOD} and from its last town</h1>", FLOOD, f"{FLOOD} and from its last town"),
        # a headline given as the site's name
        (named(f"{FLOOD} today"), f"<h1>{FLOOD} today</h1>", None, f"{FLOOD} today"),
        # a site's name after the separators of East Asian title elements
        (named("荒野新聞") + "<title>谷で洪水、町が孤立：荒野新聞</title>", "", None, "谷で洪水、町が孤立"),
        (named("荒野新聞") + "<title>谷で洪水、町が孤立｜荒野新聞</title>", "", None, "谷で洪水、町が孤立"),
        (named("荒野新聞") + "<title>谷で洪水-地域ㅣ荒野新聞</title>", "", None, "谷で洪水"),
        (
            named("荒野新聞") + "<title>洪水-復旧へ町が動く ㅣ 荒野新聞</title>",
            "",
            None,
            "洪水-復旧へ町が動く",
        ),
        (named("Moor") + "<title>Flood-hit|Moor</title>", "", None, "Flood-hit"),
        # a kicker that only a heading's style separates, and others before a colon
        (
            og("Moor: Valley cut off"),
            "<h2><b>Moor</b> <i>Valley cut off</i></h2>",
            None,
            "Moor: Valley cut off",
        ),
        (og("…: Valley cut off"), "<h2>Valley cut off</h2>", None, "Valley cut off"),
        # a headline that begins like the site's name, which is also after it
        (
            "<title>A walk in Moorecho: valley cut off - Moorecho Blog</title>",
            "<h1>A walk in Moorecho: valley cut off</h1>",
            None,
            "A walk in Moorecho: valley cut off",
        ),
        # no field for sharing: the h1 is the site's name, the section's, or none is there
        (
            "<title>Moor Notes: Blog</title>",
            f"<h1>Moor Notes</h1><div class=headline>{FLOOD}</div><p>By Ann Lee</p>",
            None,
            FLOOD,
        ),
        (f"<title>{FLOOD} - National - Sport - Valley Chronicle</title>", f"<h2>{FLOOD}</h2>", None, FLOOD),
        (f"<title>{FLOOD} (from Valley Herald )</title>", f"<b>{FLOOD}</b>", None, FLOOD),
        (named("荒野网") + "<title>山谷发生洪水 小镇被困_荒野网</title>", "", None, "山谷发生洪水 小镇被困"),
    ],
)
def test_title(head: str, body: str, headline: str | None, title: str) -> None:
    assert story(head, body, headline).title == title


def test_the_name_of_a_site_below_a_folder_of_hosts() -> None:
    found = story("<title>FLOOD | Moorecho.example</title>", "", url="https://specials.moorecho.example/a/b")
    assert found.title == "FLOOD"


def test_a_line_that_may_be_the_headline_stays_in_the_text() -> None:
    found = story(og(FLOOD), f"<h1>{FLOOD}</h1>")
    assert PROSE[3:-4] in found.paragraphs


@pytest.mark.parametrize("head", ["The Moor Echo: a history", "Echo of spring – a bird returns"])
@pytest.mark.parametrize("field", ["<title>{}</title>", '<meta property="og:title" content="{}">'])
def test_the_common_start_of_an_h1_and_another_field_belongs_to_the_headline(head: str, field: str) -> None:
    assert story(field.format(head), f"<h1>{head}</h1>", url="https://echo.example/a").title == head
    assert story(field.format(f"{head} | The Moor Echo"), f"<h1>{head} | The Moor Echo</h1>").title == head


def read(heading: str, title: str, *, path: str = "a/b", head: str = "") -> str | None:
    body = f"<a href=/c>Culture</a><div>{heading}{PROSE * 3}</div>"
    page = f"<head><title>{title}</title>{head}</head><body>{body}</body>"
    doc = parse(page.encode(), f"https://moorecho.example/{path}", "text/html; charset=utf-8")
    return clean(doc, SITE, Hints()).title


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("News", "a/b"),
        ("Actualités", "a/b"),
        ("ニュース", "a/b"),
        ("Culture", "a/b"),
        ("Comunicati", "comunicati/b7"),
    ],
)
@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_a_section_that_is_the_h1_is_no_headline(section: str, path: str, tag: str) -> None:
    heading = f"<h1>{section}</h1><{tag}>{FLOOD}</{tag}><p>5 March 2026</p>"
    assert read(heading, f"{section} - The Moor Echo", path=path) == FLOOD


def test_a_page_named_for_its_own_address_keeps_its_name() -> None:
    heading = f"<h1>Coffee</h1><h2>{FLOOD}</h2>"
    assert read(heading, "Coffee - The Moor Echo", path="farm/coffee/") == "Coffee"


def test_a_short_headline_stays_above_a_standfirst_in_large_type() -> None:
    lead = "For nine hours nobody could say where the river was, and where the road."
    assert read(f"<h1>Flood</h1><h2>{lead}</h2>", "Flood - The Moor Echo") == "Flood"


@pytest.mark.parametrize(
    "extra",
    [
        "<time>5 March 2026</time>",
        "<span class=date>2026-03-05 10:20</span>",
        "<span class=author>Ann Lee</span>",
        "<small>By Ann Lee</small>",
        "<span>来源：山报</span>",
        "<a href=#c>12 comments</a>",
    ],
)
@pytest.mark.parametrize("title", ["", f"{FLOOD} | The Moor Echo"])
def test_what_else_stands_in_the_heading_is_no_headline(extra: str, title: str) -> None:
    assert read(f"<h1>{FLOOD} {extra}</h1>", title) == FLOOD


def test_a_badge_goes_where_the_head_has_the_headline_without_it() -> None:
    assert read(f"<h1><b>LIVE</b> {FLOOD}</h1>", f"{FLOOD} | The Moor Echo") == FLOOD
    assert read(f"<h1><b>LIVE</b> {FLOOD}</h1>", f"Live: {FLOOD} | The Moor Echo") != FLOOD


@pytest.mark.parametrize("name", ["kicker", "dachzeile", "surtitre", "head__topline"])
def test_a_kicker_is_known_by_its_class_and_the_head(name: str) -> None:
    heading = f"<h1><span class='{name}'>In the moor</span> <span>{FLOOD}</span></h1>"
    assert read(heading, f"{FLOOD} | The Moor Echo") == FLOOD
    joined = f"In the moor: {FLOOD}"
    assert read(heading, joined, head=og(joined)) == joined  # both are the headline that is shared


@pytest.mark.parametrize(
    ("title", "head"),
    [
        (f"{FLOOD} - Local - News - The Moor Echo", ""),
        (f"{FLOOD} - Culture - The Moor Echo", ""),
        (f"{FLOOD} - Ann Lee - The Moor Echo", "<meta name=author content='Ann Lee'>"),
        (f"{FLOOD} (Photo: Reuters) | The Moor Echo", ""),
        (f"{FLOOD} (from The Moor Echo)", ""),
        (f"{FLOOD} (The Moor Echo)", ""),
        (f"{FLOOD}（写真＝ロイター）", ""),
    ],
)
def test_what_a_head_puts_behind_the_headline_goes(title: str, head: str) -> None:
    assert read("", title, head=head) == FLOOD


def test_a_part_behind_a_dash_that_is_printed_stays() -> None:
    assert read(f"<h1>{FLOOD} - Culture</h1>", f"{FLOOD} - Culture - The Moor Echo") == f"{FLOOD} - Culture"


@pytest.mark.parametrize(
    "head", [f"Echo of Reeds: {FLOOD}", "Echo of Reeds: Moss", f"{FLOOD} - Echo of Reeds"]
)
@pytest.mark.parametrize("tag", ["h2", "h3"])
def test_an_h1_that_leads_to_the_front_page_is_the_sites_name(head: str, tag: str) -> None:
    printed = head.replace("Echo of Reeds", "").strip(": -")
    body = f"<h1><a href=/>Echo of Reeds</a></h1><{tag}>{printed}</{tag}>"
    assert story(f"<title>{head}</title>", body).title == printed


@pytest.mark.parametrize("href", ["/flood-cuts-the-valley-off/", "/?p=123", "/index.php?id=5", "", "#"])
@pytest.mark.parametrize(
    "url",
    [
        "https://moorecho.example/flood-cuts-the-valley-off/amp/",
        "https://moorecho.example/amp/flood-cuts-the-valley-off",
        "https://moorecho.example/print/1234",
        "https://amp.moorecho.example/flood",
    ],
)
def test_an_h1_that_leads_to_another_address_of_the_page_is_the_headline(href: str, url: str) -> None:
    body = f"<h1><a href='{href}'>{FLOOD}</a></h1>"
    for title in ("The Daily", f"{FLOOD} - The Daily", f"The Daily | {FLOOD}"):
        assert story(f"<title>{title}</title>", body, url=url).title == FLOOD


@pytest.mark.parametrize(
    "head",
    [
        f"<title>{FLOOD} - The Daily</title>",
        f"<title>The Daily | {FLOOD}</title>",
        f"<title>The Daily</title>{og(FLOOD)}",
        f"<title>The Daily</title>{og(f'{FLOOD} | The Daily')}",
        f"<title>{FLOOD} - The Daily</title>{og(FLOOD)}",
    ],
)
@pytest.mark.parametrize("href", ["/", "https://moorecho.example/", "https://moorecho.example"])
def test_an_h1_that_leads_to_the_front_page_is_the_headline_where_a_field_has_it(
    head: str, href: str
) -> None:
    body = f"<div><a href=/>The Daily</a></div><h1><a href={href}>{FLOOD}</a></h1>"
    assert story(head, body).title == FLOOD


def test_an_h1_that_leads_to_its_own_page_is_the_headline() -> None:
    body = f"<h1><a href=/a/b>{FLOOD}</a></h1><h2>Moor</h2>"
    assert story(f"<title>{FLOOD}: Moor</title>", body).title == FLOOD


@pytest.mark.parametrize(
    "subtitle",
    [
        "<small>{}</small>",
        "<br><small>{}</small>",
        "<span class=subtitle>{}</span>",
        "<em class=deck>{}</em>",
    ],
)
def test_a_subtitle_in_the_heading_is_no_headline_if_the_head_lacks_it(subtitle: str) -> None:
    below = "Its people order bread by message, and a boat brings it a day later"
    heading = f"<h1>No shop here {subtitle.format(below)}</h1>"
    assert read(heading, "No shop here | The Moor Echo") == "No shop here"
    joined = f"No shop here: {below}"
    assert (read(heading, joined, head=og(joined)) or "").endswith(below)


@pytest.mark.parametrize(
    ("headline", "h1", "above", "title"),
    [
        (FLOOD, f"“{FLOOD}”", "", f"“{FLOOD}”"),
        (FLOOD, f"«{FLOOD}»", "", f"«{FLOOD}»"),
        (f"“{FLOOD}”", FLOOD, "", f"“{FLOOD}”"),
        # a section or a place beside what is printed
        (f"Opinion | {FLOOD}", FLOOD, "<p>Opinion</p>", FLOOD),
        (f"Opinion｜{FLOOD}", FLOOD, "", FLOOD),
        (f"Nether Moor: {FLOOD}", FLOOD, "", FLOOD),
        (f"{FLOOD} – Nether Moor", FLOOD, "", FLOOD),
        ("Opinion | The valley’s flood is not over yet", "The valley's flood is not over yet", "",
         "The valley's flood is not over yet"),
        # printed above it
        (f"Nether Moor: {FLOOD}", FLOOD, "<p>Nether Moor</p>", f"Nether Moor: {FLOOD}"),
        (f"After the long summer: {FLOOD}", FLOOD, "", f"After the long summer: {FLOOD}"),
    ],
)  # fmt: skip
def test_the_printed_form_of_a_headline_wins(headline: str, h1: str, above: str, title: str) -> None:
    assert story(og(headline), f"<article>{above}<h1>{h1}</h1>", headline).title == title


SEARCH = '<meta property="og:title" content="{}"><title>{} – The Moor Echo</title>'
META = "<p class=by>By Ann Lee</p>"


@pytest.mark.parametrize(
    ("og_title", "title", "name", "h1", "slug"),
    [
        ("Why the weekly market dies", "Weekly market: why it dies", "a-title", "The silence after", "x-12"),
        (
            "Why the weekly market dies",
            "Why the weekly market dies",
            "",
            "The silence after",
            "silence-after-the",
        ),
        (
            "Prețul pâinii: ce urmează",
            "Prețul pâinii crește în mai",
            "titlu-title",
            "Nopțile brutarului obosit",
            "2",
        ),
        ("Prețul pâinii", "Prețul pâinii", "", "Nopțile albe ale brutarului", "noptile-albe-ale-brutarului"),
        ("Хлеб: цены 2026", "Почему дорожает хлеб", "headline", "Ночь у печи пекаря", "123"),
        ("パン値上げの理由", "なぜパンは高いのか", "entry-title", "かまどの前の長い夜", "456"),
    ],
)
def test_a_headline_with_other_words_than_the_fields_for_search(
    og_title: str, title: str, name: str, h1: str, slug: str
) -> None:
    body = f"<header><h1 class='{name}'>{h1}</h1>{META}</header>"
    assert story(SEARCH.format(og_title, title), body, url=f"https://moorecho.example/{slug}").title == h1


@pytest.mark.parametrize(
    "head",
    [
        SEARCH.format(FLOOD, FLOOD),
        SEARCH.format(FLOOD, FLOOD) + "<meta name=author content='Ann Lee'>",
    ],
)
@pytest.mark.parametrize(
    "h1", ["A Notebook of Ours", "Live now", "Pulse!", "Save this article", "Subscribe to our news"]
)
def test_an_h1_that_is_no_headline_does_not_win_by_its_place(head: str, h1: str) -> None:
    url = "https://moorecho.example/news/flood-cuts-the-valley-off"
    assert story(head, f"<h1 class=page-title>{h1}</h1>{META}", url=url).title == FLOOD
