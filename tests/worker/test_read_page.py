"""The work on a page grows linearly with its length: lines of Python run, at two sizes."""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from types import FrameType
from typing import Any

import pytest

from pipelines.items import Hints, Page, Site, Story
from pipelines.markup import parse
from pipelines.markup.limits import Limits
from pipelines.sites import PageSummary, SiteMemory
from pipelines.text import clean
from pipelines.worker.read_page import clean_page, clean_sent

SITE = Site(name="herald", url="https://herald.example/")
LINE = "The council met on Monday for the first time since the flood, said member number {0} of them all."
PROSE = "".join(f"<p>{LINE.format(i)}</p>" for i in range(5))
SHAPES = {
    "links in a list": "<li><a href='/a/{0}'>Other news number {0}</a></li>",
    "links in paragraphs": "<p><a href='/a/{0}'>Other news number {0}</a></p>",
    "rows of links": "<p><a href='/a/{0}'>News</a> <a href='/b/{0}'>number {0}</a></p>",
    "headings that are links": "<h3><a href='/a/{0}'>Other news number {0}</a></h3>",
    "headings": "<h2>Heading {0}</h2>",
    "paragraphs": f"<p>{LINE}</p>",
    "the same paragraph": f"<p>{LINE.format(1)}</p>",
    "scraps": "<p>Item {0}</p>",
    "quotes": f"<blockquote>{LINE}</blockquote>",
    "rows of a table": "<table><tr><th>{0}</th><td>number {0}</td></tr></table>",
    "boxes that a heading names": "<div><h3>Related</h3><a href='/a/{0}'>Number {0} of them</a></div>",
    "pictures": f"<p>{LINE}</p><div><img src='{{0}}.jpg'><span>The mill no {{0}}</span></div>",
    "spans": "<span class='x{0}'>The council met, all {0} of them. </span>",
    "headings of comments": "<h3>Comments (3)</h3><a href='#c{0}'>Comments: 2</a><div id='c{0}'>x {0}</div>",
    "signed rows": "<li class=c{0}><b>Ann Lee</b> 5.5.2026 12:0{0}<p>Hello {0} all</p></li>",
    "fields for an address": "<div><h3>News {0}</h3><input type=email></div>",
}
FEW, MORE = 250, 1000


def page(shape: str, count: int) -> bytes:
    held = "".join(SHAPES[shape].format(i) for i in range(count))
    return f"<title>Flood in the valley</title><h1>Flood in the valley</h1>{PROSE}{held}".encode()


def cleaned(body: bytes) -> Story:
    return clean(parse(body, "https://herald.example/a/b", "text/html"), SITE, Hints())


def lines_run(work: Callable[[], object]) -> int:
    """Return how many lines of the program's Python a call runs, including those within comprehensions."""
    count = 0

    def step(frame: FrameType, event: str, arg: Any) -> Any:
        nonlocal count
        count += event == "line"
        return step if "pipelines" in frame.f_code.co_filename else None

    before = sys.gettrace()
    sys.settrace(step)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


@pytest.mark.parametrize("shape", SHAPES)
def test_four_times_the_page_is_four_times_the_work(shape: str) -> None:
    cleaned(page(shape, 50))  # the first call reads the data files, which happens only once
    few, more = (lines_run(lambda n=n: cleaned(page(shape, n))) for n in (FEW, MORE))
    assert more < 5 * few


@pytest.mark.parametrize("shape", ["links in a list", "links in paragraphs", "rows of links"])
def test_an_article_is_found_beside_any_number_of_links(shape: str) -> None:
    assert len(cleaned(page(shape, 5200)).paragraphs) == 5


def test_a_text_below_hundreds_of_unclosed_tags_is_read() -> None:
    body = f"<title>Flood in the valley</title><body>{'<div><font>' * 400}{PROSE}".encode()
    assert len(cleaned(body).paragraphs) == 5


def test_nested_headings_are_read_only_in_part() -> None:
    """Of each heading only the first thousand characters are read,
    and of those of the first order some dozens."""
    body = f"<title>Flood in the valley</title>{'<h1>Flood in the valley ' * 1_200}{PROSE * 200}".encode()
    began = time.process_time()
    cleaned(body)
    assert time.process_time() - began < 4


def test_the_headline_is_searched_once_among_lines_without_markup() -> None:
    def body(count: int) -> bytes:
        return "".join(f"<div>Item of the list, number {i}</div>" for i in range(count)).encode()

    cleaned(body(20))
    few, more = (lines_run(lambda n=n: cleaned(body(n))) for n in (FEW, MORE))
    assert more < 5 * few


@pytest.mark.parametrize(
    "title",
    ["a " * 100_000, "Flood - " * 20_000, "| " * 50_000, "Flood: " * 20_000, "a" * 200_000, "_" * 9_999],
)
def test_a_headline_without_an_end_takes_no_time(title: str) -> None:
    head = f"<title>{title}</title><meta property='og:title' content='{title[:-1]}'><h1>{title}b</h1>"
    began = time.process_time()
    cleaned(f"{head}{PROSE}".encode())
    assert time.process_time() - began < 2


def test_an_unclosed_script_is_scanned_once() -> None:
    script = '"text":"' + "The mill stands by the river. " * 60_000
    began = time.process_time()
    cleaned(f"<title>Flood</title><script>{script}".encode())
    assert time.process_time() - began < 2


def test_a_process_sends_back_the_result_of_clean_page_without_the_body() -> None:
    memory = SiteMemory()
    for number in range(5):
        body = page("links in a list", 5).replace(b"Monday", b"Day %d" % number)
        fetched = Page(url=f"{SITE.url}a/{number}", body=body, fetched_at=datetime.now(UTC), site=SITE)
        summary = PageSummary.from_bytes(clean_page(fetched).story.page_summary or b"")
        assert summary
        memory.add(fetched.url, summary)
    for profile in (None, memory.profile):
        sent = clean_sent(fetched, Limits(), profile)
        assert replace(sent, page=fetched) == clean_page(fetched, profile=profile)
        assert sent.page.body == b""
