"""A reading as one HTML file: the page's text, with what was kept and cut in colour, and the reasons."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import groupby
from pathlib import Path
from string import Template
from urllib.parse import unquote

from crawler.tools.explain.reading import Reading
from pipelines.export.printable import harmless
from pipelines.items import Block, Evidence

TEMPLATE = Path(__file__).with_name("page.html")
RUN = 3
"""If one rule cuts more blocks than this in a row, they are folded away."""


def html(reading: Reading) -> str:
    """Return the file's text.

    Everything from the page is escaped, and no address is a link that could run.
    """
    story = reading.story
    kept = sum(not block.rule for block in story.blocks)
    verdict = f"no article: {reading.refusal}" if reading.refusal else "an article"
    count = len(story.blocks)
    return Template(TEMPLATE.read_text(encoding="utf-8")).substitute(
        lang=escape(story.language or "", quote=True),
        url=escape(harmless(unquote(reading.address_line))),
        title=escape(story.title or "no headline"),
        verdict=escape(f"{verdict}; text found by {story.method}; {kept} of {count} blocks kept"),
        rules=escape(reading.rules_line),
        fields="".join(_fields(reading)),
        offers="".join(_row(reading.is_chosen(o), o.field, o.origin, o.value) for o in story.offers),
        dates="".join(_date(reading, each) for each in reading.evidence),
        blocks="".join(_blocks(story.blocks)),
    )


def _fields(reading: Reading) -> Iterator[str]:
    for name, value in reading.fields.items():
        if name != "text":
            text = ", ".join(value) if isinstance(value, list) else value
            shown = escape(text) if text else '<span class="none">none</span>'
            yield f"<dt>{escape(name)}</dt><dd dir=auto>{shown}</dd>\n"


def _date(reading: Reading, each: Evidence) -> str:
    own = "" if each.own else "not its own"
    return _row(reading.is_published(each), each.kind, each.role, each.raw, each.label or "", own)


def _row(taken: bool, *cells: str) -> str:
    row = "".join(f"<td dir=auto>{escape(cell)}</td>" for cell in (*cells, "taken" if taken else ""))
    return f"<tr{' class=taken' if taken else ''}>{row}</tr>\n"


def _blocks(blocks: Iterable[Block]) -> Iterator[str]:
    """Yield the blocks; a long run that one rule cut is folded, so that menus do not hide the article."""
    for rule, group in groupby(blocks, key=lambda block: block.rule):
        run = list(group)
        items = "".join(map(_block, run))
        if rule is None or len(run) <= RUN:
            yield items
        else:
            head = f"<summary>{len(run)} blocks cut: {escape(rule)}</summary>"
            yield f'<li class="cut run"><details>{head}<ol>{items}</ol></details></li>\n'


def _block(block: Block) -> str:
    state, name = ("cut", block.rule) if block.rule else ("kept", block.kind)
    text = escape(block.text).replace("\n", "<br>")
    return f'<li class="{state}"><span class="rule">{escape(name)}</span><p dir=auto>{text}</p></li>\n'
