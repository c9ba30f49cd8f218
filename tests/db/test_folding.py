"""Letters that readers consider the same are found together; index and query agree on every letter."""

from __future__ import annotations

import re
import sqlite3
import unicodedata
from collections import defaultdict
from datetime import timedelta

import pytest

from pipelines.db import Database, open_articles
from pipelines.db.articles import delete, store
from pipelines.db.excerpt import best_line
from pipelines.db.folding import WORD, fold, folded, special_words
from pipelines.db.schema import news
from tests.db.conftest import NOON, make_article

# The written text, and the search for it.
SAME = (
    ("ёлка", "елка"),
    ("Ёлка", "ЁЛКА"),
    ("елка", "ёлка"),
    ("Tromsø", "tromso"),
    ("Łódź", "lodz"),
    ("Đà Nẵng", "da nang"),
    ("Straße", "strasse"),
    ("STRASSE", "straße"),
    ("GROẞE", "große"),
    ("Æthelred œuvre", "aethelred oeuvre"),
    ("Þórshöfn", "thorshofn"),
    ("ışık", "isik"),
    ("IŞIK", "ışık"),
    ("İstanbul", "istanbul"),
    ("Αθήνα", "αθηνα"),
    ("ΑΘΗΝΑ", "Αθήνα"),
    ("ἀνάγκη", "αναγκη"),
    ("أحمد", "احمد"),
    ("إسلام", "اسلام"),
    ("القرآن", "القران"),
    ("مُحَمَّد", "محمد"),
    ("الـــعراق", "العراق"),
    ("مدرسة", "مدرسه"),
    ("کتاب", "كتاب"),
    ("علی", "علي"),
    ("على", "علی"),
    ("سال ۱۴۰۳", "1403"),
    ("٢٠٢٤", "2024"),
    ("שָׁלוֹם", "שלום"),
    ("फ़ैसला", "फैसला"),
    ("२०२४", "2024"),
    ("ＮＡＴＯ", "nato"),
    ("ﬁnance", "finance"),
    ("ﻻ", "لا"),
    ("cafe\u0301", "café"),
    ("café", "cafe\u0301"),
)

OTHER = (("мой", "мои"), ("їжа", "іжа"), ("發展", "发展"), ("كتاب", "كتب"), ("が", "か"), ("बंद", "बद"))


def found(db: Database, written: str, asked: str) -> list[tuple[tuple[str, bool], ...]]:
    """Search the only article of a store; it is deleted afterwards."""
    store(db, make_article(title="A headline", text=f"One two {written} three.", signature=()))
    try:
        with open_articles(db.path) as articles:
            return [line for _, line in articles.search(asked)]
    finally:
        assert delete(db, "herald", most=9, when=NOON) == 1


@pytest.mark.parametrize(("written", "asked"), SAME)
def test_letters_that_readers_consider_the_same_are_equal(
    module_db: Database, written: str, asked: str
) -> None:
    (line,) = found(module_db, written, asked)
    assert "".join(piece for piece, _ in line) == f"One two {written} three."
    marked = [piece for piece, is_found in line if is_found]
    assert marked and set(marked) <= {written, *written.split()}


@pytest.mark.parametrize(("written", "asked"), OTHER)
def test_letters_that_make_another_word_differ(module_db: Database, written: str, asked: str) -> None:
    assert found(module_db, written, asked) == []


QUERIES = (
    ('"новая елка"', True),
    ('"елка новая"', False),
    ("елк*", True),
    ("елк", False),
    ("-елка новая", False),
    ("новая -мост", True),
    ("stras*", True),
    ('"breite strasse"', True),
    ("елка strasse lodz", True),
    ("елка strasse krakow", False),
)


@pytest.mark.parametrize(("asked", "is_found"), QUERIES)
def test_phrases_beginnings_and_excluded_words(module_db: Database, asked: str, is_found: bool) -> None:
    assert bool(found(module_db, "новая ёлка, breite Straße in Łódź", asked)) == is_found


