"""Readers' comments are known by their shape and place, whatever their class; interviews and lists stay."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="site", url="https://heidebote.example/")
TITLE = "Die alte Mühle mahlt wieder Roggen"
ARTICLE = (
    "Nach vierzig Jahren dreht sich die Mühle am Sandweg wieder, und am Samstag wurde das erste Mehl verkauft.",
    "Der Verein hat zwölf Winter lang an den Flügeln gearbeitet, sagt der Müller Jost Albers aus dem Dorf.",
    "Ein Kilo kostet drei Euro, und wer einen eigenen Sack mitbringt, bekommt eine Handvoll mehr dazu.",
)
SAID = (
    ("Gerda_55", "Meine Großmutter hat mir immer von dieser Mühle erzählt, und ich habe ihr nie geglaubt, dass man das Mahlen bis in die Küche hörte. Jetzt höre ich es selbst, jeden Samstag um sieben, und ich freue mich jedes Mal."),
    ("Uwe K.", "Drei Euro sind viel Geld für ein Kilo, im Laden kostet es neunzig Cent. Aber ich habe ein Brot daraus gebacken, und so eines hatten wir seit meiner Kindheit nicht mehr auf dem Tisch, das muss ich zugeben."),
    ("mehlwurm", "Ich wohne direkt daneben und habe nichts gegen die Mühle, nur gegen die Autos. Am Samstag standen sie bis zum Friedhof, und der Bus kam nicht mehr durch, das muss die Gemeinde endlich regeln."),
)  # fmt: skip
HEAD = f"<h1>{TITLE}</h1>" + "<div>" + "".join(f"<p>{text}</p>" for text in ARTICLE) + "</div>"


def read(body: str) -> tuple[str, ...]:
    page = f"<html lang=de><head><title>{TITLE}</title></head><body><nav><a href=/>Heidebote</a></nav>{body}"
    doc = parse(page.encode(), "https://heidebote.example/a/muehle-7", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story.paragraphs


def rows(shape: str) -> str:
    return "".join(shape.format(name=name, text=text) for name, text in SAID)


@pytest.mark.parametrize(
    "heading",
    [
        f"<h2>3 Antworten zu „{TITLE}“</h2>",
        f'<h3>3 Meinungen zu "{TITLE}"</h3>',
        "<h3>Kommentare</h3>",
        "<div>Ihre Meinung</div>",
    ],
)
@pytest.mark.parametrize(
    "shape",
    [
        "<div class=x1><div class=x2><b>{name}</b> schreibt:</div><p>{text}</p></div>",
        "<section><span>{name}</span><div>{text}</div></section>",
    ],
)
def test_long_comments_under_a_heading(heading: str, shape: str) -> None:
    assert read(f"<main>{HEAD}<div class=x0>{heading}{rows(shape)}</div></main>") == ARTICLE


def test_answers_inside_comments() -> None:
    """An answer is an item inside the comment; a single comment is counted in the heading."""
    item = "<li><div>{}</div><p>{}</p>{}</li>"
    answers = item.format(*SAID[0], f"<ol>{item.format(*SAID[1], '')}</ol>")
    assert read(f"<main>{HEAD}<section><h2>Kommentare (2)</h2><ol>{answers}</ol></section></main>") == ARTICLE
    alone = item.format(*SAID[2], "")
    assert read(f"<main>{HEAD}<section><h2>1 Kommentar</h2><ol>{alone}</ol></section></main>") == ARTICLE


@pytest.mark.parametrize("target", ["<a name=k></a><table>{}</table>", "<table id=k>{}</table>"])
def test_comments_at_the_target_of_a_link_that_counts_them(target: str) -> None:
    lines = rows("<tr><td><b>{name}</b> 29.04.2026 14:02<br>{text}</td></tr>")
    page = f"<div><div>Gelesen: 212 | <a href=#k>Kommentare: 3</a></div>{HEAD}{target.format(lines)}</div>"
    assert read(page) == ARTICLE
    other = page.replace("Kommentare: 3", "Stimmen: 3")
    assert len(read(other)) > len(ARTICLE)


@pytest.mark.parametrize(
    "heading",
    ["<h2>3 Menschen, die hier mahlen</h2>", "<h2>Drei Stimmen aus dem Dorf</h2>", f"<h2>{TITLE}</h2>"],
)
def test_portraits_and_lists_stay(heading: str) -> None:
    shape = "<div><h3>{name}</h3><p>{text}</p></div>"
    kept = read(f"<main><h1>{TITLE}</h1><div><p>{ARTICLE[0]}</p>{heading}{rows(shape)}</div></main>")
    assert all(text in kept for _, text in SAID)


@pytest.mark.parametrize(
    "heading", [f"{TITLE}: 3 Fragen", f"3 Fragen: {TITLE}", "Das sagen Leser", "What readers say", "독자 의견", "Réactions des lecteurs"]
)  # fmt: skip
def test_answers_and_voices_of_neighbours_stay(heading: str) -> None:
    rest = rows("<div class=q><h4>{name}</h4><p>{text}</p></div>")
    kept = read(f"<main>{HEAD}<h2>{heading}</h2>{rest}</main>")
    assert heading in kept
    assert all(text in kept for _, text in SAID)


@pytest.mark.parametrize(
    "results",
    [
        "<p><b>Gewinner des Tages: 3</b></p><ul><li>Nordmühle</li><li>+4,1 %</li><li>Sandkorn</li><li>+2 %</li><li>Deich</li><li>+1 %</li></ul>",
        "<h3>Aktien im Plus: <i>2</i></h3><ul><li><p>Nordmühle</p><p>▲ 4,1</p></li><li><p>Sandkorn</p><p>▲ 2,0</p></li></ul>",
        "<h2>So stimmten die Dörfer (2)</h2><table><tr><td>Der Norden war dafür.</td><td>+3</td></tr><tr><td>Der Süden war es nicht.</td><td>−2</td></tr></table>",
        "<h2>Stimmen je Dorf (2)</h2><ul><li>Norden</li><li>+3</li><li>Süden</li><li>−2</li></ul>",
    ],
)  # fmt: skip
def test_results_are_no_votes_on_comments(results: str) -> None:
    assert SAID[2][1] in read(f"<main>{HEAD[:-6]}{results}<p>{SAID[2][1]}</p></div></main>")


@pytest.mark.parametrize("heading", ["Condolences", "Guest book", "Del archivo", "Aus dem Archiv"])
def test_a_subhead_that_may_be_the_articles_own_stays(heading: str) -> None:
    assert heading in read(
        f"<main>{HEAD[:-6]}<h2>{heading}</h2><p>{SAID[0][1]}</p><p>{SAID[2][1]}</p></div></main>"
    )


def test_an_interview_below_its_introduction_stays() -> None:
    shape = "<div><b>{name}:</b><p>{text}</p></div>"
    kept = read(f"<main>{HEAD}<div>{rows(shape)}</div></main>")
    assert all(text in kept for _, text in SAID)


def test_an_article_in_boxes_named_as_comments() -> None:
    """The headline in a box shows that its name is wrong; real comments in another box go."""
    named = HEAD.replace("<div>", "<div class=comment-body>")
    comments = rows("<div><b>{name}</b><p>{text}</p></div>")
    page = f'<main><div class="cm comments" id=comments-main>{named}</div><div><h3>Kommentare</h3>{comments}</div></main>'
    assert read(page) == ARTICLE


@pytest.mark.parametrize(
    "line",
    [
        "(<a href=/login>Log in</a> to post comments)",
        "<a href=/login>Log in</a> or <a href=/join>register</a> to post comments",
        "Bitte <a href=/login>anmelden, um zu kommentieren</a>",
    ],
)
def test_a_line_that_asks_to_log_in(line: str) -> None:
    assert read(f"<main>{HEAD[:-6]}<p>{line}</p></div></main>") == ARTICLE


TIMES = ("29.04.2026 14:02", "30.04.2026 08:11", "01.05.2026 21:40")
FORM = "<form><textarea></textarea><button>OK</button></form>"


def dated(shape: str) -> str:
    return "".join(
        shape.format(name=name, text=text, time=time) for (name, text), time in zip(SAID, TIMES, strict=True)
    )


@pytest.mark.parametrize(
    ("head", "shape", "end"),
    [
        ("", "<div class=q><img src=/a.png><b>{name}</b> <time>{time}</time><p>{text}</p><button>▲</button></div>", FORM),
        ("", "<div><p>{name}, {time}</p><p>{text}</p></div>", FORM),
        ("<h3>Wortmeldungen</h3>", "<li><div>{name}</div><div>{time}</div><p>{text}</p></li>", FORM),
        ("<h3>3 Wortmeldungen</h3>", "<section><b>{name}</b> <time>{time}</time><p>{text}</p></section>", ""),
        ("<div><h3>Kommentare <i>3</i></h3></div>", "<div><a href=/u>{name}</a><p>{text}</p></div>", ""),
        ("<h3><a href=/forum/7>Kommentare (3)</a></h3>", "<div><a href=/u>{name}</a><p>{text}</p></div>", ""),
        ("<h3>Kommentare (3)</h3>", "<p><b>{name}</b></p><p>{text}</p>", ""),
        ("<h3>Kommentare (3)</h3>", "<p><b>{name}:</b> {text}</p>", ""),
    ],
)  # fmt: skip
def test_comments_without_a_word_or_in_other_boxes(head: str, shape: str, end: str) -> None:
    assert read(f"<main>{HEAD}<div>{head}{dated(shape)}{end}</div></main>") == ARTICLE


@pytest.mark.parametrize(
    ("head", "shape"),
    [
        ("", "<div><p>{time} Uhr</p><p>{text}</p></div>"),
        ("<h3>Der Tag im Überblick</h3>", "<div><p><b>{time}: Die Mühle steht</b></p><p>{text}</p></div>"),
        ("<h3>Kommentar</h3>", "<p>{text}</p>"),
    ],
)
def test_entries_by_the_clock_above_a_form_stay(head: str, shape: str) -> None:
    kept = read(f"<main>{HEAD}<div>{head}{dated(shape)}{FORM}</div></main>")
    assert all(text in " ".join(kept) for _, text in SAID)
