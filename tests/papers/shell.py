"""Runs a command line of a paper in a folder of its own; all sites are played on loopback."""

from __future__ import annotations

import os
import re
import shlex
import signal
import sqlite3
import subprocess
import time
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from urllib.request import ProxyHandler, build_opener

from tests import warm
from tests.crawling import environment
from tests.papers.parts import ROOT

PROGRAMS = {"pytest": "pytest", "sqlite-utils": "sqlite_utils", "datasette": "datasette"}
"""Commands that are run as a module of this Python."""
SOURCES = ("tagesschau", "lemonde", "nrk")
"""Those of the thirty example sources that a paper or a command's help names."""


@dataclass(frozen=True, slots=True)
class Ran:
    """The result of a command; `out` has standard output and error."""

    code: int
    out: str


class Shell:
    """A reader's folder, laid out like a clone, in which commands are typed.

    `world` is the address of the proxy that plays all sites.
    """

    def __init__(self, folder: Path, world: str) -> None:
        self.folder = folder
        self._world = world
        for path in (*ROOT.iterdir(), *(ROOT / "crawler").iterdir()):
            if not path.name.startswith(".") and path.name not in ("crawler", "sources"):
                link = folder / path.relative_to(ROOT)
                link.parent.mkdir(exist_ok=True)
                link.symlink_to(path)
        self.sources = folder / "crawler" / "sources"
        self.sources.mkdir()
        for path in (ROOT / "crawler" / "sources").iterdir():
            if path.is_file() and path.suffix != ".toml":  # the package's code, and some of its examples
                (self.sources / path.name).symlink_to(path)
        for name in SOURCES:
            text = (ROOT / "crawler" / "sources" / f"{name}.toml").read_text("utf-8")
            (self.sources / f"{name}.toml").write_text(text, "utf-8")

    def run(self, line: str, stays: str | None = None) -> Ran:
        """Run a line to its end. A command that does not end is stopped once its output contains `stays`."""
        line = line.replace("/srv/news/sources", str(self.sources)).replace(" 2>&1", "")
        words = shlex.split(line.replace("/srv/news", str(self.folder)))
        settings: dict[str, str] = {}
        while words[0] in ("nice", "time") or re.match(r"[A-Z]+=", words[0]):
            first = words.pop(0)
            if "=" in first:
                settings |= [first.split("=", 1)]
        program = words[0].removeprefix(".venv/bin/")
        if program in PROGRAMS:
            words = ["python", "-m", PROGRAMS[program], *words[1:]]
        elif program not in ("scrapy", "broadsheet", "python", "python3"):
            return self._other(line)
        else:
            words[0] = program.removesuffix("3")
        return self._forked(words, settings, stays)

    def _forked(self, words: list[str], settings: Mapping[str, str], stays: str | None) -> Ran:
        out, err = self.folder / ".out", self.folder / ".err"
        out.unlink(missing_ok=True)
        proxy = {"http_proxy": self._world, "https_proxy": self._world, "no_proxy": ""}
        if words[0] in ("scrapy", "broadsheet"):
            sources = str(self.sources)
            proxy |= {"SCRAPY_SETTINGS_MODULE": "tests.papers.settings", "PAPERS_SOURCES": sources}
        proxy |= {"DISPLAY": "", "WAYLAND_DISPLAY": "", "BROWSER": "true", **warm.COPIED, **settings}
        command = warm.Command(words, cwd=self.folder, environment=environment(proxy), out=out, err=err)
        try:
            if stays is not None:
                self._end(command, stays)
            code = command.wait()
        finally:
            command.kill()
        return Ran(code, out.read_text("utf-8", "replace") + err.read_text("utf-8"))

    def _end(self, command: warm.Command, stays: str) -> None:
        """Wait until a command has done its work, fetch the page that it shows, if any, and press Ctrl-C."""
        until = time.monotonic() + warm.TIMEOUT
        while not (found := self._shown(command, stays)):
            assert command.poll() is None, f"it ended: {command.err.read_text('utf-8')}"
            assert time.monotonic() < until, f"no {stays!r}: {command.out.read_text('utf-8')}"
            time.sleep(0.02)
        if port := re.search(r"http://.*(:\d+/)", found):  # the machine's name may resolve to another address
            with build_opener(ProxyHandler({})).open(f"http://127.0.0.1{port[1]}") as answer:
                assert b"/article/" in answer.read()
        os.kill(command.pid, signal.SIGINT)

    def _shown(self, command: warm.Command, stays: str) -> str:
        if stays == "run":  # a crawl that finds nothing due prints nothing, so look for the row of its run
            with closing(sqlite3.connect(self.folder / "news.db")) as db:
                going = "SELECT count(*) FROM runs WHERE finished_at IS NULL"
                return "a run" if db.execute(going).fetchone()[0] else ""
        text = command.out.read_text("utf-8") if command.out.exists() else ""
        match = re.search(stays, text)
        return match[0] if match else ""

    def _other(self, line: str) -> Ran:
        done = subprocess.run(
            ["/bin/bash", "-c", line.replace("/srv/news", str(self.folder))],
            cwd=self.folder,
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(done.returncode, done.stdout + done.stderr)
