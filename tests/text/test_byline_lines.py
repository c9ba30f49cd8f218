"""Bylines that a date, a job, the headline or a picture's credit stands beside, in many scripts."""

import pytest

from pipelines.text.names.date_words import before_date_label
from pipelines.text.names.person_names import is_role, names_in
from tests.text.byline_pages import HEADLINE, authors


def jsonld(name: str) -> str:
    node = f'{{"@type":"NewsArticle","headline":"{HEADLINE}","author":{{"@type":"Person","name":"{name}"}}}}'
    return f'<script type="application/ld+json">{node}</script>'


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        # the label of a date behind the name
        ("tr", "<div><span>Haber: Demirören Ajansı</span> <span>Giriş: 02.03.2026 - 09:15</span></div>",
         ["Demirören Ajansı"]),
        ("tr", "<p>Yazan: Selin Aydın Eklenme: 02.03.2026</p>", ["Selin Aydın"]),
        ("az", "<p>Müəllif: Leyla Quliyeva Tarix: 02.03.2026</p>", ["Leyla Quliyeva"]),
        ("pl", "<p>Autor: Ewa Lis Dodano: 2.03.2026, 09:15</p>", ["Ewa Lis"]),
        ("ru", "<p>Автор: Анна Белова Создано: 02.03.2026</p>", ["Анна Белова"]),
        ("de", "<p>Von Jutta Kern Erstellt: 02.03.2026</p>", ["Jutta Kern"]),
        ("tr", "<p>Giriş: 02.03.2026 - 09:15</p>", []),
        # the name and a town in one line
        ("bn", "<div class=a-by>নাসিমা সুলতানা, খুলনা</div><div>প্রকাশ: ০২ মার্চ ২০২৬</div>", ["নাসিমা সুলতানা"]),
        ("hi", "<div class=a-by>नेहा त्रिपाठी, वाराणसी</div><div>2 मार्च 2026</div>", ["नेहा त्रिपाठी"]),
        ("bn", "<div class=place>ঘিওর, মানিকগঞ্জ</div><div>প্রকাশ: ০২ মার্চ ২০২৬</div>", []),
        ("bn", "<div class=a-by>নাসিমা সুলতানা, খুলনা</div><div>প্রকাশ: ০২ মার্চ ২০২৬</div><div><img src=a.jpg>"
         "<span>নয় শীতের পর বিলের খেয়া আবার চালু হয়েছে, দুই গ্রামের মানুষ ঘাটে ভিড় করেছেন।</span>"
         "<span>ছবি: নাসিমা সুলতানা</span></div>", ["নাসিমা সুলতানা"]),
        ("cy", "<p>gan Lowri ap Rhys-Owen</p>", ["Lowri ap Rhys-Owen"]),
        # four kanji beside a date
        ("ja", "<p class=d>2026年3月2日</p><p class=n>西村早苗</p>", ["西村早苗"]),
        ("ja", "<p class=d>2026年3月2日</p><p class=n>山本 太郎</p>", ["山本 太郎"]),
        ("ja", "<p class=d>2026年3月2日</p><p class=by>鏑木実咲</p>", ["鏑木実咲"]),
        ("ja", "<p class=d>2026年3月2日</p><p class=n>地域経済</p>", []),
        ("ja", "<p class=d>2026年3月2日</p><p class=n>有料記事</p>", []),
        # who took the pictures wrote the text, too
        ("gu", "<div>ફોટો અને લખાણ: હેતલ સોલંકી</div><div>2 માર્ચ 2026</div>", ["હેતલ સોલંકી"]),
        ("kn", "<div>ಚಿತ್ರ ಮತ್ತು ಬರಹ: ಮಂಜುನಾಥ ಗೌಡ</div>", ["ಮಂಜುನಾಥ ಗೌಡ"]),
        ("ml", "<div>ചിത്രങ്ങളും എഴുത്തും: അനിത നായർ</div>", ["അനിത നായർ"]),
        # an interview
        ("ta", "<div>நேர்காணல்: மாலதி சண்முகம்</div><div>2 மார்ச் 2026</div>", ["மாலதி சண்முகம்"]),
        # "by" in Maltese
        ("mt", "<div>Miktub minn <b>Doreen Camilleri</b></div>", ["Doreen Camilleri"]),
        ("mt", "<div>Ritratti: Doreen Camilleri</div>", []),
        # colons and commas of other scripts
        ("km", "<p>ដោយ៖ សុខ ដារ៉ា</p>", ["សុខ ដារ៉ា"]),
        ("am", "<p>ጸሐፊ፡ አበበ ከበደ</p>", ["አበበ ከበደ"]),
        ("am", "<p>አበበ ከበደ፣ ጋዜጠኛ</p>", ["አበበ ከበደ"]),
        # an "and" that is a part of the next word
        ("ar", "<p>بقلم: منى الخطيب ووليد سالم</p>", ["منى الخطيب", "وليد سالم"]),
        ("he", "<p>מאת: נועה שחר ודוד ברק</p>", ["נועה שחר", "דוד ברק"]),
        ("ar", "<p>بقلم: سالم وليد الخطيب</p>", ["سالم وليد الخطيب"]),
        # another role behind the name, in a script without spaces
        ("zh", "<p>记者 陈大文 通讯员 李小红</p>", ["陈大文", "李小红"]),
        ("ja", "<p>文＝田中一郎、写真＝山本太郎</p>", ["田中一郎"]),
        ("ja", "<p>取材・文／西村早苗　撮影／山本太郎</p>", ["西村早苗"]),
        ("ko", "<p>글·사진 정하늘</p>", ["정하늘"]),
        ("ko", "<p>사진·영상 정하늘</p>", []),
        # a town or a job behind a slash, a dash or in brackets
        ("tr", "<div>Selin Aydın / Van</div><div>02.03.2026</div>", ["Selin Aydın"]),
        ("tr", "<div>Selin AYDIN - VAN (DHA)</div><div>02.03.2026</div>", ["Selin AYDIN"]),
        ("ja", "<p>田中一郎（フリーライター）</p><p>2026年3月2日</p>", ["田中一郎"]),
        ("tr", "<div>Van / Bitlis</div><div>02.03.2026</div>", []),
        ("de", "<div>Moorstadt - Rathaus</div><div>2. März 2026</div>", []),
        # an initial, and "writing of"
        ("mn", "<p>Сурвалжлагч Б.Болд</p>", ["Б.Болд"]),
        ("hu", "<p>Kovács Eszter írása</p>", ["Kovács Eszter"]),
        ("hu", "<p>Az olvasók írása</p>", []),
        # a job behind a name with combining marks
        ("gu", "<p>કિરણ ચૌહાણ, પત્રકાર</p>", ["કિરણ ચૌહાણ"]),
        ("bn", "<p>রুবিনা আখতার, স্টাফ রিপোর্টার</p>", ["রুবিনা আখতার"]),
        ("bn", "<p>নিজস্ব প্রতিবেদক, ঢাকা</p><p>২ মার্চ ২০২৬</p>", []),
        ("gu", "<p>પત્રકાર</p><p>2 માર્ચ 2026</p>", []),
    ],
)  # fmt: skip
def test_who_wrote_it(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names


@pytest.mark.parametrize(
    ("language", "headline"),
    [
        ("gu", "રણમાં વહાણ: માછીમારોનો એક દિવસ"),
        ("ta", "“ஆறு திரும்பி வந்தது”: படகோட்டி முத்துலட்சுமி"),
        ("el", "Το φέρι: Μαρία Λιμνιώτη"),
        ("en", "The last ferryman: Robert Fenwick"),
    ],
)
def test_a_part_of_the_headline_is_no_author(language: str, headline: str) -> None:
    assert authors("<p>2.3.2026</p>", language=language, headline=headline) == []


def test_the_headline_is_no_author() -> None:
    line = "<p class=author>Robert Fenwick Sailing</p><p>2 March 2026</p>"
    assert authors(line, headline="Robert Fenwick Sailing") == []
    by = "<p>By Ann Wexley</p>"
    assert authors(by, headline="Moor Ferry Days", head=jsonld("Moor Ferry Days")) == ["Ann Wexley"]


def test_a_subhead_is_no_author() -> None:
    assert authors("<h2>Summary: Robert Fenwick Sailing</h2><p>2 March 2026</p>") == []


@pytest.mark.parametrize(
    ("title", "line", "language", "name"),
    [
        ("golygydd", "gan Catrin Mair Huws", "cy", "Catrin Mair Huws"),
        ("eagarthóir", "le Bríd Ní Dhomhnaill", "ga", "Bríd Ní Dhomhnaill"),
        ("editur", "minn Karmenu Vella", "mt", "Karmenu Vella"),
        ("toimetaja", "Autor: Liis Tamm", "et", "Liis Tamm"),
    ],
)
def test_a_job_in_the_head_is_no_author(title: str, line: str, language: str, name: str) -> None:
    assert authors(f"<p>{line}</p>", language=language, head=jsonld(title)) == [name]


JOBS = (
    "editor", "redakteurin", "rédactrice", "redactora", "editora", "redattore", "redactrice",
    "redaktör", "redaktør", "toimittaja", "ritstjóri", "toimetaja", "redaktors", "redaktorius",
    "redaktor", "redaktorka", "šéfredaktor", "szerkesztő", "redactor", "urednik", "urednica",
    "уредник", "редактор", "рэдактар", "συντάκτης", "editör", "editores", "muharrir",
    "муҳаррир", "редакция", "сурвалжлагч", "redaktore", "խմբագիր", "რედაქტორი", "محرر",
    "سردبیر", "ایڈیٹر", "سمونوال", "עורכת", "संपादक", "सम्पादक", "সম্পাদক", "ਸੰਪਾਦਕ", "સંપાદક",
    "ஆசிரியர்", "సంపాదకుడు", "ಸಂಪಾದಕ", "എഡിറ്റർ", "සංස්කාරක", "บรรณาธิการ", "ບັນນາທິການ",
    "အယ်ဒီတာ", "និពន្ធនាយក", "biên tập viên", "penyunting", "patnugot", "mhariri", "tifaftire",
    "olóòtú", "umhleli", "አዘጋጅ", "redakteur", "editorea", "golygydd", "eagarthóir", "editur",
    "redaktoro", "編集者", "편집자", "编辑",
)  # fmt: skip


@pytest.mark.parametrize("job", JOBS)
def test_a_job_is_no_name(job: str) -> None:
    assert is_role(job, first=True) or names_in(job) == []


def test_a_blog_marks_its_writer_as_a_card() -> None:
    card = (
        "<div class=post-footer><p>"
        "<span class='post-author vcard'>Kitba <b class=fn>Doreen Camilleri</b></span> fi 18:25</p></div>"
    )
    assert authors("", below=card, language="mt") == ["Doreen Camilleri"]
    comment = "<div class=comments><p class='comment-author vcard'><b class=fn>Doreen Camilleri</b></p></div>"
    assert authors("", below=comment, language="mt") == []


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("Anadolu Ajansı Giriş: 18.04.2026", "Anadolu Ajansı"),
        ("Ann Lee Last updated: Monday", "Ann Lee"),
        ("Ann Lee Published 3 March", "Ann Lee"),
        ("Ann Lee: a life", "Ann Lee: a life"),
        ("Published: 3 March", "Published: 3 March"),
    ],
)
def test_the_label_of_a_date_ends_a_name(text: str, rest: str) -> None:
    assert before_date_label(text) == rest
