"""Cases that no page of a corpus shows: feeds, metadata in the head, odd characters."""

from typing import Any

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
)
NO_HINTS = Hints()
OTHER = "<p>A second text of some length stands beside it, and only the site can tell the two apart.</p>"


def story(
    page: str, site: Site = SITE, hints: Hints = NO_HINTS, url: str = "https://moorecho.example/a/b"
) -> Story:
    return clean(parse(page.encode(), url, "text/html; charset=utf-8"), site, hints)


def test_a_feed_gives_the_text_that_the_page_lacks() -> None:
    text = PROSE.replace("Monday", "Tuesday") + OTHER + PROSE
    found = story("<title>Flood</title><h1>Flood</h1><p>Please log in.</p>", hints=Hints(text=text))
    assert (found.method, len(found.paragraphs)) == ("feed", 3)
    full = "".join(
        f"<p>Paragraph {i}: the council met for hours, and nobody knew what it would do.</p>"
        for i in range(9)
    )
    assert story(f"<title>Flood</title>{full}", hints=Hints(text=text)).method == "container"


@pytest.mark.parametrize(
    ("head", "field", "value"),
    [
        ("<title>Flood in the valley | The Moor Echo</title>", "title", "Flood in the valley"),
        ("<title>The Moor Echo - Flood in the valley</title>", "title", "Flood in the valley"),
        ("<title>Flood in the valley – moorecho.example</title>", "title", "Flood in the valley"),
        ("<title>Flood &amp;amp; fire</title>", "title", "Flood & fire"),
        ("<h1>Flood in the valley <a href='#flood'>#</a></h1>", "title", "Flood in the valley"),
        ('<link rel=canonical href="/a/c?x=1">', "canonical_url", "https://moorecho.example/a/c?x=1"),
        ('<link rel=canonical href="https://moorecho.example/">', "canonical_url", None),
        ('<link rel=canonical href="https://other.example/a/b">', "canonical_url", None),
        (
            '<link rel=canonical href="https://www.moorecho.example/a/b">',
            "canonical_url",
            "https://www.moorecho.example/a/b",
        ),
        (
            '<meta property="og:image" content="/i/flood.jpg">',
            "image",
            "https://moorecho.example/i/flood.jpg",
        ),
        ('<meta property="og:image" content="/i/site-logo.png">', "image", None),
        ('<meta property="og:image" content="/i/SiteLogo2x.png">', "image", None),
        (
            '<meta property="og:image" content="/i/dialogo.png">',
            "image",
            "https://moorecho.example/i/dialogo.png",
        ),
        (
            '<meta property="og:image" content="/i?a=1&amp;amp;w=640">',
            "image",
            "https://moorecho.example/i?a=1&w=640",
        ),
        ('<meta property="og:locale" content="pt_BR">', "language", "pt-BR"),
        ('<meta name="news_keywords" content="flood, council, Flood">', "tags", ("flood", "council")),
        (
            '<meta property="article:tag" content="Old dam,Flood,Protest">',
            "tags",
            ("Old dam", "Flood", "Protest"),
        ),
        (
            '<meta property="article:tag" content="Farms, Mills, &amp; Inns">',
            "tags",
            ("Farms, Mills, & Inns",),
        ),
        ('<meta name="keywords" content="category, Flood">', "tags", ("Flood",)),
        ('<meta property="article:section" content="Valley">', "section", "Valley"),
        ('<meta property="article:section" content="undefined">', "section", None),
        (
            '<script type="application/ld+json">{"@type": "BreadcrumbList", "itemListElement": ['
            '{"name": "Home"}, {"name": "Valley"}, {"name": "Flood: causes, costs, help"}]}</script>'
            "<title>Flood: causes, costs, help</title>",
            "section",
            "Valley",
        ),
        ('<meta property="article:section" content="← Previous Post">', "section", None),
        ('<meta property="article:section" content="posts">', "section", None),
        (
            "<title>Old Echo of the Moor: Flood in the valley</title>",
            "title",
            "Old Echo of the Moor: Flood in the valley",
        ),
        ("<title>The Moor Echo: Flood in the valley</title>", "title", "Flood in the valley"),
        ("<title>Moor: Flood in the valley</title>", "title", "Moor: Flood in the valley"),
        (
            '<meta name="section" content="The Moor"><meta name="application-name" content="The Moor">',
            "section",
            None,
        ),
        ('<meta property="article:section" content="Moor,Valley">', "section", "Moor"),
        ('<meta property="article:section" content="Moor, Valley, Coast">', "section", "Moor"),
        ('<meta property="article:section" content="Ashby, Moor">', "section", "Ashby, Moor"),
        ('<meta property="article:section" content="crime-safety">', "section", None),
        ('<meta property="article:section" content="valley">', "section", "valley"),
        (
            '<meta name="keywords" content="_Prio_3, locale: US, 184451, Flood, moorecho.example">',
            "tags",
            ("Flood",),
        ),
        ('<meta name="keywords" content="洪水 议会 山谷">', "tags", ("洪水", "议会", "山谷")),
        ('<meta property="og:image" content="/i/og-default.png">', "image", None),
        ('<meta property="og:image" content="/i/mark.svg">', "image", None),
        ('<meta property="og:image" content="/a/b#primaryimage">', "image", None),
        ('<meta itemprop="isAccessibleForFree" content="False">', "is_paywalled", True),
        ('<meta name="articleid" content="99">', "external_id", "99"),
        ('<meta property="article:content_tier" content="locked">', "is_paywalled", True),
        ('<meta property="og:type" content="Article">', "types", ("article",)),
    ],
)
def test_head(head: str, field: str, value: Any) -> None:
    assert getattr(story(f"<head>{head}</head><body>{PROSE}"), field) == value


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("Soft&shy;ly, he said&#8203;, and sat down.", "Softly, he said, and sat down."),
        ("می&zwnj;روم، گفت مرد و از پل گذشت.", "می\u200cروم، گفت مرد و از پل گذشت."),
        ("He wrote &#147;no&#148; on the wall.", "He wrote “no” on the wall."),
        ("One<b>word</b> is <i>not</i> two,\n   said the clerk.", "Oneword is not two, said the clerk."),
        ("First line,<br>second line.", "First line,\nsecond line."),
        ("First line,<span class='part br'></span>second line.", "First line,\nsecond line."),
        ("One<span class='flag br'></span>word of <span class=br>two</span>s.", "Oneword of twos."),
    ],
)
def test_characters(markup: str, text: str) -> None:
    assert text in story(f"<body>{PROSE}<p>{markup}</p>{OTHER}").paragraphs


