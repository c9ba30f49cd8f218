"""URLs that a process had leased are due at once if it has certainly ended."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from pipelines.db import Database
from pipelines.db.crawl.frontier_rows import add
from pipelines.db.crawl.holders import is_gone, this_process
from pipelines.db.crawl.leases import acknowledge, release_gone
from tests.db.crawl.test_frontier_rows import link, take

HOLD = """
import sys, time
from datetime import UTC, datetime
from pipelines.db import open_database
from pipelines.db.crawl.leases import lease
with open_database(sys.argv[1]) as db:
    held = lease(db, 2, now=datetime.now(UTC), seconds=999, per_host=9)
    print(len(held), flush=True)
    time.sleep(60)
"""


def test_urls_of_a_killed_process_are_due_at_once(db: Database, store_address: Path | str) -> None:
    add(db, [link("a"), link("b"), link("c")])
    (mine,) = take(db, 1)
    with subprocess.Popen([sys.executable, "-c", HOLD, str(store_address)], stdout=subprocess.PIPE) as other:
        assert other.stdout and other.stdout.readline() == b"2\n"
        assert release_gone(db) == 0
        other.kill()
        # Its parent has not waited for it yet, so it is a zombie, as in a container whose first process never
        # waits.
        end = time.monotonic() + 10
        while (released := release_gone(db)) == 0 and time.monotonic() < end:
            time.sleep(0.01)
    assert released == 2
    assert release_gone(db) == 0
    assert [(each.url[-1], each.attempts) for each in take(db)] == [("b", 1), ("c", 1)]
    assert acknowledge(db, mine.token, "done")


def test_only_a_process_that_has_certainly_ended_counts_as_gone() -> None:
    host, boot, space, pid, start = this_process().split(" ")
    gone = {
        f"{host} {boot} {space} {pid} {start}": False,
        f"{host} {boot} {space} {pid} {start}1": start != "-",
        f"{host} {boot} {space} 999999999 {start}": True,
        f"elsewhere {boot} {space} 999999999 {start}": False,
        f"{host} other-boot {space} {pid} {start}": True,
        f"{host} {boot} other-space 999999999 {start}": False,
        "": False,
        "nonsense": False,
    }
    assert {holder: is_gone(holder) for holder in gone} == gone
