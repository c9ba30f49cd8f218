"""Pages that have a text and are no articles: offers, jobs, events, forecasts, walls, the site itself."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.text import clean, no_article
from tests.text.test_refusal import ARTICLE, DATA, LONG, PROSE, SITE, verdict

OFFER = "<p>A solid bench of oak for two people. It is oiled twice and comes in a flat box.</p>"
PRODUCT = '<script type="application/ld+json">{"@type": "Product", "name": "Bench"}</script>'


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (f"<h1>Oak bench</h1><span>199,00 €</span><button>In den Warenkorb</button>{OFFER}", "service"),
        (f"{PRODUCT}<h1>Oak bench</h1>{OFFER}<a href=#>Add to cart</a>", "service"),
        (f"<h1>Oak bench</h1>{OFFER}<input type=submit value='カートに入れる'><p>¥ 19,900</p>", "service"),
        (f"<h1>Oak bench</h1>{OFFER}<p>It costs 199 € and is worth every one of them, we think.</p>", None),
        (f"<h1>Oak bench</h1><p>By Ann Lee</p><p>€ 199</p>{OFFER}<button>Buy now</button>", None),
        (f"{ARTICLE}<h1>Flood</h1><p>€ 199</p>{OFFER}<button>Buy now</button>", None),
    ],
)
def test_an_offer_of_a_shop_has_two_signs(page: str, reason: str | None) -> None:
    assert verdict(page, "/p/9") == reason


CHOICE = "<select name=months><option>1 month</select>"
LANGUAGES = "<select name=lang><option>en<option>cy</select>"
BODY = "</p>".join(LONG.split("</p>")[:3])
FLASH = "<h1>Ferry late</h1><p>The ferry to the island runs an hour late today.</p>"


@pytest.mark.parametrize(
    ("page", "is_dated", "reason"),
    [
        (f"<section><h1>Oak bench</h1>{CHOICE}<b>1 500 RUB</b></section>{BODY}", False, "service"),
        (f"<section><h1>Oak bench</h1>{CHOICE}<b>1 500 RUB</b></section>{BODY}", True, None),
        (f"<section><h1>Oak bench</h1><b>1 500 RUB</b></section>{BODY}{CHOICE}", False, None),
        (f"<section><h1>Oak bench</h1>{CHOICE}</section>{BODY}", False, None),
        (f"<section><h1>Oak bench</h1>{LANGUAGES}<b>1 500 RUB</b></section>{BODY}", False, None),
        (FLASH, False, None),
        (f"{ARTICLE}<h1>Flood</h1><p>The river rose above the old mark in the night.</p>", False, None),
        ("<h1>Flood</h1><p>By Ann Lee</p><p>The river rose above the old mark.</p>", False, None),
        (f"<h1>Flood</h1>{BODY}", False, None),
    ],
)
def test_a_page_without_a_date_needs_another_sign_of_an_article(
    page: str, is_dated: bool, reason: str | None
) -> None:
    doc = parse(page.encode(), "https://herald.example/p/9", "text/html; charset=utf-8")
    assert no_article(doc, clean(doc, SITE, Hints()), is_dated=is_dated) == reason


EVENT = """<script type="application/ld+json">{"@type": "MusicEvent", "name": "Flood songs",
"startDate": "2026-06-04T19:00", "location": {"@type": "Place", "name": "Mill hall"}}</script>"""


@pytest.mark.parametrize(
    ("head", "title", "reason"),
    [
        (EVENT, "Flood songs", "service"),
        (EVENT, "Flood songs move the valley", None),
        (EVENT * 2, "Flood songs", None),
        (EVENT + ARTICLE, "Flood songs", None),
        (EVENT.replace("location", "about"), "Flood songs", None),
    ],
    ids=["event", "report", "two events", "article", "no place"],
)
def test_the_page_of_one_event(head: str, title: str, reason: str | None) -> None:
    assert verdict(f"{head}<h1>{title}</h1>{BODY}") == reason


EMPLOYER = '"hiringOrganization": {"@type": "Organization", "name": "Mill & Sons"}'
JOB = f'<script type="application/ld+json">{{"@type": "JobPosting", "title": "Miller", {EMPLOYER}}}</script>'


@pytest.mark.parametrize(
    ("head", "reason"),
    [
        (JOB, "service"),
        (JOB + ARTICLE, None),
        (JOB * 2, None),  # a list beside an article
        (JOB.replace("hiringOrganization", "about"), None),
    ],
    ids=["job", "article", "two jobs", "no employer"],
)
def test_an_offer_of_work(head: str, reason: str | None) -> None:
    assert verdict(f"{head}<h1>Miller</h1>{PROSE}", "/jobs/miller") == reason


FIELDS = "<form><input name=a><input name=b><select name=c><option>1</select><button>OK</button></form>"
COMMENT = "<form><input name=email><input name=author><textarea></textarea></form>"


@pytest.mark.parametrize(
    ("title", "form", "reason"),
    [
        ("Mortgage calculator", FIELDS, "service"),
        ("Brutto-Netto-Rechner", FIELDS, "service"),
        ("The mill of the valley", FIELDS, None),
        ("Mortgage calculator", COMMENT, None),
    ],
)
def test_a_calculator_is_known_by_its_title_and_fields(title: str, form: str, reason: str | None) -> None:
    page = f"<h1>{title}</h1><p>Enter the sum, the rate and the years, and see what you pay.</p>{form}"
    assert verdict(page, "/tools/9") == reason


def test_the_page_of_one_picture_is_a_gallery() -> None:
    page = "<h1>mill-2026</h1><p>The mill on the Ember in March, seen from the bridge at noon.</p>"
    picture = "<a href=/u/m.jpg><img src=/u/m.jpg></a>"
    assert verdict(f"<div class=attachment>{page}{picture}</div>", "/mill-2026/x") == "gallery"
    assert verdict(f"{page}{picture}", "/a/x?attachment_id=8") == "gallery"
    assert verdict(f"<div class=post>{page}{picture}</div>", "/mill-2026/x") is None


@pytest.mark.parametrize("title", [title for titles in DATA["own"].values() for title in titles])
def test_a_page_about_the_site_is_a_service(title: str) -> None:
    page = f"<title>{title} | The Moor Echo</title><h1>{title.capitalize()}</h1>{LONG}"
    assert verdict(page, "/about/site") == "service"
    assert verdict(page, "/2026/03/14/site-84451") is None


def test_a_story_about_such_a_page_is_an_article() -> None:
    title = "Privacy policy of the county is against the law"
    assert verdict(f"<title>{title}</title><h1>{title}</h1>{LONG}", "/land/privacy-policy") is None


def vacancy(heads: tuple[str, ...], button: str) -> str:
    sections = "".join(
        f"<h3>{head}</h3><ul><li>The harbour's register and dues<li>Its pier</ul>" for head in heads
    )
    head = "<title>Harbour officer</title><h1>Harbour officer</h1>"
    return f"{head}{PROSE}{sections}{PROSE}<p><a href=/x>{button}</a></p>"


@pytest.mark.parametrize(
    ("heads", "button"),
    [
        (("Duties", "Requirements", "How to apply"), "Apply now"),
        (("Ihre Aufgaben", "Ihr Profil", "Wir bieten"), "Jetzt bewerben"),
        (("Obowiązki", "Wymagania"), "Aplikuj"),
        (("岗位职责", "任职要求"), "立即申请"),
        (("Vos missions", "Profil recherché"), "Postuler"),
    ],
)
def test_a_job_advertisement(heads: tuple[str, ...], button: str) -> None:
    assert verdict(vacancy(heads, button)) == "service"


@pytest.mark.parametrize(
    ("heads", "button"),
    [
        (("Duties", "The pier"), "Apply now"),
        (("Duties", "Requirements"), "Read the report"),
        (("Who may fish", "How to apply"), "Apply now"),
    ],
)
def test_an_article_on_jobs(heads: tuple[str, ...], button: str) -> None:
    assert verdict(vacancy(heads, button)) is None


WALL = (
    "<title>Old mill turns again – Herald</title><body><main><div><h1>{}</h1><p>{}</p><button>{}</button>"
    "</div><div><p>{}</p><a href=/pur>{}</a></div></main></body>"
)
WALLS = [
    (
        "Weiterlesen mit Werbung",
        "Lesen Sie wie gewohnt mit Werbung; mehr steht in der Datenschutzerklärung und unter Cookies.",
        "Einverstanden",
        "Ohne Abo brauchen wir Ihre Einwilligung, um personenbezogene Daten auszuwerten.",
        "Abo kaufen",
    ),
    (
        "Votre choix",
        "Avec nos partenaires, nous utilisons des cookies pour payer le travail de la rédaction.",
        "J’accepte",
        "Vous pouvez retirer votre consentement à tout moment, ou lire sans publicité.",
        "S’abonner",
    ),
    (
        "Dina val",
        "Vi använder cookies för att visa annonser, och delar personuppgifter med de som visar dem.",
        "Godkänn",
        "Du kan när som helst ta tillbaka ditt samtycke, eller läsa utan annonser mot betalning.",
        "Köp",
    ),
]


@pytest.mark.parametrize("words", WALLS, ids=["de", "fr", "sv"])
def test_a_wall_at_the_address_of_the_article(words: tuple[str, ...]) -> None:
    article = "<meta property='og:type' content='article'>"
    assert verdict(article + WALL.format(*words)) == "consent"
    told = "<h1>Old mill turns again</h1>" + LONG
    assert verdict(article + WALL.format(*words).replace("</main>", f"{told}</main>")) is None


def test_an_article_on_consent_is_none() -> None:
    told = "<p>The court said on Monday that your consent is needed before cookies are set on a device.</p>"
    head = "<title>Court on cookies – Herald</title><h1>Court on cookies</h1>"
    assert verdict(f"{head}<main>{told * 3}<button>Share</button><a>Print</a></main>") is None


FORECASTS = {
    "tr": "Pazartesi Salı Çarşamba Perşembe Cuma",
    "de": "Mo. Di. Mi. Do. Fr.",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日",
}


@pytest.mark.parametrize("language", FORECASTS)
@pytest.mark.parametrize(
    "form", ["<tr><td>{}</td><td>{}°</td><td>-{}°</td></tr>", "<li>{} {}°C / -{}°C</li>"]
)
def test_a_forecast_is_no_article(language: str, form: str) -> None:
    days = enumerate(FORECASTS[language].split(), 2)
    rows = "".join(form.format(day, 3 * at, at) for at, day in days)
    box = "table" if form.startswith("<tr") else "ul"
    head = f"<html lang={language}><title>Ashby, 7</title><h1>Ashby, 7</h1><{box}>{rows}</{box}>"
    assert verdict(f"{head}{PROSE}") == "service"
    assert verdict(f"{head}{LONG}") is None


LINK = "<p>www.mill{0}.example &gt; Mill {0} of the valley, with its opening hours and its history</p>"
PROSE_LINE = "<p>Mill {0} of the valley has a new page, www.mill{0}.example, and shows its lathe there.</p>"


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("".join(LINK.format(n) for n in range(10)), "section"),
        ("".join(LINK.format(n) for n in range(7)), None),
        ("".join(LINK.format(n) for n in range(10)) + "<p>By Ann Lee</p>" + PROSE, None),
        ("".join(PROSE_LINE.format(n) for n in range(10)), None),
        ("".join(LINK.format(1) for n in range(10)), None),
        (PROSE + "".join(f"<p>{n}.Miller (MOR) at {n} s</p>" for n in range(1, 13)), None),
        (PROSE + "".join(f"<p>{n}.Mai: Der Rat tagt an der Ember.</p>" for n in range(1, 13)), None),
        ("".join(f"<p>Mill{n}.example is run by a miller who shows its lathe.</p>" for n in range(10)), None),
        (
            f"<p>{'The council met on Monday and sat for hours. ' * 9}</p>"
            + "".join(f"<p>mill{n}.example</p>" for n in range(10)),
            None,
        ),
    ],
    ids=[
        "links",
        "few",
        "an article above its links",
        "sentences with addresses",
        "one site",
        "results",
        "days",
        "sentences about sites",
        "addresses below an article",
    ],
)
def test_a_collection_of_links_begins_its_lines_with_addresses(lines: str, reason: str | None) -> None:
    assert verdict(f"<h1>Links to all the mills</h1>{lines}", "/links/mills.html") == reason
