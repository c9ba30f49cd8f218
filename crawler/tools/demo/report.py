"""The report at the end of `scrapy demo`: what was stored, and one page before and after cleaning."""

from __future__ import annotations

import io
import shlex
import shutil
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from pathlib import Path

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from crawler.guard.terminal import as_typed
from crawler.tools.demo.demo_database import Run
from crawler.tools.demo.world_server import page
from pipelines.db import StoredArticle
from pipelines.export.printable import counted
from pipelines.markup import parse

SHOWN = "http://herald.example/en/news/20417/old-water-tunnel-runs-again-under-gol-sang"
"""The article to show before and after: its page has the most clutter."""
WIDTH = 80
LINES = 24
"""Lines to show of the original page."""

_UNSEEN = frozenset(("head", "script", "style", "noscript", "button"))
_BLOCKS = frozenset(("div", "p", "li", "ul", "td", "tr", "br", "h1", "h2", "h3", "form", "table", "body"))

_NEXT = """\
scrapy crawl news -a url=https://flink.apache.org/ -a limit=20
{read}
scrapy browse -s DATABASE={database}
scrapy addsource https://flink.apache.org/"""
_SQL = "SELECT published_at, title FROM articles ORDER BY 1"


def show(stored: Sequence[StoredArticle], run: Run, database: Path, console: Console) -> None:
    console.print("What was stored, newest first", style="bold")
    console.print(_table(stored))
    for line in _same(stored):
        console.print(line, markup=False)
    shown = next((one for one in stored if one.url == SHOWN), stored[0])
    _before(shown, console)
    _after(shown, console)
    console.print("\nWhat became of the pages", style="bold")
    console.print(_account(run))
    console.print(f"\nThe database: {database}", style="bold", soft_wrap=True)
    console.print("\nWhat to try next", style="bold")
    next_steps = _NEXT.format(read=_reading(database), database=shlex.quote(str(database)))
    console.print(as_typed(next_steps), soft_wrap=True, markup=False)


def _table(stored: Iterable[StoredArticle]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, expand=True)
    for name, width in (("source", 6), ("its own clock", 16), ("UTC", 16), ("from", 7)):
        table.add_column(name, min_width=width, no_wrap=True)
    table.add_column("title", ratio=1)
    for one in stored:
        row = (one.source, local(one), utc(one), one.published_from or "-", one.title)
        table.add_row(*map(Text, row))
    return table


def utc(article: StoredArticle) -> str:
    """Return `2023-12-05 06:02`, only the day if the time is unknown, or `-`."""
    return (article.published_at or "-").replace("T", " ")[:16]


def local(article: StoredArticle) -> str:
    """Return the same by the site's own clock; the day alone stays as it is."""
    at, offset = article.published_at, article.published_offset
    if at is None or offset is None or "T" not in at:
        return utc(article)
    there = datetime.fromisoformat(at).astimezone(datetime.strptime(offset, "%z").tzinfo)
    return f"{there:%Y-%m-%d %H:%M}"


def _same(stored: Sequence[StoredArticle]) -> Iterator[str]:
    by_id = {one.id: one for one in stored}
    for one in stored:
        first = by_id.get(one.duplicate_of) if one.duplicate_of else None
        if first:
            yield f"One story twice: {one.source}'s “{one.title}” is"
            yield f"a copy of {first.source}'s, which was stored first; column duplicate_of says so."


def _before(one: StoredArticle, console: Console) -> None:
    lines = list(visible(page(one.url).body))
    console.print("\nOne page as it came", style="bold")
    shown = "\n".join(islice(lines, LINES))
    console.print(_indented(shown, cut=True))
    if len(lines) > LINES:
        console.print(_indented(f"… {len(lines) - LINES} lines more", cut=True))


def _after(one: StoredArticle, console: Console) -> None:
    console.print("\nand as it is stored", style="bold")
    fields = {
        "title": one.title,
        "published_at": f"{one.published_at}, from “{one.published_raw}”",
        "external_id": one.external_id,
        "text": "",
    }
    console.print(_indented("\n".join(f"{name}: {value}".rstrip() for name, value in fields.items())))
    console.print(_indented(one.text))


def _indented(text: str, cut: bool = False) -> Padding:
    shown = Text(text, overflow="ellipsis" if cut else "fold", no_wrap=cut)
    return Padding(shown, (0, 0, 0, 4), expand=False)


def visible(body: bytes) -> Iterator[str]:
    """Return the lines of text that a reader of the page sees, including menus and the like."""
    tree = parse(body, SHOWN).tree
    for element in list(tree.iter()):
        if element.tag in _UNSEEN or "display:none" in element.get("style", ""):
            element.drop_tree()
        elif element.tag in _BLOCKS:
            element.text = "\n" + (element.text or "")
            element.tail = "\n" + (element.tail or "")
    lines = (" ".join(line.split()) for line in tree.text_content().splitlines())
    return filter(None, lines)


def _account(run: Run) -> str:
    drops, errors = sum(run.drops.values()), sum(run.errors.values())
    articles = f"{counted(run.pages, 'page')} = {counted(run.articles, 'article')}"
    lines = [f"{articles} + {drops} that are none + {counted(errors, 'error')}"]
    lines += [f"  no article: {_counts(run.drops)}"] if run.drops else []
    lines += [f"  error: {_counts(run.errors)}"] if run.errors else []
    return "\n".join(lines)


def _counts(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{name} {count}" for name, count in counts.items())


def _reading(database: Path) -> str:
    """A command that prints the articles, with the sqlite3 shell if it is installed."""
    if shutil.which("sqlite3"):
        return f'sqlite3 {shlex.quote(str(database))} "{_SQL}"'
    script = f"import sqlite3; print(*sqlite3.connect({str(database)!r}).execute({_SQL!r}), sep='\\n')"
    return f"python -c {shlex.quote(script)}"


def console() -> Console:
    """Return a console as wide as the terminal, up to 100 columns; 80 without a terminal."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="replace")  # a character that the terminal lacks must not end the demo
    width = None if sys.stdout.isatty() else WIDTH
    out = Console(width=width, highlight=False)
    return out if out.width <= 100 else Console(width=100, highlight=False)
