"""What no page of a corpus shows: selectors, feeds, facts of the head, odd characters."""

from typing import Any

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
NO_HINTS = Hints()
OTHER = "<p>A second text of some length stands beside it, and only the site can tell the two apart.</p>"


def story(
    page: str, site: Site = SITE, hints: Hints = NO_HINTS, url: str = "https://moorecho.example/a/b"
) -> Story:
    return clean(parse(page.encode(), url, "text/html; charset=utf-8"), site, hints)


def test_the_first_selector_that_matches_wins_over_every_rule() -> None:
    site = Site(name="m", url=SITE.url, body=(".none", ".sidebar .text"), remove=(".x", "span.y"))
    page = (
        f"<main>{PROSE * 3}</main><div class=sidebar><div class=text>{OTHER}"
        "<p class=x>No.</p><p>So <span class=y>not</span> it is.</p></div></div>"
    )
    found = story(page, site)
    assert found.method == "selector"
    assert found.paragraphs[0] == OTHER[3:-4]
    assert "No." not in found.text
    assert "not" not in found.paragraphs[-1].split()


def test_a_feed_gives_the_text_that_a_page_has_not() -> None:
    text = PROSE.replace("Monday", "Tuesday") + OTHER + PROSE
    found = story("<title>Flood</title><h1>Flood</h1><p>Please log in.</p>", hints=Hints(text=text))
    assert (found.method, len(found.paragraphs)) == ("feed", 3)
    full = "".join(
        f"<p>Paragraph {i}: the council met for hours, and nobody knew what it would do.</p>"
        for i in range(9)
    )
    assert story(f"<title>Flood</title>{full}", hints=Hints(text=text)).method == "container"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<title>Flood in the valley | The Moor Echo</title>", "title", "Flood in the valley"),
        ("<title>The Moor Echo - Flood in the valley</title>", "title", "Flood in the valley"),
        ("<title>Flood in the valley – moorecho.example</title>", "title", "Flood in the valley"),
        ("<title>Flood &amp;amp; fire</title>", "title", "Flood & fire"),
        ('<link rel=canonical href="/a/c?x=1">', "canonical_url", "https://moorecho.example/a/c?x=1"),
        ('<link rel=canonical href="https://moorecho.example/">', "canonical_url", None),
        ('<link rel=canonical href="https://other.example/a/b">', "canonical_url", None),
        (
            '<link rel=canonical href="https://www.moorecho.example/a/b">',
            "canonical_url",
            "https://www.moorecho.example/a/b",
        ),
        (
            '<meta property="og:image" content="/i/flood.jpg">',
            "image",
            "https://moorecho.example/i/flood.jpg",
        ),
        ('<meta property="og:image" content="/i/site-logo.png">', "image", None),
        ('<meta property="og:locale" content="pt_BR">', "language", "pt-BR"),
        ('<meta name="news_keywords" content="flood, council, Flood">', "tags", ("flood", "council")),
        ('<meta property="article:section" content="Valley">', "section", "Valley"),
        ('<meta name="articleid" content="99">', "external_id", "99"),
        ('<meta property="article:content_tier" content="locked">', "is_paywalled", True),
        ('<meta property="og:type" content="Article">', "types", ("article",)),
    ],
)
def test_head(head: str, field: str, value: Any) -> None:
    assert getattr(story(f"<head>{head}</head><body>{PROSE}"), field) == value


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Soft&shy;ly, he said&#8203;, and sat down.", "Softly, he said, and sat down."),
        ("می&zwnj;روم، گفت مرد و از پل گذشت.", "می\u200cروم، گفت مرد و از پل گذشت."),
        ("He wrote &#147;no&#148; on the wall.", "He wrote “no” on the wall."),
        ("One<b>word</b> is <i>not</i> two,\n   said the clerk.", "Oneword is not two, said the clerk."),
        ("First line,<br>second line.", "First line,\nsecond line."),
    ],
)
def test_characters(markup: str, text: str) -> None:
    assert text in story(f"<body>{PROSE}<p>{markup}</p>{OTHER}").paragraphs


def test_a_page_of_nothing_gives_a_story_of_nothing() -> None:
    found = story("")
    assert (found.title, found.paragraphs, found.authors) == (None, (), ())
