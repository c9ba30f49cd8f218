"""In which order the walk takes links of one group."""

import asyncio
from collections.abc import Sequence

from crawler.frontier.explorer import Explorer
from pipelines.db import Database
from pipelines.items import PageLink

HOST = "https://h.example"
MONTHS = [f"{HOST}/archive?month={number}" for number in range(30)]
"""An archive's months, the latest first."""


def links(*urls: str, place: str = "ul>a") -> list[PageLink]:
    return [PageLink(url, place, f"A page about number {url[-2:]} of this site") for url in urls]


def walked(db: Database, new: dict[str, Sequence[str]], most: int) -> list[str]:
    """Return the pages that a walk fetches; `new` has the articles that a month names first."""
    walk = Explorer(db, "herald", f"{HOST}/")

    async def crawl() -> list[str]:
        await walk.found(f"{HOST}/archive", links(*MONTHS))
        fetched: list[str] = []
        while (link := walk.next()) and len(fetched) < most:
            is_month = link.url in MONTHS
            await walk.found(link.url, links(*new.get(link.url, ()), place="p>a") if is_month else [])
            walk.ended(link.url, "list" if is_month else "article")
            fetched.append(link.url)
        return fetched

    return asyncio.run(crawl())


def test_after_a_list_without_a_new_link_the_other_end_is_next(db: Database) -> None:
    assert walked(db, {}, 4) == [MONTHS[0], MONTHS[-1], MONTHS[1], MONTHS[-2]]


def test_the_earliest_articles_of_an_archive_are_found(db: Database) -> None:
    oldest = {month: [f"{HOST}/story-{number}.html"] for number, month in enumerate(MONTHS[20:])}
    assert {url for urls in oldest.values() for url in urls} <= set(walked(db, oldest, 60))


def test_articles_are_taken_in_the_order_of_the_page(db: Database) -> None:
    stories = [f"{HOST}/story-number-{number}-of-many.html" for number in range(12)]
    fetched = walked(db, {MONTHS[0]: stories}, 20)
    assert [url for url in fetched if url in stories] == stories
