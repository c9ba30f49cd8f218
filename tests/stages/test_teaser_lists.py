"""Stored pages whose texts are the beginnings of other articles are lists."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from pipelines.db import Database, clock, open_database
from pipelines.db.articles import store
from pipelines.stages.teaser_lists import teaser_lists
from tests.db.conftest import NOON, make_article
from tests.wide_site import prose

SINCE = NOON - timedelta(hours=1)
LIST = "https://herald.example/index.php?cat={}&start={}"


def beginning(number: int) -> str:
    return f"Number {number} of the ferries stayed in the harbour on Monday, since the sea was too high"


def put(db: Database, url: str, title: str, *paragraphs: str, **values: Any) -> int:
    store(db, make_article(url=url, title=title, text="\n\n".join(paragraphs), **values))
    ((number,),) = db.all("SELECT article_id FROM article_urls WHERE url = :url", {"url": url})
    return int(number)


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        for number in range(8):
            text = (
                f"{beginning(number)}, said the harbour master.",
                f"It is the storm of year {number}. " * 20,
            )
            put(opened, f"https://herald.example/index.php?id={number}", f"Ferry {number} stays", *text)
        yield opened


def test_a_page_of_teasers_is_a_list(db: Database) -> None:
    teasers = [f"{beginning(number)}... More" for number in range(4)]
    found = put(db, LIST.format(1, 0), "News", *teasers, "Write to us if you have seen a ferry.")
    assert teaser_lists(db, "herald", SINCE) == {found}


def test_a_list_with_one_teaser_is_known_by_its_form(db: Database) -> None:
    one = put(db, LIST.format(2, 6), "Sport", f"{beginning(7)}... More")
    assert teaser_lists(db, "herald", SINCE) == set()
    found = {
        put(db, LIST.format(n, 0), f"News {n}", f"{beginning(n)}... More", beginning(n + 1)) for n in (1, 2)
    }
    put(db, LIST.format(3, 6), "A brief of half the length", beginning(6), word_count=120)
    assert teaser_lists(db, "herald", SINCE) == {one, *found}


DAY = "https://herald.example/2026/05/{:02}/"
OWN = "The council heard the owners, who had come in oilskins."
"""The introduction of a list to one article, which that article has not."""


def test_days_with_one_teaser_each_are_lists(db: Database) -> None:
    days = {put(db, DAY.format(n), f"Number {n} of the ferries stays", OWN, word_count=10) for n in (1, 2)}
    for n in (1, 2):
        put(
            db,
            f"https://herald.example/f{n}.html",
            f"Number {n} of the ferries stays",
            prose(n),
            word_count=90,
        )
    assert teaser_lists(db, "herald", SINCE) == days


def test_one_day_is_a_list_if_other_pages_show_it(db: Database) -> None:
    day = put(db, DAY.format(1), "Number 1 of the ferries stays", OWN, word_count=10)
    put(db, "https://herald.example/f1.html", "Number 1 of the ferries stays", prose(1), word_count=90)
    assert teaser_lists(db, "herald", SINCE) == set()
    assert teaser_lists(db, "herald", SINCE, DAY.format(1).__eq__) == {day}


@pytest.mark.parametrize(
    ("title", "words", "article_words", "copies"),
    [
        ("Weather today", 10, 400, 1),  # too short a headline
        ("Number 1 of the ferries stays", 80, 400, 1),  # not brief
        ("Number 1 of the ferries stays", 30, 90, 1),  # a flash, and the report
        ("Number 1 of the ferries stays", 10, 400, 2),  # the title of a series
    ],
)
def test_a_brief_with_the_headline_of_another_is_none(
    db: Database, title: str, words: int, article_words: int, copies: int
) -> None:
    put(db, DAY.format(1), title, OWN, word_count=words)
    for n in range(copies):
        put(db, f"https://herald.example/f{n}.html", title, prose(n), word_count=article_words)
    assert teaser_lists(db, "herald", SINCE, lambda _: True) == set()


@pytest.mark.parametrize(
    ("brief", "report", "days"),
    [
        ("https://herald.example/live/{}1", "https://herald.example/live/{}2", (None, None)),  # its update
        ("https://herald.example/before/{}", "https://herald.example/after/{}", (3, 6)),  # of a match
    ],
)
@pytest.mark.parametrize("is_same_beginning", [True, False])
def test_a_brief_and_the_later_report_with_its_headline_are_none(
    db: Database, brief: str, report: str, days: tuple[int | None, int | None], is_same_beginning: bool
) -> None:
    dates = [dated(day) for day in days]
    for n in (10, 11, 12):
        title, first = f"Number {n} of the ferries stays", f"{beginning(n)}."
        put(db, brief.format(n), title, first if is_same_beginning else OWN, word_count=20, **dates[0])
        put(db, report.format(n), title, first, prose(n), word_count=400, **dates[1])
    assert teaser_lists(db, "herald", SINCE) == set()


def dated(day: int | None) -> dict[str, Any]:
    if day is None:
        return {}
    return {"published_at": f"2026-05-{day:02}", "published_precision": "day", "published_from": "text"}


def test_the_headline_and_the_introduction_may_be_lines_of_one_paragraph(db: Database) -> None:
    titles = [f"Ferry {n} stays in the harbour for a week" for n in (20, 21)]
    for n, title in enumerate(titles):
        put(db, f"https://herald.example/g{n}.html", title, f"{beginning(n + 30)}.", prose(n), word_count=300)
    days = {
        put(
            db,
            f"https://herald.example/day.aspx?d=2012-0{n}-01",
            f"News of day {n}",
            f"{title}\n{beginning(n)}.",
        )
        for n, title in enumerate(titles)
    }
    assert teaser_lists(db, "herald", SINCE) == days


def test_lists_with_the_same_teasers_are_lists(db: Database) -> None:
    for n in range(10, 15):
        put(db, f"https://herald.example/{n}", f"Title {n}", prose(n), prose(n + 10), word_count=400)
    found = {
        put(db, LIST.format(n, 0), f"News {n}", *(prose(each)[:120] for each in (10, 11, n)))
        for n in (12, 13, 14)
    }
    assert teaser_lists(db, "herald", SINCE) == found


def test_an_article_that_quotes_others_is_none(db: Database) -> None:
    text = (beginning(1), beginning(2), "Own " * 90)
    put(db, "https://herald.example/index.php?id=99", "The year of the ferries", *text)
    assert teaser_lists(db, "herald", SINCE) == set()


def test_copies_are_no_lists(db: Database) -> None:
    text = (f"{beginning(1)}, said the master.", "It is the storm of year 1. " * 20)
    for title in ("Ferry 1 stays", "Ferry 1 stays (print)", "Ferry 1 stays, says master"):
        put(db, f"https://herald.example/{len(title)}", title, *text)
    short = (f"{beginning(9)}.", "Nobody was hurt, and the harbour is open.")
    for number in range(3):
        put(db, f"https://herald.example/{number}/brief", "Ferry 9 stays", *short)
    assert teaser_lists(db, "herald", SINCE) == set()


DATED = {"published_at": "2026-05-04", "published_precision": "day", "published_raw": "2026-05-04"}
LEAD = "The old mill at the river in Ashby is on fire, the fire brigade said on Monday."


def test_a_flash_whose_updates_repeat_it_is_none(db: Database) -> None:
    leads = (LEAD, "Nobody was in the house, and the road along the river is closed until the evening.")
    put(db, "https://herald.example/flash", "Mill on fire", *leads)
    for number in (1, 2):
        put(db, f"https://herald.example/update/{number}", f"Mill: news {number}", *leads, prose(number))
    assert teaser_lists(db, "herald", SINCE) == set()


@pytest.mark.parametrize("count", [2, 4])
def test_briefs_of_a_series_are_none(db: Database, count: int) -> None:
    line = "The Moor Echo is a house of its readers, and this story is part of its series on the valley."
    for number in range(count):
        put(db, f"https://herald.example/brief/{number}", f"Brief {number}", line, f"Boat {number} is late.")
        put(db, f"https://herald.example/story/{number}", f"Long story {number}", line, prose(number))
    assert teaser_lists(db, "herald", SINCE) == set()


@pytest.mark.parametrize(("origin", "count"), [("json-ld", 0), ("meta", 0), ("text", 1)])
def test_a_page_that_dates_itself_for_programs_is_none(db: Database, origin: str, count: int) -> None:
    values = DATED | {"published_from": origin}
    put(db, LIST.format(1, 0), "News", beginning(1), beginning(2), **values)
    assert len(teaser_lists(db, "herald", SINCE)) == count


def test_words_without_spaces_are_counted(db: Database) -> None:
    """A list shows a small part of an article, in Japanese too."""
    leads = [
        f"{number}気象庁によりますときょう午前に関東地方で地震がありましたこの地震による津波の心配はありません"
        for number in "一二"
    ]
    for lead in leads:
        put(db, f"https://herald.example/{lead[0]}", f"地震{lead[0]}", lead, "詳報" + lead[0], word_count=26)
    put(db, LIST.format(1, 0), "News", *leads)
    assert teaser_lists(db, "herald", SINCE) == set()


WORDS = " ".join(f"{a}{b}" for a in "abcdefghij" for b in "klmnopqrst")
"""299 characters."""
MARKED = [f"{word},.; " for word in WORDS.split()]
"""Six characters each; two letters and a space when they are folded."""


def like(number: int, same: int, size: int) -> tuple[str, str]:
    """Return a paragraph, and a line of a size with so many of its characters."""
    text = f"{number} {WORDS}"
    return text, text[:same].ljust(same, "z") + "z" * (size - same)


def marked(number: int, same: int) -> tuple[str, str]:
    words = [f"n{number},.; ", *MARKED]
    return "".join(words), "".join(words[:same]) + "zz,.; " * 60


@pytest.mark.parametrize(
    ("shown", "lines", "is_list"),
    [
        pytest.param(*zip(*(like(n, 39, 55) for n in (1, 2)), strict=True), False, id="39 characters"),
        pytest.param(*zip(*(like(n, 40, 57) for n in (1, 2)), strict=True), True, id="40 of 57"),
        pytest.param(*zip(*(like(n, 40, 58) for n in (1, 2)), strict=True), False, id="40 of 58"),
        pytest.param(*zip(*(like(n, 24, 24) for n in (1, 2)), strict=True), False, id="24 characters"),
        pytest.param(*zip(*(like(n, 139, 260) for n in (1, 2)), strict=True), False, id="139 of 200"),
        pytest.param(*zip(*(like(n, 140, 260) for n in (1, 2)), strict=True), True, id="140 of 200"),
        pytest.param(
            *zip(*(marked(n, 34) for n in (1, 2)), strict=True), False, id="204 of 300 that are read"
        ),
        pytest.param(
            *zip(*(marked(n, 35) for n in (1, 2)), strict=True), True, id="210 of 300 that are read"
        ),
    ],
)
def test_how_much_a_line_has_of_a_beginning(
    db: Database, shown: tuple[str, ...], lines: tuple[str, ...], is_list: bool
) -> None:
    for number, text in enumerate(shown):
        put(db, f"https://herald.example/{number}", f"Title {number}", text, prose(number), word_count=900)
    put(db, LIST.format(1, 0), "News", *lines)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("size", "is_list"), [(24, False), (25, True)])
def test_short_lines_are_not_compared(db: Database, size: int, is_list: bool) -> None:
    titles = [f"Ferry number {number} is staying in harbour"[:size] for number in (1, 2)]
    for number, title in enumerate(titles):
        put(db, f"https://herald.example/{number}", title, prose(number))
    put(db, LIST.format(1, 0), "News", *titles)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("place", "is_list"), [(0, True), (1, True), (2, False)])
def test_a_list_shows_the_first_paragraphs(db: Database, place: int, is_list: bool) -> None:
    for number in (1, 2):
        text = [f"Paragraph {n} of number {number} is about {n * 7} boats at the quay." for n in range(3)]
        put(db, f"https://herald.example/{number}", f"Title {number}", *text, prose(number))
    lines = [f"Paragraph {place} of number {n} is about {place * 7} boats at the quay." for n in (1, 2)]
    put(db, LIST.format(1, 0), "News", *lines)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("words", "is_list"), [(33, False), (34, True)])
def test_an_article_is_twice_as_long_as_its_teaser(db: Database, words: int, is_list: bool) -> None:
    lines = [
        f"Boat {number} is one two three four five six seven eight nine ten eleven twelve thirteen it"
        for number in (1, 2)
    ]
    for number, line in enumerate(lines):
        put(db, f"https://herald.example/{number}", f"Title {number}", line, prose(number), word_count=words)
    put(db, LIST.format(1, 0), "News", *lines)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("more", "is_list"), [(0, True), (1, False)])
def test_half_of_a_list_is_beginnings(db: Database, more: int, is_list: bool) -> None:
    lines = [beginning(1), beginning(2)]
    put(db, LIST.format(1, 0), "News", *lines, "x" * (sum(map(len, lines)) + more))
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("common", "count", "is_list"), [(40, 4, True), (40, 5, False), (39, 5, True)])
def test_a_beginning_that_many_articles_share_says_nothing(
    db: Database, common: int, count: int, is_list: bool
) -> None:
    """The list has the beginning too."""
    lines = [f"{WORDS[: common - 1]}x{'abcdef'[n]} is what boat {n} did at the quay" for n in range(count)]
    for number, line in enumerate(lines):
        put(db, f"https://herald.example/{number}", f"Title {number}", line, prose(number))
    put(db, LIST.format(1, 0), "News", *lines[:2])
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


@pytest.mark.parametrize(("words", "is_list"), [(1_500, True), (1_501, False)])
def test_a_long_page_is_none(db: Database, words: int, is_list: bool) -> None:
    put(db, LIST.format(1, 0), "News", beginning(1), beginning(2), word_count=words)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list


_MANY = """
    WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :count)
    INSERT INTO articles (
        seq, url, source, title, text, authors, tags, word_count, first_seen_at, last_seen_at
    )
    SELECT 100 + i, 'https://herald.example/many/' || i, 'herald', 'Many', 'Many', '[]', '[]', 1, :now, :now
    FROM n
