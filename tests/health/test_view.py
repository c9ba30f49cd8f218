"""How sources fare, as a narrow terminal has it."""

from __future__ import annotations

from crawler.health import view
from pipelines.db.crawl.health import State
from tests.db.conftest import NOON


def test_a_narrow_terminal_has_a_line_each_and_one_of_why() -> None:
    bad = State(name="herald", url="", state="dead", reason="silent for 9 days", since=NOON, read_at=None)
    new = State(name="bote", url="", state=None, reason=None, since=None, read_at=None)
    assert list(view.compact([bad, new])) == [
        "herald: dead since 2026-05-04, 0 new in 24 h, 0 in all",
        "  silent for 9 days",
        "bote: not judged, 0 new in 24 h, 0 in all",
    ]
