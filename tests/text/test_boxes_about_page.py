"""Boxes that are about the page, by what they contain: their classes say nothing, and any language will do."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="site", url="https://tolgyfahirlap.example/")
TITLE = "Mill pond to be drained for repairs"
ARTICLE = (
    "The parish of Tolgate will drain its mill pond on Thursday, for the first time since the sluice was built.",
    "Engineers found two cracks in the lower wall in spring, each wide enough for a hand.",
    "The ducks have been moved to the clay pit, said the warden, Bela Toth, who did it with a bucket.",
    "Volunteers will collect the mussels by hand, and the pond is to be full again before the frost.",
)
BYLINE = '<p class=k1><a href="/people/bela-arany" rel=author>Bela Arany</a></p>'


def read(middle: str = "", above: str = "", language: str = "en", head: str = "") -> Story:
    """Return the story of a page with a part behind the first paragraph, or between headline and text."""
    one, *others = (f"<p>{text}</p>" for text in ARTICLE)
    page = (
        f"<html lang={language}><head><title>{TITLE}</title>{head}</head><body><div><a href=/>Front page</a></div>"
        f"<div class=k0><h1>{TITLE}</h1>{BYLINE}{above}<div class=k2>{one}{middle}{''.join(others)}</div></div>"
    )
    doc = parse(page.encode(), "https://tolgyfahirlap.example/2026/pond", "text/html; charset=utf-8")
    return clean(doc, SITE, Hints())


LINKS = "".join(
    f"<li><a href=/n/{at}>{text}</a></li>" for at, text in enumerate(("Bus fares rise", "Mayor ill"))
)
CARDS = "".join(
    f"<div class=k5><h4><a href=/n/{at}>Bus fares rise in {at}</a></h4></div>" for at in range(4, 7)
)


@pytest.mark.parametrize(
    "part",
    [
        f"<div><h3>Hot right now</h3><ul>{LINKS}</ul></div>",
        f"<div class=k3><div>Chosen for you</div>{CARDS}</div>",
        "<div><h4>Should it be drained each year?</h4><form><label><input type=radio>Yes</label><label><input type=radio>No</label></form></div>",
        "<div><b>Well read</b><br><a href=/n/1>Bus fares rise</a><br><a href=/n/2>Mayor ill</a><br><a href=/n/3>Fair opens</a></div>",
        '<div class=toc><p>On this page</p><ul><li><a href="#a">Cracks in the wall</a><li><a href="#b">The ducks move</a></ul></div>',
        "<p><a href='https://www.google.com/preferences/source?q=x.example'>Put us first in your results</a></p>",
        "<p><a href='https://whatsapp.com/channel/0029Va'>Hír az első kézből, a telefonján</a></p>",
        "<p>Találtál egy hibát? Jelöld ki, és nyomj Ctrl+Entert: Ctrl+Enter.</p>",
        "<p>Found a mistake on this page? Let us know by mail.</p>",
        "<p><img src=/p.jpg width=600></p><p>The wall seen from the lane. Photo: Vera Kis/Oak Leaf</p>",
    ],
)
def test_a_box_between_paragraphs_goes(part: str) -> None:
    assert read(part).paragraphs == ARTICLE


@pytest.mark.parametrize(
    "above",
    [
        "<div class=k6><p>We use cookies on all of our pages to improve them, and to show you relevant offers.</p><button>Fine</button></div>",
        "<div class=k6><p>당사는 더 나은 서비스와 맞춤형 광고를 위해 쿠키를 사용합니다.</p><button>동의</button></div>",
        "<div class=k6><p>Unsere Redaktion lebt von Ihnen. Bitte unterstützen Sie uns mit einem kleinen Betrag.</p><a href=/spenden>Ich helfe</a></div>",
        "<div class=k6><h3>Ten artykuł jest tylko dla prenumeratorów.</h3><p>Czytaj dalej od 1 zł miesięcznie, rezygnujesz, kiedy chcesz.</p><a href=/konto>Zapisz się</a></div>",
        "<div class=k6><p>Scarica la nostra app e non perdere nessuna notizia della tua città.</p><a href='https://apps.apple.com/x'>App Store</a></div>",
        "<div class=k6><h4><a href=/people/bela-arany>Bela Arany</a></h4><p>Bela Arany has written about ponds and mills for us since 2009.</p><a href='https://x.com/ba'>Follow</a></div>",
        "<div class=k6><h3>Over de auteur</h3><p>Bela Arany schrijft sinds 2009 over molens en vijvers in de streek.</p><a href=/people/bela-arany>Alles van Bela Arany</a></div>",
    ],
)
def test_a_box_between_headline_and_text_goes(above: str) -> None:
    assert read(above=above).paragraphs == ARTICLE


def test_a_table_of_contents_above_the_text_goes() -> None:
    contents = "<div class=toc><p>Dans cet article</p><ul><li><a href='#a'>Cracks in the lower wall of the pond</a><li><a href='#b'>The ducks move to a pit</a></ul></div>"
    assert read(above=contents).paragraphs == ARTICLE


STANDFIRST = "Engineers, wardens and volunteers will work for three weeks, and need not be paid, so our parish is glad."


RAISED = "Readers raised ten thousand pounds for a museum in the old bakery, and its keeper thanks everybody who gave."
VIEWS = "The council asks all residents to send in their views by Friday, and you can do so in any library."


@pytest.mark.parametrize(
    ("text", "action"),
    [(RAISED, "<button>Share</button>"), (VIEWS, "<a href=/docs/plan.pdf>See the plan</a>")],
)
def test_a_standfirst_in_other_words_than_the_text_stays(text: str, action: str) -> None:
    assert read(above=f"<div class=k6><p>{text}</p>{action}</div>").paragraphs[0] == text


@pytest.mark.parametrize(
    "above",
    [
        f"<div class=k6><p>{STANDFIRST}</p></div>",
        f"<div class=k6><p>{STANDFIRST}</p><div><button>Share</button><button>Print</button></div></div>",
        f"<div class=k6><p>{STANDFIRST}</p><a href=/topics/ponds>Ponds</a></div>",
    ],
)
def test_a_standfirst_beside_buttons_stays(above: str) -> None:
    assert read(above=above).paragraphs == (STANDFIRST, *ARTICLE)


ADDRESSES = "<b>Where to help</b><br><a href='https://a.example/x'>Pond trust</a><br><a href='https://b.example/'>River watch</a><br><a href='https://c.example/'>Mussel count</a>"


@pytest.mark.parametrize(
    ("part", "text"),
    [
        (f"<div>{ADDRESSES}</div>", "Where to help"),
        ("<p><a href='https://t.me/tolgate_warden/421'>The warden's message of Monday</a></p>", "The warden's message"),
        ("<div><h3>What the wall is made of</h3><p>It is oak below and brick above, laid in lime.</p></div>", "What the wall"),
        ("<p>Found a mistake in the plan? The engineer says that nobody did, and that three thousand bricks were ordered.</p>", "The engineer says"),
        ("<div><h3>About the author</h3><p>Ida Moor was born at the mill and worked <a href=https://lock.example/>at its lock</a> for nine years.</p></div>", "Ida Moor was born"),
        ("<p>A mistake was found in the first survey, and the engineers measured the wall again.</p>", "A mistake was"),
        ("<div><h3>The wall</h3><figure><img src=/w.jpg><figcaption>The wall in spring</figcaption></figure><p>It is oak below.</p></div>", "The wall"),
    ],
)  # fmt: skip
def test_what_looks_like_one_stays(part: str, text: str) -> None:
    paragraphs = read(part).paragraphs
    assert any(text in paragraph for paragraph in paragraphs)
    assert set(ARTICLE) <= set(paragraphs)


def test_names_of_products_stay_when_their_offers_go() -> None:
    offers = "".join(
        f"<div class=k7><h3>{name} pump</h3><ul><li><a href=/go/{name}>Buy</a><li><a href=/go/{name}2>See all</a></ul></div>"
        for name in ("Drake", "Heron", "Teal")
    )
    text = "\n".join(read(offers).paragraphs)
    assert all(f"{name} pump" in text for name in ("Drake", "Heron", "Teal"))


def test_verse_in_a_quotation_may_end_the_text() -> None:
    verse = (
        "The wheel is still, the water thin,",
        "and nobody lets the morning in,",
        "nor asks the miller why",
    )
    page = f"<html><title>{TITLE}</title><h1>{TITLE}</h1><article>{''.join(f'<p>{text}</p>' for text in ARTICLE)}"
    quotation = f"<blockquote>{''.join(f'<p>{line}</p>' for line in verse)}<p>— Ann Lee (@lee) 30 May</p></blockquote>"
    doc = parse(
        f"{page}{quotation}</article>".encode(), "https://tolgyfahirlap.example/2026/pond", "text/html"
    )
    assert clean(doc, SITE, Hints()).paragraphs == (*ARTICLE, *verse)


@pytest.mark.parametrize(
    "beside",
    [
        "<a href='https://facebook.com/sharer?u=x'>Share</a>",
        "<a href='#wall'>Copy link</a>",
        "<a href=/edit>[edit]</a>",
        "<a href='#top'>Back to top</a>",
        "<a href='https://shop.example/x'>Buy now</a>",
        "<div>Advertisement</div>",
    ],
)
def test_a_heading_stays_where_what_stands_beside_it_goes(beside: str) -> None:
    assert (
        "What the wall is made of" in read(f"<div><h2>What the wall is made of</h2>{beside}</div>").paragraphs
    )


@pytest.mark.parametrize(
    "part",
    [
        "<p><b>Group A</b><br><a href=/t/1>Oak Hill</a><br><a href=/t/2>Clay Pit</a><br><a href=/t/3>Tolgate</a></p>",
        "<h3><a href='https://t.me/tolgate_ponds'>Ponds of Tolgate</a></h3><p>It has four hundred readers.</p>",
        "<p>Report an error in the plans on the page of the parish, and its clerk will answer in ten days.</p>",
        "<p>Une erreur ? Non, un choix politique, répond l'opposition, qui rappelle les promesses.</p>",
        "".join(
            f"<div class=k8><b>{name}</b><p>Bela Arany thinks that {rest}.</p></div>"
            for name, rest in (
                ("First day", "the wall is older than the mill"),
                ("Second day", "the ducks will not come back"),
            )
        ),
    ],
)
def test_what_is_told_in_the_text_stays(part: str) -> None:
    assert len(read(part).text.split()) > len(read().text.split()) + 4


@pytest.mark.parametrize(
    "above",
    [
        "Are you afraid for the ducks? Here is what you need to know before the pond is drained.",
    ],
)
def test_a_standfirst_that_speaks_to_the_reader_stays_beside_a_button(above: str) -> None:
    assert above in read(above=f"<div class=k6><p>{above}</p><button>Share</button></div>").paragraphs
