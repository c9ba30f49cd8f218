"""What a site's pages teach, and how a profile changes the result of a page."""

from collections.abc import Sequence

import pytest

from pipelines.markup import parse
from pipelines.markup.scan import Scan, scan
from pipelines.sites import PageSummary, Profile, build, decide, summarize, usual_box
from pipelines.sites.place import places

NOTE = "Written for the Herald by its own people."


def page(body: str) -> Scan:
    return scan(parse(f"<html><body>{body}</body></html>".encode(), "https://herald.example/a").tree)


def story(number: int, *, note: str = NOTE, line: str = "") -> Scan:
    """Return a page with two paragraphs of its own, a line among them, and a note in a separate box."""
    return page(
        f"<article class='story post-{number}'><div class=body><p>Paragraph one of story {number}.</p>"
        f"{line}<p>Paragraph two of story {number}.</p></div><div class=note>{note}</div></article>"
    )


def article_box(found: Scan) -> int:
    return next(at for at, box in enumerate(found.boxes) if box.tag == "article")


def summary(found: Scan, rules: Sequence[str | None] | None = None) -> PageSummary:
    return summarize(found, article_box(found), rules or [None] * len(found.pieces))


def profile(*pages: PageSummary) -> Profile:
    built = build({f"https://herald.example/{number}": each for number, each in enumerate(pages)})
    assert built is not None
    return built


def dropped(found: Scan, learned: Profile) -> list[str]:
    decisions = decide(learned, found, article_box(found), [None] * len(found.pieces))
    return [found.pieces[each.piece].text for each in decisions if each.rule]


def test_two_articles_teach_nothing() -> None:
    assert build({"/1": summary(story(1)), "/2": summary(story(2))}) is None


def test_a_repeated_text_in_a_place_of_repeated_texts_is_furniture() -> None:
    learned = profile(*(summary(story(number)) for number in range(4)))
    assert dropped(story(9), learned) == [NOTE]


def test_the_views_of_one_article_count_once() -> None:
    def seen(number: int) -> PageSummary:
        text = f"The mayor of town number {number} cut a ribbon, and the band played until it rained."
        found = page(f"<article><h1>Story {number}</h1><p>{text}</p></article>")
        values = {"title": {"h1": [f"Story {number}"]}}
        return summarize(found, article_box(found), [None] * len(found.pieces), values=values)

    views = {f"https://herald.example/1?sort={number}": seen(1) for number in range(6)}
    learned = build(views | {f"https://herald.example/{number}": seen(number) for number in range(2, 6)})
    assert learned is not None
    assert (learned.pages, learned.shared["title"]) == (5, frozenset())
    assert build(views) is None


def test_articles_with_one_shared_paragraph_are_different() -> None:
    """The results of a day are short lines; below them is a note that all of them have."""

    def results(number: int) -> PageSummary:
        lines = "".join(f"<p>Ashby {number + goal} : {goal} Holm</p>" for goal in range(6))
        note = "The results of this league are brought to the valley by the bakery at the old bridge."
        found = page(f"<article><h1>Day {number}</h1>{lines}<p>{note}</p></article>")
        values = {"title": {"h1": [f"Day {number}"], "og:title": ["The Moor Echo"]}}
        return summarize(found, article_box(found), [None] * len(found.pieces), values=values)

    learned = build({f"https://herald.example/{number}": results(number) for number in range(12)})
    assert learned is not None
    assert learned.pages == 12


def test_a_place_is_the_same_whatever_class_the_body_has() -> None:
    pages = [
        scan(
            parse(
                f"<html><body class='{name} theme'><p>Text</p></body></html>".encode(), "https://a.example/"
            ).tree
        )
        for name in ("bridge-opens", "ferry-burns")
    ]
    assert places(pages[0]) == places(pages[1]) == ("html", "body < html", "p < body < html")


def test_a_repeated_text_among_paragraphs_is_text() -> None:
    """Interview questions and sign-offs recur, but most texts in their place do not."""
    question = "<p>What comes next?</p>"
    learned = profile(*(summary(story(number, line=question, note="")) for number in range(6)))
    assert dropped(story(9, line=question, note=""), learned) == []


ABOUT = "The Echo has been written, printed and carried round by its readers since 1952."


@pytest.mark.parametrize(
    ("text", "often", "expected"), [(ABOUT, 9, 1), (ABOUT, 7, 0), ("The background", 10, 0)]
)
def test_a_paragraph_of_nearly_all_articles_is_the_sites(text: str, often: int, expected: int) -> None:
    """It has the mark-up of the articles' paragraphs; a subhead of nearly all articles divides them."""
    shared = f"<p>{text}</p>"

    def article(number: int, end: str) -> Scan:
        own = f"<p>In year {number} the band played at the weir until it rained and everyone went home.</p>"
        return page(f"<article class=story><div class=body>{own}{end}</div></article>")

    pages = (summary(article(number, shared if number < often else "")) for number in range(10))
    assert len(dropped(article(99, shared), profile(*pages))) == expected


def test_a_sentence_of_nearly_all_articles_stays_within_them() -> None:
    def bulletin(number: int) -> Scan:
        own = f"<p>A quake of magnitude {number} was felt on the moor at night, the observatory said.</p>"
        end = f"<p>The quake of day {number} was followed by smaller ones until the morning.</p>"
        return story(number, line=f"{own}<p>There were no immediate reports of damage.</p>{end}", note="")

    assert dropped(bulletin(99), profile(*(summary(bulletin(number)) for number in range(12)))) == []


