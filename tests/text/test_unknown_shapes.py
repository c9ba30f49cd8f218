"""Comments, teasers, consent and headlines in shapes and languages that no list of words names."""

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="site", url="https://karnewyddion.example/")
TITLE = "Mae'r hen felin yn troi unwaith eto"
ARTICLE = (
    "Mae'r hen felin ar lan yr afon wedi troi am y tro cyntaf ers deng mlynedd ar hugain, meddai'r cyngor.",
    "Cafodd ugain o deuluoedd fynd â'r blawd cyntaf adref gyda nhw mewn bagiau lliain ar fore Sadwrn oer.",
    "Bydd ysgol y pentref yn pobi bara bob wythnos o hyn ymlaen, ac yn ei werthu i helpu talu am y to.",
)
TEXT = "".join(f"<p>{text}</p>" for text in ARTICLE)
SAID = (
    ("Gwen, 5 Mai 10:15", "Roedd fy nhaid yn gweithio yno bob haf, ac roedd e'n dal i ganu amdani."),
    ("ifan_m, 5 Mai 11:20", "Pwy sy'n talu am y gwaith cynnal ar ôl eleni? Does neb yn dweud hynny."),
    ("Mair, 6 Mai 09:00", "Roedd y bara wedi gorffen cyn naw. Y tro nesaf pobwch ddwywaith cymaint."),
)  # fmt: skip
OTHERS = (
    ("Eira yn cau'r bwlch", "Mae deugain lori yn aros ar waelod y bwlch ers neithiwr, yn ôl yr heddlu."),
    ("Pobyddion ar streic", "Mae pobyddion yr hen dref yn dweud na fyddan nhw'n pobi cyn y Pasg."),
    ("Pennaeth newydd", "Mae hi wedi gweithio gyda mapiau am hanner ei hoes ac eisiau agor y seler i bawb."),
)  # fmt: skip


