"""`scrapy worker` and `scrapy cluster`: their messages, and what they load."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests import warm
from tests.crawling import ROOT, Ran, environment, scrapy
from tests.postgres import fresh_database, missing


def run(folder: Path, database: str, *words: str) -> Ran:
    (folder / "a.toml").write_text('url = "http://127.0.0.1:9/"\n')
    line = ["scrapy", *words, "-s", f"SOURCES={folder}", "-s", f"DATABASE={database}"]
    out, err = folder / "out", folder / "err"
    command = warm.Command(line, cwd=ROOT, environment=environment(), out=out, err=err)
    return Ran(command.wait(), out.read_text("utf-8"), err.read_text("utf-8"), folder / "none.db")


@pytest.mark.parametrize("words", [("worker",), ("cluster", "setup"), ("cluster", "status")])
def test_a_file_is_refused(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = scrapy(tmp_path / "news.db", *words)
    assert ran.code == 1
    assert ran.err.startswith(f"scrapy {words[0]}: DATABASE=")
    assert "is a file, which only one machine can use; name one that all can reach" in ran.err
    assert not (tmp_path / "news.db").exists()


@pytest.mark.parametrize("words", [("cluster",), ("cluster", "start"), ("cluster", "setup", "now")])
def test_a_mistyped_line_ends_with_2(tmp_path: Path, words: tuple[str, ...]) -> None:
    ran = scrapy(tmp_path / "news.db", *words)
    assert (ran.code, "say what to do: setup or status" in ran.err + ran.out) == (2, True)


def test_a_mistyped_word_is_corrected(tmp_path: Path) -> None:
    ran = scrapy(tmp_path / "news.db", "cluster", "stauts")
    assert (ran.code, "did you mean status?" in ran.err + ran.out) == (2, True)


CODE = """
import sys
from importlib import import_module
from pkgutil import iter_modules
import crawler.commands
for module in iter_modules(crawler.commands.__path__):
    import_module(f"crawler.commands.{module.name}")
import crawler.spiders.news, crawler.fetch.handler, crawler.reports.run_account, pipelines.db
from pipelines.db import open_database
open_database(sys.argv[1]).close()
print(sorted({"psycopg", "psycopg_pool", "procrastinate", "dask", "distributed"} & sys.modules.keys()))
"""


def test_nothing_of_the_extra_is_loaded_without_an_address(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", CODE, tmp_path / "news.db"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "[]\n"


@pytest.mark.postgres
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_tables_are_made_once_and_named_where_they_are_missing(tmp_path: Path) -> None:
    with fresh_database() as address:
        for words in (("worker",), ("cluster", "status")):
            ran = run(tmp_path, address, *words)
            assert ran.code == 1
            assert "has no tables for jobs; make them once: scrapy cluster setup" in ran.err
        first, second = (run(tmp_path, address, "cluster", "setup") for _ in range(2))
        assert (first.code, second.code) == (0, 0)
        assert "the tables are made" in first.out and "the tables were there already" in second.out
        state = run(tmp_path, address, "cluster", "status")
        assert (state.code, state.out.splitlines()[0]) == (0, "due: 0 hosts without a job")


@pytest.mark.postgres
@pytest.mark.skipif(missing() is not None, reason=missing() or "")
def test_a_server_that_does_not_answer_is_named_and_a_password_is_refused(tmp_path: Path) -> None:
    ran = run(tmp_path, "postgresql://news@127.0.0.1:9/news", "worker")
    assert ran.code == 1
    assert "127.0.0.1:9/news" in ran.err
    assert len(ran.err.splitlines()) == 1
    seen = run(tmp_path, "postgresql://news:s3cret@127.0.0.1:9/news", "worker")
    assert (seen.code, "s3cret" in seen.err + seen.out) == (2, False)
