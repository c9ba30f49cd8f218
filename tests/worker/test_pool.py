"""The worker processes: one bad page affects only one page."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import IO

import pytest

from pipelines.worker.pool import MemoryExceeded, PageTimeout, Pool, WorkerKilled, WorkFailed, cores

ROOT = Path(__file__).resolve().parents[2]
MEGABYTE = 1_000_000


class OddError(Exception):
    """An error whose arguments differ from those of its constructor, so that pickle cannot rebuild it."""

    def __init__(self, url: str, cause: str) -> None:
        super().__init__(f"{url}: {cause}")


def work(what: str) -> str:
    if what == "hang":
        while True:
            pass
    if what == "wait":
        time.sleep(60)
    if what == "die":
        os._exit(9)
    if what == "eat":
        return str(len(bytearray(2_000 * MEGABYTE)))
    if what == "fail":
        raise ValueError("bad page")
    if what == "odd":
        raise OddError("a", "bad page")
    return what.upper()


def pid() -> str:
    return str(os.getpid())


def modules() -> list[str]:
    return sorted(name for name in sys.modules if name.split(".")[0] in ("scrapy", "twisted"))


async def outcomes(pool: Pool, tasks: list[str]) -> list[object]:
    return await asyncio.gather(*(pool.run(work, each) for each in tasks), return_exceptions=True)


def test_a_page_that_hangs_waits_dies_fails_or_eats_memory_affects_only_itself() -> None:
    pool = Pool(2, timeout=1.0, memory=600 * MEGABYTE)
    try:
        found = asyncio.run(
            outcomes(pool, ["a", "hang", "b", "die", "c", "fail", "d", "eat", "e", "wait", "f", "odd", "g"])
        )
    finally:
        pool.close()
    bad = [PageTimeout, WorkerKilled, ValueError, MemoryExceeded, PageTimeout, WorkFailed]
    assert [type(each) for each in found[1::2]] == bad
    assert found[::2] == ["A", "B", "C", "D", "E", "F", "G"]
    messages = ["longer than 1 s", "more than 600 MB", "OddError: a: bad page"]
    assert [str(found[at]) for at in (1, 7, 11)] == messages


def test_a_worker_that_is_killed_between_two_pages_loses_none() -> None:
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


def test_a_worker_is_replaced_after_a_number_of_pages() -> None:
    pool = Pool(1, max_tasks=2)

    async def pids() -> list[str]:
        return [await pool.run(pid) for _ in range(4)]

    try:
        first, second, third, fourth = asyncio.run(pids())
    finally:
        pool.close()
    assert (first == second, third == fourth, first == third) == (True, True, False)


def test_workers_do_not_import_scrapy() -> None:
    # In a process of its own: this one's worker server may come from another test, with Scrapy loaded.
    program = (
        "import asyncio; from pipelines.worker.pool import Pool;"
        "from tests.worker.test_pool import modules;"
        "pool = Pool(1, preload='pipelines.worker.preload');"
        "print(asyncio.run(pool.run(modules))); pool.close()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"


def test_a_worker_has_read_the_big_tables_before_its_first_page() -> None:
    program = (
        "import pipelines.worker.preload; from pipelines.text.metadata import language;"
        "print(language._detector.cache_info().currsize)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "1\n"


def shout() -> None:
    logging.getLogger("any").error("\x1b[2J https://bob:s3cret@news.example/")


def test_a_worker_writes_no_log() -> None:
    program = (
        "import asyncio; from pipelines.worker.pool import Pool; from tests.worker.test_pool import shout;"
        "pool = Pool(1); asyncio.run(pool.run(shout)); pool.close()"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


def test_the_event_loop_has_priority_over_the_workers() -> None:
    pool = Pool(1)
    try:
        assert asyncio.run(pool.run(os.nice, 0)) == os.nice(0) + 5
    finally:
        pool.close()


def test_no_workers_means_inline() -> None:
    assert asyncio.run(Pool(0).run(work, "a")) == "A"
    with pytest.raises(ValueError, match="bad page"):
        asyncio.run(Pool(0).run(work, "fail"))


def test_as_many_workers_as_cores_it_may_use() -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)


MAIN = """
import asyncio, sys
from pipelines.worker.pool import Pool
from tests.worker.test_pool import pid, work

async def main():
    print(await pool.run(pid), flush=True)
    await asyncio.gather(*(pool.run(work, each) for each in sys.argv[1:]), return_exceptions=True)
    print("done", flush=True)

if __name__ == "__main__":
    pool = Pool(2, timeout=1.0)
    asyncio.run(main())
    pool.close()
"""


def alive(group: int) -> list[str]:
    """Return the commands of the remaining processes of a group, without zombies."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            name, _, rest = stat.read_text().rpartition(") ")
        except OSError:
            continue
        state, _, of, *_ = rest.split()
        if int(of) == group and state != "Z":
            found.append(name)
    return found


def begun(*tasks: str, err: IO[str] | None = None) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", MAIN, *tasks]
    out = subprocess.PIPE
    return subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=err, text=True, start_new_session=True)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc tells which processes are left")
@pytest.mark.parametrize("task", ["hang", "wait", "a"])
def test_no_worker_is_left_when_the_main_process_is_killed(task: str, tmp_path: Path) -> None:
    with (tmp_path / "err").open("w") as err:
        running = begun(*[task] * 3, err=err)
    assert running.stdout is not None
    assert running.stdout.readline().strip().isdigit()
    running.kill()
    running.wait()
    deadline = time.monotonic() + 40
    while (left := alive(running.pid)) and time.monotonic() < deadline:
        time.sleep(0.1)
    running.stdout.close()
    assert left == []
    assert (tmp_path / "err").read_text() == "", "its semaphores are removed without a warning"


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGTERM])
def test_workers_ignore_signals_that_are_for_the_main_process(stop: signal.Signals) -> None:
    running = begun()
    assert running.stdout is not None
    os.kill(int(running.stdout.readline()), stop)
    assert running.stdout.readline() == "done\n"
    running.stdout.close()
    assert running.wait() == 0


@pytest.mark.parametrize("stop", ["SIGINT", "SIGTERM"])
def test_a_signal_to_all_during_the_start_does_not_break_the_workers(stop: str) -> None:
    program = (
        "import asyncio, os, signal, threading; from pipelines.worker.pool import Pool;"
        f"signal.signal(signal.{stop}, lambda *_: None);"
        f"threading.Timer(0.2, os.killpg, (0, signal.{stop})).start();"
        "pool = Pool(1, preload='pipelines.worker.preload'); pool.start();"
        "print(asyncio.run(pool.run(str.upper, 'a'))); pool.close()"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False, start_new_session=True
    )
    assert (done.stdout, done.returncode) == ("A\n", 0), done.stderr


def test_workers_that_still_start_when_the_pool_ends_print_nothing() -> None:
    program = (
        "from pipelines.worker.pool import Pool\n"
        "for _ in range(8):\n"
        "    pool = Pool(4, preload='pipelines.worker.preload')\n"
        "    pool.start()\n"
        "    pool.close()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
