"""What stands beside an article under any name: teasers, comments, consent, the next article."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="Bergkurier", url="https://bergkurier.example/")
ARTICLE = (
    "Die alte Mühle an der Ammer wird zu einer Schule umgebaut, beschloss der Kreistag nach neun Jahren.",
    "Das Gebäude steht leer, seit sein letzter Besitzer an die Küste gezogen ist; das Dach ist eingestürzt.",
    "„Wir erhalten jeden Balken, der zu erhalten ist“, sagte Ida Marsch, die das Planungsamt leitet.",
    "Die Arbeiten sollen im April beginnen und ein Jahr dauern. Bis dahin bleibt der Hof geschlossen.",
)
OTHERS = (
    ("Schnee sperrt den Pass", "Vierzig Laster warten am Fuß des Passes, und niemand weiß, wann er öffnet."),
    ("Bäcker im Streik", "Die Bäcker der Altstadt sagen, dass sie die Öfen vor Ostern nicht anzünden."),
    ("Neue Leiterin", "Sie hat ihr halbes Leben mit Karten gearbeitet und will den Keller öffnen."),
)
HEAD = "<h1>Aus der Mühle wird eine Schule</h1>"
TEXT = "".join(f"<p>{text}</p>" for text in ARTICLE)


def read(body: str, head: str = "", url: str = "https://bergkurier.example/2026/muehle-wird-eine-schule"):
    page = f"<html lang=de><head><title>Aus der Mühle wird eine Schule</title>{head}</head><body>{body}"
    doc = parse(page.encode(), url, "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story


def others(shape: str) -> str:
    return "".join(shape.format(at=at, head=head, text=text) for at, (head, text) in enumerate(OTHERS))


@pytest.mark.parametrize(
    "shape",
    [
        "<div class=t><h4><a href='/x{at}'>{head}</a></h4><p>{text}</p></div>",
        "<li><a href='/a/{at}'><strong>{head}</strong></a><p>{text}</p></li>",
        "<article><h2><a href='/n{at}'>{head}</a></h2><p>{text}</p><a href='/n{at}'>Mehr</a></article>",
        "<a class=c href='/k{at}'><h3>{head}</h3><p>{text}</p></a>",
        "<div><time>3.5.2026</time><h3><a href='/w{at}'>{head}</a></h3>{text}</div>",
    ],
)
@pytest.mark.parametrize("wrapper", ["article class='no-ads'", "div class='category-video hentry'", "main"])
def test_teasers_beneath_a_brief(shape: str, wrapper: str) -> None:
    end = wrapper.split(maxsplit=1)[0]
    page = f"<div><{wrapper}>{HEAD}<p>{ARTICLE[0]}</p></{end}><section>{others(shape)}</section></div>"
    assert read(page).paragraphs == ARTICLE[:1]


@pytest.mark.parametrize(
    "beneath",
    [
        "<div class=x><h3>Live</h3><ul>"
        + others("<li><time>10:0{at}</time><h4><a href='/d{at}'>{head}</a></h4><p>{text}</p></li>")
        + "</ul></div>",
        others("<div class=m><div><a href='/d{at}'>{head}</a></div><div>{text}</div></div>"),
        "<h2>Soeben</h2>" + others("<h3><a href='/d{at}'>{head}</a></h3><p>{text}</p>"),
        "<div>" + others("<article><h1><a href='/s{at}'>{head}</a></h1><p>{text}</p></article>") + "</div>",
    ],
)
def test_teasers_beneath_an_article_in_its_own_box(beneath: str) -> None:
    assert read(f"<div class=c>{HEAD}{TEXT}{beneath}</div>").paragraphs == ARTICLE


def test_the_next_article_of_the_same_shape_is_another() -> None:
    second = "<div class=a><h1>Schnee sperrt den Pass</h1><p>Von Bo Ridge</p>" + others("<p>{text}</p>")
    page = f"<div><div class=a>{HEAD}<p>Von Anna Feld</p>{TEXT}</div>{second}</div></div>"
    assert read(page).paragraphs == ARTICLE


@pytest.mark.parametrize(
    "shape",
    [
        "<article class=s>{head}{text}</article>",
        "<div class=s>{head}<div class=b>{text}</div></div>",
        "<section>{head}<time>3.5.2026</time>{text}</section>",
    ],
)
def test_the_next_story_has_a_heading_that_leads_to_it(shape: str) -> None:
    following = "".join(f"<p>{text}</p>" for _, text in OTHERS)
    heading = "<h2><a href='/2026/schnee-sperrt-den-pass'>Schnee sperrt den Pass</a></h2>"
    page = shape.format(head=HEAD, text=TEXT) + shape.format(head=heading, text=following)
    assert read(page).paragraphs == ARTICLE


def test_the_next_article_below_has_a_byline_of_the_same_form() -> None:
    def item(heading: str, byline: str, text: str) -> str:
        return f"<div class=s1>{heading}<div class=au>{byline}</div><div class=tx>{text}</div></div>"

    following = "".join(f"<p>{text}</p>" for _, text in OTHERS)
    page = item(HEAD, "von Ina Kolb • 3. Mai 2025", TEXT)
    heading = "<h2>Der Pass ist seit gestern gesperrt</h2>"
    assert read(page + item(heading, "von Jan Ruf • 2. Mai 2025", following)).paragraphs == ARTICLE
    for byline in ("Im Tal und auf dem Berg", "von Jan Ruf"):  # a round-up has a byline for each part
        assert OTHERS[0][1] in read(page + item(heading, byline, following)).paragraphs


@pytest.mark.parametrize("tag", ["p class=sub_tit", "h3 class=subtitle"])
def test_a_short_standfirst_right_below_the_headline_stays(tag: str) -> None:
    lead = "Zwölf Jahre stand sie leer, nun kommen Kinder"
    head = f"<div class=top>{HEAD}<{tag}>{lead}</{tag.split(maxsplit=1)[0]}><div>3. Mai 2025</div></div>"
    page = f"<header>Bergkurier</header><div>{head}<div class=b>{TEXT}</div></div>"
    assert read(page).paragraphs == (lead, *ARTICLE)


def test_a_part_whose_heading_leads_nowhere_else_stays() -> None:
    part = f"<section><h2><a href='#dach'>Das Dach</a></h2><p>{OTHERS[0][1]}</p></section>"
    assert OTHERS[0][1] in read(f"<section>{HEAD}{TEXT}</section>{part}").paragraphs


def test_two_sentences_about_consent_above_the_headline_are_a_dialog() -> None:
    consent = (
        "<p>Wir und unsere Partner verwenden Cookies, um Inhalte und Anzeigen zu personalisieren.</p>"
        "<p>Ihre Einwilligung können Sie jederzeit über den Verweis am Ende der Seite widerrufen.</p>"
    )
    box = f"<div class=z1>{consent}</div>"
    assert read(f"{box}<div>{HEAD}<p>{ARTICLE[0]}</p></div>").paragraphs == ARTICLE[:1]
    assert "Cookies" in read(f"<div>{HEAD}<p>{ARTICLE[0]}</p>{consent}{TEXT}</div>").text


def test_entries_of_an_article_that_is_a_list_stay() -> None:
    entries = others("<div class=e><h2><a href='/m/{at}'>{head}</a></h2><p>{text}</p></div>")
    entries += entries.replace("/m/", "/n/").replace("</p>", " Noch einmal.</p>").replace("<a ", "<a rel=x ")
    page = f"<article>{HEAD}<p>{ARTICLE[0]}</p>{entries}<p>{ARTICLE[3]}</p></article>"
    story = read(page, url="https://bergkurier.example/2026/sechs-muehlen-am-fluss")
    assert {text for _, text in OTHERS} < set(story.paragraphs)


@pytest.mark.parametrize(
    "comment",
    [
        "<div class=r><b>Rolf</b> <i>3. März 2026, 10:0{at}</i><p>{text}</p><a href='#'>Antworten</a></div>",
        "<li class=k><h4>Rolf</h4><p>{text}</p><button>Responder</button></li>",
        "<article class=v><header>太郎 2026年3月{at}日</header><p>{text}</p><a href='#'>返信</a></article>",
    ],
)
def test_comments_are_known_by_the_button_to_reply(comment: str) -> None:
    page = f"<div>{HEAD}{TEXT}</div><div class=zone><h3>3 Meinungen</h3>{others(comment)}</div>"
    assert read(page).paragraphs == ARTICLE


CONSENT = (
    "Wir speichern Informationen auf Ihrem Gerät und verarbeiten personenbezogene Daten für Anzeigen.",
    "Ihre Einwilligung können Sie jederzeit widerrufen, siehe dazu unter Datenschutz am Ende der Seite.",
    "Technisch notwendige Cookies sind für den Betrieb erforderlich und können nicht abgeschaltet werden.",
    "Statistik-Cookies helfen uns zu verstehen, wie Besucher die Seite nutzen und was ihnen gefällt.",
)


def test_one_sentence_about_consent_with_a_button_above_the_headline_is_a_dialog() -> None:
    consent = (
        "<h2>With advertising</h2><p>Read on as usual with advertising and tracking; more about it is in our "
        "privacy policy, and in the settings.</p><button>Agree</button>"
    )
    paid = "<h2>Without</h2><p>Use our pages without being tracked for 1.20 a week; leave at any time.</p>"
    box = f"<div class=z1><div>{consent}</div><div>{paid}</div></div>"
    assert read(f"<div>{box}{HEAD}{TEXT}</div>").paragraphs == ARTICLE
    for button in ("", "<button>Share</button>"):
        without = box.replace("<button>Agree</button>", button)
        assert "tracking" in read(f"<div>{without}{HEAD}{TEXT}</div>").text


@pytest.mark.parametrize("before", [True, False])
def test_consent_outweighs_no_brief_whatever_its_box_is_called(before: bool) -> None:
    consent = (
        "<div class=z7><h2>Ihre Wahl</h2>" + "".join(f"<div><p>{t}</p></div>" for t in CONSENT) + "</div>"
    )
    brief = f"<div class=w><article>{HEAD}<p>{ARTICLE[0]}</p></article></div>"
    assert read(consent + brief if before else brief + consent).paragraphs == ARTICLE[:1]


def test_an_article_about_consent_stays() -> None:
    page = f"<div class=w><h1>Urteil</h1>{''.join(f'<p>{text}</p>' for text in CONSENT)}</div>"
    assert read(page).paragraphs == CONSENT


def test_a_section_that_is_named_for_its_subject_is_text() -> None:
    page = (
        f"<div>{HEAD}<p>{ARTICLE[0]}</p>"
        f"<section id=comments-on-the-mill><h2>Alt</h2><p>{ARTICLE[1]}</p></section>"
        f"<section id=nav-by-water><h2>Neu</h2><p>{ARTICLE[2]}</p></section><p>{ARTICLE[3]}</p></div>"
    )
    assert [text for text in read(page).paragraphs if len(text) > 10] == list(ARTICLE)


@pytest.mark.parametrize(
    ("description", "summary"),
    [
        ("Wir verwenden Cookies, um Inhalte zu zeigen. Mit der Nutzung stimmen Sie zu.", None),
        ("This website uses cookies to ensure you get the best experience.", None),
        ("Su navegador no admite JavaScript. Actívelo para ver esta página.", None),
        ("Neun Jahre hat der Kreistag gestritten, nun wird gebaut.", True),
    ],
)
def test_a_line_of_the_pages_software_is_no_summary(description: str, summary: bool | None) -> None:
    story = read(HEAD + TEXT, f"<meta name=description content='{description}'>")
    assert story.summary == (description if summary else None)


@pytest.mark.parametrize("name", ["twitter-tweet", "embed quote", "infobox"])
def test_a_quotation_between_paragraphs_is_text_whatever_it_is_called(name: str) -> None:
    post = "Wir haben die Mühle gerettet, und eines Tages wird die Mühle uns alle retten."
    quote = f"<blockquote class='{name}'><p>{post}</p></blockquote>"
    page = f"<div>{HEAD}<p>{ARTICLE[0]}</p><p>{ARTICLE[1]}</p>{quote}<p>{ARTICLE[2]}</p><p>{ARTICLE[3]}</p>"
    assert post in read(page).paragraphs


def test_a_name_that_holds_the_headline_does_not_hide_the_brief() -> None:
    row = others("<div><a href='/x{at}'><h4>{head}</h4></a><p>{text}</p></div>")
    page = f"<div class='news-comments-on'>{HEAD}<p>{ARTICLE[0]}</p></div><div class=feed>{row}</div>"
    assert read(page).paragraphs == ARTICLE[:1]


MODAL = 'role="dialog" aria-modal="true"'
FORM = "<input type=checkbox> <input type=checkbox>"
ASKED = "Die technische Speicherung ist notwendig, um den Dienst zu erbringen, den der Leser verlangt hat."


@pytest.mark.parametrize(
    "dialog",
    [
        f"<div {MODAL}><p>{ASKED}</p></div>",
        f"<div role=dialog data-nosnippet>{ASKED}</div>",
        f"<div role=alertdialog>{FORM}<p>{ASKED}</p></div>",
        f"<dialog aria-modal=true>{FORM}<p>{ASKED}</p></dialog>",
    ],
)
@pytest.mark.parametrize(
    "place", ["<article>{head}{text}{dialog}</article>", "<article>{head}{text}</article>{dialog}"]
)
def test_a_dialog_over_the_page_is_no_text(dialog: str, place: str) -> None:
    assert read(place.format(head=HEAD, text=TEXT, dialog=dialog)).paragraphs == ARTICLE


@pytest.mark.parametrize(
    "body",
    [
        f"<div {MODAL}>{HEAD}{TEXT}</div>",  # a site that opens its articles in such a box
        f"{HEAD}<div role=dialog>{TEXT}</div>",  # one sign alone
        f"{HEAD}{TEXT}<div role=dialog><p>{ASKED}</p></div>",
    ],
)
def test_an_article_in_a_dialog_and_one_sign_alone_stay(body: str) -> None:
    assert set(ARTICLE) <= set(read(body).paragraphs)
