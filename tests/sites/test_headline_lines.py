"""Lines such as `News > 5 May 2024 > The headline`, on sites whose pages have no other headline."""

from datetime import UTC, datetime

import pytest

from pipelines.items import Page, Site
from pipelines.sites import build
from pipelines.sites.page_summary import PageSummary
from pipelines.times import choose
from pipelines.worker.read_page import clean_page

SITE = Site(name="moor", url="https://moor.example/")
TEXT = (
    "The mill on the moor has a new lathe since Monday, and its owners are proud, said miller {0} of Ashby.",
    "It cost the town {0} thousand crowns, which the council found in a chest under the stairs of its hall.",
    "On {0} days of the year the lathe turns for the school, whose pupils make bowls and spoons with it.",
)
OTHER = "<p>News &gt; 0{0}-05-2004 &gt; The mill sells its lathe number {0} to a museum in the town:</p>"


def page(line: str, number: int = 0) -> Page:
    text = "".join(f"<p>{part.format(number)}</p>" for part in TEXT)
    body = f"<title>Moor &gt; All about mills</title><table><tr><td>{line}{text}</table>"
    url = f"https://moor.example/news/{number}.html"
    return Page(url=url, body=body.encode(), fetched_at=datetime(2026, 5, 1, tzinfo=UTC), site=SITE)


@pytest.fixture(scope="module")
def summaries() -> dict[str, PageSummary]:
    found = {}
    for number in range(1, 9):
        one = page(OTHER.format(number), number)
        summary = clean_page(one).story.page_summary
        assert summary is not None
        read = PageSummary.from_bytes(summary)
        assert read is not None
        found[one.url] = read
    return found


@pytest.mark.parametrize(
    ("line", "title"),
    [
        ("<p>News &gt; 07-06-2004 &gt; The mill buys a lathe:</p>", "The mill buys a lathe"),
        (
            "<p>News &gt; 07-06-2004 (Ashby Tools) A lathe for all mills:</p>",
            "(Ashby Tools) A lathe for all mills",
        ),
        ("<p>News &gt; Water mills, wind mills &gt; A lathe for all mills:</p>", "A lathe for all mills"),
        (
            "<p>News &gt; 07-06-2004 &gt; Lathes / drills: which mill has what</p>",
            "Lathes / drills: which mill has what",
        ),
        ("<p>News &gt;</p><p>07-06-2004 (Ashby) A lathe for all mills:</p>", "(Ashby) A lathe for all mills"),
        ("<p>News &gt; 17-06-2004 &gt;</p><p>The moor has a new mill.</p>", "The moor has a new mill."),
        (
            "<p>News &gt; Mills &gt; Old lathes:</p>",
            "Old lathes",
        ),  # short, but else only the site's title is left
        ("<h1>The lathe is sold</h1><p>News &gt; Mills of the whole moor</p>", "The lathe is sold"),
    ],
    ids=["day", "day in it", "two parts", "another mark", "two elements", "a sentence", "short", "heading"],
)
def test_the_last_part_of_a_trail_is_the_headline(
    summaries: dict[str, PageSummary], line: str, title: str
) -> None:
    assert clean_page(page(line), profile=build(summaries)).story.title == title


def test_a_paragraph_behind_an_open_trail_stays_text(summaries: dict[str, PageSummary]) -> None:
    lead = "The moor has one mill more since Monday, as the town said."
    story = clean_page(page(f"<p>News &gt;</p><p>{lead}</p>"), profile=build(summaries)).story
    assert lead in story.paragraphs or story.title == lead


@pytest.mark.parametrize(
    ("line", "day"),
    [
        (
            "<p>News &gt; 17-06-2004 &gt; The mill buys a lathe...</p><p>Source: Weir Post, 15.06.2004</p>",
            "2004-06-17",
        ),
        ("<p>News &gt; 17-06-2004 &gt; The fair of 3 May 2004 was a success:</p>", "2004-06-17"),
        ("<p>News &gt; 17-06-2004 (Ashby Tools) A lathe for all mills:</p>", "2004-06-17"),
        ("<p>News &gt; The fair of 3 May 2004 was a success:</p>", None),
    ],
    ids=[
        "a source has another day",
        "the headline has another day",
        "before the firm",
        "only in the headline",
    ],
)
def test_the_day_before_the_headline_is_that_of_the_article(
    summaries: dict[str, PageSummary], line: str, day: str | None
) -> None:
    cleaned = clean_page(page(line), profile=build(summaries))
    dates = choose(
        cleaned.evidence, fetched_at=cleaned.page.fetched_at, site=SITE, country=None, learned_zone={}
    )
    assert dates.published_at == day
