"""The next part of an article on several pages."""

from __future__ import annotations

from time import process_time

import pytest

from crawler.discover.parts import links_back, next_part

FIRST = "https://herald.example/2024/05/17/a-long-read.html"


@pytest.mark.parametrize(
    ("first", "href", "number", "expected"),
    [
        (FIRST, "?page=2", 2, f"{FIRST}?page=2"),
        (FIRST, "/2024/05/17/a-long-read-2.html", 2, "https://herald.example/2024/05/17/a-long-read-2.html"),
        ("https://herald.example/a-story/", "2/", 2, "https://herald.example/a-story/2/"),
        ("https://herald.example/a-story", "/a-story/page/3", 3, "https://herald.example/a-story/page/3"),
        ("https://herald.example/s?id=7", "/s?id=7&amp;page=2", 2, "https://herald.example/s?id=7&page=2"),
        ("https://herald.example/a-story/", "index2.html", 2, "https://herald.example/a-story/index2.html"),
        (
            "https://herald.example/a-story/index.html",
            "index3.html",
            3,
            "https://herald.example/a-story/index3.html",
        ),
        ("https://herald.example/a-story.htm", "a-story2.htm", 2, "https://herald.example/a-story2.htm"),
        ("https://herald.example/a-story-7.htm", "a-story-72.htm", 2, None),
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


@pytest.mark.parametrize(
    ("url", "href", "is_part"),
    [
        ("a-story2.htm", "a-story.htm", True),
        ("a-story2.htm", "/a-story.htm?page=1", True),
        ("a-story2.htm", "http://www.herald.example/a-story.htm", True),
        ("a-story2.htm", "ferry.htm", False),
        ("a-story2.htm", "a-story3.htm", False),
        ("a-story2.htm", "http://[a-story", False),
        ("a-story-2.htm", "ferry.htm", True),
        ("a-story.htm?page=2", "ferry.htm", True),
    ],
)
def test_an_address_with_a_number_is_a_part_if_it_links_back(url: str, href: str, is_part: bool) -> None:
    first = "https://herald.example/a-story.htm"
    assert links_back(_page(href), f"https://herald.example/{url}", [first]) is is_part


def test_the_third_part_may_link_only_to_its_neighbours() -> None:
    parts = [f"https://herald.example/a-story{number}.htm" for number in ("", 2, 3, 4)]
    assert links_back(_page("a-story2.htm", "a-story4.htm"), parts[2], parts[:2])
    assert not links_back(_page("a-story2.htm", "a-story5.htm"), parts[3], parts[:3])


@pytest.mark.parametrize("href", ["./", "/a/", "index.html", "/a/?page=1"])
def test_the_first_part_may_be_a_folder(href: str) -> None:
    first, second = (f"https://herald.example/a/{name}.html" for name in ("index", "index2"))
    assert links_back(_page(href), second, [first])
    assert not links_back(_page("/"), second, [first])


@pytest.mark.parametrize("href", ["mühle.html", "m%c3%bchle.html", "m%C3%BChle.html"])
def test_an_address_may_be_written_with_and_without_percents(href: str) -> None:
    first, second = (f"https://herald.example/a/m%C3%BChle{number}.html" for number in ("", 2))
    assert next_part(_page(href.replace(".", "2.")), first, first, 2) == second
    assert links_back(_page(href), second, [first])


def _page(*hrefs: str) -> bytes:
    return ("<p>The ferry</p>" + "".join(f'<a href="{href}">On</a>' for href in hrefs)).encode()


@pytest.mark.parametrize(
    "body",
    [
        b"<a " + b"href=" * 200_000 + b">2</a>",
        b"<a " * 300_000,
        b"".join(b'<a href="/%d?n=2">' % n for n in range(60_000)),
    ],
    ids=["one tag of many addresses", "tags that do not end", "many links with the number"],
)
def test_a_hostile_page_takes_little_time(body: bytes) -> None:
    """It is read on the event loop; one tag of 40 kB took four seconds, and a megabyte would take an hour."""
    start = process_time()
    assert next_part(body, FIRST, FIRST, 2) is None
    assert not links_back(body, FIRST.replace(".html", "2.html"), [FIRST])
    assert process_time() - start < 2
