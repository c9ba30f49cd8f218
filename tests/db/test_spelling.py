"""After a search that found nothing, which stored words are suggested in place of which others."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from pipelines.db import Articles, Database, open_articles
from pipelines.db.articles import store
from pipelines.db.spelling import MOST_WORDS
from tests.db.conftest import make_article

TEXT = "The government shut the harbour. Präsident Müller kam. Президент и ёлка. رئيس الحكومة. 東京都知事"


@pytest.fixture
def articles(db: Database, store_address: Path | str) -> Iterator[Articles]:
    store(db, make_article(title="Zelensky", summary=None, text=TEXT))
    with open_articles(store_address) as opened:
        yield opened


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("goverment", "government"),
        ("Governmnet", "government"),
        ("xgovernment", "government"),
        ("Zelenksi", "zelensky"),
        ("the hrabour", "the harbour"),
        ('"shut the harbur"', '"shut the harbour"'),
        ("Muller Prasidant", "Muller prasident"),
        ("презедент", "президент"),
        ("ёлкаа", "елка"),
        ("الحكومه harbour", None),
        ("الجكومة", "الحكومه"),
        ("harbour", None),
        ("-harbur", None),
        ("harbur*", None),
        ("submarine NOT harbour", None),
        ("submarine NOT harbur", None),
        ("harbur NOT submarine OR goverment", "harbour NOT submarine OR government"),
        ("submarine", None),
        ("shu", "shut"),
        ("sh", None),
        ("東京部", None),
        ("h" * 80, None),
        ('\0 " harbur', '\0 " harbour'),
        ("the " * MOST_WORDS + "harbur", "the " * MOST_WORDS + "harbour"),
        ("", None),
    ],
)
def test_a_search_is_corrected(articles: Articles, asked: str, meant: str | None) -> None:
    assert articles.meant(asked) == meant
