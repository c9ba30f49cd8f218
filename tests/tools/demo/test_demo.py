"""`scrapy demo`, run as a user runs it, stores every article of the demo's world as intended."""

import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import tomllib
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from crawler.tools.demo import demo_database
from tests import warm

ROOT = Path(__file__).parents[3]
TRUTH = tomllib.loads((Path(__file__).parent / "truth.toml").read_text(encoding="utf-8"))
FURNITURE = (
    "Updated in",
    "most visited",
    "your comment",
    "cookie",
    "newsletter",
    "Read also",
    "Related",
    "Share",
    "Advertisement",
    "(Photo:",
    "Photo: L. Mirzai",
    "pistachio buy cheap",
    "<<",
    "News ID",
    "Zustimmen",
    "Lesen Sie auch",
    "Teilen",
    "Foto:",
    "Ihr Dach",
    "Meistgelesen",
    "Kommentar",
    "Schlagwörter",
    "Bote Plus",
    "Drucken",
    "Heute ist der",
)
"""Texts on the world's pages that do not belong to an article."""


@dataclass(frozen=True)
class Demo:
    code: int
    out: str
    err: str
    database: Path

    def rows(self, sql: str) -> list[dict[str, Any]]:
        with closing(sqlite3.connect(self.database)) as db:
            db.row_factory = sqlite3.Row
            return [dict(row) for row in db.execute(sql)]


ENVIRONMENT = {
    "SCRAPY_SETTINGS_MODULE": "crawler.settings",
    "PYTHONPATH": str(ROOT),
    "http_proxy": "http://127.0.0.1:9/",  # nothing listens there: the demo must ignore it
    "NO_PROXY": "*",
}


def demo(directory: Path, *arguments: str) -> Demo:
    """Run `scrapy demo` in a process that has already imported everything."""
    environment = os.environ | ENVIRONMENT
    with tempfile.TemporaryDirectory() as folder:
        out, err = Path(folder) / "out", Path(folder) / "err"
        words = ["scrapy", "demo", *arguments]
        code = warm.Command(words, cwd=directory, environment=environment, out=out, err=err).wait()
        return Demo(code, out.read_text("utf-8"), err.read_text("utf-8"), directory / "demo.db")


@pytest.fixture(scope="module")
def ran(tmp_path_factory: pytest.TempPathFactory) -> Demo:
    """Run the demo in a process that has to import everything first, as a user's does."""
    directory = tmp_path_factory.mktemp("demo")
    done = subprocess.run(
        [sys.executable, "-m", "scrapy", "demo"],
        cwd=directory,
        env=os.environ | ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    return Demo(done.returncode, done.stdout, done.stderr, directory / "demo.db")


@pytest.fixture(scope="module")
def articles(ran: Demo) -> dict[str, dict[str, Any]]:
    return {row["url"]: row for row in ran.rows("SELECT * FROM articles")}


def test_the_demo_succeeds(ran: Demo) -> None:
    assert (ran.code, ran.err) == (0, "")
    beside = {path.name for path in ran.database.parent.iterdir()}
    assert beside == {"demo.db", "demo.pages.db"}


def test_every_article_is_stored_and_nothing_else(articles: dict[str, dict[str, Any]]) -> None:
    assert sorted(articles) == sorted(TRUTH)


@pytest.mark.parametrize("url", sorted(TRUTH), ids=lambda url: url.strip("/").rpartition("/")[2])
def test_an_article_is_stored_as_intended(articles: dict[str, dict[str, Any]], url: str) -> None:
    row = articles[url]
    row["authors"] = json.loads(row["authors"])
    expected = {name: value for name, value in TRUTH[url].items() if name not in ("first", "last")}
    assert {name: row[name] for name in expected} == expected
    assert (row["text"][: len(TRUTH[url]["first"])], row["text"][-len(TRUTH[url]["last"]) :]) == (
        TRUTH[url]["first"],
        TRUTH[url]["last"],
    )


@pytest.mark.parametrize("url", sorted(TRUTH), ids=lambda url: url.strip("/").rpartition("/")[2])
def test_a_text_has_no_furniture_and_nothing_twice(articles: dict[str, dict[str, Any]], url: str) -> None:
    text = articles[url]["text"]
    assert [part for part in FURNITURE if part in text] == []
    paragraphs = text.split("\n\n")
    assert len(paragraphs) == len(set(paragraphs))
    assert articles[url]["title"] not in text


def test_the_story_on_both_outlets_is_a_duplicate(ran: Demo) -> None:
    copies = ran.rows(
        "SELECT a.title, b.title AS first FROM articles a JOIN articles b ON b.id = a.duplicate_of"
    )
    assert copies == [dict.fromkeys(("title", "first"), "Lost letter delivered after 61 years")]


def test_pages_add_up(ran: Demo) -> None:
    (run,) = ran.rows("SELECT * FROM runs")
    ended = run["new"] + run["changed"] + run["same"]
    ended += sum(json.loads(run["drops"]).values()) + sum(json.loads(run["errors"]).values())
    assert ended == run["pages"]
    assert json.loads(run["errors"]).keys() <= {"Http404"}
    assert f"{run['pages']} pages = {len(TRUTH)} articles" in ran.out


def test_the_output_fits_80_columns_and_has_no_colours_in_a_pipe(ran: Demo) -> None:
    assert [line for line in ran.out.splitlines() if len(line) > 80 and "sqlite3" not in line] == []
    assert "\x1b" not in ran.out


def test_a_second_run_replaces_only_the_demos_own_database(ran: Demo) -> None:
    again = demo(ran.database.parent)
    assert again.code == 0
    assert len(again.rows("SELECT 1 FROM runs")) == 1
    assert len(again.rows("SELECT 1 FROM articles")) == len(TRUTH)
    somebody = ran.database.with_name("news.db")
    somebody.write_bytes(b"somebody's")
    refused = demo(ran.database.parent, "--keep", str(somebody))
    assert (refused.code, somebody.read_bytes()) == (1, b"somebody's")
    assert refused.err.count("\n") == 1
    assert "not the database of a demo" in refused.err


def test_a_file_of_another_program_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    assert demo_database.choose() == (Path("demo.db"), None)
    (tmp_path / "demo.db").write_bytes(b"somebody's")
    elsewhere, why = demo_database.choose()
    left = "demo.db holds more than a demo and is left alone"
    assert why == f"{left}; this demo is in {elsewhere} (--keep names another file)"
    assert (elsewhere.name, elsewhere.parent.parent) == ("demo.db", tmp_path)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--kep", "x.db"], "unknown option --kep; did you mean --keep?"),
        (["now"], "'now' means nothing to this command"),
        (["--keep", "no/such/demo.db"], "there is no directory"),
    ],
)
def test_a_mistake_is_reported_in_one_line(tmp_path: Path, arguments: list[str], message: str) -> None:
    wrong = demo(tmp_path, *arguments)
    assert wrong.code != 0
    assert message in wrong.err.splitlines()[-1]
    assert "Traceback" not in wrong.err