def test_a_page_that_would_lose_everything_keeps_its_text() -> None:
    learned = profile(*(summary(page("<article><p>Only this.</p></article>")) for _ in range(5)))
    assert dropped(page("<article><p>Only this.</p></article>"), learned) == []


@pytest.mark.parametrize(("pages", "expected"), [(7, []), (8, ["Thanks!"])])
def test_a_short_line_in_a_kept_place_is_kept(pages: int, expected: list[str]) -> None:
    learned = profile(*(summary(story(number)) for number in range(pages)))
    found = story(9, line="<p>Thanks!</p>")
    rules: list[str | None] = [None, "links", None, None]
    decisions = decide(learned, found, article_box(found), rules)
    assert [found.pieces[each.piece].text for each in decisions if each.rule is None] == expected


def test_what_its_own_words_drop_is_no_text_among_paragraphs() -> None:
    learned = profile(*(summary(story(number)) for number in range(12)))
    found = story(99, line="<p>Figure 2: The weir</p>")
    for rule in ("figure", "related", "promo"):
        decisions = decide(learned, found, article_box(found), [None, rule, None, None])
        assert [each for each in decisions if each.rule is None] == []


@pytest.mark.parametrize(("words", "expected"), [(3, 1), (40, 0)])
def test_only_a_short_line_goes_because_others_in_its_place_went(words: int, expected: int) -> None:
    def line(number: int) -> str:
        return f"<p class=aside>Story {number}: {'seen ' * (words if number == 99 else 3)}</p>"

    rules: list[str | None] = [None, "promo", None, None]
    learned = profile(*(summary(story(number, line=line(number)), rules) for number in range(8)))
    gone = [text for text in dropped(story(99, line=line(99)), learned) if text != NOTE]
    assert len(gone) == expected


@pytest.mark.parametrize(("often", "expected"), [(2, ["Until next week."]), (6, [])])
def test_a_sign_off_of_some_pages_is_text_and_a_line_of_most_is_none(often: int, expected: list[str]) -> None:
    line = "<p>Until next week.</p>"
    learned = profile(*(summary(story(number, line=line if number < often else "")) for number in range(12)))
    found = story(99, line=line)
    decisions = decide(learned, found, article_box(found), [None, "tail", None, None])
    assert [found.pieces[each.piece].text for each in decisions if each.rule is None] == expected


def test_the_usual_box_loses_where_another_has_more_than_twice_the_text() -> None:
    learned = profile(*(summary(story(number)) for number in range(8)))
    old = "<article class=story><p>Paragraph one.</p></article>"

    def boxes(lines: int) -> tuple[int | None, int, int]:
        found = page(old + f"<section>{'<p>Another line.</p>' * lines}</section>")
        other = next(at for at, box in enumerate(found.boxes) if box.tag == "section")
        return usual_box(learned, found, other), article_box(found), other

    usual, article, _ = boxes(2)
    assert usual == article
    usual, _, other = boxes(5)
    assert usual == other


def test_a_summary_is_read_back_unchanged_from_the_database() -> None:
    original = summary(story(1))
    assert PageSummary.from_bytes(original.to_bytes()) == original


def test_a_summary_of_another_version_is_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    packed = summary(story(1)).to_bytes()
    monkeypatch.setattr("pipelines.sites.page_summary.VERSION", 99)
    assert PageSummary.from_bytes(packed) is None


FIRST = "In this year the band played at the weir until it rained and everyone went home."


def brought_back(line: str, rule: str, place: int, learned_line: str = "") -> bool:
    """Return whether a dropped line of a page is text, among paragraphs that ten other pages have too.

    `place` 1 is between two paragraphs, 2 below them.
    """

    def article(number: int, *lines: str) -> Scan:
        paragraphs = [f"<p>{FIRST.replace('this', str(number + at))}</p>" for at in range(2)]
        paragraphs[place:place] = lines
        return page(f"<article class=story><div class=body>{''.join(paragraphs)}</div></article>")

    found = article(99, line)
    at = next(number for number, piece in enumerate(found.pieces) if FIRST[8:] not in piece.text)
    rules: list[str | None] = [rule if number == at else None for number in range(len(found.pieces))]
    pages = (summary(article(3 * number, learned_line)) for number in range(10))
    changes = decide(profile(*pages), found, article_box(found), rules)
    return [(each.piece, each.rule) for each in changes] == [(at, None)]


@pytest.mark.parametrize(
    ("line", "place", "expected"),
    [
        ("<p>And the band will play there again in May.</p>", 2, True),
        ("<p>The band</p>", 2, True),
        ("<p>And the <a href=/band>band</a> will play there again in May.</p>", 2, False),
        ("<p>And the <a href=/band>band</a> will play there again in May.</p>", 1, True),
    ],
    ids=["a sentence", "a short line", "it leads elsewhere", "between paragraphs"],
)
def test_an_own_line_below_the_paragraphs_is_text(line: str, place: int, expected: bool) -> None:
    assert brought_back(line, "weighed", place) is expected
    assert not brought_back(line, "weighed", place, learned_line=line)


@pytest.mark.parametrize("rule", ["caption", "shown"])
@pytest.mark.parametrize(
    ("line", "place", "expected"),
    [
        ("<p>The band and its weir:</p>", 1, True),
        ("<p><b>The band and its weir:</b></p>", 1, True),
        ("<p>The band and its weir</p>", 1, False),
        ("<p>Ann Lee with the band:</p>", 2, False),
    ],
    ids=["at the place of the paragraphs", "at a place of its own", "a caption", "at the end"],
)
def test_a_line_with_a_colon_is_a_subhead_and_no_caption(
    rule: str, line: str, place: int, expected: bool
) -> None:
    assert brought_back(line, rule, place) is expected
