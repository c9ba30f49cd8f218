"""What the database's README says is so: its SQL and Python run, and so do the lines for other tools."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from pipelines.db import columns, open_database
from pipelines.db.articles import store
from tests.crawling import ROOT
from tests.db.conftest import NOON, make_article

README = (ROOT / "pipelines/db/README.md").read_text(encoding="utf-8")
LINES = re.findall(r"```sh\n(.*?)\n```", README)
NOT_HERE = (
    "No module named",
    "pip install",
    "Could not establish connection",
    "Failed to download extension",
)
"""What a tool says that is installed only in part, or that would have to fetch something."""


@pytest.fixture
def directory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    with open_database("news.db") as db:
        store(db, make_article(published_at="2026-05-03T10:00:00Z", published_precision="minute"))
        store(db, make_article(title="Harbour bridge shuts", seen_at=NOON.replace(hour=13)))
    return tmp_path


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_tables_are_those_of_the_schema() -> None:
    assert columns.tables().strip() in README


def test_the_sql_runs(directory: Path) -> None:
    (sql,) = blocks("sql")
    with sqlite3.connect("news.db") as db:
        for statement in filter(str.strip, re.sub("--.*", "", sql).split(";")):
            assert len(db.execute(statement, {"seq": 0}).fetchall()) == 1


def test_the_python_runs(directory: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (python,) = blocks("python")
    exec(compile(python, "README.md", "exec"), {})
    assert "[Harbour] [bridge] shuts" in capsys.readouterr().out


@pytest.mark.parametrize(
    "line", LINES, ids=[re.sub(r"python -c .import (\w+).*", r"\1", line).split()[0] for line in LINES]
)
def test_the_line_for_a_tool_runs(directory: Path, line: str) -> None:
    """With those tools that are installed beside this Python, or on the PATH."""
    words = shlex.split(line)
    beside = str(Path(sys.executable).parent)
    found = shutil.which(words[0], path=os.pathsep.join([beside, os.environ["PATH"]]))
    if words[0] == "scrapy":
        words, found = [sys.executable, "-m", "scrapy", *words[1:], "-s", f"DATABASE={directory}/news.db"], ""
        words[words.index("news.parquet")] = f"{directory}/news.parquet"
    if found is None:
        pytest.skip(f"{words[0]} is not installed")
    cwd = ROOT if "scrapy" in words else directory
    done = subprocess.run(
        [found or words[0], *words[1:]], cwd=cwd, capture_output=True, text=True, timeout=60, check=False
    )
    if done.returncode and any(said in done.stderr for said in NOT_HERE):
        pytest.skip(done.stderr.strip().splitlines()[-1])
    assert done.returncode == 0, done.stderr
    assert "herald" in done.stdout or "bridge" in done.stdout.lower() or (directory / "news.parquet").exists()