"""


@pytest.mark.parametrize(("count", "is_list"), [(4_990, True), (4_999, False)])
def test_the_newest_articles_are_compared_some_at_once(
    db: Database, monkeypatch: pytest.MonkeyPatch, count: int, is_list: bool
) -> None:
    """The eight articles before them are beyond the limit."""
    db.execute(_MANY, {"count": count, "now": clock.text(NOON)})
    put(db, LIST.format(1, 0), "News", beginning(1), beginning(2))
    sizes: list[int] = []
    read = db.all

    def noted(sql: str, values: Mapping[str, object] | None = None) -> list[tuple[Any, ...]]:
        found = read(sql, values)
        sizes.append(len(found))
        return found

    monkeypatch.setattr(db, "all", noted)
    assert bool(teaser_lists(db, "herald", SINCE)) == is_list
    assert max(sizes) == 500


def test_one_beginning_of_all_articles_costs_little(db: Database) -> None:
    """Compared with each other they would take a hundred times as long as different ones."""
    line = "The Moor Echo is a house of its readers, and this story is part of its series on the valley."
    db.execute(_MANY, {"count": 3_000, "now": clock.text(NOON)})
    start = process_time()
    teaser_lists(db, "herald", SINCE)
    different = process_time() - start
    db.execute(
        "UPDATE articles SET text = :line, title = 'Many ' || id, word_count = 20 + id", {"line": line}
    )
    start = process_time()
    assert teaser_lists(db, "herald", SINCE) == set()
    same = process_time() - start
    assert same < 10 * different


MONTH = "https://herald.example/archives/2026/05/"


@pytest.mark.parametrize("is_first", [True, False])
def test_a_month_with_one_article_is_a_list(db: Database, is_first: bool) -> None:
    """It has most of the article's text, and may have been stored before it."""
    urls = (MONTH, f"{MONTH}mill.html") if is_first else (f"{MONTH}mill.html", MONTH)
    more = {f"{MONTH}mill.html": [prose(2)]}
    numbers = {url: put(db, url, "The mill has a new owner", prose(1), *more.get(url, [])) for url in urls}
    assert teaser_lists(db, "herald", SINCE) == {numbers[MONTH]}


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("/archives/2026/05/", "/archives/2026/06/mill.html"),
        ("/archives/2026/mill/", "/archives/2026/mill/print/"),
        ("/archives/202605/", "/archives/202605/print"),
    ],
    ids=["another month", "print", "number"],
)
def test_an_article_above_another_page_of_it_stays(db: Database, above: str, below: str) -> None:
    for at, path in enumerate((above, below)):
        put(db, f"https://herald.example{path}", "The mill has a new owner", prose(1), *[prose(2)] * at)
    assert teaser_lists(db, "herald", SINCE) == set()
