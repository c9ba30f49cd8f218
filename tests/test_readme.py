"""The README's tables agree with the code. Its commands are run by tests/papers."""

from __future__ import annotations

import re
from pathlib import Path

from crawler import settings
from pipelines.db.columns import columns_table

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_the_quick_start_has_two_commands() -> None:
    start = README.split("## Quick start")[1].split("\n## ")[0]
    assert len(re.findall(r"```sh\n", start)) == 2


def test_every_setting_exists_with_the_default_in_the_readme() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", README, re.MULTILINE)
    assert rows
    for name, default in rows:
        documented, value = default.strip().strip("`"), getattr(settings, name)
        if value is None:  # the README says it in words
            assert documented.replace(" ", "").isalpha(), name
        else:
            assert documented == (f"{value:g}" if isinstance(value, int | float) else value), name


def test_the_columns_are_those_of_the_schema() -> None:
    assert columns_table("articles") in README
