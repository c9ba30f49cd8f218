"""A small database as a crawl leaves it."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import open_database
from pipelines.db.articles import remove, store
from pipelines.items import Article
from tests.db.conftest import NOON, TEXT, make_article

HOUR = timedelta(hours=1)
GONE = "https://times.example/gone"
FISH = "Herring came back to the outer fjord this spring, and nobody can say why they had left. " * 4
FERRY = "The night ferry ran again on Sunday, half empty, with a new captain and an old dog. " * 4


@pytest.fixture
def news(tmp_path: Path) -> Path:
    """Write four articles of two sources: one with odd letters, one copy, one removed, one without a date."""
    path = tmp_path / "news.db"
    with open_database(path) as db:
        store(db, _odd())
        store(db, make_article(url="https://times.example/copy", source="times", published_at=None))
        store(db, _herring())
        remove(db, GONE, NOON + HOUR)
        store(db, _ferry())
    return path


def _odd() -> Article:
    return make_article(
        title='=HYPERLINK("http://evil.example/")',
        summary="Bell\a and \x1b[31mred\x1b[0m & <b>bold</b>",
        authors=("Ada Åkesson", "Bo"),
        tags=("bridges",),
        language="en-GB",
        published_at="2026-05-03T10:00:00Z",
        published_precision="minute",
        published_offset="-05:00",
        published_from="meta",
        published_raw="3 May",
        is_paywalled=True,
    )


def _herring() -> Article:
    return make_article(
        url=GONE,
        source="times",
        title="Herring",
        text=FISH,
        language="sv",
        published_at="2026-05-01",
        published_precision="day",
        signature=(),
    )


def _ferry() -> Article:
    return make_article(
        url="https://times.example/ferry",
        source="times",
        title="Night ferry",
        text=f"{FERRY}\n\n{TEXT}",
        language="en",
        published_at="2026-05-04T08:00:00Z",
        published_precision="second",
        signature=(),
    )
