"""How long the further pages of a list are read though all their articles are known from elsewhere."""

from __future__ import annotations

import asyncio

import pytest

from crawler.frontier import Explorer
from crawler.frontier.linear_lists import LinearLists, leads_on
from crawler.frontier.link_records import Group, Records
from pipelines.db import Database
from pipelines.db.crawl.candidates import Candidate
from pipelines.items import PageLink

HOST = "https://h.example"
OLDER = Group("/page/{n}", "p>a", "next")


def _is_article(url: str) -> bool:
    return "/news/" in url


def _links(*numbers: int) -> list[PageLink]:
    return [PageLink(f"{HOST}/news/{number}", "ul>li>a", f"The ferry {number}") for number in numbers]


def _page(number: int, *, own: int = 2, known: int = 0) -> list[PageLink]:
    """Return the links of a list's page: articles of its own, and `known` ones of the pages before it."""
    old = (100 * each for each in range(number - known, number))
    return _links(*range(100 * number, 100 * number + own), *old)


@pytest.mark.parametrize(("articles", "most"), [(0, 20), (100, 30), (240, 44)])
def test_so_many_pages_without_a_new_link_go_on_in_all_lists_of_a_site(articles: int, most: int) -> None:
    lists = LinearLists(_is_article)
    answers = []
    for number in range(most):
        for name in ("tag", "search"):  # each of them lists the same articles
            page = f"{HOST}/{name}/page/{number}"
            lists.saw(page, _page(number), is_new=False)
            answers.append(lists.goes_on(page, articles))
    assert answers == [1] * most + [-1] * most


def test_pages_with_new_links_do_not_count() -> None:
    lists = LinearLists(_is_article)
    for number in range(60):
        lists.saw(f"{HOST}/page/{number}", _page(number), is_new=True)
        assert lists.goes_on(f"{HOST}/page/{number}", 0) == 1


@pytest.mark.parametrize(("own", "known", "goes_on"), [(9, 10, 0), (10, 10, 1)])
def test_half_of_a_page_must_be_its_own(own: int, known: int, goes_on: int) -> None:
    """The pages of a list share few articles; the views of a search share most."""
    lists = LinearLists(_is_article)
    for number in range(10):
        lists.saw(f"{HOST}/page/{number}", _page(number), is_new=True)
    lists.saw(f"{HOST}/page/10", _page(10, own=own, known=known), is_new=True)
    assert lists.goes_on(f"{HOST}/page/10", 0) == goes_on


def test_articles_beside_each_page_of_a_list_are_not_compared() -> None:
    lists = LinearLists(_is_article)
    most_read = _links(*range(50, 56))
    for number in range(1, 9):
        lists.saw(f"{HOST}/page/{number}", [*_page(number), *most_read], is_new=True)
        assert lists.goes_on(f"{HOST}/page/{number}", 0) == 1


def test_the_same_articles_again_do_not_go_on() -> None:
    lists = LinearLists(_is_article)
    for number in range(4):
        lists.saw(f"{HOST}/page/{number}", [*_page(1), *_page(2)], is_new=True)
        assert lists.goes_on(f"{HOST}/page/{number}", 0) == (number == 0)


def test_a_lists_own_next_link_is_no_new_link(db: Database) -> None:
    """It is new on each page of an endless list."""
    walk = Explorer(db, "herald", f"{HOST}/")
    walk.lines = LinearLists(_is_article)

    async def crawl() -> list[int]:
        answers = []
        await walk.found(
            f"{HOST}/", [PageLink(f"{HOST}/page/0", "p>a", "Older", rel="next"), *_links(*LISTED)]
        )
        for number in range(25):
            older = PageLink(f"{HOST}/page/{number + 1}", "p>a", "Older", rel="next")
            await walk.found(f"{HOST}/page/{number}", [older, *_page(number)])
            answers.append(walk.lines.goes_on(f"{HOST}/page/{number}", 0))
        return answers

    assert asyncio.run(crawl()) == [1] * 20 + [-1] * 5


LISTED = [link for number in range(25) for link in range(100 * number, 100 * number + 2)]


def test_what_too_many_pages_gained_is_taken_back() -> None:
    records = Records()
    for _ in range(40):
        records.ended(OLDER, "list", goes_on=1)
    assert not records.is_over(OLDER)
    pages = 0
    while not records.is_over(OLDER):
        records.ended(OLDER, "list", goes_on=-1)
        pages += 1
    assert pages < 20


@pytest.mark.parametrize(
    ("reading", "parent", "expected"),
    [
        ("next", f"{HOST}/tag/ferry", True),
        ("number", f"{HOST}/page/7", True),
        ("number", f"{HOST}/", False),
        ("number", None, False),
        ("long", f"{HOST}/page/7", False),
    ],
)
def test_a_link_leads_on_by_its_reading(reading: str, parent: str | None, expected: bool) -> None:
    link = Candidate(
        url=f"{HOST}/page/8",
        page="h.example/page/8",
        form="/page/{n}",
        place="p>a",
        reading=reading,
        text="8",
        parent=parent,
    )
    assert leads_on(link) is expected
