"""Whether a JSON-LD node belongs to the page, or to another page because address and headline differ."""

import json
from typing import Any

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.owned import is_elsewhere, is_foreign, same_page
from pipelines.text import clean
from tests.times.dated_pages import dates

URL = "https://herald.example/news/old-bridge"
HEAD = "Old bridge to be rebuilt at last"
OTHER = "Storm closes all schools in the northern valley"
THERE = "https://herald.example/storm-closes-schools"
PAGE = f'<title>{HEAD} - Herald</title><meta property="og:title" content="{HEAD}"><h1>{HEAD}</h1>'
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)


@pytest.mark.parametrize(
    ("node", "foreign"),
    [
        ({"headline": OTHER, "url": THERE}, True),
        ({"headline": OTHER, "mainEntityOfPage": {"@id": THERE}}, True),
        ({"headline": OTHER, "@id": f"{THERE}#article"}, True),
        ({"headline": OTHER}, True),
        ({"headline": HEAD, "url": THERE}, False),
        ({"headline": f"{HEAD}, says the council", "url": THERE}, False),
        ({"headline": OTHER, "alternativeHeadline": HEAD, "url": THERE}, False),
        ({"headline": OTHER, "url": URL}, False),
        ({"headline": OTHER, "url": "/news/old-bridge/"}, False),
        ({"headline": OTHER, "url": THERE, "mainEntityOfPage": URL}, False),
        ({"url": THERE}, False),
        ({}, False),
    ],
)
def test_a_node_belongs_to_another_page_if_address_and_headline_differ(
    node: dict[str, Any], foreign: bool
) -> None:
    assert is_foreign(parse(PAGE.encode(), URL), node) is foreign


@pytest.mark.parametrize(
    ("node", "elsewhere"),
    [
        ({"url": THERE}, True),
        ({"url": THERE, "headline": OTHER}, False),
        ({"url": THERE, "mainEntityOfPage": URL}, False),
        ({"url": "https://herald.example/"}, False),
        ({}, False),
    ],
)
def test_a_node_with_only_another_address_belongs_elsewhere(node: dict[str, Any], elsewhere: bool) -> None:
    assert is_elsewhere(parse(PAGE.encode(), URL), node) is elsewhere


@pytest.mark.parametrize(
    "head",
    [
        "",
        "<title>Herald</title>",
        f"<title>{HEAD}</title>",
        '<meta property="og:title" content="Live"><h1>Bridge at Ashby reopens to carts</h1>',
    ],
)
def test_a_page_without_a_certain_headline_keeps_every_node(head: str) -> None:
    assert not is_foreign(parse(head.encode(), URL), {"headline": OTHER, "url": THERE})


def test_another_headline_on_the_page_keeps_a_node_without_address() -> None:
    page = PAGE + "<h1>Notes on rivers of the region</h1>"
    assert not is_foreign(parse(page.encode(), URL), {"headline": OTHER})
    assert is_foreign(parse(page.encode(), URL), {"headline": OTHER, "url": THERE})


@pytest.mark.parametrize("count", [1, 2])
def test_a_page_takes_nothing_from_other_pages_nodes(count: int) -> None:
    node = {
        "@type": "NewsArticle",
        "author": {"name": "Bob Roe"},
        "articleSection": "Weather",
        "keywords": "storm",
        "image": "https://herald.example/storm.jpg",
        "isAccessibleForFree": False,
        "datePublished": "2023-12-05",
    }
    nodes = [{**node, "headline": f"{OTHER} {n}", "url": f"{THERE}-{n}"} for n in range(count)]
    page = f'{PAGE}<script type="application/ld+json">{json.dumps(nodes)}</script>{PROSE * 3}'
    story = clean(parse(page.encode(), URL), Site(name="herald", url="https://herald.example/"), Hints())
    assert (story.title, story.authors, story.section, story.tags) == (HEAD, (), None, ())
    assert (story.image, story.is_paywalled) == (None, None)
    assert dates(page, url=URL, title=HEAD).published_at is None


@pytest.mark.parametrize(
    ("one", "two", "same"),
    [
        ("http://www.herald.example/a/", "https://herald.example/A?x=1", True),
        ("/news/old-bridge", URL, True),
        (
            "https://mirror.example/news/2026/old-bridge-rebuilt",
            "https://h.example/news/2026/old-bridge-rebuilt",
            True,
        ),
        ("https://mirror.example/news", "https://h.example/news", False),
        ("http://[bad", URL, False),
    ],
)
def test_same_page(one: str, two: str, same: bool) -> None:
    assert same_page(one, two) is same
