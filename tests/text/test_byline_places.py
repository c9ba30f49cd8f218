"""Who is credited by where a line stands and how it looks, in languages and templates of many kinds."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="site", url="https://moor.example/")
PROSE = {
    "cs": "Starý mlýn u řeky se po třiceti letech znovu roztočil a první mouku si odneslo dvacet rodin.",
    "sl": "Stari mlin ob reki se je po tridesetih letih znova zavrtel in prvo moko je odneslo dvajset.",
    "uk": "Старий млин біля річки знову запрацював після тридцяти років, і перше борошно забрали двадцять.",
    "el": "Ο παλιός μύλος δίπλα στο ποτάμι γύρισε ξανά ύστερα από τριάντα χρόνια και άλεσε το πρώτο αλεύρι.",
    "he": "הטחנה הישנה ליד הנהר חזרה להסתובב אחרי שלושים שנה, ואת הקמח הראשון לקחו עשרים משפחות מן הסביבה.",
    "hi": "नदी के किनारे की पुरानी चक्की तीस साल बाद फिर से चली और पहला आटा बीस परिवार अपने घर ले गए।",
    "ta": "ஆற்றங்கரையில் இருந்த பழைய ஆலை முப்பது ஆண்டுகளுக்குப் பிறகு மீண்டும் இயங்கத் தொடங்கியது.",
    "tr": "Nehrin kıyısındaki eski değirmen otuz yıl sonra yeniden döndü ve ilk unu yirmi aile evine.",
    "vi": "Chiếc cối xay cũ bên sông đã quay trở lại sau ba mươi năm và hai mươi gia đình mang bột về nhà.",
    "fa": "آسیاب کهنه کنار رودخانه پس از سی سال دوباره چرخید و بیست خانواده نخستین آرد را به خانه بردند.",
    "hy": "Գետի ափին գտնվող հին ջրաղացը երեսուն տարի անց նորից պտտվեց, և առաջին ալյուրը տարան քսան ընտանիք։",
    "ko": "강가의 오래된 방앗간이 삼십 년 만에 다시 돌기 시작했고 첫 밀가루는 스무 가구가 나누어 가져갔다.",
    "sw": "Kinu cha zamani kando ya mto kimeanza kuzunguka tena baada ya miaka thelathini na unga.",
    "lt": "Senasis malūnas prie upės po trisdešimties metų vėl sukasi, o pirmuosius miltus parsinešė šeimos.",
    "en": "The old mill by the river turned again after thirty years, and twenty families took home its.",
}
HEAD = {
    "cs": "Starý mlýn se po třiceti letech roztočil", "sl": "Stari mlin se je znova zavrtel po letih",
    "uk": "Старий млин знову запрацював після років", "el": "Ο παλιός μύλος γύρισε ξανά ύστερα από χρόνια",
    "he": "הטחנה הישנה חזרה להסתובב אחרי שנים", "hi": "पुरानी चक्की तीस साल बाद फिर से चली",
    "ta": "பழைய ஆலை முப்பது ஆண்டுகளுக்குப் பின் இயங்கியது", "tr": "Eski değirmen otuz yıl sonra döndü",
    "vi": "Cối xay cũ quay lại sau ba mươi năm", "fa": "آسیاب کهنه پس از سی سال دوباره چرخید",
    "hy": "Հին ջրաղացը երեսուն տարի անց նորից պտտվեց", "ko": "오래된 방앗간이 삼십 년 만에 다시 돌다",
    "sw": "Kinu cha zamani kimeanza kuzunguka tena", "lt": "Senasis malūnas po metų vėl sukasi",
    "en": "Old mill turns again after thirty years",
}  # fmt: skip
MENU = "<ul><li><a href=/a/>Aaa</a><li><a href=/b/>Bbb</a><li><a href=/c/>Valley Life</a></ul>"


def authors(language: str, above: str = "", below: str = "", template: str = "article") -> list[str]:
    text = f"<p>{PROSE[language]}</p>" * 3
    title = HEAD[language]
    frames = {
        "article": f"<main><article><h1>{title}</h1>{above}<div>{text}{below}</div></article></main>",
        "above": f"<div class=wrap>{above}<h1>{title}</h1><section>{text}{below}</section></div>",
        "table": f"<table><tr><td><font size=5><b>{title}</b></font>{above}</td></tr>"
        f"<tr><td>{text}{below}</td></tr></table>",
    }
    page = f"<html lang={language}><title>{title}</title><body>{MENU}{frames[template]}"
    doc = parse(page.encode(), "https://moor.example/a/b-12", "text/html; charset=utf-8")
    return list(clean(doc, SITE, Hints()).authors)


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        ("cs", "<div>5. května 2026</div><div class=x1>Napsala: Jana Malá</div>", ["Jana Malá"]),
        ("sl", "<p>Avtor: Miha Kovač 5. maja 2026</p>", ["Miha Kovač"]),
        ("uk", "<p>Авторка: Олена Коваль</p>", ["Олена Коваль"]),
        ("el", "<p>Γράφει η Μαρία Παππά</p>", ["Μαρία Παππά"]),
        ("he", "<p>מאת: דנה לוי</p>", ["דנה לוי"]),
        ("hi", "<p>लेखक: अनिल शर्मा | 5 मई 2026</p>", ["अनिल शर्मा"]),
        ("ta", "<p>எழுதியவர்: கண்ணன் முருகன்</p>", ["கண்ணன் முருகன்"]),
        ("tr", "<p>Haber: Ayşe Yılmaz</p>", ["Ayşe Yılmaz"]),
        ("vi", "<p>Tác giả: Nguyễn Thị Lan</p>", ["Nguyễn Thị Lan"]),
        ("sw", "<p>Na Juma Otieno</p>", ["Juma Otieno"]),
        ("lt", "<p>Autorius: Jonas Petraitis</p>", ["Jonas Petraitis"]),
        ("hy", "<p>Հեղինակ՝ Անի Սարգսյան</p>", ["Անի Սարգսյան"]),
        # a label that no list has, beside a date
        ("hy", "<p>05.05.2026</p><p>Պատրաստեց: Անի Սարգսյան</p>", ["Անի Սարգսյան"]),
        ("tr", "<p>5 Mayıs 2026</p><p>Kaleme alan: Ayşe Yılmaz</p>", ["Ayşe Yılmaz"]),
        ("en", "<p>5 May 2026</p><p>Venue: Mill Town</p>", []),
        ("tr", "<p>5 Mayıs 2026</p><p>Çeviren: Ayşe Yılmaz</p>", []),
    ],
)
@pytest.mark.parametrize("template", ["article", "above", "table"])
def test_a_label_in_any_language(language: str, above: str, names: list[str], template: str) -> None:
    assert authors(language, above, template=template) == names


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        ("cs", "<p>Text: Jana Malá | Foto: Petr Dub</p>", ["Jana Malá"]),
        ("cs", "<p>Foto: Petr Dub | Text: Jana Malá</p>", ["Jana Malá"]),
        ("cs", "<p>Text: Jana Malá, foto: Petr Dub</p>", ["Jana Malá"]),
        ("uk", "<p><span>Текст: <b>Олена Коваль</b></span><span>Фото: Ігор Дуб</span></p>", ["Олена Коваль"]),
        ("tr", "<p><i>Foto: Can Demir</i><br>Yazan: Ayşe Yılmaz</p>", ["Ayşe Yılmaz"]),
        ("fa", "<p>عکس: رضا کریمی</p><p>گزارشگر: مریم رضایی</p>", ["مریم رضایی"]),
        ("cs", "<p>Foto: Petr Dub</p>", []),
        ("vi", "<p>Ảnh: Trần Bình</p><p>5/5/2026</p>", []),
    ],
)
def test_who_took_a_picture_is_no_author(language: str, above: str, names: list[str]) -> None:
    assert authors(language, above) == names


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        ("cs", "<p>Jana Malá</p><p>5. května 2026</p>", ["Jana Malá"]),
        ("cs", "<p><span>Jana Malá</span><span>5. 5. 2026</span></p>", ["Jana Malá"]),
        ("cs", "<p>Jana Malá, 5. května 2026</p>", ["Jana Malá"]),
        ("cs", "<p>5. května 2026, Jana Malá</p>", ["Jana Malá"]),
        ("cs", "<p>5. května 2026 / Jana Malá</p>", ["Jana Malá"]),
        ("uk", "<p>5 травня 2026 · Олена Коваль</p>", ["Олена Коваль"]),
        ("hi", "<p>अनिल शर्मा</p><p>5 मई 2026</p>", ["अनिल शर्मा"]),
        ("fa", "<p>مریم رضایی - ۵ اردیبهشت ۱۴۰۵</p>", ["مریم رضایی"]),
        ("el", "<p>Μαρία Παππά<br>5 Μαΐου 2026</p>", ["Μαρία Παππά"]),
        ("ko", "<ul><li>정하늘 기자</li><li>2026.05.05 10:00</li></ul>", ["정하늘"]),
        ("ko", "<p>[강변신문 정하늘 기자]</p>", ["정하늘"]),
        ("en", "<p>Ann Lee <a href='mailto:ann.lee@moor.example'>ann.lee@moor.example</a></p>", ["Ann Lee"]),
        ("en", "<p>Jan van den Berg</p><p>5 May 2026</p>", ["Jan van den Berg"]),
        ("en", "<p>Lin San Myint, 5 May 2026</p>", ["Lin San Myint"]),
        ("en", "<p>San Lorca</p><p>5 May 2026</p>", []),
        # no name, though it stands beside a date
        ("en", "<p>5 May 2026</p><p><a href=/valley-life/>Valley Life</a></p>", []),
        ("en", "<p>5 May 2026</p><p>Valley Life</p>", []),
        ("en", "<p>5 May 2026</p><p>Share Photos</p>", []),
        ("en", "<h2>Mill Valley</h2><p>5 May 2026</p>", []),
    ],
)
def test_a_name_beside_a_date_or_an_address(language: str, above: str, names: list[str]) -> None:
    assert authors(language, above) == names


@pytest.mark.parametrize(
    ("language", "below", "names"),
    [
        ("cs", "<p><em>Jana Malá</em></p>", ["Jana Malá"]),
        ("cs", "<p>– Jana Malá</p>", ["Jana Malá"]),
        ("cs", "<p>Jana Malá, redaktorka</p>", ["Jana Malá"]),
        ("uk", "<p><b>Олена Коваль</b></p>", ["Олена Коваль"]),
        ("el", "<p>Μαρία Παππά<br>Δημοσιογράφος</p>", ["Μαρία Παππά"]),
        ("en", "<p>That is all there is.</p><p>Mill Valley</p>", []),
        ("en", "<p><b>Read More</b></p>", []),
        (
            "en",
            "<p><b>Related Stories</b></p><p><a href=/x>Another mill in the valley is to be rebuilt</a></p>",
            [],
        ),
    ],
)
def test_a_name_that_signs_the_last_paragraph(language: str, below: str, names: list[str]) -> None:
    assert authors(language, below=below) == names


def test_a_class_that_drops_the_headline_along_hides_no_byline() -> None:
    box = f"<div class=cookie-consent-page><h1>{HEAD['en']}</h1><p class=line>By Ann Lee</p></div>"
    text = f"<p>{PROSE['en']}</p>" * 3
    page = f"<title>{HEAD['en']}</title><body>{box}<div>{text}</div>"
    doc = parse(page.encode(), "https://moor.example/a/b-12", "text/html")
    assert clean(doc, SITE, Hints()).authors == ("Ann Lee",)


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee / Associated Press", ["Ann Lee"]),
        ("By Ann Lee and Moor News Desk", ["Ann Lee"]),
        ("By Associated Press", ["Associated Press"]),
    ],
)
def test_an_agency_or_a_desk_beside_a_person_is_no_author(line: str, names: list[str]) -> None:
    assert authors("en", f"<p>{line}</p>") == names


def test_a_link_in_the_authors_box_whose_address_ends_with_its_text() -> None:
    assert authors("en", "<div class=author><a href=/u/annlee>annlee</a></div>") == ["annlee"]
    assert authors("en", "<div class=x1><a href=/u/7>annlee</a></div>") == []
    assert authors("en", "<div class=meta><a href=/in/valley>valley</a></div>") == []


def box(content: str, name: str = "author") -> str:
    return f"<div class={name}>{content}</div><div>5 May 2026</div>"


@pytest.mark.parametrize(
    ("above", "names"),
    [
        (box("<a href=/author/stillwater/>stillwater</a>"), ["stillwater"]),
        (box("<span><a href=/author/Wilfo/>Wilfo</a></span>", "x1"), ["Wilfo"]),
        (box("<i>Share</i> <a href=/members/mossfrog>mossfrog</a>"), ["mossfrog"]),
        (box("<span rel=author>Wilfo</span>"), ["Wilfo"]),
        (box("<span itemprop=author>Wilfo</span>"), ["Wilfo"]),
        # an address with a number, behind "by" in the author's box
        ("<p class=byline>by <a href=/u/7>mossfrog</a></p>", ["mossfrog"]),
        ("<p class=byline>Tide <a href=/u/7>mossfrog</a></p>", []),
        ("<p class=byline>by <a href=/tide/7>mossfrog</a></p>", []),
        (box("<a href=/author/7>Deutschland</a>"), []),
        (box("<a href=/author/x>Deutschland</a>"), []),
        # an address with the word, but of a section or a place
        (box("<a href=/ressort/kultur>Kultur</a>"), []),
        (box("<a href=/author/kultur>Kultur</a>", "x1"), ["Kultur"]),
        (box("<a href=/author/aaa>Aaa</a>"), []),
        (box("<a href=/author/berlin>Berlin</a>"), []),
        (box("<a href=/author/friday>Friday</a>"), []),
        (box("<a href=#c>WhatsApp</a><a href=#d>Facebook</a>"), []),
    ],
)
def test_a_name_of_one_word_links_to_the_page_of_an_account(above: str, names: list[str]) -> None:
    assert authors("en", above) == names


@pytest.mark.parametrize("name", ["author", "autor", "byline", "post-author"])
@pytest.mark.parametrize(
    "word",
    ["Sponsored", "Anzeige", "Premium", "Guest", "Editorial", "Kultur", "Общество", "Madrid", "Gastbeitrag",
     "Chronique", "Análisis", "SPORT", "mill"],
)  # fmt: skip
def test_a_word_in_an_authors_box_is_no_author_for_its_class_name(word: str, name: str) -> None:
    assert authors("en", box(f"<span>{word}</span>", name)) == []


@pytest.mark.parametrize(
    "line",
    ["By Easter 2027", "By Spring 2027", "By Popular demand, 5 May 2026", "Von Berlin nach Hamburg, 2026",
     "Posted by Friday 5 May 2026"],
)  # fmt: skip
def test_a_word_behind_by_and_a_year_is_no_author(line: str) -> None:
    assert authors("en", f"<p>{line}</p>") == []


def test_a_section_of_the_page_is_no_author_of_one_word() -> None:
    crumb = '<meta property="article:section" content="Meadows">'
    link = "<a href=/author/meadows>Meadows</a>"
    body = f"<body><h1>{HEAD['en']}</h1>{box(link)}" + f"<p>{PROSE['en']}</p>" * 3
    for head, names in ((crumb, ()), ("", ("Meadows",))):
        doc = parse(
            f"<title>{HEAD['en']}</title>{head}{body}".encode(), "https://moor.example/a/b-12", "text/html"
        )
        assert clean(doc, SITE, Hints()).authors == names


def test_names_in_blocks_of_one_link_are_apart() -> None:
    link = "<a href=/author/ann-lee><div>Ann Lee</div><div>Research</div></a><p>5 May 2026</p>"
    assert authors("en", f"<div class=byline>{link}</div>") == ["Ann Lee"]


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Ann Lee and Bo Ekwall", ["Ann Lee", "Bo Ekwall"]),
        ("By Ann Lee, MOOR News Service", ["Ann Lee"]),
        ("Von Ann Lee und Bo Ekwall", ["Ann Lee", "Bo Ekwall"]),
        ("Por Ann Lee y Bo Ekwall, Ciudad de México", ["Ann Lee", "Bo Ekwall"]),
        ("By Ann Lee & Bo Ekwall", ["Ann Lee", "Bo Ekwall"]),
        ("By Ann Lee in London and Bo Ekwall in Paris", ["Ann Lee", "Bo Ekwall"]),
        ("By Ann Lee, Bo Ekwall and Cy Poehl", ["Ann Lee", "Bo Ekwall", "Cy Poehl"]),
        ("By Ann Lee, Bo Ekwall", ["Ann Lee"]),
        (
            "By <a href=/author/ann-lee>Ann Lee</a>, <a href=/author/bo-ekwall>Bo Ekwall</a>",
            ["Ann Lee", "Bo Ekwall"],
        ),
        # behind a comma there is a place or an employer
        ("By Ann Lee, New York", ["Ann Lee"]),
        ("By Ann Lee, Salt Lake City", ["Ann Lee"]),
        ("Por Ann Lee, Ciudad de México", ["Ann Lee"]),
        ("Por Ann Lee, São Paulo", ["Ann Lee"]),
        ("Von Ann Lee, Bad Homburg", ["Ann Lee"]),
        ("Автор: Ann Lee, Великий Новгород", ["Ann Lee"]),
        ("Di Ann Lee, Reggio Emilia", ["Ann Lee"]),
        ("By Ann Lee, Financial Times", ["Ann Lee"]),
        ("By Ann Lee, Cornell University", ["Ann Lee"]),
        ("By Ann Lee, Brookings Institution", ["Ann Lee"]),
        ("Par Ann Lee, Le Monde", ["Ann Lee"]),
        # and behind "and", where its words or its time zone tell
        ("By Ann Lee and Hong Kong", ["Ann Lee"]),
        ("By Ann Lee and Buenos Aires", ["Ann Lee"]),
        ("By Ann Lee and Addis Ababa", ["Ann Lee"]),
        ("By Ann Lee and Financial Times", ["Ann Lee"]),
        ("By Ann Lee and Channel Seven", ["Ann Lee"]),
        ("Par Ann Lee et Le Monde", ["Ann Lee"]),
        ("By Ann Lee with Cedar Grove", ["Ann Lee"]),
        ("5 May 2026 By Ann Lee In", ["Ann Lee"]),
        ("By Dr. Ann Lee, PhD and Bo Ekwall", ["Dr. Ann Lee", "Bo Ekwall"]),
    ],
)
def test_a_byline_may_name_more_than_the_head(line: str, names: list[str]) -> None:
    head = '<meta name="author" content="Ann Lee">' if "Dr" not in line else ""
    text = f"<p>{PROSE['en']}</p>" * 3
    page = f"<title>{HEAD['en']}</title>{head}<body><h1>{HEAD['en']}</h1><p>{line}</p>{text}"
    doc = parse(page.encode(), "https://moor.example/a/b-12", "text/html; charset=utf-8")
    assert list(clean(doc, SITE, Hints()).authors) == names


@pytest.mark.parametrize("place", ["New York", "Cornell University", "Le Monde", "Hong Kong"])
def test_a_place_or_an_employer_is_no_coauthor_though_two_places_have_it(place: str) -> None:
    node = '<script type="application/ld+json">{"@type":"NewsArticle","author":"Ann Lee"}</script>'
    head = f'<title>{HEAD["en"]}</title><meta name="author" content="Ann Lee, {place}">{node}'
    body = f"<body><h1>{HEAD['en']}</h1><p>By Ann Lee, {place}</p>" + f"<p>{PROSE['en']}</p>" * 3
    doc = parse((head + body).encode(), "https://moor.example/a/b-12", "text/html; charset=utf-8")
    assert clean(doc, SITE, Hints()).authors == ("Ann Lee",)
