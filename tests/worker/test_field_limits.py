"""Every field of a story is valid text within its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

from scrapy.settings import Settings

from crawler import settings
from pipelines.items import Evidence, Hints, Page, Site, Story
from pipelines.markup.limits import Limits
from pipelines.markup.marks import clean_marks
from pipelines.stages.cleaning import limits_of
from pipelines.worker.field_limits import bounded, bounded_evidence
from pipelines.worker.read_page import clean_page

LIMITS = Limits(title=20, field=30, name=10, names=3, text=100, evidence=2)
PLAIN = Story(title="Bridge opens", paragraphs=("One.", "Two."), authors=("Ada Gray",))


def test_a_value_within_its_limit_stays() -> None:
    assert bounded(PLAIN, LIMITS) == (PLAIN, frozenset())


def test_marks_are_removed_from_every_field() -> None:
    dirty = "a\u202eb\0c\U000e0041\ue000"
    story = Story(
        title=dirty,
        paragraphs=(dirty, "\u200b"),
        summary=dirty,
        authors=(dirty,),
        tags=(dirty,),
        section=dirty,
        image=dirty,
        language=dirty,
        external_id=dirty,
        canonical_url=dirty,
    )
    clean = "abc"
    assert bounded(story, LIMITS)[0] == Story(
        title=clean,
        paragraphs=(clean,),
        summary=clean,
        authors=(clean,),
        tags=(clean,),
        section=clean,
        image=clean,
        language=clean,
        external_id=clean,
        canonical_url=clean,
    )


def test_a_value_over_its_limit_is_cut_and_named() -> None:
    story = replace(
        PLAIN,
        title="word " * 9,
        summary="word " * 9,
        authors=tuple(f"Name {n}" for n in range(9)),
        tags=("much longer than ten",),
        paragraphs=("x" * 60, "y" * 60, "z"),
        image="https://herald.example/" + "a" * 30,
    )
    found, cut = bounded(story, LIMITS)
    assert cut == {"title_cut", "summary_cut", "authors_cut", "tags_cut", "text_cut", "address_cut"}
    assert (found.title, len(found.summary or ""), found.tags) == (
        "word word word word…",
        30,
        ("much long…",),
    )
    assert (found.authors, found.paragraphs, found.image) == (
        ("Name 0", "Name 1", "Name 2"),
        ("x" * 60,),
        None,
    )


def test_a_value_with_nothing_left_is_absent() -> None:
    assert bounded(replace(PLAIN, title="\u200b", authors=("\0",), section=" "), LIMITS)[0] == replace(
        PLAIN, title=None, authors=(), section=None
    )


def test_the_number_of_dates_is_limited() -> None:
    each = Evidence(kind="meta", raw="2026-03-04\x1b[31m", role="published", day=date(2026, 3, 4))
    found, cut = bounded_evidence([each] * 5, LIMITS)
    assert (len(found), found[0].raw, cut) == (2, "2026-03-0…", {"evidence_cut"})


def test_the_settings_have_the_default_limits() -> None:
    given = {name: getattr(settings, name) for name in dir(settings) if name.startswith("CLEAN_MAX_")}
    assert limits_of(Settings(given)) == Limits()
    assert limits_of(Settings({**given, "CLEAN_MAX_TITLE": 7})) == Limits(title=7)


def test_unreadable_text_is_counted_and_hidden_marks_of_hints_are_not_stored() -> None:
    """This runs all of a worker's work, on the page's bytes and a feed's statements about it."""
    text = "".join(f"<p>The old ferry pier was mended for the {n}th time, déjà vu.</p>" for n in range(40))
    page = f"<html><head><title>Pier</title></head><body><h1>Pier</h1>{text}</body></html>".encode()
    dirty = "Ann \u202eLee\u200b\0\U000e0041"
    hints = Hints(origin="feed", title=dirty, authors=(dirty,), tags=(dirty,), summary=dirty)
    found = Page(
        url="https://herald.example/a",
        body=page.replace(b"mended", b"mend\xffed", 1),
        fetched_at=datetime(2026, 3, 5, tzinfo=UTC),
        site=Site(name="herald", url="https://herald.example/"),
        content_type="text/html; charset=utf-8",
        hints=hints,
    )
    cleaned = clean_page(found)
    assert "characters_replaced" in cleaned.notes
    assert "characters_replaced" not in clean_page(replace(found, body=page)).notes
    story = cleaned.story
    assert all(
        clean_marks(said) == said
        for said in (*story.authors, *story.tags, story.title, story.summary)
        if said
    )
    assert "Ann Lee" in (*story.authors, *story.tags)