def test_an_empty_page_gives_an_empty_story() -> None:
    found = story("")
    assert (found.title, found.paragraphs, found.authors) == (None, (), ())


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("<!-- SC_OFF --><p>Four <em>hamlets</em>, one bus.</p>", "Four hamlets, one bus."),
        ("Four hamlets &amp; one bus.", "Four hamlets & one bus."),
        ("<!-- nothing --> ", None),
        ("<img src=x>", None),
    ],
)
def test_a_summary_is_plain_text(summary: str, expected: str | None) -> None:
    assert story(f"<body>{PROSE}", hints=Hints(summary=summary)).summary == expected


LONG = "The council met on Monday for the first time since the flood, and sat until the lamps were lit. " * 3


@pytest.mark.parametrize(
    "line",
    [
        "Share: Telegram WhatsApp",
        "A+ A- Share: Telegram WhatsApp",
        "FacebookTwitterInstagram",
        "3 March 2024 - 09:32",
        "News ID: 84451",
        "Flood in the valley",
        "By Ann Lee",
        "Flood in the valley<br>Ellery, 02.10.2023, 16:20",
        "December 15, 2020 - Ann Lee (@annlee) Bo Ek (@bo)",
        "Posted on: Wed 03 June 2026 by Ann Lee (The Rivers at Ellery), Bo Ek (Dams), and Cy Poe",
    ],
)
def test_a_line_in_a_layout_table_is_a_line(line: str) -> None:
    page = (
        f"<title>Flood in the valley</title><table><tr><td><a href=/>Home</a></td><td>{line}</td></tr>"
        f"<tr><td>{LONG}</td></tr><tr><td>{OTHER}</td></tr></table>"
    )
    assert story(page).paragraphs == (LONG.strip(), OTHER[3:-4])


