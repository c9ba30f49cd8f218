"""The same searches find the same articles in SQLite and in PostgreSQL."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import Articles, open_articles, open_database
from pipelines.db.articles import store
from pipelines.db.search_query import QueryError
from pipelines.db.stored_article import Only
from tests.db.conftest import NOON, make_article
from tests.db.test_search_query import TEXTS
from tests.postgres import fresh_database

MORE = {
    "de": "Die Hafenräte stimmten für die Schließung der größten Brücke. Über 1.200 Menschen, so Müller.",
    "tr": "İstanbul limanındaki köprü kapatılacak; ışıklar söndürüldü. Irmak kıyısında balıkçılar.",
    "ar": "صوّت مجلس الميناء على إغلاق الجسر القديم. أمّا العبّارة فستنقل السيارات.",
    "pl": "Rada portu w Łodzi głosowała: most zamknięty. Źródła mówią o rdzy.",
    "el": "Το συμβούλιο του λιμανιού ψήφισε να κλείσει η παλιά γέφυρα. Οι ψαράδες διαφώνησαν.",
    "vi": "Hội đồng cảng đã bỏ phiếu đóng cửa cây cầu cũ. Phà sẽ chở ô tô và xe đạp.",
}
EVERY = TEXTS | MORE
SIGNS = ("don't", "C++", "e-mail", "AT&T", "3,5", "U.S.", "a_b", "#bridge", "naïve", "ﬁrst", "ｶﾀｶﾅ")


def articles() -> Iterator[tuple[str, str]]:
    """Yield the language and the text of each article: of one language, of two, and with signs."""
    numbers = random.Random(5)
    yield from EVERY.items()
    for language, text in EVERY.items():
        other = EVERY[numbers.choice(list(EVERY))]
        words = text.split() + other.split() + list(SIGNS)
        numbers.shuffle(words)
        yield language, " ".join(words[:40])
        yield language, text + other + "".join(SIGNS)


def searches(count: int) -> Iterator[str]:
    """Yield what people could type: words of the texts, parts of them, phrases, and all with operators."""
    numbers = random.Random(7)
    texts = [*EVERY.values(), " ".join(SIGNS)]

    def term() -> str:
        text = numbers.choice(texts)
        words = text.split()
        start = numbers.randrange(len(words))
        kind = numbers.randrange(5)
        if kind == 0:
            return '"' + " ".join(words[start : start + 3]) + '"'
        if kind == 1:
            return words[start][: numbers.randrange(1, 9)] + "*"
        if kind == 2:
            place = numbers.randrange(len(text))
            return text[place : place + numbers.randrange(1, 5)].strip() or "x"
        return words[start].upper() if kind == 3 else words[start]

    for _ in range(count):
        terms = [term() for _ in range(numbers.randrange(1, 4))]
        yield " ".join(numbers.choice(("", "", "", "-", "OR ")) + each for each in terms).removeprefix("OR ")


@pytest.mark.postgres
def test_the_same_searches_find_the_same_articles(tmp_path: Path) -> None:
    with ExitStack() as opened:
        addresses = (tmp_path / "news.db", opened.enter_context(fresh_database()))
        for address in addresses:
            with open_database(address) as db:
                for number, (language, text) in enumerate(articles()):
                    url, at = f"https://herald.example/{number}", NOON + timedelta(hours=number)
                    values = {"url": url, "title": f"About {language}", "language": language, "seen_at": at}
                    store(db, make_article(text=text, signature=(), **values))
        readers = [opened.enter_context(open_articles(address)) for address in addresses]
        asked = list(searches(600))
        found = [[ids(reader, words) for words in asked] for reader in readers]
        assert [pair for pair in zip(asked, *found, strict=True) if pair[1] != pair[2]] == []
        assert sum(map(bool, found[0])) > 300
        for words, each in list(zip(asked, found[0], strict=True))[:100]:
            if each is not None:
                assert {reader.count(0, Only(words=words, source="herald")) for reader in readers} == {
                    len(each)
                }


def ids(reader: Articles, words: str) -> list[int] | None:
    """Return the articles that are found; None where the search is refused."""
    try:
        return sorted(article.id for article, _ in reader.search(words, limit=1000))
    except QueryError:
        return None
