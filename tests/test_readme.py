"""What the README says is so: its commands exist, its SQL and Python run, its tables are the code's."""

from __future__ import annotations

import re
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest
from scrapy.utils.misc import walk_modules_iter

from crawler import settings
from crawler.spiders.archive import ARGUMENTS as ARCHIVE_ARGUMENTS
from crawler.spiders.plan import ARGUMENTS
from pipelines.db import open_database
from pipelines.db.articles import store
from pipelines.db.columns import columns_table
from pipelines.items import Article

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
COMMANDS = {module.__name__.rpartition(".")[2] for module in walk_modules_iter("crawler.commands")} | {"list"}


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


@pytest.fixture
def news(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    when = datetime(2023, 12, 6, tzinfo=UTC)
    with open_database("news.db") as db:
        article = Article(
            url="https://herald.example/a",
            source="herald",
            title="Night ferry",
            text="The night ferry ran.",
            seen_at=when,
            published_at="2023-12-05T06:02:00Z",
            published_precision="minute",
        )
        store(db, article)
    return tmp_path / "news.db"


def test_the_quick_start_has_two_commands() -> None:
    start = README.split("## Quick start")[1].split("\n## ")[0]
    assert len(re.findall(r"```sh\n", start)) == 2


def test_every_command_exists_and_takes_what_it_is_given() -> None:
    lines = re.findall(r"scrapy ([a-z]+)((?: [^`\n|#]*)?)", README)
    assert {command for command, _ in lines} <= COMMANDS | {"project"}
    for command, rest in lines:
        if command == "crawl":
            known = ARCHIVE_ARGUMENTS if rest.strip().startswith("archive") else ARGUMENTS
            assert set(re.findall(r"-a (\w+)=", rest)) <= set(known)


def test_every_setting_exists_with_the_default_that_is_told() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| ([^|]+) \|", README, re.MULTILINE)
    assert rows
    for name, default in rows:
        told, value = default.strip().strip("`"), getattr(settings, name)
        if value is None:  # said in words
            assert told.replace(" ", "").isalpha(), name
        else:
            assert told == (f"{value:g}" if isinstance(value, int | float) else value), name


def test_the_columns_are_those_of_the_schema() -> None:
    assert columns_table("articles") in README


def test_the_sql_runs(news: Path) -> None:
    (sql,) = blocks("sql")
    with sqlite3.connect(news) as db:
        assert len(db.execute(sql).fetchall()) == 1


def test_the_python_runs(news: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (python,) = blocks("python")
    exec(compile(python, "README.md", "exec"), {})
    assert capsys.readouterr().out == "1 2023-12-05T06:02:00Z Night ferry\n"
