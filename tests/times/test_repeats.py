"""A date on many pages of a site is the site's clock or furniture, not an article's date."""

from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.items import Evidence
from pipelines.times import Repeats
from tests.times.dated_pages import gather, page

NOW = datetime(2024, 1, 10, 12, 34, tzinfo=UTC)
CLOCK = "<p>10 January 2024</p>"


def evidence(shown: str, in_markup: str | None) -> tuple[Evidence, ...]:
    """Return the evidence of a page with `shown` beside its headline and `in_markup` in a meta tag."""
    meta = f'<meta property="article:published_time" content="{in_markup}">' if in_markup else ""
    return gather(page(head=meta, below=shown), fetched_at=NOW)


def is_refused(site: Repeats, shown: str = CLOCK, *, at: datetime = NOW) -> bool:
    found = site.refuse(evidence(shown, None), at)
    return not any(item.own for item in found if item.kind == "text")


def taught(*pages: tuple[str, str | None]) -> Repeats:
    site = Repeats()
    for shown, in_markup in pages:
        site.learn(evidence(shown, in_markup), NOW)
    return site


@pytest.mark.parametrize(
    ("pages", "refused"),
    [
        ([(CLOCK, "2023-12-01"), (CLOCK, "2023-12-02"), (CLOCK, "2023-12-03")], True),
        ([(CLOCK, "2023-12-01"), (CLOCK, "2023-12-02")], False),  # too few
        ([(CLOCK, "2023-12-01")] * 9, False),  # one article, again and again
        ([(CLOCK, "2024-01-10")] * 9, False),  # articles published today
        ([(CLOCK, None)] * 9, False),  # no other date contradicts it
        ([(CLOCK, "2023-12-01"), (CLOCK, "2023-12-02"), (CLOCK, "2024-01-10")], False),
    ],
    ids=["clock", "two", "one article", "of today", "alone", "twice"],
)
def test_a_clock_is_the_same_on_articles_of_other_days(
    pages: list[tuple[str, str | None]], refused: bool
) -> None:
    assert is_refused(taught(*pages)) is refused


def test_a_repeated_date_other_than_the_fetch_is_refused_too() -> None:
    founded = "<p>5 December 2019</p>"
    site = taught(*((founded, f"2023-12-0{day}") for day in (1, 2, 3)))
    assert is_refused(site, founded)
    assert not is_refused(site, "<p>5 December 2022</p>")
    assert not is_refused(Repeats(), founded)


def test_the_articles_own_dates_are_kept() -> None:
    site = taught(*((CLOCK + f"<p>{day} December 2023</p>", None) for day in (1, 2, 3, 4)))
    found = site.refuse(evidence(CLOCK + "<p>5 December 2023</p>", None), NOW)
    assert {item.day for item in found if item.own} == {date(2023, 12, 5)}


def test_lessons_carry_a_clock_to_later_runs() -> None:
    site = Repeats()
    lessons = [lesson for day in (1, 2, 3) for lesson in site.learn(evidence(CLOCK, f"2023-12-0{day}"), NOW)]
    later = Repeats.from_lessons(lessons)
    assert is_refused(later)
    assert not is_refused(later, "<p>5 December 2023</p>")


def test_a_place_that_often_shows_other_days_is_not_a_clock() -> None:
    site = Repeats()
    lessons = [
        lesson
        for shown, in_markup in [
            *((CLOCK, f"2023-12-0{day}") for day in (1, 2, 3)),
            *((f"<p>{day} November 2023</p>", None) for day in (1, 2)),
        ]
        for lesson in site.learn(evidence(shown, in_markup), NOW)
    ]
    assert not is_refused(Repeats.from_lessons(lessons))


def test_a_meta_that_always_says_the_minute_of_the_fetch() -> None:
    site, now = Repeats(), '<meta property="article:published_time" content="2024-01-10T12:34:01Z">'
    for day in (1, 2, 3):
        site.learn(gather(page(head=now, below=f"<p>{day} December 2023</p>"), fetched_at=NOW), NOW)
    found = site.refuse(gather(page(head=now), fetched_at=NOW), NOW)
    assert not any(item.own for item in found)


