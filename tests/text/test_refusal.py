"""Pages that are not articles are dropped by name; pages that may be articles never are."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.lexicon import load
from pipelines.text import clean, no_article

DATA = load("refusals")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
LONG = "".join(
    f"<p>On day {i} the council met for the {i}th time since the flood, and sat until the lamps were lit in "
    f"the square, for there were {i} more houses to speak of before anybody could go home to his supper.</p>"
    for i in range(2, 12)
)
SITE = Site(name="herald", url="https://herald.example/")


def verdict(page: str, path: str = "/news/flood-and-council") -> str | None:
    doc = parse(page.encode(), f"https://herald.example{path}", "text/html; charset=utf-8")
    return no_article(doc, clean(doc, SITE, Hints()))


def phrases(where: str) -> list[tuple[str, str]]:
    return [
        (why, phrase) for why, groups in DATA[where].items() for lines in groups.values() for phrase in lines
    ]


@pytest.mark.parametrize(("reason", "phrase"), phrases("title"))
def test_title(reason: str, phrase: str) -> None:
    page = f"<title>{phrase} - Herald</title><h1>{phrase}</h1><p>Please go back, or try again in a while.</p>"
    assert verdict(page) == reason


@pytest.mark.parametrize(("reason", "phrase"), phrases("text"))
def test_text(reason: str, phrase: str) -> None:
    assert verdict(f"<title>herald.example</title><h1>herald.example</h1><p>{phrase}</p>") == reason


CARDS = "".join(
    f"<div><h2><a href='/n/{i}'>Story number {i}</a></h2><p>What it tells, in a line.</p></div>"
    for i in range(9)
)


@pytest.mark.parametrize(
    ("reason", "part"), [(why, part) for why, parts in DATA["folders"].items() for part in parts]
)
def test_folder(reason: str, part: str) -> None:
    assert verdict(f"<title>Floods</title><h1>Floods</h1>{CARDS}", f"/{part}/floods/") == reason


@pytest.mark.parametrize(
    "path",
    [
        "/topics/coast/articles/18738-flood-cuts-off-valley.html",
        "/topics/sports/story.html?id=55240",
        "/1193682/flood-cuts-off-valley/news/",
        "/tag/flood-cuts-off-the-valley/latest",
    ],
)
def test_a_folder_s_name_does_not_refuse_an_article(path: str) -> None:
    note = "</p>".join(LONG.split("</p>")[:3])
    assert verdict(f"<title>Flood</title><h1>Flood</h1>{note}", path) is None
    assert verdict(f"<title>Flood</title><h1>Flood</h1>{CARDS}", path) is not None


def test_an_address_that_shortens_the_headline_is_an_article_s() -> None:
    note, title = "</p>".join(LONG.split("</p>")[:3]), "Flood cuts off the whole valley"
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{note}", "/valley-flood/news/") is None
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{note}", "/harbour-bridge/news/") == "section"
    assert (
        verdict(f"<title>Valley flood</title><h1>Valley flood</h1>{note}", "/valley-flood/news/") == "section"
    )


def test_an_address_may_have_other_forms_of_the_headline_s_words() -> None:
    note, title = "</p>".join(LONG.split("</p>")[:3]), "Flood closes the whole valley"
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{note}", "/valley-close/news/") is None
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{note}", "/valley-open/news/") == "section"


def test_three_sentences_under_the_headline_are_an_article_s() -> None:
    text = "</p>".join(LONG.split("</p>")[:3]) + "</p>"
    head = "<title>The valley</title><h1>The valley</h1>"
    brief = f"<div>{text.split('</p>')[0]}</p></div><section>{CARDS}</section>"
    assert verdict(f"{head}<div>{text}</div><section>{CARDS}</section>", "/land/valley") is None
    assert verdict(f"{head}{brief}", "/land/valley") == "section"


@pytest.mark.parametrize("part", DATA["lists"]["section"])
def test_list(part: str) -> None:
    page = f"<title>Floods</title><h1>Floods</h1>{PROSE}"
    assert verdict(page, f"/de/{part}/") == verdict(page, f"/{part}.html") == "section"
    assert verdict(page, f"/{part}/flood-and-council") is verdict(page, f"/{part}x/84451") is None


def test_a_brief_above_many_teasers_is_an_article() -> None:
    brief = f"<div>{LONG.split('</p>')[0]}</p></div><section>{CARDS}</section>"
    head = "<title>{0}</title><h1>{0}</h1>"
    assert verdict(head.format("Flood cuts off the whole valley") + brief, "/land/flood") is None
    assert verdict(head.format("The valley") + brief, "/land/valley") == "section"


@pytest.mark.parametrize("kind", DATA["types"]["section"])
def test_type(kind: str) -> None:
    data = f'<script type="application/ld+json">{{"@type": "{kind}"}}</script>'
    assert verdict(f"<title>Floods</title>{data}<h1>Floods</h1>{CARDS}") == "section"


ARTICLE = '<script type="application/ld+json">{"@type": "NewsArticle", "headline": "Flood"}</script>'


@pytest.mark.parametrize(
    ("page", "path", "reason"),
    [
        (f"<title>Herald</title>{CARDS}", "/", "home"),
        (f"<title>Herald</title>{LONG}", "/index.html", "home"),
        (f"<title>Herald</title>{LONG}", "/en/", "home"),
        (f"<title>News</title><h1>News</h1>{CARDS}", "/news/", "section"),
        ("<title>Flood</title>", "/news/a", "empty"),
        (f"<title>Flood</title><h1>Flood</h1><p>{'- . ! ' * 99}</p>", "/news/a", "empty"),
        (f"<title>Flood</title><h1>Flood</h1><p>{'ҖҒӮғ„…Ҷ‘' * 99}</p>", "/news/a", "empty"),
        (f"<title>洪水</title><h1>洪水</h1><p>{'昨夜の雨で川があふれた。' * 9}</p>", "/news/a", None),
        ("<title>Flood</title><h1>Flood</h1><img src=a><img src=b>", "/news/a", "empty"),
        (
            '<script type="application/ld+json">{"@type": "ImageGallery"}</script><h1>Flood</h1><img src=a>',
            "/g/a",
            "gallery",
        ),
        (f"<title>Floods</title><h1>Floods</h1>{PROSE}", "/news/page/2/", "section"),
        (
            f"<h1>Frost</h1><div class=gallery>{'<a href=1.jpg><img src=1.jpg></a>' * 3}</div>",
            "/p/9/frost",
            "gallery",
        ),
        # articles, though unusual
        (f"<title>Floods</title><h1>Floods</h1>{PROSE}", "/en/news/84451", None),
        (f"<title>Flood</title><h1>Flood</h1>{PROSE}", "/2026/03/flood", None),
        (f"<title>Flood</title>{ARTICLE}{PROSE}", "/", None),
        (f"<title>Flood</title>{ARTICLE}<h1>Flood</h1>{PROSE}", "/category/flood", None),
        (f"<title>Flood</title><h1>Flood</h1>{LONG}", "/archive/flood", None),
        (f"<title>Flood</title><h1>Flood</h1>{PROSE}", "/?p=12", None),
        (
            f"<title>Access denied: a press shut out</title><h1>Access denied: a press shut out</h1>{LONG}",
            "/a/b",
            None,
        ),
        (
            f"<title>404 days at sea</title><h1>404 days at sea and what they did to us</h1>{LONG}",
            "/a/b",
            None,
        ),
        (f"<title>Flood</title><h1>Flood</h1>{LONG}<aside>{CARDS}</aside>", "/news/flood", None),
    ],
)
def test_page(page: str, path: str, reason: str | None) -> None:
    assert verdict(page, path) == reason


def row(shape: str) -> str:
    texts = (
        "Forty lorries wait at the foot of the pass since Monday, and nobody knows when it opens.",
        "The bakers of the old town say that they will not light the ovens before Easter.",
        "She has worked with maps for half her life and wants to open the cellar to all.",
    )
    return "".join(shape.format(at=at, text=text) for at, text in enumerate(texts))


@pytest.mark.parametrize("title", ["Kultur", "Ein Pass im Schnee und kein Ende"])
@pytest.mark.parametrize(
    "shape",
    [
        "<div><h2><a href='/k/{at}'>Ein Pass im Schnee {at}</a></h2><p>Von Anna Feld</p><p>{text}</p></div>",
        "<article><a href='/k/{at}'><h3>Head {at}</h3></a><i>By Anna Field</i><p>{text}</p></article>",
        "<li><a href='/k/{at}'>Ein Pass im Schnee {at}</a><p>{text}</p></li>",
    ],
)
def test_a_row_of_teasers_with_bylines_is_a_section(title: str, shape: str) -> None:
    heading = f"<h1>{title}</h1>" if title == "Kultur" else f"<h2><a href='/k/9'>{title}</a></h2>"
    assert verdict(f"<title>{title}</title>{heading}{row(shape)}", "/kultur") in {"section", "home"}
    assert verdict(f"<title>{title}</title>{heading}{row(shape)}", "/de/kultur/") == "section"


EXCERPT = (
    "<div class='post post-{at}'><h2><a href='/{at}-gruende-fuer-birnen'>{at} Gründe für Birnen</a></h2>"
    "<span>21/01/2026</span><div class=sum>{text} Und sie hat noch mehr vor, wenn man...{more}</div></div>"
)


@pytest.mark.parametrize("count", [4, 6])
@pytest.mark.parametrize("more", ["Weiterlesen »", "続きを読む", "Xem thêm"])
def test_excerpts_that_each_lead_to_their_page_are_a_section_whatever_the_page_is_called(
    more: str, count: int
) -> None:
    link = f"<span><a href='/{{at}}-gruende-fuer-birnen'>{more}</a></span>"
    text = "She has worked with maps for half her life and wants to open the cellar to all ({at})."
    shape = EXCERPT.replace("{more}", link).replace("{text}", text)
    entries = "".join(shape.format(at=at) for at in range(count))
    head = (
        "<meta property='og:type' content='article'><title>Gut essen und leben an jedem Tag im Jahr</title>"
    )
    assert verdict(f"{head}{entries}", "/category/garten/") == ("section" if count > 4 else None)
    assert verdict(f"{head}<h1>The flood</h1>{LONG}{entries}", "/category/garten/") is None
    about = f"<div>{PROSE}{PROSE.replace('council', 'garden club')}</div>"
    assert verdict(f"{head}{entries}{about}", "/category/garten/") == ("section" if count > 4 else None)
    own = shape.replace("/{at}-gruende-fuer-birnen'>" + more, "/elsewhere'>" + more)
    assert verdict(f"{head}{''.join(own.format(at=at) for at in range(count))}", "/garten/") is None


def test_the_entries_of_an_article_under_a_headline_are_no_section() -> None:
    entries = row("<div><h2><a href='/m/{at}'>Mill {at}</a></h2><p>{text}</p></div>")
    page = f"<h1>Three mills that are worth a walk</h1>{PROSE}{entries}{PROSE.replace('Monday', 'Friday')}"
    assert verdict(page, "/2026/three-mills-worth-a-walk") is None


def test_a_page_of_comments_is_none() -> None:
    shape = "<div class=k><b>Rolf</b> <i>0{at}.03.2026</i><p>{text}</p><a href='#r'>Antworten</a></div>"
    page = f"<h1>Kommentare zu: Aus der Mühle wird eine Schule</h1>{row(shape)}"
    assert verdict(page, "/2026/muehle/kommentare") == "comments"
