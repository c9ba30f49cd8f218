"""Words are found in every script, without accents, and nothing that a person types is an error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from pipelines.db import Articles, Database, open_articles, search_fts5
from pipelines.db.articles import store
from pipelines.db.excerpt import best_line
from pipelines.db.search_fts5 import query
from pipelines.db.search_query import QueryError, letters
from tests.db.conftest import NOON, TEXT, make_article

TEXTS = {
    "en": TEXT,
    "fr": "Le café du port a rouvert après vingt ans.\n\nL’été, les pêcheurs y vont. 100% C++ AND don't.",
    "zh": "港口委员会星期一投票决定关闭旧桥。2024年发生地震以后，桥梁受损严重。",
    "ja": "東京で地震がありました。コンピュータの故障。ｶﾀｶﾅも検索できます。新型iPhoneを発売。",
    "th": "คณะกรรมการท่าเรือลงมติให้ปิดสะพานเก่า และเรือข้ามฟากจะขนรถ",
    "ko": "서울에서 열린 항만 위원회는 오래된 다리를 닫기로 했다.",
    "hi": "बंदरगाह परिषद ने पुराने पुल को बंद करने का फैसला किया।",
    "fa": "شورای بندر رأی داد که پل قدیمی بسته شود و می‌گویند کشتی خواهد آمد.",
    "ru": "Совет порта проголосовал за закрытие ёлочного моста.",
}


def fill(db: Database) -> None:
    for number, (language, text) in enumerate(TEXTS.items()):
        at = NOON + timedelta(days=number)
        url, title = f"https://herald.example/{language}", f"About {language}"
        store(db, make_article(url=url, title=title, text=text, language=language, seen_at=at, signature=()))


@pytest.fixture
def articles(db: Database) -> Iterator[Articles]:
    fill(db)
    with open_articles(db.path) as opened:
        yield opened


@pytest.fixture(scope="module")
def unchanged(module_db: Database) -> Iterator[Articles]:
    """The same articles, for tests that only read them."""
    fill(module_db)
    with open_articles(module_db.path) as opened:
        yield opened


FOUND: tuple[tuple[str, list[str]], ...] = (
    ("bridge", ["en"]),
    ("BRIDGE winters", ["en"]),
    ("bridge café", []),
    ("cafe apres", ["fr"]),
    ("été", ["fr"]),
    ("pech*", ["fr"]),
    ("pech", []),
    ('"lift bridge"', ["en"]),
    ('"bridge lift"', []),
    ('"lift bridge', ["en"]),
    ("地震", ["zh", "ja"]),
    ("委员会", ["zh"]),
    ("港口委员会", ["zh"]),
    ("员会星", ["zh"]),
    ("港", ["zh"]),
    ("2024年", ["zh"]),
    ("2024", ["zh"]),
    ("iphone", ["ja"]),
    ("iPhoneを", ["ja"]),
    ("iphone 地震 -港口", ["ja"]),
    ("地震 -東京", ["zh"]),
    ("東京", ["ja"]),
    ("東 京", ["ja"]),
    ("コンピュータ", ["ja"]),
    ("カタカナ", ["ja"]),
    ("京東", []),
    ("สะพาน", ["th"]),
    ("ท่าเรือ", ["th"]),
    ("위원회는", ["ko"]),
    ("परिषद", ["hi"]),
    ("बंद", ["hi"]),
    ("قدیمی", ["fa"]),
    ("می‌گویند", ["fa"]),
    ("ёлочного", ["ru"]),
    ("about 東京", ["ja"]),
    ("about -bridge -地震 -совет -สะพาน", ["fr", "ko", "hi", "fa"]),
    # Characters with a meaning in FTS5 must have no effect here, and raise nothing.
    ("AND", ["en", "fr"]),
    ("C++", ["fr"]),
    ("100%", ["fr"]),
    ("don't", ["fr"]),
    ("title:bridge", []),
    ("bridge OR café", ["en", "fr"]),
    ("地震 OR bridge", ["en", "zh", "ja"]),
    ("東京 OR 港口 winters", ["ja"]),
    ("about NOT bridge 東京", ["ja"]),
    ("about AND 東京", ["ja"]),
    ("bridge)", ["en"]),
    ("(bridge AND winters)", ["en"]),
    ("about AND NOT bridge 東京", ["ja"]),
    ('bridge "AND"', ["en"]),
    ("NEAR(bridge", []),
    ("", []),
    ("   ", []),
    ("*", []),
    ("-", []),
    ('"', []),
    ('""', []),
    ("^bridge", ["en"]),
    ("bridge\x00", ["en"]),
)


@pytest.mark.parametrize(("asked", "expected"), FOUND, ids=[repr(asked) for asked, _ in FOUND])
def test_words_are_found_in_every_script(unchanged: Articles, asked: str, expected: list[str]) -> None:
    found = [article.language or "" for article, _ in unchanged.search(asked)]
    assert sorted(found, key=list(TEXTS).index) == expected


def test_the_headline_weighs_more(db: Database, articles: Articles) -> None:
    store(
        db,
        make_article(
            url="https://herald.example/x", title="The bridge", text="Nothing else. " * 50, signature=()
        ),
    )
    assert [article.title for article, _ in articles.search("bridge")] == ["The bridge", "About en"]
    assert len(list(articles.search("about", limit=3))) == 3


def test_only_recent_articles_are_found(db: Database, articles: Articles) -> None:
    days = NOON + timedelta(days=6)
    assert {article.language for article, _ in articles.search("about", since=days)} == {"hi", "fa", "ru"}
    assert [article.language for article, _ in articles.search("地震", since=date(2026, 5, 7))] == ["ja"]
    assert list(articles.search("地震", since=datetime(2027, 1, 1, tzinfo=UTC))) == []
    old = {"published_at": "2020-01-01", "published_precision": "day"}
    url = "https://herald.example/old"
    store(db, make_article(url=url, title="About old", signature=(), seen_at=days, **old))
    assert "About old" not in [article.title for article, _ in articles.search("about", since=days)]


def test_the_search_runs_once_even_with_many_recent_articles(file_db: Database) -> None:
    sql = search_fts5._SEARCH.format(index="articles_fts", columns="a.title", only=search_fts5._SINCE)
    values = {"main": "bridge", "since": "2026-05-01", "limit": 9}
    plan = [step for *_, step in file_db.all(f"EXPLAIN QUERY PLAN {sql}", values)]
    assert plan[0].startswith("SCAN f VIRTUAL TABLE") and "USE TEMP B-TREE FOR ORDER BY" not in plan


def test_the_index_follows_a_change(db: Database, articles: Articles) -> None:
    url = "https://herald.example/zh"
    store(
        db,
        make_article(
            url=url, title="桥", text="新的文本没有那个词。", signature=(), seen_at=NOON + timedelta(days=99)
        ),
    )
    assert [article.url for article, _ in articles.search("新的文本")] == [url]
    assert [article.language for article, _ in articles.search("地震")] == ["ja"]
    store(
        db,
        make_article(
            url=url, title="Bridge", text="In English.", signature=(), seen_at=NOON + timedelta(days=100)
        ),
    )
    assert list(articles.search("新的文本")) == []


LINES = (
    ("one two three", ("two",), "one [two] three"),
    ("first\n\nthe second line\n\nlast", ("line",), "the second [line]"),
    ("Le Café\n\nUn été au café", ("ete", "cafe"), "Un [été] au [café]"),
    ("bridges abridged", ("bridge",), "[bridges] abridged"),
    ("東京で地震がありました", ("地震",), "東京で[地震]がありました"),
    ("Straße", ("strasse",), "[Straße]"),
    ("nothing", ("else",), "nothing"),
    ("nothing", (), "nothing"),
    ("word " * 30 + "needle " + "word " * 30, ("needle",), "… word word [needle] word word wor…"),
)


@pytest.mark.parametrize(("text", "terms", "line"), LINES, ids=[line for _, _, line in LINES])
def test_the_best_line_is_shown(text: str, terms: tuple[str, ...], line: str) -> None:
    pieces = best_line(text, terms, 30)
    assert "".join(f"[{piece}]" if is_term else piece for piece, is_term in pieces) == line


def test_letters_are_paired_within_a_clause() -> None:
    assert letters("東京都は、Tokyo 2024年 ｶﾅ") == "東京 京都 都は 、tokyo 2024 年  カナ"
    assert letters(None) == ""


@pytest.mark.parametrize("asked", ["", '"', "-", "* -"])
def test_a_query_without_anything_to_find_is_empty(asked: str) -> None:
    empty = query(asked)
    assert (empty.words, empty.letters, empty.terms) == (None, None, ())


@pytest.mark.parametrize(
    "asked",
    [
        *("-bridge", "-bridge -橋", "(bridge OR ferry) herald", "bridge OR ferry -橋", "bridge AND (ferry"),
        *("bridge AND", "bridge OR", "bridge NOT", "AND bridge", "OR bridge", "a AND OR b", "a NOT NOT b"),
        *("a NOT AND b", "bridge NOT (ferry old)", "bridge) AND ferry"),
    ],
)
def test_a_query_that_cannot_be_answered_is_refused(asked: str) -> None:
    with pytest.raises(QueryError):
        query(asked)
