"""What pg_dump has written can be restored, and is sound."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from pipelines.db import open_articles, open_database
from pipelines.db.address import without_password
from pipelines.db.maintenance import problems
from tests.db.dumped import fill
from tests.db.test_copying import everything
from tests.postgres import binaries, fresh_database, shared


@pytest.mark.postgres
def test_a_backup_of_pg_dump_can_be_restored(tmp_path: Path) -> None:
    with fresh_database() as source:
        folder, dump = binaries(), tmp_path / "monday.dump"
        assert folder is not None
        with open_database(source) as db:
            fill(db)
        target = shared().address(shared().empty())
        subprocess.run([folder / "pg_dump", "--format=custom", f"--file={dump}", source], check=True)
        subprocess.run([folder / "pg_restore", "--no-owner", f"--dbname={target}", dump], check=True)
        assert everything(target) == everything(source)
    with open_database(target) as db:
        assert problems(db) == []
    with open_articles(target) as articles:
        assert [article.title for article, _ in articles.search("lodz")] == ["Łódź: bridge to shut"]


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("postgresql://news:secret@db.example/news", "postgresql://news@db.example/news"),
        ("postgresql://news:se/cr@et?x@db.example/news", "postgresql://news@db.example/news"),
        (
            "postgres://db.example/news?password=secret&user=news",
            "postgres://db.example/news?password=***&user=news",
        ),
        ("postgresql://news@db.example:5432/news", "postgresql://news@db.example:5432/news"),
        ("news.db", "news.db"),
    ],
)
def test_an_address_is_shown_without_its_password(address: str, shown: str) -> None:
    assert without_password(address) == shown