def test_a_table_of_data_is_one_paragraph() -> None:
    rows = "<tr><th>Year</th><th>Tonnes</th></tr><tr><td>2023</td><td>940</td></tr>"
    found = story(f"<article>{PROSE}<table>{rows}</table>{OTHER}</article>")
    assert found.paragraphs[1] == "Year | Tonnes\n2023 | 940"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        ("Flood in the valley<br>", LONG.strip()),
        ("News ID: 84451<br>", LONG.strip()),
        ("The lamps were lit,<br>", f"The lamps were lit,\n{LONG.strip()}"),
    ],
)
def test_lines_above_a_paragraph_in_its_own_block(lines: str, text: str) -> None:
    page = f"<title>Flood in the valley</title><article><p>{lines}{LONG}</p>{OTHER}</article>"
    assert story(page).paragraphs[0] == text


@pytest.mark.parametrize(
    "line",
    [
        "You've reached your free article limit.",
        "Please tell us why you hid this ad?",
        "checkbox label label",
        "Moor Echo, archive. All rights reserved.",
        "Bote, Archiv. Nachdruck nur mit Genehmigung.",
        "Related Topics",
    ],
)
def test_a_notice_is_removed(line: str) -> None:
    page = f"<title>Flood</title><article>{PROSE}{OTHER}<p>{line}</p></article>"
    assert len(story(page).paragraphs) == 2


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Posted on: Wed 03 June 2026 by Ann Lee (Moor), Bo Ek (Dams)", ("Ann Lee", "Bo Ek")),
        ("Von Ann Lee · Veröffentlicht: 12. März 2024, 18.45 Uhr · Lesezeit: 2 Min.", ("Ann Lee",)),
        ("<span itemprop=author>Ann Lee</span>", ("Ann Lee",)),
        ("2 July 2024 - Local News", ()),
    ],
)
def test_bylines(line: str, authors: tuple[str, ...]) -> None:
    head = "<title>Flood in the valley</title><h1>Flood in the valley</h1>"
    page = f"{head}<div class=news_nav>{line}</div>{PROSE * 2}{OTHER}"
    assert story(page).authors == authors


@pytest.mark.parametrize(
    "entry", ["<h2>Breaking Changes</h2>", "<ul><li><a href=#b>Breaking Changes</a></li></ul>"]
)
def test_a_heading_is_not_an_author(entry: str) -> None:
    page = (
        f"<h1>Flood in the valley</h1><p>2 July 2024</p>{entry}{PROSE}<h2 id=b>Breaking Changes</h2>{OTHER}"
    )
    assert story(page).authors == ()


@pytest.mark.parametrize(
    ("heading", "rule"),
    [
        ("<h1>Upgrade Notes</h1>", None),
        ("<h1 id=list-of-contributors>List of Contributors <a href=#list-of-contributors>#</a></h1>", None),
        ("<h1 class=contributors>List of Contributors</h1>", "person"),
        ("<h1>Flood in the valley</h1>", "title"),
        ("<h1>Flood in the whole valley</h1>", "title"),
        ("<h1>Ann Lee, left, and others look at the old bridge on Monday.</h1>", "title"),
    ],
)
def test_an_h1_within_the_text_is_a_subhead(heading: str, rule: str | None) -> None:
    head = '<title>Flood in the valley</title><meta property="og:title" content="Flood in the whole valley">'
    page = f"{head}<article><h1>Flood in the valley</h1>{PROSE * 4}{heading}{OTHER}</article>"
    found = clean(
        parse(page.encode(), "https://moorecho.example/a/b", "text/html"), SITE, NO_HINTS, explain=True
    )
    assert found.blocks[-2].rule == rule


ENGLISH = (
    "<p>The council met for hours, and nobody in the room knew what it would do with the old bridge.</p>"
)


@pytest.mark.parametrize(
    ("declared", "times", "language"),
    [("de", 4, "en"), ("en-GB", 4, "en-GB"), ("de-AT", 1, "de-AT"), ("", 4, "en"), ("", 1, None)],
)
def test_the_language_is_that_of_the_text(declared: str, times: int, language: str | None) -> None:
    body = "".join(
        (PROSE, ENGLISH, OTHER, "<p>They went down to the river and came back with wet boots.</p>")[:times]
    )
    assert story(f"<html lang='{declared}'><body><article>{body}</article>").language == language


@pytest.mark.parametrize(
    ("statement", "paywalled"),
    [
        ('"isAccessibleForFree": false', True),
        ('"isAccessibleForFree": "False"', True),
        ('"isAccessibleForFree": "http://schema.org/True"', False),
        ('"isAccessibleForFree": [true]', False),
        ('"isAccessibleForFree": 0', True),
        ('"isAccessibleForFree": ""', None),
        ('"hasPart": {"@type": "WebPageElement", "isAccessibleForFree": "no"}', True),
        ('"name": "Flood"', None),
    ],
)
def test_paywall(statement: str, paywalled: bool | None) -> None:
    script = f'<script type="application/ld+json">{{"@type": "NewsArticle", {statement}}}</script>'
    assert story(f"<head>{script}</head>{PROSE}").is_paywalled is paywalled