STAMP = "2023-12-20T12:00:00+03:00"


def article_evidence(
    printed: str, *, stamp: str | None = None, url: str | None = None
) -> tuple[Evidence, ...]:
    """Return the evidence of a page with a printed date, and perhaps one in JSON-LD or its address."""
    data = f'<script type="application/ld+json">{{"@type":"NewsArticle","datePublished":"{stamp}"}}</script>'
    held = page(head=data if stamp else "", below=f"<p>{printed}</p>")
    return gather(held, fetched_at=NOW, url=url) if url else gather(held, fetched_at=NOW)


@pytest.mark.parametrize(
    ("days", "refused"), [((1, 2, 3), True), ((1, 2), False), ((1, 1, 1), False), ((20, 20, 20), False)]
)
def test_one_instant_in_the_json_ld_of_articles_of_other_days(days: tuple[int, ...], refused: bool) -> None:
    site = Repeats()
    for day in days:
        site.learn(article_evidence(f"{day} December 2023", stamp=STAMP), NOW)
    found = site.refuse(article_evidence("9 December 2023", stamp=STAMP), NOW)
    assert any(item.kind == "json-ld" and not item.own for item in found) is refused


BUILT = datetime(2024, 1, 9, 7, 45, 12, tzinfo=UTC)


def built(day: int, *, in_data: bool = True) -> tuple[Evidence, ...]:
    """Return the evidence of a page whose meta tag, and perhaps JSON-LD, has the site's build time."""
    article = f'{{"@type":"NewsArticle","datePublished":"{BUILT.isoformat()}"}}'
    data = f'<script type="application/ld+json">{article}</script>'
    meta = f'<meta property="article:published_time" content="{BUILT:%Y-%m-%dT%H:%M:%SZ}">'
    held = page(head=meta + data * in_data, below=f"<p>{day} December 2023</p>")
    return gather(held, fetched_at=NOW)


@pytest.mark.parametrize("in_data", [True, False], ids=["meta and json-ld", "meta"])
def test_a_build_time_in_all_markup_is_refused_whatever_else_repeats_it(in_data: bool) -> None:
    site = Repeats()
    for day in (1, 2, 3):
        site.learn(built(day, in_data=in_data), NOW)
    found = site.refuse(built(9, in_data=in_data), NOW)
    assert {item.day for item in found if item.own} == {date(2023, 12, 9)}


def test_pages_of_several_days_of_fetching_show_one_stamp() -> None:
    site = Repeats()
    for day in (1, 2, 3):
        site.learn(article_evidence(f"{day} December 2023", stamp=STAMP), NOW + timedelta(days=day % 2))
    found = site.refuse(article_evidence("9 December 2023", stamp=STAMP), NOW)
    assert any(item.kind == "json-ld" and not item.own for item in found)


@pytest.mark.parametrize(
    ("agreeing", "printed", "expected"),
    [
        (5, 9, {date(2023, 12, 9)}),
        (4, 9, {date(2023, 12, 9), date(2023, 12, 6)}),
        (5, 30, {date(2023, 12, 30), date(2023, 12, 6)}),
    ],
    ids=["printed by the site", "too few pages", "weeks apart"],
)
def test_a_printed_day_beats_the_address_where_the_site_prints_its_dates(
    agreeing: int, printed: int, expected: set[date]
) -> None:
    site = Repeats()
    for day in range(1, agreeing + 1):
        url = f"https://herald.example/2023/12/{day:02}/walk/"
        site.learn(article_evidence(f"{day} December 2023", url=url), NOW)
    found = article_evidence(f"{printed} December 2023", url="https://herald.example/2023/12/06/walk/")
    assert {item.day for item in site.prefer_printed(found) if item.own} == expected
