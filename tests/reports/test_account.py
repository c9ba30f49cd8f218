"""The messages of a run about itself, during the run and at its end."""

from __future__ import annotations

import logging
from collections.abc import Callable

import pytest
from scrapy import Spider
from scrapy.exceptions import DropItem, NotConfigured
from scrapy.utils.spider import DefaultSpider
from scrapy.utils.test import get_crawler

from crawler.reports import run_summary as summary
from crawler.reports import screen
from crawler.reports.run_account import RunAccount
from crawler.reports.scrapy_output import LogLines
from crawler.reports.screen import Moment
from crawler.reports.tally import Tally
from pipelines.drops import Gallery, WorkerDied


def busy() -> Tally:
    tally = Tally(pages=8)
    tally.listing("herald")
    for source, outcome in (("herald", "new"), ("herald", "new"), ("bote", "changed"), ("bote", "same")):
        tally.article(source, outcome)
    tally.drop("herald", "Gallery", "https://herald.example/g/1")
    tally.drop("herald", "Gallery", "https://herald.example/g/2")
    tally.error("bote", "Http404", "https://bote.example/x: gone; nothing to do")
    tally.removed["bote"] = 1
    tally.cut.update(title_cut=2, characters_replaced=5)
    tally.turns.append("bote is failing: 9 of 10 pages gave Http404")
    tally.notes.append("https://bote.example/feed: all its entries are new")
    return tally


@pytest.mark.parametrize(
    ("errors", "listings", "is_told"),
    [
        ([("herald", "CannotResolveHost"), ("bote", "DownloadConnectionRefused")], [], True),
        ([("herald", "CannotResolveHost"), ("bote", "Http503")], [], False),
        ([("herald", "CannotResolveHost"), ("bote", "CannotResolveHost")], ["bote"], False),
        ([("herald", "CannotResolveHost"), ("herald", "CannotResolveHost")], [], False),
    ],
)
def test_where_no_site_can_be_reached_the_network_is_named(
    errors: list[tuple[str, str]], listings: list[str], is_told: bool
) -> None:
    tally = Tally(pages=len(errors))
    for source, kind in errors:
        tally.error(source, kind, f"https://{source}.example/: it cannot be read")
    for source in listings:
        tally.listing(source)
    cure = "check this machine's network; behind a proxy, set http_proxy and https_proxy"
    line = f"  note: no site could be reached: {cure}"
    assert (line in list(summary.lines(tally, 1, "news.db"))) == is_told


def test_a_person_can_act_on_the_summary() -> None:
    assert list(summary.lines(busy(), 9.4, "news.db")) == [
        "1 listing and 8 pages in 9 s: 4 articles (2 new, 1 changed, 1 as before), 2 no article, 1 error",
        "  new: herald 2",
        "  changed: bote 1",
        "  removed: 1, no longer on the site; the rows stay",
        "  no article: Gallery 2: for example https://herald.example/g/1",
        "  error: Http404 1: https://bote.example/x: gone; nothing to do",
        "  look at: bote is failing: 9 of 10 pages gave Http404",
        "  note: https://bote.example/feed: all its entries are new",
        "  cut or replaced: characters_replaced 5, title_cut 2; -L INFO shows where",
        "  database: news.db",
    ]


def many(what: Callable[[Tally, int], None]) -> Tally:
    tally = Tally()
    for number in range(9):
        what(tally, number)
    return tally


@pytest.mark.parametrize(
    ("tally", "line"),
    [
        (
            many(lambda tally, n: tally.article(f"s{n}", "new")),
            "  new: s0 1, s1 1, s2 1, s3 1, s4 1, s5 1 and 3 sources more",
        ),
        (
            many(lambda tally, n: tally.drop("s", f"Drop{n}", "u")),
            "  no article: also Drop4 1, Drop5 1, Drop6 1, Drop7 1, Drop8 1",
        ),
        (
            many(lambda tally, n: tally.notes.append("n")),
            "  note: 5 more before these: -L INFO shows them all",
        ),
        (
            many(lambda tally, n: tally.error("s", "Odd", "https://x.example/\x1b[2Ja\nb")),
            "  error: Odd 9: https://x.example/[2Ja b",
        ),
    ],
)
def test_many_messages_of_one_kind_take_few_lines(tally: Tally, line: str) -> None:
    assert line in list(summary.lines(tally, 1, "news.db"))


