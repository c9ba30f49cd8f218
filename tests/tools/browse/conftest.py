"""Databases to browse: news, articles with markup in their texts, an empty one, failing sources."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from lxml import html

from pipelines.db import open_database, runs
from pipelines.db import source_rows as sources
from pipelines.db.articles import remove, store
from pipelines.db.crawl.health import Sample, add, set_state
from tests.db.conftest import NOON, TEXT, make_article

HOUR = timedelta(hours=1)
EVIL = "</title><script>alert(1)</script>\"'><img src=x onerror=alert(2)><svg/onload=alert(3)>{{7*7}}\u202e"
"""Text that must never become markup."""
PERSIAN = "قنات قدیمی دوباره آب می‌دهد"


@dataclass(frozen=True)
class Answer:
    """The response for a page."""

    status: int
    text: str
    headers: dict[str, str]

    @property
    def tree(self) -> html.HtmlElement:
        return html.document_fromstring(self.text)

    def words(self, path: str) -> list[str]:
        """Return the texts of some elements, with normal spaces."""
        return [" ".join(each.text_content().split()) for each in self.tree.cssselect(path)]


Get = Callable[[str], Answer]
Opened = Callable[[Path], Get]


@pytest.fixture
def opened() -> Iterator[Opened]:
    """Return a function that opens a database and returns a function that requests its pages,
    in this process."""
    pytest.importorskip("datasette", reason="needs the extra browse")
    from crawler.tools.browse.app import application, close  # noqa: PLC0415

    made = []

    def opener(path: Path) -> Get:
        datasette = application(path)
        made.append(datasette)

        def get(address: str) -> Answer:
            response = asyncio.run(datasette.client.get(address))
            return Answer(response.status_code, response.text, dict(response.headers))

        return get

    yield opener
    for datasette in made:
        close(datasette)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    return fill_news(tmp_path / "news.db")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    return fill_hostile(tmp_path / "news.db")


def fill_news(path: Path) -> Path:
    """1: changed twice; 2: its copy; 3: Persian, without a date; 4: removed; 5 to 24:
    of one source and day."""
    later = TEXT.replace("two winters", "three winters")
    dated = {
        "published_at": "2026-05-04T08:30:00Z",
        "published_precision": "minute",
        "published_offset": "+02:00",
        "published_from": "json-ld",
        "published_raw": "2026-05-04T10:30:00+02:00",
        "language": "en",
        "authors": ("Ada Åkesson", "Bo"),
        "summary": "Fishing crews had asked for less.",
        "image": "https://pictures.example/bridge.jpg",
    }
    with open_database(path) as db:
        runs.finish(
            db, runs.start(db, "news"), runs.Account(pages=3, new=2, errors={"Http500": 1}), "finished"
        )
        sources.put(db, "herald", "https://herald.example/", language="en", timezone="Europe/Oslo")
        store(db, make_article(**dated))
        store(db, make_article(**dated | {"text": later}, seen_at=NOON + HOUR))
        store(db, make_article(**dated | {"text": later, "title": "Bridge shut"}, seen_at=NOON + 2 * HOUR))
        copy = {"url": "https://times.example/copy", "source": "times", "title": "Lift bridge to be shut"}
        store(db, make_article(**dated | copy, text=later))
        store(
            db,
            make_article(
                url="https://gol.example/qanat",
                source="gol",
                title=PERSIAN,
                text=f"{PERSIAN}.\n\n{PERSIAN} {PERSIAN}.",
                language="fa",
                signature=(),
            ),
        )
        gone = "https://times.example/gone"
        store(db, make_article(url=gone, source="times", title="Herring", text="Herring came.", signature=()))
        remove(db, gone, NOON + HOUR)
        for number in range(20):
            plain = {"url": f"https://mill.example/{number}", "source": "mill", "title": f"Mill {number}"}
            when = {"published_at": f"2026-05-03T{number:02}:00:00Z", "seen_at": NOON + number * HOUR}
            store(db, make_article(**plain | when, published_precision="minute", signature=()))
        samples = [Sample(outcome="article", is_dated=True)] * 3 + [Sample(outcome="Http500", is_error=True)]
        add(db, "mill", [*samples, Sample(outcome="Gallery")], NOON)
        set_state(db, "times", "failing", "half of its pages failed", NOON)
    return path


def fill_hostile(path: Path) -> Path:
    """Store one article, two revisions and a source, each with markup wherever text is possible."""
    text = f"{EVIL} bridge.\n\n{EVIL}\n\n• {EVIL}\n\n{EVIL} | b\n{EVIL} | d"
    values = {
        "source": EVIL,
        "urls": ("https://x.example/<script>alert(9)</script>",),
        "title": f"{EVIL} bridge",
        "summary": EVIL,
        "text": text,
        "authors": (EVIL,),
        "tags": (EVIL,),
        "section": EVIL,
        "image": "javascript:alert(5)",
        "external_id": EVIL,
        "published_at": "2026-05-04T08:30:00Z",
        "published_precision": "minute",
        "published_from": EVIL,
        "published_raw": EVIL,
        "reservations": '{"<script>alert(6)</script>": "<img src=x onerror=alert(7)>"}',
        "signature": (),
    }
    with open_database(path) as db:
        store(db, make_article(**values))
        changed = {"title": f"{EVIL} again", "text": f"{text} new", "authors": (EVIL, EVIL)}
        store(db, make_article(**values | changed, seen_at=NOON + HOUR))
        # The program stores no such address, but a file that another program has written might contain one.
        db.execute("UPDATE articles SET url = 'javascript:alert(4)//bridge'")
        sources.put(db, EVIL, "javascript:alert(8)", now=NOON)
        add(db, EVIL, [Sample(outcome=EVIL), Sample(outcome=EVIL, is_error=True)], NOON)
        set_state(db, EVIL, "changed", EVIL, NOON)
        account = runs.Account(pages=1, drops={EVIL: 1}, errors={EVIL: 1})
        runs.finish(db, runs.start(db, EVIL), account, EVIL)
    return path
