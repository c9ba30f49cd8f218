"""Titles, names and addresses as feeds write them."""

from __future__ import annotations

import pytest

from crawler.discover.hint_text import line, page_address, person

FEED = "https://herald.example/feeds/all.xml"


@pytest.mark.parametrize(
    ("text", "is_plain", "expected"),
    [
        ("River &amp; bridge: <em>both</em> won<br/>again", False, "River & bridge: both wonagain"),
        ("How to use <b> today", False, "How to use <b> today"),
        ("Use <b>bold</b> in HTML", True, "Use <b>bold</b> in HTML"),
        ("a < b and c > d", False, "a < b and c > d"),
        ("  two\n lines ", False, "two lines"),
        ("", False, None),
    ],
)
def test_a_line(text: str, is_plain: bool, expected: str | None) -> None:
    assert line(text, is_plain=is_plain) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ada Ford (mailto:ada@herald.example)", "Ada Ford"),
        ("ada@herald.example (Ada Ford)", "Ada Ford"),
        ("Ada Ford <ada@herald.example>", "Ada Ford"),
        ("Ada Ford ()", "Ada Ford"),
        ("Ada Ford (Reuters)", "Ada Ford (Reuters)"),
        ("ada@herald.example", None),
        (None, None),
    ],
)
def test_a_person(text: str | None, expected: str | None) -> None:
    assert person(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://herald.example/a", "https://herald.example/a"),
        ("/a", "https://herald.example/a"),
        ("?p=7", "https://herald.example/feeds/all.xml?p=7"),
        ("news/a", "https://herald.example/feeds/news/a"),
        ("a.html", "https://herald.example/feeds/a.html"),
        ("the-river-won", "https://herald.example/feeds/the-river-won"),
        ("www.herald.example/a", "https://www.herald.example/a"),
        ("herald.example/a", "https://herald.example/a"),
        ("//other.example/a", "https://other.example/a"),
        ("N/A", None),
        ("none", None),
        ("4711", None),
        ("tag:herald.example,2024:1", None),
        ("mailto:ada@herald.example", None),
        (" ", None),
    ],
)
def test_an_address(text: str, expected: str | None) -> None:
    assert page_address(text, FEED) == expected


@pytest.mark.parametrize("text", ["/a", "abc.html", "Buzzsprout-2968933", "news/a"])
def test_a_guid_is_a_whole_address_or_none(text: str) -> None:
    assert page_address(text, FEED, may_be_relative=False) is None
