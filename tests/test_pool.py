"""The workers: one bad page costs one page."""

from __future__ import annotations

import asyncio
import os
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


def test_no_workers_means_inline() -> None:
    assert asyncio.run(Pool(0).run(work, "a")) == "A"
    with pytest.raises(ValueError, match="bad page"):
        asyncio.run(Pool(0).run(work, "fail"))
