"""Lines above and below a text that are not part of it, and lists and standfirsts that are."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="Fjord Courier", url="https://fjordcourier.example/")
TITLE = "The last lighthouse keeper hands over the key"
ARTICLE = (
    "Marit Solheim locked the lamp room for the last time on Monday, after thirty-three years on the rock.",
    "The light will now be watched from an office in the town, where a screen shows if it goes out.",
    "She kept the brass key in her coat until the boat came, and then she gave it to the youngest sailor.",
    "The rock will be open to visitors from June, and the kitchen will be a small museum of tea cups.",
)
TEXT = "".join(f"<p>{text}</p>" for text in ARTICLE)


def read(body: str, head: str = "", language: str = "en") -> Story:
    page = f"<html lang={language}><head><title>{TITLE}</title>{head}</head><body><nav><a href=/>Fjord Courier</a></nav>{body}"
    doc = parse(page.encode(), "https://fjordcourier.example/a/keeper-3", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story


def inside(above: str = "", below: str = "") -> tuple[str, ...]:
    return read(f"<main><h1>{TITLE}</h1><div>{above}{TEXT}{below}</div></main>").paragraphs


@pytest.mark.parametrize(
    "line",
    [
        "<p><strong>Download the Fjord Courier app for breaking news on your phone</strong></p>",
        "<p>doi: https://doi.org/10.5555/f12-026-0341-x</p>",
        "<p>10.5555/f12-026-0341-x</p>",
    ],
)
def test_a_last_line_of_the_page(line: str) -> None:
    assert inside(below=line) == ARTICLE


def test_messages_of_a_form_without_its_fields() -> None:
    form = "<div class=email-form><p>Your message was sent to your friend.</p><p>Something went wrong. Please try again later.</p><ul class=errors><li>You can name up to ten addresses.</li></ul></div>"
    assert inside(above=form) == ARTICLE
    named = f"<main><h1>{TITLE}</h1><div class=contact-form>{TEXT}</div></main>"
    assert read(named).paragraphs == ARTICLE


@pytest.mark.parametrize("heading", ["<h4>Popular stories</h4>", "<p><b>Most read</b></p>"])
def test_linked_lines_with_texts_under_a_heading(heading: str) -> None:
    stories = "".join(
        f'<p><a href="/s/{at}/">{title}</a></p><p>{text}</p>'
        for at, (title, text) in enumerate(
            [
                (
                    "A goat on the ferry",
                    "It had a ticket, the crew said, and it was better behaved than most.",
                ),
                (
                    "The baker's long night",
                    "Four ovens failed, and still there was bread for the whole harbour at six.",
                ),
                (
                    "Snow in the tunnel",
                    "Nobody knows how it got there, but the children want to keep it until spring.",
                ),
            ]
        )
    )
    assert inside(below=heading + stories) == ARTICLE
    kept = inside(below="<h4>Three of her stories</h4>" + stories)
    assert any("ticket" in text for text in kept)


ITEMS = "<ul><li><a href=/o/1>The harbour office of Nordvik</a></li><li><a href=/o/2>The shop on Sandoy</a></li></ul>"


def test_a_list_of_links_that_the_text_announces() -> None:
    ask = "<p>Anyone who wants to visit the rock next summer can ask at one of these places:</p>"
    assert "The shop on Sandoy" in inside(above=f"<p>{ARTICLE[0]}</p>{ask}{ITEMS}")
    for label in (
        "<p>Read more about this:</p>",
        "<p><b>More on the lighthouses of the whole northern coast:</b></p>",
    ):
        assert "The shop on Sandoy" not in inside(above=f"<p>{ARTICLE[0]}</p>{label}{ITEMS}")
    assert "The shop on Sandoy" not in inside(below=ask + ITEMS)


@pytest.mark.parametrize(
    "credits", ["<div>By Tove Lind</div><span>4 May 2026 13:00</span>", "<p>4 May 2026</p>", ""]
)
def test_a_short_standfirst_below_the_byline(credits: str) -> None:
    lead = "Three rooms, one lamp and a brass key"
    page = f"<main><h1>{TITLE}</h1><div>{credits}<p class=pt>{lead}</p>{TEXT}</div></main>"
    assert read(page, f'<meta name=description content="{lead}">').paragraphs == (lead, *ARTICLE)
    assert read(page, "<meta name=description content='Other words'>").paragraphs[-4:] == ARTICLE


def test_a_paragraph_about_a_gift_is_text() -> None:
    """In Arabic one word is both "he gave" and "donate"."""
    texts = (
        "وصلت السفينة الصغيرة إلى الميناء صباح الاثنين وعلى متنها عشرون صندوقاً من الكتب القديمة.",
        "وقالت أمينة المكتبة سلمى حداد إن الكتب ستوزع على أربع مدارس في الجزر قبل نهاية الشهر.",
        "وكان التلاميذ ينتظرون على الرصيف منذ الفجر، وحمل كل واحد منهم كتاباً إلى بيته.",
        "وبنى نجارو القرية الرفوف من خشب الزيتون، فيما تبرع بائع من المدينة بالطلاء والمصابيح.",
    )
    page = f"<h1>{TITLE}</h1><div>{''.join(f'<p>{text}</p>' for text in texts)}</div>"
    assert read(page, language="ar").paragraphs == texts
