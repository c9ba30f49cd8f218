"""Which rights pages and robots.txt files reserve."""

from __future__ import annotations

import json

import pytest

from crawler.rights.page_rights import of_page, of_robots


@pytest.mark.parametrize(
    ("html", "headers", "reserved"),
    [
        (b'<meta name="robots" content="index, follow">', {}, None),
        (b'<meta name="robots" content="noarchive,noindex">', {}, {"robots": "noarchive,noindex"}),
        (b"<META CONTENT='noai, noimageai' NAME='robots'>", {}, {"robots": "noai, noimageai"}),
        (b"<meta name=robots content=none>", {}, {"robots": "none"}),
        (b'<meta name="tdm-reservation" content="1">', {}, {"tdm-reservation": "1"}),
        (
            b'<meta name="tdm-policy" content="https://a.example/?a=1&amp;b=2">',
            {},
            {"tdm-policy": "https://a.example/?a=1&b=2"},
        ),
        (b"", {"x-robots-tag": "noarchive"}, {"x-robots-tag": "noarchive"}),
        (b"</head><body><meta name='robots' content='noindex'>", {}, None),
        (b'<meta name="description" content="no robots here">', {}, None),
        # A quarter of a megabyte of unclosed tags took a minute.
        (b"<meta " * 43_000 + b"<meta name=robots content=none>", {}, {"robots": "none"}),
    ],
)
def test_reservations_of_a_page(
    html: bytes, headers: dict[str, str], reserved: dict[str, str] | None
) -> None:
    found = of_page(b"<html><head>" + html, headers)
    assert (json.loads(found) if found else None) == reserved


@pytest.mark.parametrize(
    ("text", "reserved"),
    [
        ("User-agent: *\nDisallow: /private", None),
        ("User-agent: GPTBot\nUser-agent: CCBot\nDisallow: /", {"disallowed": ["CCBot", "GPTBot"]}),
        ("User-agent: GPTBot\nDisallow: /a\n\nUser-agent: *\nDisallow: /", None),
        (
            "User-agent: *\nContent-Signal: search=yes,ai-train=no\n",
            {"content-signal": "search=yes,ai-train=no"},
        ),
        ("User-agent: ccbot\rDisallow: /\r", {"disallowed": ["ccbot"]}),
        # Each of these took more than a minute.
        ("\n" * 400_000 + "User-agent: CCBot\nDisallow: /", {"disallowed": ["CCBot"]}),
        ("User-agent: CCBot\n" * 20_000 + "Disallow: /\n" * 20_000, {"disallowed": ["CCBot"]}),
    ],
)
def test_reservations_of_a_robots_txt(text: str, reserved: dict[str, object] | None) -> None:
    found = of_robots(text.encode())
    assert (json.loads(found) if found else None) == reserved
