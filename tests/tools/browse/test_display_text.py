"""Days, spans, shares and directions, in words; and which addresses may become links."""

from __future__ import annotations

import pytest

from crawler.tools.browse import display_text as wording


@pytest.mark.parametrize(
    ("url", "safe"),
    [
        ("https://herald.example/a", True),
        ("http://herald.example", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt:alert(1)", False),
        (" javascript:alert(1)", False),
        ("java\nscript:alert(1)", False),
        ("data:text/html,x", False),
        ("//herald.example/a", False),
        ("https://", False),
        ("http://[::1", False),
        ("", False),
        (None, False),
    ],
)
def test_only_web_addresses_become_links(url: str | None, safe: bool) -> None:
    assert wording.href(url) == (url if safe else None)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "قنات", "ltr"),
        ("fa-IR", "A", "rtl"),
        ("az-Arab", "A", "rtl"),
        ("ar-Latn", "A", "ltr"),
        (None, "“قنات” A", "rtl"),
        (None, "12 A قنات", "ltr"),
        (None, "12", "ltr"),
    ],
)
def test_directions(language: str | None, text: str, expected: str) -> None:
    assert wording.direction(language, text) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [
        (5, "5 s"),
        (95, "1.6 min"),
        (7_200, "2 h"),
        (86_400, "1 day"),
        (180_000, "2.1 days"),
        (63_072_000, "2 years"),
        (-120, "-2 min"),
        (None, "–"),
    ],
)
def test_spans(seconds: float | None, expected: str) -> None:
    assert wording.span(seconds) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [(3, 4, "75 %"), (0, 0, "–"), (0, 9, "0 %"), (1, 900, "1 %"), (899, 900, "99 %"), (9, 9, "100 %")],
)
def test_shares(part: int, whole: int, expected: str) -> None:
    assert wording.share(part, whole) == expected


@pytest.mark.parametrize(
    ("stored", "offset", "expected"),
    [
        ("2023-12-05T21:02:00Z", "+03:30", "Wednesday 6 December 2023, 00:32"),
        ("2023-12-05T01:02:00Z", "-05:00", "Monday 4 December 2023, 20:02"),
        ("2023-12-05", "+03:30", None),
        ("2023-12-05T01:02:00Z", None, None),
        ("9999-12-31T23:02:00Z", "+03:30", None),
    ],
)
def test_a_sites_own_clock(stored: str, offset: str | None, expected: str | None) -> None:
    assert wording.local(stored, offset) == expected


@pytest.mark.parametrize(
    ("stored", "offset", "expected"),
    [
        ("2023-12-05T21:02:00Z", "+03:30", "Wednesday 6 December 2023, 00:32 +03:30"),
        ("2023-12-05T01:02:00Z", "+01:00", "02:02 +01:00"),
        ("2023-12-05T01:02:00Z", "+00:00", None),
        ("2023-12-05", "+03:30", None),
    ],
)
def test_the_sites_own_hour_is_shown_if_it_differs(stored: str, offset: str, expected: str | None) -> None:
    assert wording.there(stored, offset) == expected


@pytest.mark.parametrize(("tag", "name"), [("de-AT", "German (Austria)"), ("zu", "Zulu"), ("qqq-x", "qqq-x")])
def test_languages_have_names(tag: str, name: str) -> None:
    assert wording.language_name(tag) == name
