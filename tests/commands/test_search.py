"""`scrapy search` and `scrapy diff`: their output, and that no article can control the terminal."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

from pipelines.db import open_database
from pipelines.db.articles import remove, store
from tests.crawling import scrapy
from tests.db.conftest import NOON, TEXT, make_article


def test_a_match_is_shown_with_its_line(news: Path) -> None:
    ran = scrapy(news, "search", "lift BRIDGÉ", "--source", "herald")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.splitlines() == [
        '=HYPERLINK("http://evil.example/")',
        "  1  2026-05-03 10:00:00Z  herald  https://herald.example/bridge",
        "  The harbour council voted on Monday to close the old lift bridge for two winters.",
    ]


@pytest.mark.parametrize(
    ("args", "ids"),
    [
        (("herring",), ["3"]),
        (("harbour", "--limit", "1"), ["2"]),
        (("ferry -captain",), ["1", "2"]),
        (("ferry", "--since", "2026-05-04"), ["2", "4"]),
        (("ferry", "--since", "7d"), []),
        (("submarine",), []),
        (("feryr", "--since", "7d"), []),
        (("herring OR harbour",), ["1", "2", "3", "4"]),
        (("herring OR captain OR submarine",), ["3", "4"]),
        (("ferry AND captain",), ["4"]),
        (("ferry NOT captain",), ["1", "2"]),
        (('"night ferry" OR herring -captain',), ["3", "4"]),
        (("ferry", "--seen-since", "2026-05-04"), ["1", "2", "4"]),
        (("ferry", "--seen-since", "2026-05-05"), []),
    ],
)
def test_the_right_articles_are_found(news: Path, args: tuple[str, ...], ids: list[str]) -> None:
    ran = scrapy(news, "search", *args)
    assert ran.code == 0
    assert sorted(line.split()[0] for line in ran.out.splitlines()[1::3]) == ids
    assert ran.err == ("" if ids else "nothing found\n")


@pytest.mark.parametrize(
    ("words", "cure"),
    [
        (" -ferry", "only words with a minus; add one that the articles must have"),
        ("(ferry OR bridge) captain", "brackets do not go with OR; write 'a c OR b c' for '(a OR b) c'"),
        ("zebra AND (giraffe", "a bracket has no other half; leave it out, since words are joined by AND"),
        ("gearbox AND", 'AND needs a word on each side; write "AND" in quotes to search for it'),
        ("bridge OR ferry -東京", "-word does not go with OR in a script without spaces"),
    ],
)
def test_what_cannot_be_answered_is_refused_with_the_cure(news: Path, words: str, cure: str) -> None:
    ran = scrapy(news, "search", words)
    assert (ran.code, ran.out, f"scrapy search: {cure}" in ran.err) == (2, "", True), ran.err


def test_a_search_is_kept_under_a_name(news: Path) -> None:
    kept = scrapy(news, "search", "ferry -captain", "--source", "herald", "--save", "boats")
    assert (kept.code, kept.err) == (
        0,
        f"saved as boats: 'scrapy search --search boats -s DATABASE={news}' runs it\n",
    )
    again = scrapy(news, "search", "--search", "boats")
    assert (again.code, again.out) == (0, kept.out)
    assert scrapy(news, "search", "--saved").out == "boats: ferry -captain (source herald)\n"
    atom = scrapy(news, "export", "--search", "boats", "--format", "atom").out
    assert atom.count("</entry>") == 1
    assert ">Broadsheet boats herald</title>" in atom
    lines = scrapy(news, "export", "--search", "boats").out.splitlines()
    assert [json.loads(line)["source"] for line in lines] == ["herald"]
    assert "boats is forgotten" in scrapy(news, "search", "--forget", "boats").out
    assert "no search is saved; 'scrapy search WORDS --save NAME " in scrapy(news, "search", "--saved").out


def test_a_search_without_results_suggests_a_similar_one(news: Path) -> None:
    ran = scrapy(news, "search", "lift brigde")
    assert (ran.code, ran.out, ran.err) == (0, "", "nothing found; did you mean 'lift bridge'?\n")


EVIL = "Bridge \x1b]0;owned\x07\x9b31m \u202eshut\u2066 now\r\n"


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("zebra or giraffe", "'or' was searched as a word: write OR to join words with it"),
        ("zebra not giraffe", "'not' was searched as a word: write -giraffe for articles without it"),
        ("zebra (giraffe", "'(' means nothing here: search takes words, "),
        ('"zebra giraffe', "a quotation mark has no other half, so all behind it was searched as one phrase"),
        ("title:zebra", "'title:' means nothing here: search takes words, "),
    ],
)
def test_signs_of_other_search_engines_are_explained_where_nothing_is_found(
    news: Path, words: str, hint: str
) -> None:
    ran = scrapy(news, "search", words)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"nothing found; {hint}")


def test_no_article_can_control_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "news.db"
    with open_database(path) as db:
        store(db, make_article(title=EVIL, text=f"{EVIL} {TEXT}", published_raw=EVIL))
        hour = NOON + timedelta(hours=1)
        store(db, make_article(title=f"{EVIL} again", text=f"{EVIL} {EVIL}", seen_at=hour))
    for command, word in (("search", "bridge"), ("diff", "1")):
        ran = scrapy(path, command, word)
        assert ran.code == 0
        assert "Bridge ]0;owned31m shut now" in ran.out
        assert not set(ran.out) & set("\x1b\x07\x9b\r\u202e\u2066")


def test_a_diff_shows_each_change(tmp_path: Path) -> None:
    path, url = tmp_path / "news.db", "https://herald.example/bridge"
    hours = [NOON + timedelta(hours=hour) for hour in range(4)]
    later = TEXT.replace("two winters", "three winters")
    with open_database(path) as db:
        store(db, make_article(urls=(f"{url}?from=feed",)))
        store(db, make_article(title="Bridge to shut for three winters", text=later, seen_at=hours[1]))
        values = {"text": later, "title": "Bridge to shut for three winters", "authors": ("Ada",)}
        store(db, make_article(**values, seen_at=hours[2]))
        remove(db, url, hours[3])
        store(db, make_article(url="https://herald.example/other", text="Another.", signature=()))
    for asked in ("1", url, f"{url}?from=feed", f"{url}#top"):
        ran = scrapy(path, "diff", asked)
        assert (ran.code, ran.err) == (0, "")
        lines = ran.out.splitlines()
        assert lines[1] == f"{url}, first seen 2026-05-04T12:00:00Z"
        assert lines[3:] == [
            "1. 2026-05-04T13:00:00Z, page",
            "   title: Bridge to [-close-]{+shut+} for [-two-]{+three+} winters",
            "   text: The harbour council voted on Monday to close the old lift bridge for"
            " [-two-]{+three+} winters.",
            "",
            "2. 2026-05-04T14:00:00Z, page",
            "   authors: {+Ada+}",
            "",
            "3. 2026-05-04T15:00:00Z, removed",
            "   removed_at: {+2026-05-04T15:00:00Z+}",
        ]
    assert "not changed since" in scrapy(path, "diff", "2").out


@pytest.mark.parametrize(
    ("args", "code", "message"),
    [
        (("search",), 2, "give the words to look for, in quotes"),
        (("search", "two", "words"), 2, "put the words in quotes: scrapy search 'two words'"),
        (("search", "x", "--limt=3"), 2, "did you mean --limit?"),
        (("search", "x", "--source", "tims"), 2, "did you mean 'times'?"),
        (("diff",), 2, "give one article, by its id or its address"),
        (
            ("diff", "99"),
            1,
            "no article is stored as 99; 'scrapy search WORDS -s DATABASE=",
        ),
        (("diff", "9" * 20), 1, "no article is stored as 99999999999999999999"),
        (("diff", "9" * 5000), 1, "no article is stored as 9999"),
        (("search", "x", "--limit", "9" * 20), 2, "--limit: a number of more than 18 digits"),
        (("diff", "herring"), 1, "'herring' is neither an article's id nor an address"),
        (("diff", "https://times.example/none"), 1, "no article is stored as https://times.example/none"),
    ],
)
def test_a_mistake_is_reported(news: Path, args: tuple[str, ...], code: int, message: str) -> None:
    ran = scrapy(news, *args)
    assert (ran.code, message in ran.err, "Traceback" in ran.err) == (code, True, False)
