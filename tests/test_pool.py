"""The workers: one bad page costs one page."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time

import pytest

from pipelines.pool import PageTimeout, Pool, WorkerKilled


def work(what: str) -> str:
    if what == "hang":
        time.sleep(60)
    if what == "die":
        os._exit(9)
    if what == "fail":
        raise ValueError("bad page")
    return what.upper()


def pid() -> str:
    return str(os.getpid())


async def outcomes(pool: Pool, tasks: list[str]) -> list[object]:
    return await asyncio.gather(*(pool.run(work, each) for each in tasks), return_exceptions=True)


def test_a_page_that_hangs_dies_or_fails_costs_only_itself() -> None:
    pool = Pool(2, timeout=1.0)
    try:
        found = asyncio.run(outcomes(pool, ["a", "hang", "b", "die", "c", "fail", "d"]))
    finally:
        pool.close()
    assert [type(each) for each in found] == [str, PageTimeout, str, WorkerKilled, str, ValueError, str]
    assert [each for each in found if isinstance(each, str)] == ["A", "B", "C", "D"]


def test_a_worker_that_is_killed_between_two_pages_costs_none() -> None:
    pool = Pool(2, timeout=5.0)

    async def with_a_death() -> list[object]:
        before = await outcomes(pool, ["a", "b"])
        os.kill(int(str(await pool.run(pid))), signal.SIGKILL)
        await asyncio.sleep(0.5)
        return before + await outcomes(pool, ["c", "d", "e"])

    try:
        assert asyncio.run(with_a_death()) == ["A", "B", "C", "D", "E"]
    finally:
        pool.close()


def test_no_workers_means_inline() -> None:
    assert asyncio.run(Pool(0).run(work, "a")) == "A"
    with pytest.raises(ValueError, match="bad page"):
        asyncio.run(Pool(0).run(work, "fail"))


def test_a_worker_has_read_the_big_tables_before_its_first_page() -> None:
    program = (
        "import pipelines.warmed; from pipelines.text import language;"
        "print(language._reader.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"
