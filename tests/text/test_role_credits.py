"""Who wrote it and who did something else: labels of roles, letters, and names alone, in many languages."""

import pytest

from tests.text.byline_pages import authors


def items(*credits: tuple[str, str]) -> str:
    return (
        "<ul class=x1>"
        + "".join(f"<li><span>{a}</span> <a href=/w/3>{b}</a></li>" for a, b in credits)
        + "</ul>"
    )


def terms(*credits: tuple[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{a}</dt><dd>{b}</dd>" for a, b in credits) + "</dl>"


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        # a list of a label and a link for each role
        ("ar", items(("بقلم", "منى الخطيب"), ("ترجمة", "وليد سالم"), ("رسوم", "ريم حداد")), ["منى الخطيب"]),
        ("fa", items(("نویسنده", "مریم رضایی"), ("مترجم", "کاوه نوری")), ["مریم رضایی"]),
        ("ru", items(("Фото", "Иван Лесной"), ("Текст", "Анна Белова")), ["Анна Белова"]),
        ("es", items(("Texto", "Lucía Prado"), ("Ilustración", "Marcos Vidal")), ["Lucía Prado"]),
        ("tr", items(("Çeviren", "Selin Aydın"), ("Yazan", "Okan Tepe")), ["Okan Tepe"]),
        # terms and their descriptions
        ("de", terms(("Text", "Jutta Kern"), ("Fotos", "Uwe Brandt")), ["Jutta Kern"]),
        ("pl", terms(("Zdjęcia", "Ewa Lis"), ("Tekst", "Piotr Mazur")), ["Piotr Mazur"]),
        ("he", terms(("צילום", "גיא ברק"), ("כתבה", "נועה שחר")), ["נועה שחר"]),
        ("hy", terms(("Լուսանկարներ", "Արամ Գալստյան"), ("Հեղինակ", "Անի Սարգսյան")), ["Անի Սարգսյան"]),
        # a line for each role, in a box whose class name says "credits"
        ("uk", "<div class=credits><p>Текст: Олена Коваль</p><p>Фото: Роман Дуб</p>"
         "<p>Переклад з польської: Ірина Кметь</p></div>", ["Олена Коваль"]),
        ("id", "<div class=credit-title>Penulis <a href=/r/8>Bayu Ardian</a></div>", ["Bayu Ardian"]),
        ("be", "<div class=credits><p>Пераклаў: Алесь Бор</p><p>Тэкст: Ганна Лес</p></div>", ["Ганна Лес"]),
        ("eu", "<p>Argazkiak: Mikel Otegi</p><p>Testua: Nerea Zubiri Lasa</p>", ["Nerea Zubiri Lasa"]),
        ("ka", "<p>ტექსტი: ნინო გელაშვილი<br>ფოტო: ლევან ბერიძე</p>", ["ნინო გელაშვილი"]),
        ("vi", "<p>Bài: Trần Thị Lan - Ảnh: Lê Minh</p>", ["Trần Thị Lan"]),
        ("id", "<p>Teks: Sri Wahyuni | Foto: Agus Salim | Editor: Budi Utama</p>", ["Sri Wahyuni"]),
        ("sw", "<p>Picha na Juma Otieno</p><p>Maandishi: Asha Kombo</p>", ["Asha Kombo"]),
        ("th", "<p>ภาพ: กิตติ ดีงาม</p><p>เรื่อง: สุดา ใจเย็น</p>", ["สุดา ใจเย็น"]),
        ("bn", "<p>ছবি: কামাল হোসেন</p><p>লেখা: নাসরিন আক্তার</p>", ["নাসরিন আক্তার"]),
        ("ta", "<p>படங்கள்: கண்ணன் முருகன்</p><p>எழுத்து: கவிதா ராஜன்</p>", ["கவிதா ராஜன்"]),
        ("is", "<p>Texti: Birna Þórsdóttir<br>Ljósmyndir: Einar Jónsson</p>", ["Birna Þórsdóttir"]),
        ("sv", "<p>Text och foto: Elin Strand</p>", ["Elin Strand"]),
        ("ko", "<p>사진: 김철수</p><p>글: 정하늘</p>", ["정하늘"]),
        ("zh", "<p>图：王小明</p><p>撰文：陈大文</p>", ["陈大文"]),
        ("ja", "<p>写真：山本太郎</p><p>文：田中一郎</p>", ["田中一郎"]),
        ("mk", "<p>Фото: Дарко Илиев</p><p>Подготвил: Горан Петров</p>", ["Горан Петров"]),
        # the name before its label, in elements of their own
        ("no", "<div><span>Siri Moen Dahl</span><span>Journalist</span>"
         "<time>Publisert 2. april kl. 13:11</time></div>", ["Siri Moen Dahl"]),
        ("fi", "<p><span>Outi Laine</span><br><span>Teksti</span><br><span>Ville Niemi</span><br>"
         "<span>Kuvat</span></p>", ["Outi Laine"]),
        # "by" and "a report by"
        ("ca", "<p>Un reportatge de Núria Serra i Pla</p>", ["Núria Serra i Pla"]),
        ("fr", "<p>Un reportage de Claire Morel</p>", ["Claire Morel"]),
        ("ro", "<p>Un reportaj de Ioana Munteanu</p>", ["Ioana Munteanu"]),
        ("ha", "<p>Daga Musa Garba Danladi | 24 ga Mayu, 2026</p>", ["Musa Garba Danladi"]),
        ("cy", "<p>Gan Catrin Mair Huws</p>", ["Catrin Mair Huws"]),
        ("ga", "<p>Le Bríd Ní Dhomhnaill</p>", ["Bríd Ní Dhomhnaill"]),
        ("mt", "<p>Minn Karmenu Vella</p>", ["Karmenu Vella"]),
        ("lb", "<p>Vum Claude Weber</p>", ["Claude Weber"]),
        ("ko", "<ul><li>기자명 정하늘 기자</li><li>입력 2026.01.12 06:00</li></ul>", ["정하늘"]),
        # nobody who wrote it
        ("de", terms(("Fotos", "Uwe Brandt"), ("Illustration", "Lena Voss")), []),
        ("ru", "<p>Перевод с финского: Анна Белова</p>", []),
        ("es", "<p>Traducción: Lucía Prado</p><p>5 de mayo de 2026</p>", []),
        ("hu", "<p>Fordította: Kovács Anna</p><p>2026. május 5.</p>", []),
        ("lt", "<p>Nuotraukos: Jonas Petraitis</p><p>2026-05-05</p>", []),
        ("en", "<p>Translated by Ann Lee</p>", []),
        ("en", "<p>Reading Time: 4 mins read</p><p>5 May 2026</p>", []),
        ("en", "<p>Related Topics:</p><p>Mill Valley</p>", []),
    ],
)  # fmt: skip
def test_a_label_says_who_wrote_it(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names


@pytest.mark.parametrize(
    ("language", "line", "names"),
    [
        ("pt", "Por Joana Reis e Rui do Vale, Folha do Rio — São João", ["Joana Reis", "Rui do Vale"]),
        ("es", "Por Lucía Prado y Marcos Vidal, El Eco — San Roque", ["Lucía Prado", "Marcos Vidal"]),
        ("de", "Von Jutta Kern und Uwe Brandt, Moorbote – Bad Moor", ["Jutta Kern", "Uwe Brandt"]),
        ("en", "<span>by <a href=/author/ann/>Ann Lee</a></span><span>August 9, 2026</span>"
         "<span>Reading Time: 4 mins read</span>", ["Ann Lee"]),
        ("fr", "<span>Par Claire Morel</span><span>9 août 2026</span><span>Temps de lecture : 4 min</span>",
         ["Claire Morel"]),
    ],
)  # fmt: skip
def test_what_follows_the_names_is_no_author(language: str, line: str, names: list[str]) -> None:
    assert authors(f"<p class=by>{line}</p>", language=language) == names


@pytest.mark.parametrize(
    ("language", "below", "names"),
    [
        ("en", "<p>Yours, standing,</p><p><b>Dora van Rensburg</b><br>Moor End</p>", ["Dora van Rensburg"]),
        ("en", "<p>Yours faithfully,<br>Dora Rensburg<br>Moor End</p>", ["Dora Rensburg"]),
        ("en", "<p><b>Dora Rensburg</b><br>Moor End</p>", ["Dora Rensburg"]),
        ("de", "<p>Mit freundlichen Grüßen</p><p>Jutta Kern<br>Moorstadt</p>", ["Jutta Kern"]),
        ("sv", "<p>Vänliga hälsningar</p><p>Elin Strand</p>", ["Elin Strand"]),
        ("ru", "<p>С уважением,</p><p>Анна Белова</p>", ["Анна Белова"]),
        ("vi", "<div>Thùng ủ từ tháng ba năm ngoái.</div><div class=q1><strong>Phan Minh Thu</strong></div>",
         ["Phan Minh Thu"]),
        ("it", "<div style='text-align:end'>Chiara Neri</div>", ["Chiara Neri"]),
        ("en", "<p><b>Opening Hours</b><br>Monday to Friday</p>", []),
        ("en", "<p>Dear Reader,</p><p>Subscribe Now</p>", []),
    ],
)  # fmt: skip
def test_who_signs_the_text(language: str, below: str, names: list[str]) -> None:
    assert authors(below=below, language=language) == names


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        ("pt", "<h2>Nine friends bought four ponds</h2><div class=assinatura>Teresa Seabra Lima</div>",
         ["Teresa Seabra Lima"]),
        ("pl", "<div class=podpis-autora>Zenobia Wilk</div>", ["Zenobia Wilk"]),
        ("hu", "<div>Kovács Eszter</div>", ["Kovács Eszter"]),
        ("el", "<div>Κατερίνα Παππά</div>", ["Κατερίνα Παππά"]),
        ("nb", "<p>Sigrid Moen</p>", ["Sigrid Moen"]),
        ("en", "<div>Mill Valley</div>", []),
        ("en", "<div><a href=/places/x12>Robert Moor</a></div>", []),
        ("en", "<table><tr><td>Moor Rangers</td><td>2</td></tr></table>", []),
        ("en", "<h3>Anna Bridge</h3>", []),
        ("en", "<div class=firma>Valley News</div>", []),
        ("es", "<div>María Auxiliadora College</div>", []),
    ],
)  # fmt: skip
def test_a_name_alone_below_the_headline(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names


def test_the_subject_of_the_story_is_no_author() -> None:
    below = "<p>The mill has been kept by Anna Bridge since her father died, and she will go on with it.</p>"
    assert authors("<div>Anna Bridge</div>", below) == []


def test_a_name_that_a_meta_tag_calls_the_author() -> None:
    head = "<meta property='og:article:author' content='林一诺'>"
    assert authors(
        "<div><span>林一诺</span> <em>2026年8月16日 20:05</em></div>", head=head, language="zh"
    ) == ["林一诺"]
