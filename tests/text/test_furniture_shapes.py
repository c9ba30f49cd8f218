"""Captions, players, share bars, comments and standfirsts by their shape, whatever their class."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean, no_article

SITE = Site(name="site", url="https://kystposten.example/")
TITLE = "Den gamle ferge seiler igen over fjorden"
ARTICLE = (
    "Den gamle ferge sejlede i mandags over fjorden for første gang i nitten år, siger kaptajn Ane Holm.",
    "Otte frivillige har brugt tre vintre på at skifte hver eneste planke i skroget, fra køl til ræling.",
    "Billetten koster det samme som dengang, og kaffen er stadig for tynd, siger de første passagerer.",
    "Til foråret vil foreningen sejle to gange om dagen, hvis kommunen betaler for en ny anløbsbro.",
)
PARAGRAPHS = "".join(f"<p>{text}</p>" for text in ARTICLE[1:])
IMAGE = '<img src="/i/ferge.jpg" width="640" height="400">'
PLAYER = '<video src="/v.mp4" controls></video>'
ICON = '<svg width="16" height="16"><path d="M1 1h14"/></svg>'


def read(body: str, head: str = "") -> Story:
    page = f"<html lang=da><head><title>{TITLE}</title>{head}</head><body><nav><a href=/>Kystposten</a></nav>{body}"
    doc = parse(page.encode(), "https://kystposten.example/a/ferge-12", "text/html; charset=utf-8")
    story = clean(doc, SITE, Hints())
    assert no_article(doc, story) is None
    return story


def inside(part: str) -> tuple[str, ...]:
    """Return the paragraphs of an article with a part behind its first paragraph."""
    return read(f"<main><h1>{TITLE}</h1><div><p>{ARTICLE[0]}</p>{part}{PARAGRAPHS}</div></main>").paragraphs


@pytest.mark.parametrize(
    "part",
    [
        f"<div class=zx3>{IMAGE}<div class=zx4>Færgen ved kajen i går</div><div>Per Lund</div></div>",
        f"<table><tr><td>{IMAGE}</td></tr><tr><td><small>Færgen ved kajen i går</small></td></tr></table>",
        f"<table align=right><tbody><tr><td>{IMAGE}<tr><td>Færgen ved kajen<tr><td>Per Lund</table>",
        f"<dl><dt>{IMAGE}</dt><dd>Færgen ved kajen i går</dd></dl>",
        f"<center>{IMAGE}<br><font size=1>Færgen ved kajen i går</font></center>",
        f"<span class=q1><div>{IMAGE}</div><em>Færgen ved kajen i går</em></span>",
        f"<p>{IMAGE}<br>ป้ายรถเมล์หน้าโรงสี</p>",
        f"<p>{IMAGE}<br>Færgen ved kajen i går</p>",
        f'[caption id="a_1" width="640"]{IMAGE} Færgen ved kajen i går[/caption]',
    ],
)
def test_a_caption_without_a_figure(part: str) -> None:
    assert inside(part) == ARTICLE


@pytest.mark.parametrize(
    "part",
    [
        f"<span class=ph><div>{IMAGE}</div><em>Færgen ved kajen i går</em></span><br>",
        f"{IMAGE}<em>Færgen ved kajen i går</em><br>",
        f"{IMAGE}<br><small>Færgen ved kajen i går</small><br><br>",
        f"<b>{IMAGE}<br>Færgen ved kajen i går</b><br><br>",
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_caption_in_a_text_of_line_breaks(part: str, first: bool) -> None:
    one, *others = ARTICLE
    rest = "<br><br>".join(others)
    text = f"{part}{one}<br><br>{rest}" if first else f"{one}<br><br>{part}{rest}"
    assert read(f"<h1>{TITLE}</h1><article>{text}</article>").text.split() == " ".join(ARTICLE).split()


@pytest.mark.parametrize(
    "part",
    [
        "<table><tr><td><img src=/no.png width=16>Norge<td>12<tr><td><img src=/se.png>Sverige<td>9</table>",
        f"<table><tr><td>{IMAGE}<td>Vig Boldklub<td>2 : 1<td>Holms Venner<td>{IMAGE}</table>",
        f"<table><tr><td>{IMAGE}<td>Ane Holm (Centrum): 54 procent</table><table><tr><td>{IMAGE}<td>Per Lund</table>",
        f"<table><tr><td>{IMAGE}<tr><td>Bygget: 1811<br>Længde: 142 meter</table>",
        f"<table><tr><td rowspan=3>{IMAGE}<td>Til fire, tager en time<tr><td>Mel, mælk og tre æg</table>",
        f"<dl><dt>{IMAGE}Længde<dd>hundrede meter</dl>",
        f"<p>{IMAGE}</p><p><em>Dag to: den lange vej hjem</em></p>",
        f"<p>{IMAGE}</p><p><em>Og fjorden løb under broen</em></p><p><em>og ingen hørte den gå</em></p>",
        f"<p>{IMAGE}</p><p>Færgen er blå.</p>",
        f"<div>{IMAGE}</div><h3>Færgen er blå igen</h3>",
        f"<ul><li>{IMAGE}<b>Færgen er blå</b> og let<li>{IMAGE}<b>Broen</b> er grøn og lang</ul>",
    ],
)
def test_what_stands_beside_a_picture_may_be_text(part: str) -> None:
    assert len(inside(part)) > len(ARTICLE)


@pytest.mark.parametrize(
    "part",
    [
        f"<div class=x1 data-video-id=88>{PLAYER}<div>Se: sådan blev røret sprængt</div><span>01:24</span></div>",
        f"<div>{PLAYER}<div><h4>Sådan blev røret sprængt</h4><span>1:02:24</span><p>12.300 visninger</p></div></div>",
        f"<div>{PLAYER}<h4>Sådan blev røret sprængt</h4><button>▶</button><span>02:11</span><span>8 tusind visninger</span></div>",
        f"<section>{PLAYER}<h3>Sådan blev røret sprængt</h3><p>Fra arkivet</p><b>3 min</b><button>▶</button></section>",
        '<div><iframe src="https://pod.example/e/1"></iframe><div>Hør afsnittet: Vejen hjem</div></div>',
        '<div><audio src="/a.mp3"></audio><p>Hør historien om færgen</p><p>00:00 / 04:32</p></div>',
        '<div><iframe src="https://player.example/1"></iframe><b>Færgen i storm</b><i> 03:11</i></div>',
        "<div><button>▶</button><progress value=0></progress><span>Lyt til historien</span> <span>4:32</span></div>",
        "<amp-iframe src=https://p.example/1><p placeholder>Film: en bølge over molen</p></amp-iframe>",
        "<amp-youtube data-videoid=a1><div fallback>Film: en bølge over molen</div></amp-youtube>",
        "<amp-video><source src=/v.mp4><p placeholder>Film: en bølge over molen</p></amp-video>",
        "<amp-tv-spiller konto=1><div placeholder>Film: en bølge over molen</div></amp-tv-spiller>",
    ],
)
def test_the_lines_of_a_player(part: str) -> None:
    assert inside(part) == ARTICLE


@pytest.mark.parametrize(
    "player", ["<iframe src=https://p.example/1></iframe>", "<audio src=/a.mp3></audio>"]
)
@pytest.mark.parametrize(
    "part",
    [
        "<p>Færgen sejler igen på fredag, siger kommunen i Vig.</p><p>Den har ligget i dok i ni uger siden begyndelsen af maj.</p>{}",
        "<p>Færgen sejler igen på fredag, siger kommunen i Vig.</p>{}",
        f"<p>Færgen sejler igen på fredag, siger kommunen i Vig.</p>{{}}<p>{ARTICLE[1]}</p>",
        f"<div>Gruppen Rød Å udgav i fredags en ny sang: her er »Blåt vand«</div>{{}}<div>{ARTICLE[1]}</div>",
    ],
)
def test_short_news_beside_a_player_is_text(player: str, part: str) -> None:
    story = read(f"<main><h1>{TITLE}</h1><div>{part.format(player)}</div></main>")
    assert len(story.paragraphs) == part.count("<p>") + part.count("<div>")
    assert len(inside(f"<div>{part.format(player)}</div>")) > len(ARTICLE)


@pytest.mark.parametrize(
    "part",
    [
        "<amp-accordion data-id=1><section><h4>Broen</h4><div><p>{}</p></div></section></amp-accordion>",
        "<amp-fit-text width=300 data-grid=2><p>{}</p></amp-fit-text>",
        "<amp-selector data-block-id=4><div option=1>{}</div></amp-selector>",
        "<amp-carousel data-slide-id=3><div placeholder>1/1</div><div><p>{}</p></div></amp-carousel>",
        "<amp-readmore data-id=1>{}</amp-readmore>",
        "<amp-fold data-id=1><p>{}</p></amp-fold>",
        "<amp-shade data-bid=1>{}</amp-shade>",
    ],
)
def test_text_in_an_element_of_amp(part: str) -> None:
    text = "".join(part.format(line) for line in ARTICLE[1:])
    story = read(f"<main><h1>{TITLE}</h1><div><p>{ARTICLE[0]}</p>{text}</div></main>")
    assert not set(ARTICLE) - set(story.paragraphs)


@pytest.mark.parametrize(
    "part",
    [
        "<p>Forsamlingshuset, fredag 8. maj, 19:30</p><p>Gratis, tag en stol med</p>{map}",
        "<p>Forsamlingshuset</p><p>19:30</p>{map}",
        "<ul><li>Torvet: 10:00<li>Forsamlingshuset: 14:00<li>Vig Kirke: 19:30</ul>{map}",
        f"{PLAYER}<p>1. Per Lund, Vig, 31:05</p><p>2. Ane Holm, Vig, 31:40</p><p>3. Jo Dal, 32:02</p>",
        "{map}<ul><li><b>200 g</b> mel<li><b>3 æg</b><li><b>1 liter</b> mælk</ul>",
        f"{PLAYER}<p>Mel og mælk</p><p><b>3 æg</b></p>",
    ],
)
def test_times_and_amounts_beside_a_map_or_film_are_text(part: str) -> None:
    frame = part.format(map="<iframe src=https://kort.example/1></iframe>")
    assert len(inside(f"<div>{frame}</div>")) > len(ARTICLE)


def test_an_entry_with_a_time_and_a_recording_is_text() -> None:
    entry = f"<div><time>12:41</time><p>{ARTICLE[3]}</p><p>Broen er lukket.</p>{PLAYER}</div>"
    text = read(
        f"<main><h1>{TITLE}</h1><p>{ARTICLE[0]}</p><p>{ARTICLE[1]}</p>{entry}<p>{ARTICLE[2]}</p></main>"
    ).text
    assert ARTICLE[3] in text and "Broen er lukket." in text


@pytest.mark.parametrize(
    "label", ["Del artiklen", "Deila grein", "Rhannwch yr erthygl", "Jaa juttu!", "แชร์ข่าวนี้"]
)
@pytest.mark.parametrize(
    "bar",
    [
        f"<ul><li><a href='https://facebook.example/share?u=x'>{ICON}</a><li><a href='mailto:?body=x'>{ICON}</a></ul>",
        f"<a href='https://x.example/intent/post?url=a'>X</a> <button>{ICON}</button>",
        "<a href='https://t.example/?u=https://kystposten.example/a/'>T</a><button type=button>Kopiér link</button>",
        f"<button>{ICON}</button><button>{ICON}</button>",
        f"<a href='#'>{ICON}</a><a href='#'>{ICON}</a><a href='javascript:print()'>{ICON}</a>",
    ],
)
def test_the_label_of_a_bar_that_shares(label: str, bar: str) -> None:
    assert inside(f"<div class='p-4 flex'><span class=flex>{label}</span>{bar}</div>") == ARTICLE


@pytest.mark.parametrize(
    "part",
    [
        f"<div><h3>Hvem betaler broen?</h3><button>{ICON}</button><button>{ICON}</button></div>",
        "<p><a name=k1></a><a name=kap1></a><b>Den første dag</b></p>",
        "<div><a id=k1></a><a id=kap1></a>Den første dag med færgen</div>",
        "<div><button></button><p>142 meter, fem buer</p><button></button></div>",
        f"<div><button>{ICON}</button><button>{ICON}</button><p>142 meter, fem buer, to hundrede år</p></div>",
        "<p>Se hele planen <a href='https://facebook.example/share?u=x'>på Facebook</a>, siger Ane Holm i dag.</p>",
        "<ul><li><a href='https://kort.example/?q=havn'>Havnen</a>, hvor færgen ligger hver aften</li></ul>",
    ],
)
def test_text_with_links_that_share_or_buttons(part: str) -> None:
    assert len(inside(part)) > len(ARTICLE)


@pytest.mark.parametrize(
    "head", ["دیدگاه‌ها <b>2</b>", "Kommentarer 2", "<span>2</span> comments", "댓글 2", "コメント・2件"]
)
@pytest.mark.parametrize(
    "shape",
    [
        "<div><b>{name}</b><p>{text}</p><span>▲ 14 ▼ 2</span></div>",
        "<article><span>{name}</span><div>{text}</div><div>+3 −1</div></article>",
    ],
)
def test_comments_below_a_label_that_counts_them(head: str, shape: str) -> None:
    said = [
        ("tulip49", "Det har vi ventet på i mange år, tak til jer alle."),
        ("Kestrel_7", "Det lovede de også sidst."),
    ]
    rows = "".join(shape.format(name=name, text=text) for name, text in said)
    assert inside("")[:4] == ARTICLE
    page = (
        f"<main><h1>{TITLE}</h1><p>{ARTICLE[0]}</p>{PARAGRAPHS}<hr><div><div>{head}</div>{rows}</div></main>"
    )
    assert read(page).paragraphs == ARTICLE


def test_comments_in_each_other_below_an_unknown_label() -> None:
    one = "<b>{}</b><p>Det har vi ventet på i mange år, tak til jer.</p><span>▲ 14 ▼ 2</span>"
    said = f"<div>{one.format('tulip49')}<div>{one.format('Kestrel_7')}</div></div>"
    page = f"<main><h1>{TITLE}</h1><p>{ARTICLE[0]}</p>{PARAGRAPHS}<div><div>Barn <b>2</b></div>{said}</div></main>"
    assert read(page).paragraphs == ARTICLE


LEADS = [
    ("zh", "一口老井里的地理课", "h3 class=subtitle", True),
    ("zh", "一口老井里的地理课", "p", True),
    ("ja", "港の渡し船が十九年ぶりに帰る", "p class=x7", True),
    ("th", "เรือเก่าสามลำกลายเป็นห้องอ่านหนังสือของเด็กเจ็ดหมู่บ้าน", "h2 class=c-heading", False),
    ("en", "Eight volunteers, three winters and one very old ship", "p", False),
    ("en", "Reading gets its old ship back after nineteen years", "p", False),
    ("en", "Eight volunteers, three winters and one very old ship", "div class=lead", False),
    ("en", "Eight volunteers, three winters", "h2 class=deck", False),
]  # fmt: skip


@pytest.mark.parametrize(("language", "lead", "tag", "described"), LEADS)
def test_a_short_standfirst(language: str, lead: str, tag: str, described: bool) -> None:
    head = f"<meta property=og:description content='{lead}'>" if described else ""
    line = f"<{tag}>{lead}</{tag.partition(' ')[0]}><div class=q><a href=/a/1>Ane Holm</a> <time>11/11/2026 10:30</time></div>"
    text = "".join(f"<p>{part}</p>" for part in ARTICLE)
    page = f"<main lang={language}><h1>{TITLE}</h1>{line}<article>{text}</article></main>"
    assert read(page, head).paragraphs == (lead, *ARTICLE)


@pytest.mark.parametrize(
    "line",
    [
        "Nyheder",
        "Sidst opdateret: lørdag 12. januar 2026 | 1:58",
        "Af Ane Holm og Per Lund, Kystpostens redaktion i Vig",
        "Reading time of this page is about three minutes",
        "Forside, regionen, kommunen, politik, erhverv og hav",
        "<div><img src=/i/a.jpg><span>Højvande i hovedgaden i Vig i mandags</span></div>",
        "Denne artikel findes også på disse andre sprog:",
        "<a href=/1>Læs også om broen, der faldt i havnen i går</a>",
    ],
)
def test_other_lines_between_headline_and_byline(line: str) -> None:
    above = f"<h1>{TITLE}</h1><p>{line}</p><div><a href=/a/1>Ane Holm</a> <time>11/11/2026 10:30</time></div>"
    text = "".join(f"<p>{part}</p>" for part in ARTICLE)
    assert read(f"<main>{above}<article>{text}</article></main>").paragraphs == ARTICLE
