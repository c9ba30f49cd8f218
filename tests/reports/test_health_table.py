"""The table of sources and their states, on a narrow terminal."""

from __future__ import annotations

from pathlib import Path

from crawler.reports import health_table as view
from pipelines.db import open_database
from pipelines.db.articles import store
from pipelines.db.crawl import health
from pipelines.db.crawl.health import State
from tests.db.conftest import NOON, make_article


def test_a_narrow_terminal_has_one_line_per_source_and_one_for_the_reason() -> None:
    bad = State(name="herald", url="", state="dead", reason="silent for 9 days", since=NOON, read_at=None)
    new = State(name="bote", url="", state=None, reason=None, since=None, read_at=None)
    assert list(view.compact([bad, new])) == [
        "herald: dead since 2026-05-04, 0 new in 24 h, 0 in all",
        "  silent for 9 days",
        "bote: not judged, 0 new in 24 h, 0 in all",
    ]


def test_problems_come_first_and_uncrawled_sources_last(tmp_path: Path) -> None:
    states = {"a": "ok", "b": "failing", "c": "quiet", "d": "dead", "e": "changed"}
    with open_database(tmp_path / "news.db") as db:
        for name, state in states.items():
            store(db, make_article(url=f"https://{name}.example/", source=name, text=f"Of {name}. " * 30))
            health.set_state(db, name, state, "so it is", NOON)
    names = [one.name for one in view.states(str(tmp_path / "news.db"), ["0new", "a", "c", "b"])]
    assert names == ["d", "b", "e", "c", "a", "0new"]
    asked = view.states(str(tmp_path / "news.db"), [], ["a", "d"])
    assert [one.name for one in asked] == ["a", "d"]
