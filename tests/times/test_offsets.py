"""Zones: a correct Z, a wrong Z, a time without a place, countries with one time zone, learned zones."""

import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.times.dated_pages import dates, page

ROWS = tomllib.loads((Path(__file__).parent / "offsets.toml").read_text(encoding="utf-8"))["row"]
NAIVE = "2023-12-05T14:05:00"
FIELD = "meta:article:published_time"


def two(stated: str, shown: str = "") -> str:
    return page(head=f'<meta property="article:published_time" content="{stated}">', below=f"<p>{shown}</p>")


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_two_clocks(row: Mapping[str, str]) -> None:
    found = dates(two(row["stated"], row["shown"]), zone=row.get("zone"))
    assert (found.published_at, found.published_offset) == (row["want"], row.get("offset"))


@pytest.mark.parametrize(
    ("stated", "shown", "zone", "wanted"),
    [
        ("2022-10-08T17:20+02:00", "Publié le 08/10/2022 à 17h20", "UTC", "2022-10-08T15:20:00Z"),
        ("2022-03-08T09:05-03:00", "Publicado: 8 de marzo de 2022, 09:05", "UTC", "2022-03-08T12:05:00Z"),
        ("2022-03-08T09:05+05:30", "Published: 8 March 2022, 09:05", "Europe/London", "2022-03-08T03:35:00Z"),
        # another clock, another zone than UTC
        ("2022-10-08T17:25+02:00", "Publié le 08/10/2022 à 17h20", "UTC", "2022-10-08T17:20:00Z"),
        ("2022-10-08T17:20+04:00", "Publié le 08/10/2022 à 17h20", "Europe/Paris", "2022-10-08T15:20:00Z"),
    ],
)
def test_the_offset_of_a_weak_meta_tag_is_that_of_the_printed_clock(
    stated: str, shown: str, zone: str, wanted: str
) -> None:
    text = page(head=f'<meta name="dcterms.date" content="{stated}">', below=f"<p>{shown}</p>")
    assert dates(text, zone=zone).published_at == wanted


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("DE", "2023-12-05T13:05:00Z"),
        ("JP", "2023-12-05T05:05:00Z"),
        ("CN", "2023-12-05T06:05:00Z"),
        ("US", "2023-12-05"),
        (None, "2023-12-05"),
    ],
)
def test_a_country_with_one_clock(country: str | None, expected: str) -> None:
    assert dates(two(NAIVE), country=country).published_at == expected


@pytest.mark.parametrize(
    ("learned", "stated", "expected"),
    [
        ({"text": "America/New_York"}, NAIVE, "2023-12-05T19:05:00Z"),
        ({FIELD: "Asia/Kolkata"}, NAIVE, "2023-12-05T08:35:00Z"),
        ({"json-ld": "Asia/Kolkata"}, NAIVE, "2023-12-05"),
        ({FIELD: "Europe/Berlin"}, f"{NAIVE}Z", "2023-12-05T13:05:00Z"),
        ({FIELD: "Etc/GMT+5"}, NAIVE, "2023-12-05"),
        ({FIELD: "Etc/GMT+5"}, "2024-01-08T14:05:00", "2024-01-08T19:05:00Z"),
        (None, NAIVE, "2023-12-05"),
    ],
)
def test_a_zone_that_was_learned(learned: dict[str, str] | None, stated: str, expected: str) -> None:
    """A learned zone holds for its field only, and overrides a wrong Z; an offset, for new pages only."""
    assert dates(two(stated), learned_zone=learned).published_at == expected
