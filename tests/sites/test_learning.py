"""Whole pages of made-up sites, read one after the other: what the later ones gain, and what nobody loses."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from pipelines.items import Cleaned, Page, Site
from pipelines.sites import PageSummary, SiteMemory
from pipelines.sites.page_summary import MOST_PIECES, MOST_VALUES
from pipelines.worker.read_page import clean_page

SITE = Site(name="herald", url="https://herald.example/")
WORDS = [
    "river",
    "mill",
    "bridge",
    "garden",
    "harbour",
    "station",
    "market",
    "library",
    "orchard",
    "tower",
    "valley",
    "meadow",
]
NAMES = ("Ada Brook", "Ben Carter", "Cleo Dunn", "Emil Frost")


def sentence(number: int, line: int) -> str:
    chosen = (WORDS[(number * 5 + line * 3 + step * (1 + number % 4)) % len(WORDS)] for step in range(9))
    return f"On walk {number} the {' and the '.join(chosen)} were open for visitors in part {line}."


def headline(number: int) -> str:
    return f"Walk {number} leads past the old {WORDS[number % len(WORDS)]} and back again"


def text(number: int) -> str:
    return "".join(f"<p>{sentence(number, line)}</p>" for line in range(4))


def page(number: int, body: str, *, head: str = "") -> Page:
    markup = f"<html><head>{head}</head><body>{body}</body></html>"
    url = f"https://herald.example/walks/{number}"
    return Page(
        url=url,
        body=markup.encode(),
        fetched_at=datetime(2026, 5, 1, tzinfo=UTC),
        site=SITE,
        content_type="text/html",
    )


def article(number: int, extra: str = "") -> str:
    body = f"<div class=body>{text(number)}{extra}</div>"
    return f"<main><article class=story><h1>{headline(number)}</h1>{body}</article></main>"


def read(memory: SiteMemory, each: Page) -> Cleaned:
    """Clean a page with what the memory holds, and let it teach."""
    cleaned = clean_page(each, profile=memory.profile)
    packed = cleaned.story.page_summary
    assert packed is not None
    summary = PageSummary.from_bytes(packed)
    assert summary is not None
    if not cleaned.refusal:
        memory.add(each.url, summary)
    return cleaned


def last(make: Callable[[int], Page], pages: int = 12) -> Cleaned:
    """Return the last of so many pages of one site."""
    memory = SiteMemory()
    return [read(memory, make(number)) for number in range(1, pages + 1)][-1]


def test_a_headline_line_gives_the_title_where_every_page_has_the_same() -> None:
    def make(number: int) -> Page:
        line = f"<p>Walks &gt; {number:02}-04-2026 &gt; {headline(number)}</p>"
        return page(
            number, f"<div>{line}{text(number)}</div>", head="<title>All the walks of our valley</title>"
        )

    story = last(make).story
    assert story.title == headline(12)
    assert story.paragraphs[0] == sentence(12, 0)


def test_a_title_that_all_pages_share_stays_where_there_is_no_other() -> None:
    def make(number: int) -> Page:
        return page(number, f"<div>{text(number)}</div>", head="<title>All the walks of our valley</title>")

    assert last(make).story.title is not None


def test_an_excerpt_that_repeats_the_beginning_goes() -> None:
    def make(number: int) -> Page:
        cut = f"<p class=muted>{sentence(number, 0)} {sentence(number, 1)[:50]}...</p>"
        return page(
            number,
            f"<main><article><h1>{headline(number)}</h1>{cut}<div>{text(number)}</div></article></main>",
        )

    assert last(make).story.paragraphs[0] == sentence(12, 0)


def test_every_linked_author_is_one() -> None:
    """JSON-LD names the first author alone; the byline links two."""

    def make(number: int) -> Page:
        both = NAMES[number % 4], NAMES[(number + 1) % 4]
        links = ", ".join(f"<a href='/people/{name.split()[0].lower()}/'>{name}</a>" for name in both)
        author = {"@type": "Person", "name": both[0]}
        data = json.dumps({"@type": "NewsArticle", "headline": headline(number), "author": author})
        head = f'<script type="application/ld+json">{data}</script>'
        body = article(number).replace(
            "<div class=body>", f"<div class=who>{links} · 4 minutes</div><div class=body>"
        )
        return page(number, body, head=head)

    assert last(make).story.authors == (NAMES[0], NAMES[1])


def test_links_that_end_every_article_go_and_the_paragraphs_stay() -> None:
    def make(number: int) -> Page:
        links = "<a href=/l>letter of the walkers</a>, or ask the <a href=/c>walking club</a>"
        end = f"<p>Do you want to know of more paths like these near you? There is the {links}, too.</p>"
        return page(number, article(number, end))

    assert last(make).story.paragraphs == tuple(sentence(12, line) for line in range(4))


@pytest.mark.parametrize("pages", [1, 2])
def test_one_page_of_a_site_is_read_as_without_learning(pages: int) -> None:
    memory, note = SiteMemory(), "<div class=note>Walk with care, wherever you go.</div>"
    for number in range(1, pages + 1):
        each = page(number, article(number, note))
        assert read(memory, each).story == clean_page(each).story


def test_a_redesign_loses_no_row_and_is_learned_within_eight_pages() -> None:
    note = "The walkers' club is funded by its members and by nobody else in the valley."

    def old(number: int) -> Page:
        return page(number, article(number, f"<div class=note>{note}</div>"))

    def new(number: int) -> Page:
        box = f"<section class=text>{text(number)}<div class=about>{note}</div></section>"
        return page(number, f"<div class=page><h1 class=top>{headline(number)}</h1>{box}</div>")

    memory = SiteMemory()
    before = [read(memory, old(number)) for number in range(1, 61)]
    after = [read(memory, new(number)) for number in range(61, 71)]
    for cleaned, number in zip((*before, *after), range(1, 71), strict=True):
        assert cleaned.refusal is None
        assert cleaned.story.title == headline(number)
        assert {sentence(number, line) for line in range(4)} <= set(cleaned.story.paragraphs)
    assert memory.is_redesigned
    assert memory.profile is not None
    assert str(memory.profile.usual_layout()).startswith("section.text")
    assert note not in before[-1].story.text
    assert all(note not in cleaned.story.text for cleaned in after[8:])


def test_a_page_without_end_teaches_a_bounded_amount() -> None:
    many = "".join(f"<div class=c{'x' * (n % 30)}><p>Line {n}</p></div>" for n in range(3_000))
    lines = "".join(f"<p>Walks &gt; part {n} &gt; more</p>" for n in range(500))
    packed = clean_page(page(1, lines + article(1, many))).story.page_summary
    assert packed is not None
    summary = PageSummary.from_bytes(packed)
    assert summary is not None
    assert len(summary.pieces) <= MOST_PIECES
    assert len(summary.values) <= 3 * MOST_VALUES
    assert len(packed) < 40_000


def test_pages_that_teach_falsehoods_never_empty_an_article() -> None:
    """A site that shows its paragraphs on every page makes them furniture; it keeps its text."""
    memory = SiteMemory()
    for number in range(1, 13):
        read(memory, page(number, article(1)))
    assert len(read(memory, page(99, article(1))).story.paragraphs) == 4


def structured(headline_: str) -> str:
    data = json.dumps({"@type": "NewsArticle", "headline": headline_})
    return f'<script type="application/ld+json">{data}</script>'


def test_the_printed_headline_is_the_title_where_the_site_prints_it_on_every_page() -> None:
    """On a page of the sort, structured data has another headline, written for search engines."""
    other = "Best walks of the valley with maps and prices"

    def make(number: int) -> Page:
        return page(number, article(number), head=structured(other if number == 12 else headline(number)))

    assert clean_page(make(12)).story.title == other
    assert last(make).story.title == headline(12)


def test_a_section_s_name_in_the_headline_s_place_is_no_headline() -> None:
    def make(number: int) -> Page:
        printed = "Walks and more walks" if number % 5 == 2 else headline(number)
        body = article(number).replace(f"<h1>{headline(number)}</h1>", f"<h1>{printed}</h1>")
        return page(number, body, head=structured(headline(number)))

    assert last(make).story.title == headline(12)


def test_a_heading_like_the_headline_is_text_where_the_headline_has_a_place_of_its_own() -> None:
    again = "Walk 12 leads past the old river, and back"

    def make(number: int) -> Page:
        subhead = again if number == 12 else f"What the {WORDS[number % 12]} is like"
        extra = f"<h2>{subhead}</h2><p>{sentence(number, 5)}</p>"
        return page(number, article(number, extra), head=structured(again if number == 12 else ""))

    assert again not in clean_page(make(12)).story.paragraphs
    assert again in last(make).story.paragraphs


def test_a_second_h1_with_the_whole_headline_is_no_subhead() -> None:
    def make(number: int) -> Page:
        again = f"<h1>{headline(number)} :: Read it in your browser</h1>"
        body = f"<div class=body>{again}{text(number)}</div>"
        return page(number, f"<main><article class=story><h1>{headline(number)}</h1>{body}</article></main>")

    assert last(make).story.paragraphs == tuple(sentence(12, line) for line in range(4))


def test_a_line_that_is_seldom_a_standfirst_goes() -> None:
    """On one page the line of those who walk is so long that it reads like a standfirst."""
    many = "Ada Brook, the walkers of the club and a dog, in all kinds of weather."

    def make(number: int) -> Page:
        line = many if number == 12 else f"With {number} walkers"
        above = f"<header><h1>{headline(number)}</h1><div class=who>{line}</div></header>"
        return page(number, f"<main>{above}<div class=body>{text(number)}</div></main>")

    assert len(clean_page(make(12)).story.paragraphs) == 5
    assert len(last(make).story.paragraphs) == 4


def with_poem(lines: int) -> tuple[list[str], Callable[[int], Page]]:
    """Return the verses of a poem, and what makes the pages of a site, of which page 12 has the poem."""
    verses = [f"the {word} by the {WORDS[at]} at night" for at, word in enumerate(reversed(WORDS))][:lines]
    poem = "".join(f"<p>{verse}</p>" for verse in verses) + "<p>And then nothing but the long road home.</p>"

    def make(number: int) -> Page:
        body = poem if number == 12 else text(number)
        main = f"<article class=story><h1>{headline(number)}</h1><div class=body>{body}</div></article>"
        return page(number, f"<main>{main}</main>")

    return verses, make


def test_a_poem_is_kept_where_the_site_has_its_paragraphs() -> None:
    """So few verses could be lines about the article, if there were no other page of the site to compare."""
    verses, make = with_poem(lines=4)
    assert set(verses).isdisjoint(clean_page(make(12)).story.paragraphs)
    assert set(verses) <= set(last(make).story.paragraphs)


def test_a_long_poem_is_kept_on_one_page_alone() -> None:
    verses, make = with_poem(lines=len(WORDS))
    assert set(verses) <= set(clean_page(make(12)).story.paragraphs)
    assert set(verses) <= set(last(make).story.paragraphs)


def test_of_several_boxes_in_one_place_the_one_with_most_text_is_the_article() -> None:
    def make(number: int) -> Page:
        teaser = "<div class=box><p>All the walks of the year in one short line.</p></div>"
        story = f"<div class=box>{text(number)}</div>"
        return page(number, f"<main><h1>{headline(number)}</h1>{teaser}{story}</main>")

    assert set(last(make).story.paragraphs) >= {sentence(12, line) for line in range(4)}


def middle(number: int, line: str) -> Page:
    """A page with a line between its paragraphs."""
    first, *rest = (f"<p>{sentence(number, line)}</p>" for line in range(4))
    body = f"<div class=body>{first}{line}{''.join(rest)}</div>"
    return page(number, f"<main><article class=story><h1>{headline(number)}</h1>{body}</article></main>")


SOURCE = "https://www.walks.example/valley/of-the-old-mills"
LINKS = "".join(f"<li><p><a href='{SOURCE}{number}'>{SOURCE}{number}</a></p>" for number in range(6))
SOURCES = f"<p>More about it:</p><ul>{LINKS}</ul>"
REFRAIN = "And the river goes round the old mill, down to the sea, and the mill goes round"
CAPTION = "The boats of the harbour and their crews under the morning sun"


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f"<p>{REFRAIN}</p><p>{REFRAIN}</p>", f"{REFRAIN}\n\n{REFRAIN}"),
        ("<p>22 October 2026, 9:00 to 17:30</p>", "22 October 2026, 9:00 to 17:30"),
        (f"<p>{CAPTION}.</p><p><img src=b.jpg alt='{CAPTION}'></p>", f"{CAPTION}."),
    ],
)
def test_a_line_in_the_text_stays_where_the_site_has_its_paragraphs(line: str, shown: str) -> None:
    """The general rules take it for a link, a double, a dateline or a caption."""
    alone = clean_page(middle(12, line)).story
    taught = last(lambda number: middle(number, line if number == 12 else "")).story
    assert shown not in alone.text
    assert shown in taught.text


@pytest.mark.parametrize(
    "line",
    [
        f"<p>{CAPTION}</p><p><img src=b.jpg alt='{CAPTION}'></p>",
        f"<p><a href='/walks/3'>{headline(3)}</a></p>",
        f"<p><b>Read this too:</b> <a href='/walks/3'>{headline(3)}</a></p>",
    ],
)
def test_a_caption_and_a_link_to_another_article_go_on_a_known_site_too(line: str) -> None:
    taught = last(lambda number: middle(number, line if number == 12 else "")).story
    assert taught.paragraphs == tuple(sentence(12, each) for each in range(4))


def test_sources_written_out_behind_the_text_are_text() -> None:
    alone = clean_page(page(12, article(12, SOURCES))).story
    taught = last(lambda number: page(number, article(number, SOURCES if number == 12 else ""))).story
    assert f"{SOURCE}5" not in alone.text
    assert f"{SOURCE}5" in taught.text
