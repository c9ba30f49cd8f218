"""A smaller form of `python -m tests.hostile`: hostile pages affect only themselves."""

from __future__ import annotations

from pathlib import Path

from tests.guard.test_faults import account
from tests.hostile import crawl


def test_one_page_in_ten_is_hostile_and_the_other_nine_are_stored(tmp_path: Path) -> None:
    bad = crawl(tmp_path / "bad", 120, hostile=True)
    assert bad.found == bad.wanted
    assert bad.found["article"] == 108
    pages, articles, drops, errors = account(bad.ran)
    assert pages == articles + drops.total() + errors.total() == 120
    assert (bad.ran.code, "Traceback" in bad.ran.err) == (3, False), "all pages of one new site fail"
