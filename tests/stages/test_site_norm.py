"""On a whole site, a page that lacks what nearly all articles have is not one of them."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from pipelines.drops import SitePage, Unlike
from pipelines.items import Dated
from pipelines.stages.filter import FilterPipeline
from pipelines.stages.site_norm import ENOUGH, SiteNorm

FULL = {"origin": "json-ld", "authors": ("Ann Lee",), "section": "Sport", "image": "https://h.example/a.jpg"}


def page(
    *,
    origin: str | None = None,
    authors: Any = (),
    section: str | None = None,
    image: str | None = None,
    words: int = 300,
    title: str | None = None,
    **page: Any,
) -> Any:
    flags = {"is_walked": True, "is_common": False, "is_among_lists": False, **page}
    where = SimpleNamespace(
        url=flags.pop("url", "https://h.example/2024/a"),
        site=SimpleNamespace(name="h"),
        hints=SimpleNamespace(origin=flags.pop("link", None)),
        **flags,
    )
    story = SimpleNamespace(
        title=title or f"Bridge closes, {where.url}",
        authors=authors,
        section=section,
        image=image,
        text="word " * words,
    )
    dates = SimpleNamespace(published_at=None, published_from=origin)
    made: dict[str, Any] = {"page": where, "story": story, "dates": dates}
    return Dated(**made)


def stage(*, articles: int = ENOUGH, **traits: Any) -> FilterPipeline:
    norm = SiteNorm()
    for _ in range(articles):
        norm.add(page(**traits))
    return FilterPipeline(norm=norm)


@pytest.mark.parametrize(
    ("article", "given", "dropped"),
    [
        (FULL, FULL, None),
        (FULL, {**FULL, "authors": ()}, None),
        (FULL, {**FULL, "authors": (), "section": None}, Unlike),
        (FULL, {**FULL, "origin": None}, Unlike),  # no date at all counts twice
        (FULL, {**FULL, "origin": "text"}, None),
        (FULL, {"link": "feed"}, None),
        (FULL, {"is_walked": False}, None),
        (FULL, {**FULL, "is_common": True}, SitePage),
        (FULL, {**FULL, "authors": (), "is_among_lists": True}, Unlike),
        (FULL, {**FULL, "is_among_lists": True}, None),
        ({"origin": "text"}, {"words": 300}, None),
        ({"origin": "text"}, {"words": 40}, Unlike),  # neither a date nor the length: an entry of a directory
        ({"origin": "text"}, {"words": 40, "origin": "text"}, None),  # a brief
        (FULL, {**FULL, "words": 40}, None),
        (FULL, {**FULL, "words": 7}, Unlike),  # a picture or a game
        ({}, {"words": 40}, None),  # no article of the site has a date
        ({}, {}, None),
        ({}, {"is_among_lists": True}, Unlike),
    ],
)
def test_what_the_articles_of_a_site_have(
    article: dict[str, Any], given: dict[str, Any], dropped: type[Exception] | None
) -> None:
    judged = stage(**article)
    if dropped is None:
        judged.process_item(page(**given))
    else:
        with pytest.raises(dropped):
            judged.process_item(page(**given))


def test_lists_that_were_taken_for_articles_do_not_hide_the_norm() -> None:
    judged = stage(articles=90, **FULL)
    for n in range(10):  # a tenth: what the articles have is no longer had by nearly all
        judged.norm.add(page(url=f"https://h.example/author/name{n}/"))
    with pytest.raises(Unlike):
        judged.process_item(page(url="https://h.example/author/ann/"))
    judged.process_item(page(url="https://h.example/2023/b"))  # an article may lack them all


def test_a_form_of_dated_articles_tells_what_an_article_is() -> None:
    judged = stage(articles=ENOUGH, origin="text", authors=("Ann Lee",))
    for n in range(3 * ENOUGH):
        judged.norm.add(page(url=f"https://h.example/events/meeting{n}/"))
    with pytest.raises(Unlike):
        judged.process_item(page(url="https://h.example/events/meeting/"))
    judged.process_item(page(url="https://h.example/events/ball/", origin="text"))  # one trait may lack


def test_one_list_with_the_date_of_its_first_article_does_not_vouch_for_the_others() -> None:
    judged = stage(articles=90, origin="text", authors=("Ann Lee",))
    for n in range(10):
        judged.norm.add(page(url=f"https://h.example/events/meeting{n}/"))
    judged.process_item(page(url="https://h.example/tags/poems/", origin="text", authors=("Ann Lee",)))
    judged.process_item(page(url="https://h.example/tags/bridges/"))
    with pytest.raises(Unlike):
        judged.process_item(page(url="https://h.example/tags/rivers/"))


def test_the_folder_of_several_articles_is_their_list() -> None:
    judged = stage(articles=ENOUGH, origin="text", authors=("Ann Lee",))
    for month in ("2024/05", "2024/05", "2024/05", "2024/06"):
        where = f"https://h.example/blog/{month}/12/bridge-closes/"
        judged.process_item(page(url=where, origin="text", authors=("Ann Lee",)))
    dated = {"origin": "text"}  # as the first article of the list is
    judged.process_item(page(url="https://h.example/blog/2024/06/", **dated))
    judged.process_item(page(url="https://h.example/blog/2024/05/", **dated, authors=("Ann Lee",)))
    with pytest.raises(Unlike):
        judged.process_item(page(url="https://h.example/blog/2024/05/", **dated))


def test_the_views_of_one_list_share_its_title() -> None:
    judged = stage(articles=90, origin="text", authors=("Ann Lee",))
    view = {"origin": "text", "title": "All meetings"}  # it took the date of its first row
    judged.process_item(page(url="https://h.example/meetings/", **view))
    judged.process_item(page(url="https://h.example/meetings/", **view))  # the same page again
    judged.process_item(page(url="https://h.example/2023/b", **view, authors=("Ann Lee",)))
    with pytest.raises(Unlike):
        judged.process_item(page(url="https://h.example/meetings/?sort=name", **view))


def test_few_articles_make_no_norm() -> None:
    stage(articles=ENOUGH - 1, **FULL).process_item(page())


@pytest.mark.parametrize(
    ("lists", "given", "dropped"),
    [
        (3, {"words": 9, "title": "Mills"}, True),  # short, and all these pages have one title: lists by year
        (3, {"words": 9}, False),
        (3, {"words": 300, "title": "Mills"}, False),
        (2, {"words": 9, "title": "Mills"}, False),
    ],
    ids=["both", "own title", "long", "few"],
)
def test_short_pages_of_one_form_with_one_title_are_lists_also_on_a_site_without_dates(
    lists: int, given: dict[str, Any], *, dropped: bool
) -> None:
    judged = stage(articles=5 * ENOUGH)
    for n in range(lists):
        judged.norm.add(page(url=f"https://h.example/jobs/201{n}.html", words=9, title="Mills"))
    last = page(url="https://h.example/jobs/2019.html", **given)
    row = (None, given["words"], (), None, None)
    has = judged.norm.traits_of("h", last.page.url, last.story.title, row)
    assert judged.norm.is_met(last)  # others of its form may still come
    assert judged.norm.fits("h", last.page.url, has, is_doubted=False, is_end=True) is not dropped
