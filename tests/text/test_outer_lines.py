"""Verse, recurring subheads and introductions stay; lines about the page in their places go."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

PROSE = (
    "The ferrymen of Harlow Sound read from their new book in the customs house on Friday evening.",
    "More than two hundred people came, and the harbour choir sang between the chapters of the book.",
    "The council will print another thousand copies in spring, since the first ones were gone by noon.",
)
VERSE = (
    "The tide goes out with empty hands",
    "and leaves the harbour grey",
    "a bell is hung across the sands",
    "to call the boats away",
    "and those who hear it turn again",
    "and those who do not stay",
    "are counted with the autumn rain",
)


def told(inside: str) -> tuple[str, ...]:
    head = "<head><title>Ferrymen read in the customs house - Harlow News</title></head>"
    article = f"<article><h1>Ferrymen read in the customs house</h1><div class=body>{inside}</div></article>"
    html = f"<html lang=en>{head}<body>{article}<footer>Harlow News</footer></body></html>"
    doc = parse(html.encode(), "https://news.example/a/1", "text/html; charset=utf-8")
    return clean(doc, Site(name="news", url="https://news.example/"), Hints()).paragraphs


def lines(*texts: str) -> str:
    return "".join(f"<p>{text}</p>" for text in texts)


@pytest.mark.parametrize("above", [True, False])
def test_verse_outside_the_paragraphs_stays(above: bool) -> None:
    told_lines = told(lines(*VERSE, *PROSE) if above else lines(*PROSE, *VERSE))
    assert told_lines == ((*VERSE, *PROSE) if above else (*PROSE, *VERSE))


def test_a_few_short_lines_below_the_text_are_no_verse() -> None:
    assert told(lines(*PROSE) + "<div><p>Harlow Sound today</p><p>From our archive</p></div>") == PROSE


def test_a_subhead_recurs_above_other_text() -> None:
    subhead = "What the harbour board says against the plan"
    inside = (
        lines(PROSE[0]) + f"<h2>{subhead}</h2>" + lines(PROSE[1]) + f"<h2>{subhead}</h2>" + lines(PROSE[2])
    )
    assert told(inside) == (PROSE[0], subhead, PROSE[1], subhead, PROSE[2])


def test_a_second_copy_of_subhead_and_text_goes() -> None:
    subhead = "What the harbour board says against the plan"
    part = f"<h2>{subhead}</h2>" + lines(PROSE[1])
    assert told(lines(PROSE[0]) + part + part + lines(PROSE[2])) == (PROSE[0], subhead, PROSE[1], PROSE[2])


def test_an_item_recurs_in_a_list_of_new_items() -> None:
    same = "Water it every evening from June to late August"
    first = ("Sow the beans four fingers deep in rows", same, "Pick the pods while they are still soft")
    second = ("Sow the peas two fingers deep in a ring", same, "Tie the stems to hazel sticks in the spring")
    inside = "".join(
        f"{lines(text)}<ul>{''.join(f'<li>{item}</li>' for item in items)}</ul>"
        for text, items in ((PROSE[0], first), (PROSE[1], second))
    )
    assert told(inside + lines(PROSE[2])) == (PROSE[0], *first, PROSE[1], *second, PROSE[2])


@pytest.mark.parametrize(
    ("line", "stays"), [("A new book from the ferrymen:", True), ("Share this article:", False)]
)
def test_a_line_with_a_colon_may_introduce_the_text(line: str, stays: bool) -> None:
    assert told(lines(line, *PROSE)) == ((line, *PROSE) if stays else PROSE)
