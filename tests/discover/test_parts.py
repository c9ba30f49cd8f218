"""The next part of an article on several pages."""

from __future__ import annotations

import pytest

from crawler.discover.parts import next_part

FIRST = "https://herald.example/2024/05/17/a-long-read.html"


@pytest.mark.parametrize(
    ("first", "href", "number", "expected"),
    [
        (FIRST, "?page=2", 2, f"{FIRST}?page=2"),
        (FIRST, "/2024/05/17/a-long-read-2.html", 2, "https://herald.example/2024/05/17/a-long-read-2.html"),
        ("https://herald.example/a-story/", "2/", 2, "https://herald.example/a-story/2/"),
        ("https://herald.example/a-story", "/a-story/page/3", 3, "https://herald.example/a-story/page/3"),
        ("https://herald.example/s?id=7", "/s?id=7&amp;page=2", 2, "https://herald.example/s?id=7&page=2"),
        (FIRST, "?page=3", 2, None),
        (FIRST, "/2024/05/17/another-story-2.html", 2, None),
        (FIRST, "/page/2/", 2, None),
        (FIRST, "https://other.example/2024/05/17/a-long-read.html?page=2", 2, None),
        (FIRST, "http://[", 2, None),
    ],
)
def test_a_link_to_the_next_part(first: str, href: str, number: int, expected: str | None) -> None:
    body = f'<html><body><p>2 parts</p><a class="next" href="{href}">{number}</a></body></html>'.encode()
    assert next_part(body, first, first, number) == expected
