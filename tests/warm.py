"""Runs `scrapy …` or `python …` in a process of its own, forked from one that has already imported the code.

The imports of a command take a second of CPU time, and the tests run hundreds of commands. Otherwise the
process is like a new one (environment, folder, output, exit code, end).
"""

from __future__ import annotations

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

IMPORTED = (
    "scrapy.cmdline",
    "scrapy.pipelines",
    "scrapy.core.downloader.handlers.http11",
    "crawler.commands.crawl",
    "crawler.spiders.news",
    "crawler.spiders.archive",
    "crawler.reports.watchdog",
    "pipelines.worker.preload",
    "sqlite_utils",
    "tests.warmed",
)
COPIED = {"DASK_DISTRIBUTED__WORKER__MULTIPROCESSING_METHOD": "forkserver"}
"""With this variable, Dask's workers are copied from it, too, and are no children of the command."""
TIMEOUT = 120.0
"""Seconds that a command may take."""


class Command:
    """A running command line of `scrapy` or `python`; its output goes to files. It ends with the test."""

    def __init__(
        self, words: Sequence[str], *, cwd: Path, environment: Mapping[str, str], out: Path, err: Path
    ) -> None:
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload(list(IMPORTED))
        self.words, self.out, self.err = words, out, err
        self._child = context.Process(target=_child, args=(list(words), cwd, dict(environment), out, err))
        self._child.start()

    @property
    def pid(self) -> int:
        assert self._child.pid is not None
        return self._child.pid

    def poll(self) -> int | None:
        """Return the exit code, negative if a signal ended it; None while it runs."""
        return self._child.exitcode

    def wait(self, seconds: float = TIMEOUT) -> int:
        """Return the exit code. If it takes longer, kill it and raise TimeoutError."""
        self._child.join(seconds)
        if self._child.exitcode is None:
            self.kill()
            raise TimeoutError(f"{self.words} took more than {seconds:.0f} s")
        return self._child.exitcode

    def kill(self) -> None:
        self._child.kill()
        self._child.join()


def _child(command: list[str], cwd: Path, environment: dict[str, str], out: Path, err: Path) -> None:
    for number, path in ((0, Path(os.devnull)), (1, out), (2, err)):
        file = os.open(path, os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    sys.stdout = os.fdopen(1, "w", closefd=False)
    sys.stderr = os.fdopen(2, "w", closefd=False, buffering=1)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(cwd)
    if command[0] == "python":
        _interpret(command[1:])
        return
    sys.argv = command
    if command[0] == "broadsheet":
        from crawler.cli.program import main  # noqa: PLC0415

        main()
    from scrapy.cmdline import execute  # noqa: PLC0415 - it reads the environment

    execute(command)


def _interpret(words: list[str]) -> None:
    """Behave like `python -m module`, `python -c code` or `python file`."""
    sys.path.insert(0, "")
    if words[0] == "-m":
        sys.argv = words[1:]
        runpy.run_module(words[1], run_name="__main__", alter_sys=True)
    elif words[0] == "-c":
        sys.argv = ["-c", *words[2:]]
        exec(compile(words[1], "<string>", "exec"), {"__name__": "__main__"})
    else:
        sys.argv = words
        runpy.run_path(words[0], run_name="__main__")
