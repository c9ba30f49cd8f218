"""The notes on a crawl of a whole site: every number says what it counts, and they add up."""

from __future__ import annotations

from collections import Counter

import pytest

from crawler.frontier.explorer import Stopped
from crawler.reports.tally import SourceTally
from crawler.reports.walk_notes import cost, left


@pytest.mark.parametrize(
    ("tally", "said"),
    [
        (
            SourceTally(pages=148, articles=Counter(new=60, same=32)),
            "the whole site: 148 pages = 60 new articles + 32 addresses of articles that were stored already"
            " + 56 that are no article; 2.5 pages for each new article",
        ),
        (
            SourceTally(pages=5, articles=Counter(new=1, changed=1), errors=2),
            "the whole site: 5 pages = 1 new article + 1 changed article + 1 that is no article + 2 errors;"
            " 5.0 pages for each new article",
        ),
        (
            SourceTally(pages=3, articles=Counter(same=3)),
            "the whole site: 3 pages = 0 new articles + 3 addresses of articles that were stored already",
        ),
    ],
)
def test_the_pages_add_up(tally: SourceTally, said: str) -> None:
    assert cost(tally, is_whole=True) == said


def test_the_links_that_are_left_add_up() -> None:
    stopped = [Stopped(f"/{name}/{{n}}", 12, 10) for name in "abcdef"]
    why = "since links with the same form of address led to no new article"
    assert left([*stopped, Stopped("/shop?color", 12, 2), Stopped("/shop?", 12, 40)]) == (
        f"102 links of its pages not followed, {why}:"
        " /shop? 42, /a/{n} 10, /b/{n} 10, /c/{n} 10, /d/{n} 10 and 20 of 2 other forms"
    )
