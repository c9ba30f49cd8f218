"""`scrapy sources --health` only reads: it works for a user who may not write."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from crawler.reports import health_table
from pipelines.db import open_database, source_rows


@pytest.mark.skipif(
    not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may become another user"
)
def test_another_user_may_see_the_states() -> None:
    # Not below pytest's own directory, which only root may open.
    with tempfile.TemporaryDirectory() as directory:
        Path(directory).chmod(0o755)
        path = Path(directory) / "news.db"
        with open_database(path) as db:
            source_rows.put(db, "herald", "https://herald.example/")
        os.seteuid(65534)
        try:
            (state,) = health_table.states(str(path), ["herald"])
            killed = list(health_table.killed_runs(str(path)))
        finally:
            os.seteuid(0)
    assert (state.name, state.total, killed) == ("herald", 0, [])
