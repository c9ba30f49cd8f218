"""What a page costs by the way it is read: as the server wrote it, from its script's data, in a browser.

    python -m tests.bench_javascript [--pages 20]

Crawls the same article in three forms from loopback, without delays: 8 pages, then `--pages` more. The
difference is what a page costs; the rest is what it costs to begin. Processor time is that of the crawl
and of all that it starts, the browser too; memory is the most that they have together (Pss).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.crawling import FAST, ROOT, arguments, environment
from tests.fetch.test_javascript import APP, SHELL, TEXT, api
from tests.loopback import Reply
from tests.site import Site
from tests.spiders.test_news import feed

FEW = 8
"""Pages after which all is loaded that a crawl loads."""
TITLE = "The bridge, part {}"
PLAIN = """<html lang="en"><head><title>{title} - The Bridge</title></head><body><article><h1>{title}</h1>
<time datetime="2024-03-01T08:00:00Z">1 March</time>{text}</article></body></html>"""
STATE = """<html lang="en"><head><title>{title} - The Bridge</title></head><body><div id="app"></div>
<script type="application/json">{state}</script></body></html>"""


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and by the clock, and bytes."""

    processor: float
    clock: float
    memory: int


def plain(title: str) -> str:
    return PLAIN.format(title=title, text="".join(f"<p>{text}</p>" for text in TEXT))


def state(title: str) -> str:
    article = {"headline": title, "datePublished": "2024-03-01T08:00:00Z", "paragraphs": TEXT}
    return STATE.format(title=title, state=json.dumps({"article": article}))


def browser(title: str) -> str:
    return SHELL


FORMS: dict[str, Callable[[str], str]] = {"plain": plain, "state": state, "browser": browser}


def crawl(form: Callable[[str], str], pages: int) -> Cost:
    """Crawl so many pages of one form, and return what that took."""
    with Site() as site, tempfile.TemporaryDirectory() as folder:
        site.pages["/app.js"] = Reply(body=APP.encode(), headers={"Content-Type": "text/javascript"})
        paths = [f"/news/2024/bridge-of-the-town-{n}" for n in range(1, pages + 1)]
        for n, path in enumerate(paths, 1):
            site.pages[path] = form(TITLE.format(n))
            site.pages[f"/api{path}"] = api(TITLE.format(n))
        site.pages["/feed.xml"] = feed(*((path, 1) for path in paths))
        database = Path(folder) / "news.db"
        settings = (
            *FAST,
            "-s",
            "JAVASCRIPT=auto",
            "-s",
            "TELL_ACCOUNT=0",
            "-s",
            "CONTACT=mailto:a@b.example",
        )
        command = arguments(database, "crawl", "news", "-a", f"url={site.url}/feed.xml", *settings)
        began = time.monotonic()
        child = subprocess.Popen(command, cwd=ROOT, env=environment())
        most, done = [0], threading.Event()
        watching = threading.Thread(target=_watch, args=(child.pid, most, done))
        watching.start()
        _, status, used = os.wait4(child.pid, 0)
        done.set()
        watching.join()
        assert status == 0, "the crawl failed"
        return Cost(used.ru_utime + used.ru_stime, time.monotonic() - began, most[0])


def _watch(root: int, most: list[int], done: threading.Event) -> None:
    while not done.wait(0.2):
        most[0] = max(most[0], sum(map(_pss, _family(root))))


def _family(root: int) -> list[int]:
    """Return a process and all below it."""
    parents: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            parents[int(folder.name)] = int((folder / "stat").read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
    found = [root]
    for pid in found:
        found += [child for child, parent in parents.items() if parent == pid]
    return found


def _pss(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:")), 0)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--pages", type=int, default=24)
    pages = parser.parse_args().pages
    print("| page | processor | by the clock | to begin | memory |")
    print("| --- | --- | --- | --- | --- |")
    base: Cost | None = None
    for name, form in FORMS.items():
        few, many = crawl(form, FEW), crawl(form, FEW + pages)
        base = base or few
        processor, clock = ((many.processor - few.processor) / pages, (many.clock - few.clock) / pages)
        begin = max(0.0, few.processor - base.processor - FEW * processor)
        each = f"{processor * 1000:.0f} ms | {clock * 1000:.0f} ms | {begin:.1f} s"
        print(f"| {name} | {each} | {many.memory / 1e6:.0f} MB |", flush=True)


if __name__ == "__main__":
    main()
