"""Labels, credits and sentence marks: every line of data/labels.toml and data/marks.toml."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.lexicon import load
from pipelines.markup.sentences import has_sentence
from pipelines.text import clean
from pipelines.text.lines.line_rules import external_id

LABELS = load("labels")
MARKS = load("marks")["sentence"]
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)


def lines(kind: str) -> list[str]:
    return sorted({word for words in LABELS[kind].values() for word in words})


@pytest.mark.parametrize("label", lines("id"))
def test_label_of_a_number(label: str) -> None:
    assert external_id(f"{label.title()}: 84451") == "84451"
    assert external_id(f"{label}：N-84451 ") == "N-84451"
    assert external_id(f"{label}: 84451 Publish Date: 2 March 2026 - 09:15") == "84451"


@pytest.mark.parametrize("text", ["News of 2023", "Idaho 84451", "id", "Article 5 of the treaty"])
def test_a_line_that_is_not_a_label_stays(text: str) -> None:
    assert external_id(text) is None


@pytest.mark.parametrize("word", lines("credit"))
@pytest.mark.parametrize("shape", ["The old mill at dusk. ({}: North Agency)", "The old mill. {}: Ann Lee"])
def test_a_caption_is_removed_by_its_credit(word: str, shape: str) -> None:
    page = f"<title>Mill</title><article>{PROSE}<p>{shape.format(word)}</p>{PROSE[:-5]} Later.</p></article>"
    story = clean(
        parse(page.encode(), "https://herald.example/a"), Site(name="h", url="https://h.example/"), Hints()
    )
    assert len(story.paragraphs) == 2


@pytest.mark.parametrize(
    ("language", "mark"), [(language, mark) for language, marks in MARKS.items() for mark in marks]
)
def test_sentence_mark(language: str, mark: str) -> None:
    assert has_sentence(f"word{mark}")
    assert has_sentence(f"«word{mark}» next")


def test_marks_of_twenty_five_languages() -> None:
    assert len(MARKS) >= 25


@pytest.mark.parametrize("text", ["A heading", "word; word", "3.5 per cent", "a.b", ""])
def test_a_line_without_sentence_marks_is_not_a_sentence(text: str) -> None:
    assert not has_sentence(text)


def paragraphs(markup: str, above: str = PROSE) -> list[str]:
    page = f"<title>The old mill</title><article>{above}{markup}{PROSE[:-5]} Later.</p></article>"
    site = Site(name="h", url="https://herald.example/")
    return list(
        clean(parse(page.encode(), "https://herald.example/a", "text/html"), site, Hints()).paragraphs
    )


@pytest.mark.parametrize(
    "line",
    [
        "<p>Illustration by Noor van Dalen</p>",
        "<div><a href=/w/3 rel=author>Ann Lee</a><div>Transport correspondent, Port Lennan</div></div>",
        "<p><img src=/a.jpg><span>居民排成長龍，以接力方式搬書。（記者溫以晴攝）</span></p>",
        "<table><tr><td><img src=/b.jpg><br>The bridge at noon. Photo: Ivo Lund</td></tr></table>",
        "<table class=x><tr><td><b>Baca juga:</b> <a href=/d>Banjir rendam sekolah</a></td></tr></table>",
    ],
)
def test_credits_above_the_text_are_no_text(line: str) -> None:
    assert len(paragraphs("", above=f"<h1>The old mill</h1>{line}{PROSE}")) == 2


def test_the_cells_of_a_table_stay() -> None:
    table = "<table><tr><th>Photo: a year</th><th>Mills</th></tr><tr><td>1901</td><td>12</td></tr></table>"
    assert "12" in " ".join(paragraphs(table))


@pytest.mark.parametrize(
    "line",
    [
        "Tekst gaat verder onder de advertentie", "Article continues below advertisement", "請繼續往下閱讀",
        "Continua após a publicidade", "Artikel anhören (6 Minuten)", "Ouça o episódio do podcast Monte:",
        "Listen to this article: 6 minutes", "Kapcsolódó: Nyáron is fűtötték a pályát",
    ],
)  # fmt: skip
def test_interruptions_of_the_text_go(line: str) -> None:
    assert len(paragraphs(f"<p>{line}</p>")) == 2


RIGHTS = (
    "© 2026 Moor News This story comes from a news agency beyond the hills, as a service to those who read "
    "us. Words are spelled as people in that country spell them, and so are the names of its places."
)


@pytest.mark.parametrize(("line", "stays"), [(RIGHTS, False), (f"{RIGHTS} {RIGHTS} {RIGHTS} {RIGHTS}", True)])
def test_a_long_notice_of_rights_goes_at_the_end(line: str, stays: bool) -> None:
    site = Site(name="h", url="https://herald.example/")
    for below in ("", "<p>The roof is to be mended by May, said the council on Monday, before it rains.</p>"):
        text = f"{PROSE}{PROSE[:-5]} Later.</p><p>{line}</p>{below}"
        page = f"<title>The old mill</title><article>{text}</article>"
        story = clean(parse(page.encode(), "https://herald.example/a", "text/html"), site, Hints())
        assert (line in story.paragraphs) == (stays or bool(below))


@pytest.mark.parametrize("kind", ["id", "credit", "rights", "summary"])
def test_labels_of_twenty_five_languages(kind: str) -> None:
    assert len(LABELS[kind]) >= 25


@pytest.mark.parametrize("heading", lines("summary"))
def test_a_generated_summary_is_removed_with_its_box(heading: str) -> None:
    listed = f"<h3>{heading.capitalize()}</h3><ul><li>The council met.<li>It sat for long.</ul>"
    section = f"<section><h3>{heading.capitalize()}</h3>{SECTION}</section>"
    assert len(paragraphs(f"{TEXT}<div class=ai-summary>{listed}</div>")) == 11
    assert WHEEL not in paragraphs(section + TEXT, above="")
    assert WHEEL in paragraphs(TEXT + section)


TEXT = "".join(PROSE.replace("Monday", f"the day numbered {n}") for n in range(9))
SECTION = "<p>The wheel came off its axle at noon, said the miller, who saw it from his window.</p>"
WHEEL = SECTION[3:-4]


@pytest.mark.parametrize("heading", ["Newsletter", "Learn more", "Mehr erfahren", "Advertisement"])
def test_an_offer_is_removed_with_its_box_if_it_has_a_link_a_form_or_a_name(heading: str) -> None:
    section = f"<h3>{heading}</h3>{SECTION}"
    assert WHEEL in paragraphs(f"{TEXT}<section>{section}</section>")
    for box in (
        f"<section>{section}<p><a href=/l>Join</a></p></section>",
        f"<section>{section}<form><input name=q></form></section>",
        f"<section class=newsletter>{section}</section>",
    ):
        assert WHEEL not in paragraphs(TEXT + box)


@pytest.mark.parametrize(
    "line",
    [
        "Seit Mai 2022 Vorsitzende",
        "Bislang rund 700.000 Fahrten im Land",
        "As of July 31, 2025, the office has received:",
        "Reference: CVE-2025-11700",
        "11.38 miles",
        "The AP was told so by two men. They named no AP",
        "→",
        "He earns by the links he sells, and says so.",
    ],
)
def test_a_line_of_the_text_stays(line: str) -> None:
    kept = paragraphs(f"<p>{line}</p>")
    assert (line in kept) is (line != "→")


@pytest.mark.parametrize(
    "markup",
    [
        "<p>Updated 14:05</p>",
        "<p>12 March 2024</p>",
        "<p>Stand: 12.03.2024, 18.45 Uhr</p>",
        "<p>2024年3月12日</p>",
        "<p>2024년 3월 12일</p>",
        "<p>12 de marzo de 2024</p>",
        "<p>&gt;&gt; Looking for a loan? <a href=/loan>Our calculator</a> knows.</p>",
        "<p>👉 <a href=/b>The mill in pictures</a>, all forty of them</p>",
        '<p>{"layoutMobile":2,"buttonText":"Buy now"}</p>',
        '<p>[in-post-video-player video-id="x1" name="Cleaning a mill"]</p>',
        "<p><a class='btn btn-primary' href=https://shop.example/>Get your ticket</a></p>",
        "<section aria-label='Newsletter'><h3>Love at the mill</h3><p>On Sundays.</p></section>",
        "<div aria-label='Lees ook'><p>De molen <a href=/m>in beeld</a></p></div>",
        "<div class=x1><h3>Mill post</h3><p>Every Sunday, all you need.</p>"
        "<div><input type=email placeholder=you></div></div>",
        "<div><p>Read more</p><h3><a href=/r>A wheel has come off its axle again</a></h3></div>",
        "<div><h3>Related</h3><p>Wheel.</p><p><a href=/r>It is off, and nobody knows why.</a></p></div>",
        "<div><figure>Mill</figure><figure>2 hours ago</figure><figure>Duration 1:30</figure>"
        "The wheel of the mill has been still since it rained.</div>",
        "<blockquote>nobody in the valley sat until the lamps were lit</blockquote>"
        "<p>He said that nobody in the valley sat until the lamps were lit.</p>",
        "<blockquote>He said that nobody in the valley sat until the lamps were lit.</blockquote>"
        "<p>“He said that nobody in the valley sat until the lamps were lit.”</p>",
    ],
)
def test_furniture_is_removed_by_its_shape(markup: str) -> None:
    kept = paragraphs(markup)
    assert len(kept) == 2 + ("He said that" in markup)


@pytest.mark.parametrize(
    "markup",
    [
        "<div><p>Read more</p><p>The wheel came off its axle at noon, said the miller, who saw.</p></div>",
        "<div><h4>More</h4><p>The wheel came off its axle at noon, said the miller, who saw it.</p></div>",
        "<section aria-label='The mill and the wheel, a report in four parts'><p>The wheel came off its axle "
        "at "
        "noon, said the miller, who had seen it.</p></section>",
        "<h3><a name=wheel>The wheel came off its axle at noon</a></h3>"
        "<p>So said the miller, who had seen it all from his window.</p>",
        "<h2>“The wheel came off its axle at noon”</h2>"
        "<p>So he said: the wheel came off its axle at noon, and rolled to the river.</p>",
    ],
)
def test_a_text_that_looks_like_furniture_stays(markup: str) -> None:
    assert any("The wheel came off" in line for line in paragraphs(markup))


@pytest.mark.parametrize(
    "line",
    [
        "Sign in to comment, said the page, and nobody in the village did so for a year.",
        "All rights reserved to the people shall be theirs alone, and no council may take them away.",
    ],
)
def test_a_sentence_that_begins_like_a_notice_stays(line: str) -> None:
    assert line in paragraphs(f"<p>{line}</p>")


def kept(line: str, above: str = "") -> tuple[str, ...]:
    page = f"<title>Mill</title><article>{above}{PROSE * 2}{line}{PROSE[:-5]} Later.</p></article>"
    site = Site(name="h", url="https://h.example/")
    return clean(parse(page.encode(), "https://herald.example/a"), site, Hints()).paragraphs


@pytest.mark.parametrize(
    ("item", "left"), [("02/02/2025 KL. 09:00", 0), ("Montag, 2. Februar 2025", 0), ("Founded in 1999", 1)]
)
def test_an_item_above_the_text_that_is_a_date(item: str, left: int) -> None:
    assert len(kept("", f"<ul><li>{item}</ul>")) == len(kept("")) + left


BOATS = "The green boats under their load, seen from the mill on Monday"


@pytest.mark.parametrize(
    ("shape", "stays"),
    [
        (f'<p><img src="b.jpg" alt="{BOATS}"></p><p>{BOATS}</p>', False),
        (f'<p>{BOATS.upper()}.</p><div><img src="b.jpg" alt="{BOATS}"></div>', False),
        (f'<h3>{BOATS}</h3><p><img src="b.jpg" alt="{BOATS}"></p>', True),
        (f'<p><img src="b.jpg" alt="Boats"></p><p>{BOATS}</p>', True),
    ],
)
def test_a_line_is_a_caption_where_a_picture_has_the_same_words(shape: str, stays: bool) -> None:
    page = f"<title>Mill</title><article><h1>Mill</h1>{PROSE}{shape}{PROSE[:-5]} Later.</p></article>"
    story = clean(
        parse(page.encode(), "https://herald.example/a"), Site(name="h", url="https://h.example/"), Hints()
    )
    assert (BOATS.casefold() in story.text.casefold()) is stays


@pytest.mark.parametrize(
    ("line", "stays"),
    [
        ("By Ann Lee and Bo Ek", False),
        ("By Ann Lee, as told to Bo Ek", False),
        ("Words and recipe by Ann Lee<br>Photographs by Cy Poe", False),
        ("Updated: 02 May 2024, 08:15 AM IST | Published: 01 May 2024, 07:45 PM IST", False),
        ("Founded in 1999", True),
    ],
)
def test_a_credit_or_a_date_between_standfirst_and_text(line: str, stays: bool) -> None:
    node = '{"@type": "NewsArticle", "headline": "Mill turns", "author": ["Ann Lee", "Bo Ek"]}'
    script = f'<script type="application/ld+json">{node}</script>'
    lead = "<p class=intro>Follow the latest as the wheel of the mill turns after thirty years.</p>"
    page = f"<title>Mill turns</title>{script}<article><h1>Mill turns</h1>{lead}<p>{line}</p>{PROSE * 2}"
    site = Site(name="h", url="https://h.example/")
    text = clean(parse(page.encode(), "https://herald.example/a"), site, Hints()).text
    assert (line.partition("<")[0] in text) is stays
