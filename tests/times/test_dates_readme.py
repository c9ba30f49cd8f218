"""The tables in the README on dates agree with the data. Its example is run by tests/papers."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from pipelines.times.choosing.tiers import tiers
from tests.crawling import ROOT
from tests.times.dated_pages import dates, page

README = (ROOT / "pipelines/times/README.md").read_text(encoding="utf-8")
NOON = datetime(2024, 1, 10, 12, tzinfo=UTC)


def test_the_tiers_in_the_readme_agree_with_the_data() -> None:
    lines = ["| | tier | found in | accuracy |", "| --- | --- | --- | --- |"]
    lines += [f"| {tier.rank + 1} | {tier.name} | {tier.kind} | {tier.accuracy:g} |" for tier in tiers()]
    assert "\n".join(lines) in README


@pytest.mark.parametrize("file", sorted(set(re.findall(r"`(?:tests/times/|words/)?(\w+\.toml)`", README))))
def test_the_files_that_the_readme_names_exist(file: str) -> None:
    assert any((ROOT / folder / file).is_file() for folder in ("pipelines/times/words", "tests/times"))


@pytest.mark.parametrize(
    ("raw", "zone", "row"),
    [
        ("2023-12-05T14:05:06+01:00", "Europe/Berlin", "| `2023-12-05T13:05:06Z` | `+01:00` | `second` |"),
        ("5 December 2023, 14:05", "Europe/Berlin", "| `2023-12-05T13:05:00Z` | `+01:00` | `minute` |"),
        ("5 December 2023, 14:05", None, "| `2023-12-05` | | `day` |"),
        ("2023-12-05T00:00:00+01:00", "Europe/Berlin", "| `2023-12-05` | | `day` |"),
        ("Updated: 5 December 2023", "Europe/Berlin", "| | | |"),
    ],
)
def test_the_values_in_the_readme_are_the_real_ones(raw: str, zone: str | None, row: str) -> None:
    found = dates(page(below=f"<time>{raw}</time>"), zone=zone, fetched_at=NOON)
    values = (found.published_at, found.published_offset, found.published_precision)
    assert "|" + "|".join(f" `{value}` " if value else " " for value in values) + "|" == row
    assert any(line.startswith(f"| `{raw}`") and line.endswith(row) for line in README.splitlines())
