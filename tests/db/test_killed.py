"""After a kill at any moment the store is whole:
it has both an article and its acknowledgement, or neither."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

from pipelines.db import Database, open_database
from tests import warm

TIMES = int(os.environ.get("KILLS", "8"))
"""More kills: `KILLS=50 python -m pytest tests/db/test_killed.py`."""

SOUND = {
    "an acknowledged article that is not there": """
        SELECT f.url FROM _frontier AS f
        WHERE f.detail IN ('new', 'changed', 'same') AND f.url NOT IN (SELECT url FROM articles)
    """,
    "an article that nobody acknowledged": """
        SELECT a.url FROM articles AS a JOIN _frontier AS f USING (url) WHERE f.acknowledged_at IS NULL
    """,
    "an article without its addresses": """
        SELECT a.id FROM articles AS a LEFT JOIN article_urls AS u ON u.article_id = a.id
        GROUP BY a.id HAVING count(u.url) <> 2
    """,
    "an article without its keys": """
        SELECT a.id FROM articles AS a LEFT JOIN _shingles AS s ON s.id = a.id
        GROUP BY a.id HAVING count(s.key) <> 16
    """,
    "an article without its seq": "SELECT id FROM articles WHERE seq IS NULL",
    "a page that is waiting and in no queue": """
        SELECT f.id FROM _frontier AS f LEFT JOIN _queues AS q USING (source, host, rank)
        WHERE f.state = 'due' AND q.ready IS DISTINCT FROM 1
    """,
}
_OTHERS = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"


def check(db: Database) -> int:
    if db.kind == "sqlite":
        assert db.all("PRAGMA integrity_check") == [("ok",)]
        assert db.all("PRAGMA foreign_key_check") == []
        db.execute("INSERT INTO articles_fts (articles_fts, rank) VALUES ('integrity-check', 1)")
    else:
        while db.all(_OTHERS):  # the server has yet to notice that the process was killed
            time.sleep(0.01)
    for what, sql in SOUND.items():
        assert db.all(sql) == [], what
    given = [
        seq for (seq,) in db.all("SELECT seq FROM articles UNION ALL SELECT seq FROM revisions ORDER BY 1")
    ]
    assert given == list(range(1, db.all("SELECT value FROM _seq")[0][0] + 1))
    return len(given)


def test_killed_at_random_moments(path: Path, store_address: Path | str) -> None:
    root = Path(__file__).parents[2]
    had = kills = 0
    while kills < TIMES or (had <= 20 and kills < 10 * TIMES):  # on a busy machine a child stores little
        kills += 1
        command, err = ["python", "-m", "tests.db.killed", str(store_address)], path.with_suffix(".err")
        out = path.with_suffix(f".{kills}")
        child = warm.Command(command, cwd=root, environment=os.environ, out=out, err=err)
        while not (out.exists() and out.read_text() == "ready\n"):
            assert child.poll() is None, err.read_text()
            time.sleep(0.01)
        time.sleep(random.uniform(0.05, 0.6))
        assert child.poll() is None
        child.kill()
        with open_database(store_address) as db:
            has = check(db)
        assert has >= had
        had = has
    assert had > 20
