"""Makes the papers' pictures from the invented world of `scrapy demo`: `python -m tests.pictures`.

It needs Chromium. Look at the pictures before you commit them.
"""

from __future__ import annotations

import html
import os
import pty
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

from crawler.tools.demo.world_server import SOURCES, serving
from tests.crawling import ROOT, environment

TERMINAL = ROOT / "crawler" / "account" / "terminal.png"
READING = ROOT / "crawler" / "browse" / "reading.png"
COLUMNS = 108
ARTICLE = "http://herald.example/en/news/20417/old-water-tunnel-runs-again-under-gol-sang"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
LINE, LETTER = 17, 8
"""Pixels of the box of one letter."""
_PAGE = (
    "<meta charset=utf-8><style>body {{margin: 4px; background: #181818; color: #eee}}"
    f"pre {{{{margin: 0; font: 13px/{LINE}px 'DejaVu Sans Mono', monospace}}}}</style><pre>{{}}</pre>"
)


def main() -> int:
    if CHROMIUM is None:
        print("there is no Chromium", file=sys.stderr)
        return 1
    with tempfile.TemporaryDirectory() as place, serving() as proxy:
        database = Path(place) / "news.db"
        first = ("crawl", "news", "-a", "source=herald", "-a", "limit=8")
        second = ("crawl", "news", "-a", "source=bote,herald")
        lines = [f"$ scrapy {' '.join(first)}", *_shown(first, database, proxy)[-1]]
        going = [frame for frame in _shown(second, database, proxy)[:-1] if len(frame) > 3]
        lines += [f"$ scrapy {' '.join(second)}", *going[-1]]
        page = Path(place) / "terminal.html"
        page.write_text(_PAGE.format(html.escape("\n".join(lines))), "utf-8")
        photograph(page.as_uri(), TERMINAL, LETTER * max(map(len, lines)) + 10, LINE * len(lines) + 10)
        _browse(database)
    print(f"look at {TERMINAL} and {READING}")
    return 0


def _shown(words: tuple[str, ...], database: Path, proxy: str) -> list[list[str]]:
    """Return the terminal output of a crawl: every state of its status lines, then the lines that stay."""
    options = (
        f"DATABASE={database}",
        f"SOURCES={SOURCES}",
        "CONTACT=mailto:you@example.org",
        "DOWNLOAD_DELAY=0.4",
    )
    settings = [word for setting in options for word in ("-s", setting)]
    ours, theirs = pty.openpty()
    place = environment({"http_proxy": proxy, "no_proxy": "", "TERM": "xterm", "COLUMNS": str(COLUMNS)})
    command = [sys.executable, "-m", "scrapy", *words, *settings]
    crawl = subprocess.Popen(command, cwd=ROOT, env=place, stdin=theirs, stdout=theirs, stderr=theirs)
    os.close(theirs)
    written = bytearray()
    with suppress(OSError):  # the terminal closed together with the crawl
        while piece := os.read(ours, 65_536):
            written += piece
    os.close(ours)
    crawl.wait()
    text = written.decode("utf-8").replace("\r\n", "\n").replace(str(database), database.name)
    frames = re.split(r"\r?(?:\x1b\[1A|\x1b\[2K)+", text)
    return [re.sub(r"\x1b\[\??[\d;]*[a-zA-Z]|\r", "", frame).strip("\n").split("\n") for frame in frames]


def _browse(database: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "scrapy",
        "browse",
        "--no-open",
        "--port",
        "0",
        "-s",
        f"DATABASE={database}",
    ]
    browse = subprocess.Popen(command, cwd=ROOT, env=environment(), stdout=subprocess.PIPE, text=True)
    assert browse.stdout is not None
    address = re.search(r"http://\S+", browse.stdout.readline())
    assert address is not None
    try:
        photograph(f"{address[0]}search?q={ARTICLE}", READING, 1000, 900)
    finally:
        browse.terminate()
        browse.wait()


def photograph(url: str, path: Path, width: int, height: int) -> None:
    """Save as PNG what Chromium shows of `url` in a window of that many pixels."""
    flags = ("--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars")
    size = f"--window-size={width},{height}"
    shot = [str(CHROMIUM), *flags, size, f"--screenshot={path}", url]
    subprocess.run(shot, check=True, capture_output=True, timeout=60)


if __name__ == "__main__":
    sys.exit(main())