def read(body: str) -> Story:
    page = f"<html lang=cy><head><title>{TITLE}</title></head><body>{body}"
    doc = parse(page.encode(), "https://karnewyddion.example/a/b-12", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story


def rows(shape: str, held: tuple[tuple[str, str], ...]) -> str:
    return "".join(shape.format(at=at, head=head, text=text) for at, (head, text) in enumerate(held))


@pytest.mark.parametrize(
    "heading", ["<h3>Comments</h3>", "<h4>Barn y bobl (3)</h4>", "<h4>Lleisiau （3件）</h4>"]
)
@pytest.mark.parametrize(
    ("shape", "frame"),
    [
        ("<dt>{head}</dt><dd>{text}</dd>", "<dl>{rows}</dl>"),
        ("<div><span>{head}</span><p>{text}</p></div>", "{rows}"),
        ("<li><b>{head}</b><p>{text}</p></li>", "<ol>{rows}</ol>"),
        ("<section><p>{head}</p><p>{text}</p><p>Hoffi {at}</p></section>", "{rows}"),
    ],
)
@pytest.mark.parametrize("inside", [True, False])
def test_comments_by_their_heading(heading: str, shape: str, frame: str, inside: bool) -> None:
    said = f"<div class=q7>{heading}{frame.format(rows=rows(shape, SAID))}</div>"
    end = "</article></main>"
    page = f"<main><article><h1>{TITLE}</h1>{TEXT}"
    assert read(f"{page}{said}{end}" if inside else f"{page}</article>{said}</main>").paragraphs == ARTICLE


def test_a_list_whose_heading_counts_it_is_text() -> None:
    items = rows("<li>{text}</li>", SAID)
    story = read(f"<article><h1>{TITLE}</h1>{TEXT}<h3>Tri pheth (3)</h3><ol>{items}</ol></article>")
    assert all(text in story.text for _, text in SAID)


@pytest.mark.parametrize(
    "frame",
    [
        "<table><tr>{rows}</tr></table>",
        "<table><tr><td><table width='100%'><tr>{rows}</tr></table></td></tr></table>",
    ],
)
def test_teasers_in_cells(frame: str) -> None:
    shape = (
        "<td valign=top><a href='/n{at}.htm'><b>{head}</b></a><br>{text} <a href='/n{at}.htm'>mwy</a></td>"
    )
    cells = frame.format(rows=rows(shape, OTHERS))
    assert read(f"<div><h1>{TITLE}</h1>{TEXT}{cells}</div>").paragraphs == ARTICLE


def test_a_table_of_links_within_the_text_is_text() -> None:
    shape = "<td><a href='/n{at}.htm'><b>{head}</b></a><br>{text}</td>"
    table = f"<table><tr>{rows(shape, OTHERS)}</tr></table>"
    story = read(
        f"<div><h1>{TITLE}</h1><p>{ARTICLE[0]}</p>{table}<p>{ARTICLE[1]}</p><p>{ARTICLE[2]}</p></div>"
    )
    assert OTHERS[0][1] in story.text


@pytest.mark.parametrize("name", ["", "b-right-rail", "sidebar-layout"])
def test_consent_with_two_buttons_above_the_headline(name: str) -> None:
    asked = "Rydyn ni a 643 o bartneriaid yn cadw cookies ar eich dyfais ac yn prosesu data."
    more = "Gallwch dderbyn neu wrthod hyn, a newid eich dewis unrhyw bryd ar y dudalen hon."
    buttons = "<button>Ie</button><button>Na</button>"
    dialog = f"<div><div><h2>Preifatrwydd</h2><p>{asked}</p><p>{more}</p>{buttons}</div></div>"
    page = f"{dialog}<div class='{name}'><section><h1>{TITLE}</h1><article>{TEXT}</article></section></div>"
    assert read(page).paragraphs == ARTICLE


@pytest.mark.parametrize("size", ["4", "5", "+2"])
@pytest.mark.parametrize("bold", ["<b>{}</b>", "{}"])
def test_a_headline_in_large_letters(size: str, bold: str) -> None:
    head = f"<font size='{size}'>{bold.format(TITLE)}</font><br><font size=1>5 May 2026</font><br>"
    logo = "<td><a href=/><img src=/t.gif alt='Papur'></a></td>"
    table = f"<table><tr>{logo}</tr><tr><td>{head}{TEXT}</td></tr></table>"
    page = f"<html lang=cy><head><title>Papur y Bont - newyddion o'r fro</title></head><body>{table}"
    doc = parse(page.encode(), "https://karnewyddion.example/a/b-12", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert story.title == TITLE
    assert story.paragraphs == ARTICLE


def test_large_letters_within_a_sentence_are_no_heading() -> None:
    text = f"<p>{ARTICLE[0][:40]}<font size=5>{ARTICLE[0][40:70]}</font>{ARTICLE[0][70:]}</p>"
    assert read(f"<div><h1>{TITLE}</h1>{text}{TEXT}</div>").paragraphs[0] == ARTICLE[0]


POSTED = (
    ("Gwen o'r Bala 5.5.2026 10:15", SAID[0][1]),
    ("Ifan Parri 5.5.2026 11:20", SAID[1][1]),
    ("Mair 6.5.2026 09:00", SAID[2][1]),
)
OWN = f"<h1>{TITLE}</h1>{TEXT}<p class=d>5.5.2026 08:00</p>"


@pytest.mark.parametrize(
    "shape",
    [
        "<p class=d>{head}</p><p>{text}</p>",
        "<div><p>{text}</p><p>{text} Diolch i bawb.</p><b class=d>{head}</b></div>",
        "<tr><td class=d>{head}</td><td>{text}</td></tr>",
        "<li>{text}<p class=d>{head}</p></li>",
    ],
)
def test_comments_are_known_by_the_lines_that_sign_them(shape: str) -> None:
    assert read(f"<div>{OWN}<h3>Comments</h3>{rows(shape, POSTED * 3)}</div>").paragraphs == ARTICLE


def test_comments_may_be_signed_below() -> None:
    below = rows("<p>{text}</p><p class=d>{head}</p>", POSTED * 3)
    assert read(f"<div>{OWN}<h3>Comments</h3>{below}</div>").paragraphs == ARTICLE


def test_entries_with_a_time_that_nobody_signs_are_text() -> None:
    entries = rows("<p class=d>5.5.2026 1{at}:15</p><p>{text}</p>", POSTED)
    told = read(f"<article>{OWN}{entries}</article>").paragraphs
    assert [text for _, text in POSTED] == [text for text in told if text not in ARTICLE]


def test_facts_below_a_standfirst_that_only_elements_divide() -> None:
    facts = "<span>By Gwen Puw</span><span>May 5, 2026</span><span>5 min</span><span>Y fro heddiw</span>"
    standfirst = f'<meta name=description content="{ARTICLE[0]}"><h1>{TITLE}</h1><p>{ARTICLE[0]}</p>'
    story = read(f"<main><article>{standfirst}<div>{facts}</div>{TEXT}</article></main>")
    assert story.paragraphs == ARTICLE


def test_a_sentence_with_a_date_in_bold_stays() -> None:
    line = "<p>Ar <b>5 Mai 2026</b> roedd yr <i>hen felin</i> yn troi eto am awr gron.</p>"
    story = read(f"<main><article><h1>{TITLE}</h1>{line}{TEXT}</article></main>")
    assert len(story.paragraphs) == len(ARTICLE) + 1


SIGNED = (
    "<i>gwen63, 15. 6. 2011 10:15</i><br>Roedd fy nhaid yn gweithio yno bob haf!",
    "<i>Ifan, 2. 9. 2026 19:40</i><br>Pwy sy'n talu am y gwaith cynnal?",
)


@pytest.mark.parametrize("heading", ["<div>Odzivi</div>", "<div>Hlas lidu</div>"])
def test_comments_that_a_line_break_divides_from_their_writers(heading: str) -> None:
    said = "".join(f"<div class=q>{one}</div>" for one in SIGNED)
    field = "" if "Odzivi" in heading else "<form><textarea></textarea></form>"
    page = f"<div><h1>{TITLE}</h1>{TEXT}<div class=k>{heading}{said}{field}</div></div>"
    assert "nhaid" not in read(page).text
    assert "talu am y gwaith" not in read(page).text


def test_entries_of_a_chronicle_stay() -> None:
    entries = "".join(f"<div class=q>{one}</div>" for one in SIGNED)
    assert "Ifan" in read(f"<div><h1>{TITLE}</h1>{TEXT}<div class=k>{entries}</div></div>").text


def test_numbered_headings_of_short_sections_stay() -> None:
    body = "".join(f"<section><strong>0{n} Melin</strong></section><p>{ARTICLE[n]}</p>" for n in (1, 2))
    story = read(f"<div><h1>{TITLE}</h1><p>{ARTICLE[0]}</p>{body}</div>")
    assert [p for p in story.paragraphs if "Melin" in p] == ["01 Melin", "02 Melin"]


@pytest.mark.parametrize("between", [4, 30])
def test_a_text_in_two_sections_of_one_form_is_one_text(between: int) -> None:
    def section(texts: tuple[str, ...], aside: str) -> str:
        paragraphs = "".join(f"<div class='p4 x1'><p class=t18>{text}</p></div>" for text in texts)
        return f"<div class='flex row'><div class='w-full min'>{paragraphs}</div><div>{aside}</div></div>"

    menu = "".join(f"<a href=/x/{at}>Newyddion o ardal {at}</a> " for at in range(between))
    links = "".join(
        f"<p><a href=/n/{at}>Stori arall, rhif {at}, o ardal arall</a></p>" for at in range(between)
    )
    long = (ARTICLE[0] + " " + ARTICLE[1], *ARTICLE[1:], ARTICLE[2] + " " + ARTICLE[0])
    last = (
        "Cyn y gaeaf bydd y cyngor yn trwsio'r to a'r waliau, meddai Owen Prys o bwyllgor y felin.",
        "Mae disgwyl i'r gwaith gostio deng mil o bunnoedd, ac mae'r pentref wedi casglu hanner yr arian.",
    )
    page = f"<div>{section(long, links)}{section(last, links)}</div>"
    text = read(
        f"<nav>{menu}</nav><main><article><div class=top><h1>{TITLE}</h1></div>{page}</article></main>"
    )
    assert text.paragraphs == (*long, *last)


def test_the_next_story_in_a_box_of_the_same_form_is_no_part_of_the_text() -> None:
    def story(heading: str, texts: tuple[str, ...]) -> str:
        paragraphs = "".join(f"<p class=t18>{text}</p>" for text in texts)
        return f"<div class=story>{heading}<div class=body>{paragraphs}</div></div>"

    links = "".join(f"<p><a href=/n/{at}>Stori arall, rhif {at}, o ardal arall</a></p>" for at in range(30))
    long = (*ARTICLE, ARTICLE[2] + " " + ARTICLE[0])
    page = story(f"<h1>{TITLE}</h1>", long) + f"<div>{links}</div>"
    following = story("<h2>Eira yn cau'r bwlch</h2>", tuple(text for _, text in OTHERS))
    assert read(f"<main>{page}{following}</main>").paragraphs == long
