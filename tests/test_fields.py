"""Every field of a story is sound text within its limit."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from scrapy.settings import Settings

from crawler import settings
from pipelines.clean import limits_of
from pipelines.fields import bounded, bounded_evidence
from pipelines.items import Evidence, Story
from pipelines.limits import Limits

LIMITS = Limits(title=20, field=30, name=10, names=3, text=100, evidence=2)
PLAIN = Story(title="Bridge opens", paragraphs=("One.", "Two."), authors=("Ada Gray",))


def test_what_is_within_stays() -> None:
    assert bounded(PLAIN, LIMITS) == (PLAIN, frozenset())


def test_marks_are_out_of_every_field() -> None:
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


def test_what_is_over_is_cut_and_named() -> None:
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


def test_what_has_nothing_left_is_absent() -> None:
    assert bounded(replace(PLAIN, title="\u200b", authors=("\0",), section=" "), LIMITS)[0] == replace(
        PLAIN, title=None, authors=(), section=None
    )


def test_dates_are_as_many_as_allowed() -> None:
    each = Evidence(kind="meta", raw="2026-03-04\x1b[31m", role="published", day=date(2026, 3, 4))
    found, cut = bounded_evidence([each] * 5, LIMITS)
    assert (len(found), found[0].raw, cut) == (2, "2026-03-0…", {"evidence_cut"})


def test_the_settings_say_what_is_the_default() -> None:
    given = {name: getattr(settings, name) for name in dir(settings) if name.startswith("CLEAN_MAX_")}
    assert limits_of(Settings(given)) == Limits()
    assert limits_of(Settings({**given, "CLEAN_MAX_TITLE": 7})) == Limits(title=7)
