"""Who wrote it, as pages of thirty languages print that: a name and a role, a date, an address, brackets."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

SITE = Site(name="The Moor Echo", url="https://moorecho.example/")
EN = (
    "The old mill on the Ember will be turned into a school for carpenters, the county decided on Thursday.",
    "The building has stood empty since its last owner moved to the coast, and part of its roof fell in.",
    "Work is to begin in April and to last about a year. Until then the yard stays closed to visitors.",
)
JA = (
    "県は木曜日、川沿いの古い水車小屋を大工の学校に改装することを決めた。",
    "建物は最後の持ち主が海辺に移って以来空き家で、屋根の一部が落ちている。",
    "工事は四月に始まり、およそ一年続く。それまで庭には入れない。",
)
ZH = (
    "县政府星期四决定，把河边的老磨坊改建成一所木工学校，工程将于四月开始。",
    "自从最后一位主人搬到海边以后，这座房子一直空着，屋顶也塌了一部分。",
    "工程预计持续一年左右，在此期间院子不对游客开放，居民可以从桥上观看。",
)
KO = (
    "도는 목요일 강가의 낡은 물레방앗간을 목수 학교로 바꾸기로 결정했다.",
    "건물은 마지막 주인이 바닷가로 이사한 뒤 비어 있었고 지붕 일부가 무너졌다.",
    "공사는 4월에 시작해 약 1년 동안 이어지며 그때까지 마당은 닫힌다.",
)
AR = (
    "قررت المقاطعة يوم الخميس تحويل الطاحونة القديمة على النهر إلى مدرسة للنجارين.",
    "وظل المبنى خاليا منذ أن انتقل آخر مالك له إلى الساحل وسقط جزء من سقفه.",
    "ومن المقرر أن يبدأ العمل في أبريل ويستمر نحو عام، ويبقى الفناء مغلقا أمام الزوار.",
)
HI = (
    "ज़िला परिषद ने गुरुवार को नदी किनारे की पुरानी चक्की को बढ़ई विद्यालय में बदलने का फ़ैसला किया।",
    "आख़िरी मालिक के तट पर चले जाने के बाद से इमारत ख़ाली पड़ी है और छत का एक हिस्सा गिर चुका है।",
    "काम अप्रैल में शुरू होगा और लगभग एक साल चलेगा। तब तक आँगन बंद रहेगा।",
)

CREDITS = [
    (
        "two_spans",
        "<div class=x><span>Anna Lind</span><span>Reporter</span></div>",
        ["Anna Lind"],
        EN,
        "below",
    ),
    (
        "two_spans_mail",
        "<div class=byline><span>Ola Strand</span><span>Journalist</span><span>ola@moor.example</span></div>",
        ["Ola Strand"],
        EN,
        "below",
    ),
    ("name_bar_am", "<p>Maud Carter | March 2, 2026 8:05 a.m. ET</p>", ["Maud Carter"], EN, "below"),
    ("name_dot_date", "<div>Maud Carter · 2 Mar 2026, 08:05 p.m.</div>", ["Maud Carter"], EN, "below"),
    ("name_comma_city", "<p>Ingrid Fell, Emberton</p><p>2 March 2026</p>", ["Ingrid Fell"], EN, "below"),
    ("name_role_comma", "<p class=meta>Ingrid Fell, County Reporter</p>", ["Ingrid Fell"], EN, "below"),
    (
        "por_corresponsal",
        "<p>Por Lucía Fernández, corresponsal en Lisboa</p>",
        ["Lucía Fernández"],
        EN,
        "below",
    ),
    (
        "por_enviada",
        "<p>Por Lucía Fernández, enviada especial a Lisboa</p>",
        ["Lucía Fernández"],
        EN,
        "below",
    ),
    ("par_correspondant", "<p>Par Claire Morel, correspondante à Rome</p>", ["Claire Morel"], EN, "below"),
    ("par_avec", "<p>Par Claire Morel avec Jean Petit</p>", ["Claire Morel", "Jean Petit"], EN, "below"),
    ("von_aus", "<p>Von Jutta Kern, Wien</p>", ["Jutta Kern"], EN, "below"),
    ("von_ueber", "<p>Von unserer Korrespondentin Jutta Kern aus Wien</p>", ["Jutta Kern"], EN, "below"),
    ("di_inviato", "<p>di Paolo Neri, inviato a Torino</p>", ["Paolo Neri"], EN, "below"),
    ("dal_corr", "<p>dal nostro corrispondente Paolo Neri</p>", ["Paolo Neri"], EN, "below"),
    ("pt_de", "<p>João Tavares, de Brasília</p><p>02/03/2026 08h05</p>", ["João Tavares"], EN, "below"),
    ("vi_class", "<p class=tac-gia>Trần Thị Bình</p>", ["Trần Thị Bình"], EN, "end"),
    ("vi_class_above", "<div class=author>Trần Thị Bình</div>", ["Trần Thị Bình"], EN, "below"),
    ("vi_bold_end", "<p style='text-align:right'><strong>Trần Bình</strong></p>", ["Trần Bình"], EN, "end"),
    ("pl_autor", "<p>Tekst: Piotr Mazur, zdjęcia: Ewa Lis</p>", ["Piotr Mazur"], EN, "below"),
    ("pl_class_podpis", "<p class=podpis>Piotr Mazur</p>", ["Piotr Mazur"], EN, "end"),
    ("tr_muhabir", "<p>Muhabir: Elif Kaya</p>", ["Elif Kaya"], EN, "below"),
    ("tr_role_line", "<p>Elif Kaya - Ankara</p><p>02.03.2026 - 08:05</p>", ["Elif Kaya"], EN, "below"),
    ("ru_author", "<p>Корреспондент Иван Петров</p>", ["Иван Петров"], EN, "below"),
    ("ru_end_bold", "<p><b>Иван Петров</b></p>", ["Иван Петров"], EN, "end"),
    ("ru_caps_end", "<p>Иван ПЕТРОВ.</p>", ["Иван ПЕТРОВ"], EN, "end"),
    ("uk_avtor", "<p>Авторка: Олена Бондар</p>", ["Олена Бондар"], EN, "below"),
    ("el_by", "<p>Της Μαρίας Παππά</p>", ["Μαρίας Παππά"], EN, "below"),
    ("ja_paren", "<p>（文・田中一郎）</p>", ["田中一郎"], JA, "end"),
    ("ja_paren_in", "", ["田中一郎"], (*JA[:2], JA[2] + "（田中一郎）"), "below"),
    ("ja_role", "<p>社会部　田中一郎</p>", ["田中一郎"], JA, "below"),
    ("ja_kisha", "<p>田中一郎記者</p>", ["田中一郎"], JA, "below"),
    ("ja_bun_photo", "<p>文＝田中一郎　写真＝山本太郎</p>", ["田中一郎"], JA, "below"),
    ("ja_tokuhain", "<p>【ロンドン＝田中一郎】</p>", ["田中一郎"], JA, "below"),
    ("ja_tokuhain_in", "", ["田中一郎"], ("【ロンドン＝田中一郎】" + JA[0], *JA[1:]), "below"),
    ("ja_kiji_paren", "<p>（取材・文／田中一郎）</p>", ["田中一郎"], JA, "end"),
    ("zh_jizhe", "<p>记者 陈大文</p>", ["陈大文"], ZH, "below"),
    ("zh_paren_end", "<p>（记者 陈大文）</p>", ["陈大文"], ZH, "end"),
    ("zh_paren_in", "", ["陈大文"], (*ZH[:2], ZH[2] + "（记者陈大文）"), "below"),
    ("zh_benbao", "<p>本报记者 陈大文 王小明</p>", ["陈大文", "王小明"], ZH, "below"),
    ("zh_wen", "<p>文／陈大文</p>", ["陈大文"], ZH, "below"),
    ("zh_wen_photo", "<p>文/陈大文 图/王小明</p>", ["陈大文"], ZH, "below"),
    ("zh_tw", "<p>記者陳大文／台北報導</p>", ["陳大文"], ZH, "below"),
    ("zh_tw2", "<p>［記者陳大文／台北報導］</p>", ["陳大文"], ZH, "below"),
    (
        "zh_zuozhe_src",
        "<p><span>2026-03-02 08:05</span><span>来源：河边晚报</span><span>作者：陈大文</span></p>",
        ["陈大文"],
        ZH,
        "below",
    ),
    ("zh_zhuangao", "<p>撰稿：陈大文 编辑：王小明</p>", ["陈大文"], ZH, "end"),
    ("zh_telegraph", "", ["陈大文"], ("河边晚报讯（记者陈大文 通讯员王小明）" + ZH[0], *ZH[1:]), "below"),
    ("ko_mail", "<p>홍길동 기자 hong@moorecho.example</p>", ["홍길동"], KO, "end"),
    (
        "ko_below",
        "<div><span>홍길동 기자</span><span>입력 2026.03.02. 08:05</span></div>",
        ["홍길동"],
        KO,
        "below",
    ),
    ("ko_dateline", "", ["홍길동"], ("[서울=모어뉴스] 홍길동 기자 = " + KO[0], *KO[1:]), "below"),
    ("ko_paren_dateline", "", ["홍길동"], ("(서울=모어뉴스) 홍길동 기자 = " + KO[0], *KO[1:]), "below"),
    ("ko_geul", "<p>글 홍길동 사진 김철수</p>", ["홍길동"], KO, "below"),
    ("ko_two", "<p>홍길동·김철수 기자</p>", ["홍길동", "김철수"], KO, "end"),
    ("ar_kataba", "<p>كتب: أحمد منصور</p>", ["أحمد منصور"], AR, "below"),
    ("ar_kataba2", "<p>كتبت – سارة حداد</p>", ["سارة حداد"], AR, "below"),
    ("ar_iadad", "<p>إعداد: سارة حداد</p>", ["سارة حداد"], AR, "below"),
    ("fa_gozaresh", "<p>گزارش: مریم احمدی</p>", ["مریم احمدی"], AR, "below"),
    ("he_meet", "<p>מאת: דנה לוי</p>", ["דנה לוי"], AR, "below"),
    ("hi_samvad", "<p>संवाददाता, रमेश शर्मा</p>", ["रमेश शर्मा"], HI, "below"),
    ("hi_by", "<p>रिपोर्ट: रमेश शर्मा</p>", ["रमेश शर्मा"], HI, "below"),
    ("hi_written", "<p>Written by: रमेश शर्मा</p>", ["रमेश शर्मा"], HI, "below"),
    ("hi_edited", "<p>Edited By: रमेश शर्मा</p><p>Reported By: सीमा वर्मा</p>", ["सीमा वर्मा"], HI, "below"),
    ("th_phu", "<p>ผู้เขียน: สมชาย ใจดี</p>", ["สมชาย ใจดี"], EN, "below"),
    ("id_penulis", "<p>Penulis: Budi Santoso | Editor: Sri Wahyuni</p>", ["Budi Santoso"], EN, "below"),
    ("bn_pratinidhi", "<p>প্রতিবেদক: রহিম উদ্দিন</p>", ["রহিম উদ্দিন"], EN, "below"),
    ("sr_pise", "<p>Piše: Marko Ilić</p>", ["Marko Ilić"], EN, "below"),
    ("sr_autor_cyr", "<p>Аутор: Марко Илић</p>", ["Марко Илић"], EN, "below"),
    ("hu_role", "<p>Kovács Anna újságíró</p>", ["Kovács Anna"], EN, "below"),
    ("ro_de", "<p>De Ion Popescu, 2 martie 2026</p>", ["Ion Popescu"], EN, "below"),
    ("fi_role", "<p>Matti Virtanen, teksti</p><p>Liisa Laine, kuva</p>", ["Matti Virtanen"], EN, "below"),
    ("no_tekst_foto", "<p>Tekst: Ola Strand / Foto: Kari Vik</p>", ["Ola Strand"], EN, "below"),
    ("da_af", "<p>Af Mette Holm, Aarhus</p>", ["Mette Holm"], EN, "below"),
    ("nl_van", "<p>Van onze verslaggever Pieter de Wit</p>", ["Pieter de Wit"], EN, "below"),
    ("cs_pripravil", "<p>Připravil: Jan Novák</p>", ["Jan Novák"], EN, "below"),
    ("bg_avtor", "<p>Автор: Георги Димов</p>", ["Георги Димов"], EN, "below"),
    ("et_autor", "<p>Autor: Mari Tamm</p>", ["Mari Tamm"], EN, "below"),
    ("lt_aut", "<p>Autorius: Jonas Kazlauskas</p>", ["Jonas Kazlauskas"], EN, "below"),
    ("ka", "<p>ავტორი: ნინო გელაშვილი</p>", ["ნინო გელაშვილი"], EN, "below"),
    ("hy", "<p>Հեղինակ՝ Անի Սարգսյան</p>", ["Անի Սարգսյան"], EN, "below"),
    (
        "linked_profile",
        "<div><a href='/redaksjon/ola-strand'>Ola Strand</a><time>2. mars 2026</time></div>",
        ["Ola Strand"],
        EN,
        "below",
    ),
    (
        "img_alt_name",
        "<div><img src=/i.jpg alt='Ola Strand'><b>Ola Strand</b><small>2 March 2026</small></div>",
        ["Ola Strand"],
        EN,
        "below",
    ),
    (
        "mailto",
        "<p><a href='mailto:ola.strand@moorecho.example'>Ola Strand</a></p>",
        ["Ola Strand"],
        EN,
        "below",
    ),
    (
        "mailto_end",
        "<p><a href='mailto:ola.strand@moorecho.example'>Ola Strand</a></p>",
        ["Ola Strand"],
        EN,
        "end",
    ),
    ("dash_end", "<p>— Ola Strand</p>", ["Ola Strand"], EN, "end"),
    ("twitter", "<p>Ola Strand @olastrand</p>", ["Ola Strand"], EN, "below"),
]

DAY = "<p>2 March 2026</p>"
FLAT = "<span class=first>Anna</span> <span class=last>Lind</span>"
CREDITS += [
    (f"{kind}_{form}", f"<div class={kind}>{parts}</div>{DAY}", names, EN, "below")
    for kind in ("byline", "author")
    for form, parts, names in (
        ("flat", FLAT, ["Anna Lind"]),
        ("flat_site", f"{FLAT} <i>The Moor Echo</i>", ["Anna Lind"]),
        ("nested_site", f"<b>{FLAT}</b> <i>The Moor Echo</i>", ["Anna Lind"]),
        ("nested_paper", f"<b>{FLAT}</b> <i>Le Quotidien de Rive</i>", ["Anna Lind"]),
        ("nested_agency", f"<b>{FLAT}</b> <i>The Canadian Press</i>", ["Anna Lind"]),
        ("town", "<b>Anna Lind</b> <i>Cape Town</i>", ["Anna Lind"]),
        ("site_first", f"<i>The Moor Echo</i> <b>{FLAT}</b>", ["Anna Lind"]),
        (
            "two_given",
            "<b class=firstName>María José</b> <b class=lastName>García López</b>",
            ["María José García López"],
        ),
        ("alike", "<b>Eva Luisa</b> <b>Prado Vega</b>", ["Eva Luisa Prado Vega"]),
        ("one_word", "<b>Marie Luce</b> <i>PETIT</i>", ["Marie Luce PETIT"]),
        ("suffix", "<b>Earl Dean Holt</b> <i>Jr.</i>", ["Earl Dean Holt Jr"]),
        ("surname", "<b>Eva Luisa</b> <i class=surname>Prado Vega</i>", ["Eva Luisa Prado Vega"]),
        ("by_site", "By Anna Lind The Moor Echo", ["Anna Lind"]),
        ("only_site", "By The Moor Echo", ["The Moor Echo"]),
    )
]

OTHERS = [
    ("n_photo", "<p>Photo: Kari Vik</p>", [], EN, "below"),
    ("n_place", "<p>New York</p><p>2 March 2026</p>", [], EN, "below"),
    ("n_section", "<div><span>Local News</span><span>2 March 2026</span></div>", [], EN, "below"),
    ("n_subhead", "<h2>Old Mill</h2>", [], EN, "below"),
    ("n_weekday", "<p>Monday Morning | March 2, 2026 8:05 a.m.</p>", [], EN, "below"),
    ("n_signoff", "<p>— The End</p>", [], EN, "end"),
    ("n_zh_source", "<p>来源：河边晚报</p>", [], ZH, "below"),
    ("n_mailto", "<p><a href='mailto:news@moorecho.example'>Contact Us</a></p>", [], EN, "end"),
    ("n_city_country", "<p>Emberton, Moorland</p><p>2 March 2026</p>", [], EN, "below"),
    ("n_tags", "<div><span>River Ember</span><span>Old Mills</span></div>", [], EN, "end"),
    ("n_ja_par", "", [], (*JA[:2], JA[2] + "（木曜日）"), "below"),
    ("n_zh_par", "", [], (*ZH[:2], ZH[2] + "（完）"), "below"),
    ("n_ko_photo", "<p>사진 김철수</p>", [], KO, "end"),
    (
        "n_bold_end",
        "<p><b>Opening Hours</b></p><p>From nine to five, every day but Monday and the feast days.</p>",
        [],
        EN,
        "end",
    ),
]


def page(line: str, text: tuple[str, ...], place: str) -> bytes:
    title = "Mill to be a school" if text is EN else text[0][:12]
    body = "".join(f"<p>{part}</p>" for part in text)
    inner = f"{line}{body}" if place == "below" else f"{body}{line}"
    rest = (
        "<h4>Most read</h4><ol><li><a href=/1>Fox in the market</a></li><li><a href=/2>A choir</a></li></ol>"
    )
    return (
        f"<html><head><title>{title} | The Moor Echo</title></head><body><div><a href=/>Home</a></div>"
        f"<div><div><h1>{title}</h1>{inner}</div><div>{rest}</div></div><div>The Moor Echo · Contact</div>"
    ).encode()


def credited(line: str, text: tuple[str, ...], place: str) -> list[str]:
    doc = parse(page(line, text, place), "https://moorecho.example/a/b", None)
    return list(clean(doc, SITE, Hints()).authors)


@pytest.mark.parametrize(
    ("line", "names", "text", "place"), [row[1:] for row in CREDITS], ids=[row[0] for row in CREDITS]
)
def test_a_credit_is_read(line: str, names: list[str], text: tuple[str, ...], place: str) -> None:
    assert credited(line, text, place) == names


@pytest.mark.parametrize(
    ("line", "names", "text", "place"), [row[1:] for row in OTHERS], ids=[row[0] for row in OTHERS]
)
def test_what_only_looks_like_a_name_is_no_credit(
    line: str, names: list[str], text: tuple[str, ...], place: str
) -> None:
    assert credited(line, text, place) == names