def test_the_forms_follow_a_change(db: Database) -> None:
    later = NOON + timedelta(hours=1)
    store(db, make_article(title="Straße"))
    store(db, make_article(title="Łódź", seen_at=later))
    with open_articles(db.path) as articles:
        assert [len(list(articles.search(word))) for word in ("strasse", "lodz")] == [0, 1]


@pytest.mark.parametrize(
    "word", ["getInstance", "IOException", "naïve", "São", "Київ", "мой", "東京", "서울"]
)
def test_words_that_sqlite_folds_itself_are_not_noted(word: str) -> None:
    assert special_words(f"the {word} é") == set()


def test_other_programs_find_words_as_they_were_written(file_db: Database) -> None:
    store(file_db, make_article(title="Ёлка in Łódź"))
    for word, count in (("ёлка", 1), ("łódź", 1), ("елка", 0)):
        rows = file_db.all("SELECT 1 FROM articles_fts WHERE articles_fts MATCH :word", {"word": word})
        assert len(rows) == count


SCRIPTS = (
    *range(0x80, 0x2B0),
    *range(0x370, 0x482),
    *range(0x48A, 0x528),
    *range(0x531, 0x6FF),
    *range(0x700, 0x7B2),
    *range(0x900, 0xDF5),
    *range(0x10D0, 0x1100),
    *range(0x1200, 0x135B),
    *range(0x1E00, 0x2000),
    *range(0xAC00, 0xAC80),
    *range(0xFF10, 0xFF5B),
)
RARE = "ͺʹჼẚ\u0374ͿϒϓϔϲϹ²³¹¼½¾ٵٶٷٸ"
"""Mathematical signs, numbers, and letters of obsolete spellings."""


def test_index_and_query_agree_on_every_letter() -> None:
    """A word with a letter that SQLite folds differently from `fold` is one of the noted words."""
    (tokenize,) = re.findall(r"content_rowid=\"id\", (tokenize=.*)\n", str(news().steps[0]))
    codes = [code for code in SCRIPTS if unicodedata.category(chr(code))[0] in "LN" and chr(code) not in RARE]
    with sqlite3.connect(":memory:") as conn:
        conn.execute(f"CREATE VIRTUAL TABLE fts USING fts5 (word, {tokenize})")
        conn.execute("CREATE VIRTUAL TABLE tokens USING fts5vocab (fts, 'instance')")
        conn.executemany("INSERT INTO fts (rowid, word) VALUES (?, ?)", [(c, f"x{chr(c)}y") for c in codes])
        tokens = defaultdict(list)
        for code, token in conn.execute("SELECT doc, term FROM tokens ORDER BY doc, offset"):
            tokens[code].append(token)
    conn.close()
    words = {code: f"x{chr(code)}y" for code in codes}
    plain = {code: word for code, word in words.items() if not special_words(word)}
    assert {code: tokens[code] for code in plain} == {
        code: WORD.findall(fold(word)) for code, word in plain.items()
    }
    assert len(codes) - len(plain) > 500


@pytest.mark.parametrize("text", ["Straße", "ﬁne", "ｶﾞｲﾄﾞ", "الـــعراق", "cafe\u0301 noir", "plain", "東京で"])
def test_each_folded_letter_has_its_place_in_the_original(text: str) -> None:
    plain, places = folded(text)
    assert plain == fold(text)
    assert len(plain) == len(places)
    assert "".join(text[start:end] for start, end in dict.fromkeys(places)).replace("ـ", "") == text.replace(
        "ـ", ""
    )


def test_a_line_shows_the_text_as_it_was_written() -> None:
    line = best_line("Zwei Straßen in Łódź, ｶﾞｲﾄﾞ.", ("strassen", "lodz", "ガイド"))
    assert "".join(f"[{piece}]" if is_found else piece for piece, is_found in line) == (
        "Zwei [Straßen] in [Łódź], [ｶﾞｲﾄﾞ]."
    )