def test_the_summary_stays_short_whatever_happened() -> None:
    """Messages that need an action come first; of the others there is an example of each kind."""
    tally = Tally(pages=900)
    for n in range(30):
        tally.article(f"s{n}", "new")
        tally.article(f"s{n}", "changed")
        tally.drop(f"s{n}", f"Drop{n % 10}", f"https://s{n}.example/")
        tally.error(f"s{n}", f"Http50{n % 4}", f"https://s{n}.example/: it fails")
        tally.turns.append(f"s{n} is failing")
        tally.notes.append(f"s{n} is ok")
    shown = list(summary.lines(tally, 1, "news.db"))
    assert [line.strip().partition(":")[0] for line in shown[1:]] == [
        *("new", "changed", "no article", "no article", "error", "error"),
        *("look at", "look at", "note", "note", "database"),
    ]
    assert shown[3] == "  no article: Drop0 3: for example https://s0.example/"
    assert shown[4].startswith("  no article: also Drop1 3, Drop2 3") and shown[4].endswith("Drop9 3")
    assert shown[7:9] == [
        "  look at: s29 is failing",
        "  look at: 29 more: `scrapy sources --health` shows them all",
    ]


def test_an_important_note_is_shown_however_many_others_there_are() -> None:
    tally = many(lambda tally, n: tally.notes.append(f"the host of s{n} is paused"))
    tally.important.append("an earlier run was killed")
    shown = list(summary.lines(tally, 1, "news.db"))
    assert "  note: an earlier run was killed" in shown
    assert "  note: 5 more before these: -L INFO shows them all" in shown


def test_one_source_is_not_named_for_its_own_articles() -> None:
    tally = Tally(pages=1)
    tally.article("herald", "new")
    assert len(list(summary.lines(tally, 1, "news.db"))) == 2


def test_the_screen_shows_the_progress() -> None:
    moment = Moment(seconds=3725, rate=2.0, waiting=240, paused={"bote": 29.6})
    counts = "1:02:05  listings 1  pages 8  articles 4 (2 new, 1 changed)  no article 2  errors 1"
    work = "2.0 pages/s  waiting 240  about 2:00 left"
    sources = [
        "  bote    pages 3, articles 2, errors 1, left alone for 30 s, as it asked",
        "  herald  listings 1, pages 4, articles 2",
    ]
    assert list(screen.lines(busy(), moment)) == [counts, work, *sources]
    assert screen.line(busy(), moment) == f"{counts}  {work}"
    assert list(screen.lines(busy(), moment, 60)) == [
        counts[:59],
        "no article 2  errors 1",
        work,
        *sources,
    ]


def test_nothing_is_guessed_on_the_screen() -> None:
    assert list(screen.lines(Tally(), Moment(seconds=0))) == [
        "0:00  pages 0  articles 0 (0 new, 0 changed)  no article 0  errors 0"
    ]


def test_the_screen_stays_small() -> None:
    tally = many(lambda tally, n: tally.article(f"s{n}", "new"))
    shown = list(screen.lines(tally, Moment(seconds=1, ending=True)))
    assert shown[1] == "finishing what is in hand"
    assert [line.split()[0] for line in shown[2:]] == ["s8", "s7", "s6", "s5", "s4", "and"]


@pytest.mark.parametrize(
    ("drop", "line"),
    [
        (Gallery("https://a.example/g"), "no article: Gallery: https://a.example/g"),
        (WorkerDied("https://a.example/w: died"), "error: WorkerDied: https://a.example/w: died"),
    ],
)
def test_a_drop_is_one_line_of_the_log(drop: DropItem, line: str) -> None:
    crawler = get_crawler(settings_dict={"DEFAULT_DROPITEM_LOG_LEVEL": "INFO"})
    spider = Spider.from_crawler(crawler, name="x")
    record = LogLines().dropped({"body": "long"}, drop, None, spider)
    assert (record["level"], record["msg"] % record["args"]) == (logging.INFO, line)


def test_a_command_that_only_shows_a_page_is_not_a_run() -> None:
    """`scrapy fetch` and `scrapy shell` are not runs."""
    with pytest.raises(NotConfigured):
        RunAccount.from_crawler(get_crawler(DefaultSpider))