def test_a_section_known_by_its_address_is_named_as_printed() -> None:
    head = '<meta property="article:section" content="crime-safety">'
    nav = "<nav><a href=/crime-safety/>Crime &amp; Safety</a></nav>"
    assert story(f"<head>{head}</head>{nav}{PROSE}").section == "Crime & Safety"


def test_an_image_elsewhere_in_the_structured_data_is_found() -> None:
    script = (
        '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "image": {"@id": "#pic"}}, '
        '{"@type": "ImageObject", "@id": "#pic", "contentUrl": "/i/flood.jpg"}]}</script>'
    )
    assert story(f"<head>{script}</head>{PROSE}").image == "https://moorecho.example/i/flood.jpg"


def test_a_part_that_is_cut_off_a_block_keeps_its_rule() -> None:
    lines = "Flood in the valley<br>News ID: 84451<br>3 March 2024 - 09:32<br>"
    glued = f"<p>Flood in the valley{OTHER[3:-4]}</p>"
    page = f"<title>Flood in the valley</title><article><p>{lines}{LONG}</p>{glued}</article>"
    found = clean(
        parse(page.encode(), "https://moorecho.example/a/b", "text/html"), SITE, NO_HINTS, explain=True
    )
    assert found.paragraphs == (LONG.strip(), OTHER[3:-4])
    assert [(block.text, block.rule) for block in found.blocks] == [
        ("Flood in the valley", "title"),
        ("News ID: 84451", "id"),
        ("3 March 2024 - 09:32", "date"),
        (LONG.strip(), None),
        ("Flood in the valley", "title"),
        (OTHER[3:-4], None),
    ]


FOOT = (
    "<p>The Echo is printed in the old mill, by people of the valley, and has been so for eighty years; its "
    "editors answer to nobody but their readers, who own it, and it takes no advertisement of any kind.</p>"
)


def test_a_short_article_is_not_outweighed_by_the_pages_footer() -> None:
    links = "".join(f"<li><a href=/{n}>Other news of the day, {n}</a></li>" for n in range(15))
    page = (
        "<title>Flood cuts the valley off</title><div><h1>Flood cuts the valley off</h1>"
        f"<div>{PROSE}{OTHER}</div></div><ul>{links}</ul><div>{FOOT}</div>"
    )
    assert story(page).paragraphs == (PROSE[3:-4], OTHER[3:-4])


SIX = [f"On the {day} the council of the valley met, and spoke of mills." for day in range(11, 17)]


def test_a_byline_with_a_day_is_no_standfirst() -> None:
    """The short form of Junior seems to end a sentence."""
    line = "<p>by Angus M. Thornton Jr. May 19, 2022December 16, 2022</p>"
    head = '<meta name="author" content="Angus M. Thornton Jr."><h1>The mill by the river opens again</h1>'
    below = "".join(f"<p>{sentence} In the end all of them went home by the river.</p>" for sentence in SIX)
    assert (
        "Thornton"
        not in story(f"<header>{head}<div class=subhead>{line}</div></header><main>{below}</main>").text
    )


def test_a_standfirst_is_stored_once() -> None:
    lead = "<p class=standfirst>The council met on Monday for the first time since the flood</p>"
    head = "<title>Flood</title><h1>Flood in the valley and no bridge</h1>"
    assert story(f"{head}{lead}<article>{PROSE}{OTHER * 2}</article>").paragraphs == (
        PROSE[3:-4],
        OTHER[3:-4],
    )
    own = lead.replace("met on", "did not meet on")
    assert story(f"{head}{own}<div>{own}{OTHER}{PROSE * 2}</div>").text.count("did not meet") == 1


def test_a_box_is_removed_if_its_class_makes_a_text_its_heading() -> None:
    call = "<div class=h2>This content is reserved for subscribers only</div>"
    offer = f"<div class=reader-intro>{call}<ul><li>Puzzles each day.<li>The paper on a screen.</ul></div>"
    assert "Puzzles each day." not in story(f"<body><main><p>{LONG}</p>{offer}{OTHER}").paragraphs
