"""Checks find what is wrong and nothing else, a backup is sound, and pruned pages are not fetched again."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import Database, open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.crawl.frontier_rows import Added, Link, add, pause_host
from pipelines.db.crawl.leases import acknowledge, lease
from pipelines.db.file_errors import Missing, NotOurs, Unwritable
from pipelines.db.maintenance import _PRUNE, backup, problems, prune, tidy
from tests.db.conftest import NOON, make_article
from tests.postgres import fresh_database


def fill(db: Database, count: int = 5) -> None:
    for number in range(count):
        url = f"https://herald.example/{number}"
        store(db, make_article(url=url, title=f"東京 {number}", signature=(), urls=(url + "?amp",)))


def test_a_sound_file_has_no_problems(db: Database) -> None:
    fill(db)
    assert problems(db) == []
    tidy(db)
    assert problems(db) == []


HARM = (
    ("UPDATE articles SET seq = NULL WHERE id = 2", "articles without a seq: 1"),
    ("UPDATE _seq SET value = 3", "articles whose seq is beyond the counter: 2"),
    (
        "DELETE FROM article_urls WHERE article_id < 3 AND url LIKE '%/0'",
        "articles whose own address leads elsewhere: 1",
    ),
    ("UPDATE articles SET source = 'nobody' WHERE id = 4", "references that lead nowhere: 1"),
    (
        "INSERT INTO articles_fts (articles_fts, rowid, title, text) VALUES ('delete', 1, '東京 0', 'x')",
        "articles_fts",
    ),
)


@pytest.mark.parametrize(("harm", "problem"), HARM, ids=[problem for _, problem in HARM])
def test_damage_is_reported(file_db: Database, harm: str, problem: str) -> None:
    fill(file_db)
    file_db.execute("PRAGMA foreign_keys = OFF")
    file_db.execute(harm)
    found = problems(file_db)
    assert len(found) == 1
    assert problem in found[0]


SERVER_HARM = (
    *HARM[:3],
    ("DELETE FROM articles_fts WHERE rowid = 1", "articles that the search index does not agree with: 1"),
    (
        "UPDATE articles SET title = title || ' x' WHERE id < 3",
        "articles that the search index does not agree with: 2",
    ),
)


@pytest.mark.postgres
@pytest.mark.parametrize(("harm", "problem"), SERVER_HARM, ids=[problem for _, problem in SERVER_HARM])
def test_damage_of_a_server_is_reported(harm: str, problem: str) -> None:
    with fresh_database() as address, open_database(address) as db:
        fill(db)
        db.execute(harm)
        assert problems(db) == [problem]


def test_a_backup_is_whole_while_a_crawl_writes(path: Path, tmp_path: Path) -> None:
    open_database(path).close()
    command = [sys.executable, "-m", "tests.db.killed", str(path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as crawl:
        assert crawl.stdout and crawl.stdout.readline() == b"ready\n"
        sizes = [0]
        end = time.monotonic() + 20
        while len(set(sizes)) < 4 and time.monotonic() < end:
            time.sleep(0.1)
            assert backup(path, tmp_path / "copy.db") > 0
            with open_articles(tmp_path / "copy.db") as articles:
                assert [article.seq for article in articles] == sorted(article.seq for article in articles)
                sizes.append(articles.last_seq())
            assert crawl.poll() is None
        crawl.kill()
    assert sizes == sorted(sizes) and sizes[-1] > 0
    with open_database(tmp_path / "copy.db") as copy:
        assert problems(copy) == []
    assert not list(tmp_path.glob("*.part"))


def test_a_backup_of_another_programs_file_leaves_the_older_backup(path: Path, tmp_path: Path) -> None:
    target = tmp_path / "copy.db"
    target.write_text("older")
    with pytest.raises(Missing):
        backup(path, target)
    path.write_text("no database " * 100)
    with pytest.raises(NotOurs):
        backup(path, target)
    open_database(tmp_path / "sound.db").close()
    with pytest.raises(Missing, match="no directory"):
        backup(tmp_path / "sound.db", tmp_path / "none" / "copy.db")
    assert target.read_text() == "older"
    assert not list(tmp_path.glob("*.part"))


def test_pruned_pages_are_not_fetched_again(db: Database) -> None:
    links = [
        Link(url=f"https://herald.example/{name}", source="herald") for name in ("0", "1", "gallery", "due")
    ]
    add(db, [*links, Link(url="https://herald.example/feed", source="herald", kind="feed")])
    leased = {each.url[23:]: each.token for each in lease(db, 9, now=NOON, seconds=60, per_host=9)}
    fill(db, 2)
    for name, outcome in (("0", "done"), ("1", "done"), ("gallery", "dropped"), ("feed", "done")):
        acknowledge(db, leased[name], outcome)  # type: ignore[arg-type]
    pause_host(db, "herald.example", NOON)
    known = db.all("SELECT acknowledged_at FROM _frontier WHERE url LIKE '%gallery'")[0][0]
    now = NOON.replace(year=int(known[:4]) + 2)
    assert prune(db, NOON) == {}
    assert prune(db, now) == {
        "links to stored articles": 2,
        "old drops and failures": 1,
        "pauses that are over": 1,
    }
    assert prune(db, now) == {}
    assert add(db, links) == Added(new=1, known=3)
    assert problems(db) == []


def test_pruning_is_done_in_parts(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipelines.db.maintenance.AT_ONCE", 2)
    for number in range(5):
        pause_host(db, f"h{number}.example", NOON)
    for number in range(7):
        add(db, [Link(url=f"https://herald.example/{number}", source="herald")])
    # Between the rows that are deleted there are others.
    db.execute(
        "UPDATE _frontier SET state = 'dropped', acknowledged_at = '2020-01-01T00:00:00Z' WHERE id % 3 <> 0"
    )
    assert prune(db, NOON + timedelta(days=99)) == {"pauses that are over": 5, "old drops and failures": 5}
    assert db.all("SELECT id FROM _frontier") == [(3,), (6,)]


@pytest.mark.parametrize("what", _PRUNE)
def test_pruning_reads_each_table_once(file_db: Database, what: str) -> None:
    values = {"after": 0, "until": 9, "most": 2, "month": "", "half_year": ""}
    for sql in (_PRUNE[what].until, _PRUNE[what].delete):
        names = {name: values[name] for name in values if f":{name}" in sql}
        table = _PRUNE[what].table
        steps = [row[3] for row in file_db.all(f"EXPLAIN QUERY PLAN {sql}", names)]
        assert not [step for step in steps if step.startswith(f"SCAN {table}") or "TEMP" in step]
        assert any(step.startswith(f"SEARCH {table} USING") for step in steps)


def test_what_an_ended_copy_left_does_not_hide_why_the_next_one_cannot_be_written(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_database(path).close()

    def refuse(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    monkeypatch.setattr(Path, "unlink", refuse)
    assert backup(path, tmp_path / "copy.db") > 0
    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(Unwritable, match=r"copy.db.part: cannot be opened or written \(Read-only file"):
        backup(path, tmp_path / "copy.db")
