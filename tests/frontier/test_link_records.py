"""What came of a site's links says which to follow next, and which no more."""

from __future__ import annotations

import pytest

from crawler.frontier.link_records import FEW, TRIES, Group, Records, reading_of
from pipelines.items import PageLink
from pipelines.markup.address_shape import form_of, page_key, shape_of

HEADLINES = Group("/{y}/{n}/{slug}/", "main>article>h2>a", "long headed")
TAGS = Group("/tag/{word}/", "footer>ul>li>a", "short")


@pytest.mark.parametrize(
    ("url", "form", "shape"),
    [
        ("https://a.example/", "/", "/"),
        ("https://a.example/2024/03/the-bridge-is-closed/", "/{y}/{n}/{slug}/", "/{y}/{n}/{slug}/"),
        ("https://a.example/2024/03/02", "/{y}/{n}/{n}", "/{y}/{n}/{n}"),
        ("https://a.example/news/late-goal.html", "/news/{words}.html", "/{dir}/{words}.html"),
        ("https://a.example/news/4711-late-goal-wins", "/news/{slug-n}", "/{dir}/{slug-n}"),
        ("https://a.example/list/?page=2&sort=new", "/list/?page={n}&sort", "/list/?"),
        ("https://a.example/some-long-folder-of-words/imprint", "/{dir}/{word}", "/{dir}/{word}"),
        ("https://a.example/大橋四月二日封閉維修三個月交通改道", "/{slug}", "/{slug}"),
        ("https://a.example/tag/a/tag/a/a/a/", "/tag/a/tag/a+/{word}/", "/{dir}/{dir}/{dir}/{dir}/{word}/"),
        ("https://a.example/sport/index.html", "/{word}/", "/{word}/"),
    ],
)
def test_addresses_have_a_form_and_a_shape(url: str, form: str, shape: str) -> None:
    assert (form_of(url), shape_of(form)) == (form, shape)


def test_addresses_of_one_page_have_one_key() -> None:
    forms = ("http://www.a.example/b/", "https://a.example/b", "https://a.example/b/index.html")
    assert {page_key(url) for url in forms} == {"a.example/b"}
    others = ("https://a.example/b?page=2", "https://b.a.example/b", "https://a.example/b/index2.html")
    assert len({page_key(url) for url in (*forms, *others)}) == 4


@pytest.mark.parametrize(
    ("link", "reading"),
    [
        (PageLink("u", "a", "2"), "number"),
        (PageLink("u", "a", ""), "empty"),
        (PageLink("u", "a", "Older posts", rel="next"), "next"),
        (PageLink("u", "ul.pager>li.pager-next>a.button", "Older ›"), "next"),
        (PageLink("u", "div.next>ul>a", "Sport"), "short"),
        (PageLink("u", "li.next>a", "The bridge is closed"), "middle"),
        (PageLink("u", "a", "Sport"), "short"),
        (PageLink("u", "a", "The bridge is closed"), "middle"),
        (PageLink("u", "a", "大橋四月二日封閉維修三個月交通改道"), "long"),
        (
            PageLink("u", "a", "The bridge is closed until the summer", is_dated=True, is_headed=True),
            "long dated headed",
        ),
    ],
)
def test_links_read_as_headlines_or_labels(link: PageLink, reading: str) -> None:
    assert reading_of(link) == reading


def test_links_like_those_that_brought_articles_come_first() -> None:
    records = Records()
    assert records.best([TAGS, HEADLINES]) == HEADLINES, "headlines look better before anything is known"
    for _ in range(TRIES):
        records.ended(HEADLINES, "neither")
        records.ended(TAGS, "article")
    assert records.best([TAGS, HEADLINES]) == TAGS


def test_links_that_bring_nothing_are_given_up_but_not_too_soon() -> None:
    records = Records()
    tries = 0
    while not records.is_over(TAGS):
        records.ended(TAGS, "list")
        tries += 1
    assert TRIES <= tries <= TRIES + 2
    assert records.best([TAGS]) is None
    assert records.tried("/tag/{word}/") == tries


def test_a_list_that_leads_to_articles_goes_on() -> None:
    records = Records()
    for _ in range(5 * TRIES):
        records.ended(TAGS, "list")
        records.credit([TAGS])
    assert not records.is_over(TAGS)


def test_a_group_of_lists_is_known_by_its_first_pages() -> None:
    records = Records()
    for _ in range(3):
        records.ended(TAGS, "list")
    assert not records.leads_to_lists(TAGS)
    records.ended(TAGS, "list")
    records.ended(TAGS, "article")
    assert records.leads_to_lists(TAGS)
    records.ended(TAGS, "article")
    assert not records.leads_to_lists(TAGS)


def test_a_form_that_shares_its_place_with_junk_is_not_given_up() -> None:
    records, place = Records(), "table>tr>td>a"
    good, junk = Group("/news/{n}.html", place, "long"), Group("/shop/{words}", place, "long")
    for n in range(100):
        records.ended(junk, "neither")
        if n % 10 == 0:
            records.ended(good, "article" if n % 30 == 0 else "neither")
    assert (records.is_over(junk), records.is_over(good)) == (True, False)


def test_a_trap_ends_though_its_first_pages_were_articles() -> None:
    trap = Group("/{slug}?sid", "main>a", "long")
    records = Records()
    for _ in range(20):
        records.ended(trap, "article")
    tries = 0
    while not records.is_over(trap):
        records.ended(trap, "neither")
        tries += 1
    assert tries < 250


def test_little_patience_is_left_once_the_whole_walk_brings_nothing() -> None:
    records, others = Records(), [Group(f"/list-{n}/", f"aside>div.n{n}>a", "short") for n in range(40)]
    for _ in range(TRIES):
        records.ended(HEADLINES, "article")
        records.ended(others[0], "list")
    assert not records.is_over(others[1]), "it was never tried, and the walk brings articles"
    records.ended(others[1], "list")
    for group in others[2:]:
        for _ in range(3):
            records.ended(group, "list")
    assert records.is_over(others[1]), "tried once, and the walk has long brought nothing"


def test_forms_of_a_barren_shape_are_given_up_soon() -> None:
    records = Records()
    facets = [Group(f"/shop/?{name}", "aside>a", "short") for name in ("color", "size", "brand", "price")]
    for facet in facets[:3]:
        for _ in range(TRIES):
            records.ended(facet, "list")
    for _ in range(FEW):
        records.ended(facets[3], "list")
    assert records.is_over(facets[3])
