"""Which stored pages are lists, by the places of their links."""

import pytest

from crawler.frontier.list_places import LEAST, ListPlaces
from pipelines.items import PageLink

HOST = "https://h.example"
ARTICLES = [f"{HOST}/news/the-bridge-closes-for-the-{n}th-time" for n in range(20)]
TOPIC = f"{HOST}/topic/bridges"
LIST, RELATED = "ul.topic>li>a", "div.related>a"


def links(place: str, urls: list[str], text: str = "The bridge closes") -> list[PageLink]:
    return [PageLink(url=url, place=place, text=text) for url in urls]


def site(**pages: list[PageLink]) -> ListPlaces:
    """Return what the pages of a site have shown, where each article has a box of related articles."""
    places = ListPlaces()
    for url in ARTICLES:
        places.saw(url, links(RELATED, ARTICLES[:5]))
    for url, own in pages.items():
        places.saw(url, own)
    return places


@pytest.mark.parametrize(
    ("own", "is_list"),
    [
        (links(LIST, ARTICLES[:6]), True),
        (links(LIST, ARTICLES[: LEAST - 1]), False),
        (links(LIST, ARTICLES[:6], text="More"), False),
        (links(RELATED, ARTICLES[:6]), False),  # articles have such a box
        (links(LIST, [f"{HOST}/shop/{n}" for n in range(9)]), False),  # no articles
    ],
    ids=["list", "few", "labels", "related", "goods"],
)
def test_a_list_has_links_to_articles_where_articles_have_none(own: list[PageLink], is_list: bool) -> None:
    other = f"{HOST}/topic/ferries"
    places = site(**{TOPIC: own, other: own})
    found = places.lists({url: [url] for url in (*ARTICLES, TOPIC, other)})
    assert found == ({TOPIC: True, other: True} if is_list else {})


def test_a_place_on_one_page_is_no_sign() -> None:
    places = site(**{TOPIC: links(LIST, ARTICLES[:6])})
    assert places.lists({url: [url] for url in (*ARTICLES, TOPIC)}) == {}


@pytest.mark.parametrize(
    ("lists", "is_headed", "expected"),
    [(1, False, None), (2, False, True), (2, True, False), (5, True, True)],
    ids=["one list", "unheaded", "headed", "many lists"],
)
def test_one_page_of_many_with_a_list(lists: int, is_headed: bool, expected: bool | None) -> None:
    odd = f"{HOST}/news/the-10-bridges-that-close-again"
    dropped = [f"{HOST}/latest/{n}" for n in range(lists)]
    headline = "The ten bridges that close again and again" if is_headed else "Bridges"
    places = site(
        **{odd: links(LIST, ARTICLES[:6])},
        **{url: [*links(LIST, ARTICLES[:9]), *links("p>a", [odd], headline)] for url in dropped},
    )
    for url in dropped:
        places.was_list(url)
    assert places.lists({url: [url] for url in (*ARTICLES, odd)}).get(odd) is expected


def test_chapters_with_one_menu_are_no_lists() -> None:
    chapters = [f"{HOST}/report/the-{n}th-chapter-of-it" for n in range(5)]
    places = site(**{url: links(LIST, chapters) for url in chapters})
    assert places.lists({url: [url] for url in (*ARTICLES, *chapters)}) == {}
