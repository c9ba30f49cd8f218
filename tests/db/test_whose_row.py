"""Which stored article a page belongs to, and which article is a near-duplicate of another."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from pipelines.db import Database
from pipelines.db.articles import store
from pipelines.db.signature import signature
from pipelines.items import Article
from tests.db.conftest import NOON, TEXT, make_article
from tests.db.test_articles import LATER, OTHER_TEXT, check_feed, rows

HERALD, TIMES = "https://herald.example", "https://times.example"

# Pages stored one after the other (url, answered, urls, source, text), and the resulting rows.
Step = tuple[str, str | None, tuple[str, ...], str, str]
WHOSE: tuple[tuple[str, tuple[Step, ...], list[tuple[str, str]]], ...] = (
    (
        "found by an address that led to it before",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (f"{HERALD}/a?page=print",), "herald", TEXT),
            (f"{HERALD}/a?page=print", f"{HERALD}/a?page=print", (), "herald", TEXT),
        ),
        [(f"{HERALD}/a", TEXT)],
    ),
    (
        "a new address that the old one redirects to",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald", TEXT),
            (f"{HERALD}/new-name", f"{HERALD}/new-name", (f"{HERALD}/a",), "herald", TEXT),
        ),
        [(f"{HERALD}/new-name", TEXT)],
    ),
    (
        "the source moved to another domain",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald", TEXT),
            (f"{TIMES}/a", f"{TIMES}/a", (f"{HERALD}/a",), "herald", TEXT),
        ),
        [(f"{TIMES}/a", TEXT)],
    ),
    (
        "an address that leads to another article each day",
        (
            (f"{HERALD}/monday", f"{HERALD}/monday", (f"{HERALD}/latest",), "herald", TEXT),
            (f"{HERALD}/tuesday", f"{HERALD}/tuesday", (f"{HERALD}/latest",), "herald", OTHER_TEXT),
        ),
        [(f"{HERALD}/monday", TEXT), (f"{HERALD}/tuesday", OTHER_TEXT)],
    ),
    (
        "a page that claims another site's article",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald", TEXT),
            (f"{HERALD}/a", f"{TIMES}/stolen", (), "times", OTHER_TEXT),
        ),
        [(f"{HERALD}/a", TEXT), (f"{TIMES}/stolen", OTHER_TEXT)],
    ),
    (
        "a page that claims another site's article, within one source",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (), "aggregator", TEXT),
            (f"{HERALD}/a", f"{TIMES}/stolen", (), "aggregator", OTHER_TEXT),
        ),
        [(f"{HERALD}/a", TEXT), (f"{TIMES}/stolen", OTHER_TEXT)],
    ),
    (
        "a claim that came before the article itself",
        (
            (f"{HERALD}/a", f"{TIMES}/stolen", (), "times", OTHER_TEXT),
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald", TEXT),
        ),
        [(f"{TIMES}/stolen", OTHER_TEXT), (f"{HERALD}/a", TEXT)],
    ),
    (
        "two sources that reach the same page",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald", TEXT),
            (f"{HERALD}/a", f"{HERALD}/a", (), "herald-sport", OTHER_TEXT),
        ),
        [(f"{HERALD}/a", OTHER_TEXT)],
    ),
    (
        "two canonical names that take turns keep the first",
        (
            (f"{HERALD}/a", f"{HERALD}/a", (f"{HERALD}/b",), "herald", TEXT),
            (f"{HERALD}/b", f"{HERALD}/b", (f"{HERALD}/a",), "herald", TEXT),
            (f"{HERALD}/a", f"{HERALD}/a", (f"{HERALD}/b",), "herald", TEXT),
        ),
        [(f"{HERALD}/a", TEXT)],
    ),
)


@pytest.mark.parametrize(
    ("why", "pages", "expected"), WHOSE, ids=lambda value: value if isinstance(value, str) else ""
)
def test_a_page_changes_only_its_own_article(
    db: Database, why: str, pages: tuple[Step, ...], expected: list[tuple[str, str]]
) -> None:
    for hour, (url, answered, urls, source, text) in enumerate(pages):
        at = NOON + timedelta(hours=hour)
        store(db, make_article(url=url, answered=answered, urls=urls, source=source, text=text, seen_at=at))
    assert rows(db, "url, text") == expected
    # The canonical URL always leads to its own row.
    assert (
        db.all("SELECT a.id FROM articles AS a JOIN article_urls AS u USING (url) WHERE article_id <> a.id")
        == []
    )
    assert len(db.all("SELECT 1 FROM articles JOIN article_urls USING (url)")) == len(expected)
    check_feed(db)


def test_nearly_the_same_text_is_a_duplicate_of_the_first(db: Database) -> None:
    store(db, make_article(url=f"{TIMES}/other", source="times", text=OTHER_TEXT))
    store(db, make_article())
    store(db, make_article(url=f"{TIMES}/copy", source="times", text=TEXT + "\n\nThis story was updated."))
    store(db, make_article(url="https://post.example/copy", source="post", text="By our staff.\n\n" + TEXT))
    assert rows(db, "duplicate_of") == [(None,), (None,), (2,), (2,)]
    # It is rewritten, and is no longer a duplicate.
    assert store(db, make_article(url=f"{TIMES}/copy", source="times", text=OTHER_TEXT * 2)) == "changed"
    assert rows(db, "duplicate_of")[2] != (2,)
    check_feed(db)


def _day(day: str) -> dict[str, Any]:
    return {"published_at": day, "published_precision": "day", "published_from": "meta", "published_raw": day}


@pytest.mark.parametrize(
    ("url", "changes", "count"),
    [
        (f"{TIMES}/a-story?visit=7", {}, 1),
        (f"{TIMES}/a-story?visit=7", {"title": "Another story"}, 2),
        (f"{TIMES}/a-story?visit=7", _day("2026-05-05"), 2),
        (f"{TIMES}/a-story?visit=7", {"text": OTHER_TEXT}, 2),
        (f"{TIMES}/a-story/print", {}, 1),
        (f"{TIMES}/a-story/print", {"published_at": None}, 1),
        (f"{TIMES}/a-story/print", {"title": "Another story"}, 2),
        (f"{TIMES}/a-story/print", _day("2026-05-05"), 2),
        (f"{TIMES}/a-story/print", {"text": f"Page to print.\n\n{TEXT}\n\nAll rights reserved."}, 1),
        (f"{TIMES}/a-story/print", {"text": TEXT.replace("lift bridge", "sea wall")}, 2),
        (f"{TIMES}/a-story/print", {"text": TEXT.replace("two", "7")}, 2),
        ("https://other.example/a-story", {}, 2),
    ],
)
def test_an_address_of_a_visit_is_the_same_article(
    db: Database, url: str, changes: dict[str, Any], count: int
) -> None:
    first = make_article(url=f"{TIMES}/a-story?visit=1", source="times", **_day("2026-05-04"))
    store(db, first)
    keys = signature(changes.get("text", first.text))
    outcome = store(db, replace(first, url=url, urls=(), signature=keys, **changes))
    assert (outcome, len(rows(db, "url"))) == ("same" if count == 1 else "new", count)
    assert (url,) in db.all("SELECT url FROM article_urls")
    check_feed(db)


def test_an_address_of_a_visit_is_the_same_article_also_if_another_site_had_the_text_first(
    db: Database,
) -> None:
    store(db, make_article(url="https://agency.example/a-story", source="agency", urls=()))
    visits = [make_article(url=f"{TIMES}/a-story?visit={n}", source="times", urls=()) for n in (1, 2)]
    assert [store(db, visit) for visit in visits] == ["new", "same"]
    assert rows(db, "source, duplicate_of") == [("agency", None), ("times", 1)]
    check_feed(db)


@pytest.mark.parametrize("day", [{}, _day("2026-05-04")])
def test_two_notices_that_differ_in_a_name_are_two_rows(db: Database, day: dict[str, Any]) -> None:
    """The second is a near copy of the first, and each keeps its own text."""
    for street in ("Ember Lane", "Mill Road") * 2:
        text = f"{TEXT}\n\n{street} stays open."
        store(db, make_article(url=f"{TIMES}/{street}", source="times", text=text, **day))
    found = rows(db, "url, text, duplicate_of")
    assert found == [
        (f"{TIMES}/Ember Lane", f"{TEXT}\n\nEmber Lane stays open.", None),
        (f"{TIMES}/Mill Road", f"{TEXT}\n\nMill Road stays open.", 1),
    ]
    check_feed(db)


def test_an_article_is_not_a_duplicate_of_itself(db: Database) -> None:
    store(db, make_article())
    assert store(db, make_article(text=TEXT + "\n\nMore follows.", seen_at=LATER)) == "changed"
    assert rows(db, "duplicate_of") == [(None,)]
    keys = db.all("SELECT count(*) FROM _shingles")
    assert keys == [(16,)]


@pytest.mark.parametrize(
    "twin",
    [
        "http://herald.example/night-ferry",
        "https://www.herald.example/night-ferry",
        "https://herald.example/night-ferry/",
        "https://m.herald.example/night-ferry",
        "https://herald.example/night-ferry/amp/",
    ],
)
def test_a_twin_of_an_address_leads_to_the_same_row(db: Database, twin: str) -> None:
    assert store(db, make_article(url="https://herald.example/night-ferry")) == "new"
    assert store(db, make_article(url=twin, answered=twin)) == "same"
    assert db.one("SELECT count(*) FROM articles") == (1,)


def test_a_page_with_another_articles_url_is_the_article_at_its_own(db: Database) -> None:
    here, there = "https://herald.example/latest", "https://herald.example/ferry"
    others = "A new ferry was named on Sunday, and half of the town had come to see it. " * 5
    third = "The town's bakers have asked for earlier deliveries of flour and of salt this winter. " * 5
    store(db, make_article(url=here, answered=here))
    store(db, make_article(url=there, answered=there, text=others))
    assert store(db, make_article(url=there, answered=here, text=third, urls=(here,))) == "changed"
    assert db.all("SELECT url, text FROM articles ORDER BY id") == [(here, third), (there, others)]


def same_number(url: str, **values: Any) -> Article:
    """Return a page of a template that prints the same id and canonical address on all pages."""
    page = make_article(url=f"{HERALD}/all", answered=url, urls=(url,), external_id="1")
    return replace(page, **values, seen_at=LATER)


@pytest.mark.parametrize(
    ("values", "articles"),
    [
        ({"title": "Ferry", "text": OTHER_TEXT}, 2),
        ({"title": "Bridge to close for longer", "text": f"{TEXT} And more."}, 1),
        ({"text": OTHER_TEXT}, 1),
        ({"external_id": "2"}, 2),
    ],
    ids=["neither", "text", "title", "another id"],
)
def test_an_equal_id_counts_only_with_an_equal_title_or_text(
    db: Database, values: dict[str, Any], articles: int
) -> None:
    assert store(db, same_number(f"{HERALD}/c1")) == "new"
    store(db, same_number(f"{HERALD}/c2", **values))
    assert db.one("SELECT count(*) FROM articles") == (articles,)
    check_feed(db)


PRINT = f"{HERALD}/print?id=7"


@pytest.mark.parametrize("reason", ["page", "cleaner site"])
def test_a_view_to_print_that_is_read_again_changes_nothing(db: Database, reason: str) -> None:
    first = make_article(url=f"{HERALD}/a", text=TEXT, authors=("Ann Lee",), summary="All about tin.")
    view = make_article(url=PRINT, text=TEXT.rpartition("\n\n")[0] or TEXT)
    assert [store(db, first), store(db, view)] == ["new", "same"]
    later = replace(view, seen_at=LATER)
    assert store(db, later, reason=reason) == "same"
    assert rows(db, "url, authors, summary") == [(f"{HERALD}/a", '["Ann Lee"]', "All about tin.")]


def test_a_new_paragraph_at_another_address_of_the_article_is_a_change(db: Database) -> None:
    store(db, make_article(url=f"{HERALD}/a", text=TEXT))
    store(db, make_article(url=PRINT, text=TEXT))
    longer = make_article(url=PRINT, text=f"{TEXT}\n\nThe show is open until May.", seen_at=LATER)
    assert store(db, longer) == "changed"
