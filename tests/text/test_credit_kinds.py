"""Kinds of credits in many languages: particles, roles before a name, labels of others, works' authors."""

import pytest

from tests.text.byline_pages import authors

DAY = "<p>3 March 2026</p>"


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        # a small particle that is joined to the name
        ("fr", "<p>Par <span>Clotilde d’Orval-Brun</span>, publié le 3 mars 2026 à 8h05</p>",
         ["Clotilde d’Orval-Brun"]),
        ("it", "<p>di Bianca dell'Orto</p>", ["Bianca dell'Orto"]),
        ("en", "<p>By Samira al-Hadidi and Omar el-Baz</p>", ["Samira al-Hadidi", "Omar el-Baz"]),
        ("nl", "<p>Door Joost van 't Veer</p>", ["Joost van 't Veer"]),
        ("pt", "<p>Por Rita d'Ávila</p>", ["Rita d'Ávila"]),
        ("fr", "<p>Par l’équipe du moulin</p>", []),
        # a role in small letters between "by" and the name
        ("nl", "<div class=c-credits><span>Door onze correspondent</span> <span>Marieke van der Laan</span> "
         "<a href=https://x.example/mvdlaan>@mvdlaan</a></div><div>3 maart 2026</div>",
         ["Marieke van der Laan"]),
        ("de", "<p>Von unserer Korrespondentin Jutta von Kern</p>", ["Jutta von Kern"]),
        ("es", "<p>Por nuestra corresponsal Lucía Prado</p>", ["Lucía Prado"]),
        ("sv", "<p>Av vår korrespondent Elin Strand</p>", ["Elin Strand"]),
        ("en", "<p>By our environment correspondent Ann Lee</p>", ["Ann Lee"]),
        ("en", "<p>By our own correspondent</p>", []),
        # a picture's credit between the headline and the text
        ("en", "<div class=photo-credits><img src=a.jpg>By Bo Ekman</div>" + DAY, []),
        # the label of somebody else and "by", behind the names
        ("ro", "<div>Text de <b>Irina Rusu-Pop</b> și <b>Vlad Pop</b> · Fotografii de <b>Sorin Vida</b> · "
         "Editor: <b>Ana Mureșan</b></div>", ["Irina Rusu-Pop", "Vlad Pop"]),
        ("pt", "<p>Por Rita Prado · Ilustrações de Nuno Vale</p>", ["Rita Prado"]),
        ("de", "<p>Von Jutta Kern | Zeichnungen von Uwe Brandt</p>", ["Jutta Kern"]),
        ("da", "<p>Af Mette Holm · Fotograf: Bo Lund</p>", ["Mette Holm"]),
        ("it", "<p>di Anna Riva, disegni di Piero Valle</p>", ["Anna Riva"]),
        # two names or an agency, above a date
        ("fr", "<p>Claire Morel avec AFP</p><p>3 mars 2026</p>", ["Claire Morel"]),
        ("nl", "<p>Marieke de Wit en Bram Vos</p><p>3 maart 2026</p>", ["Marieke de Wit", "Bram Vos"]),
        ("da", "<p>Mette Holm /ritzau/</p><p>3. marts 2026</p>", ["Mette Holm"]),
        ("en", "<p>Arts and Culture</p><p>3 March 2026</p>", []),
        ("en", "<p>Mill Valley News and Moor Sports</p><p>3 March 2026</p>", []),
        # a script without capitals, with other people on the same line
        ("ka", "<div>ავტორი: მარიამ ბერიძე &nbsp; ფოტო: გიორგი ლომიძე &nbsp; 3 მარტი, 2026</div>",
         ["მარიამ ბერიძე"]),
        ("ka", "<div>მარიამ ბერიძე</div><div>3 მარტი, 2026</div>", ["მარიამ ბერიძე"]),
        ("he", "<div>מאת: נועה שחר &nbsp; צילום: גיא ברק &nbsp; 3.3.2026</div>", ["נועה שחר"]),
        ("hi", "<div>लेखक: सुनीता वर्मा &nbsp; फोटो: अजय मेहता &nbsp; 3 मार्च 2026</div>", ["सुनीता वर्मा"]),
        ("ar", "<div>بقلم: منى الخطيب &nbsp; تصوير: وليد سالم &nbsp; 3 مارس 2026</div>", ["منى الخطيب"]),
        ("th", "<div>เรื่อง: สุดา ใจเย็น &nbsp; ภาพ: กิตติ ดีงาม &nbsp; 3 มีนาคม 2569</div>", ["สุดา ใจเย็น"]),
    ],
)  # fmt: skip
def test_a_credit_above_the_text(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names


def facts(*pairs: tuple[str, str]) -> str:
    return "<dl>" + "".join(f"<dt>{a}</dt><dd><a href=/author/55>{b}</a></dd>" for a, b in pairs) + "</dl>"


@pytest.mark.parametrize(
    ("language", "below", "names"),
    [
        # a book's facts below the text
        ("ja", facts(("書名", "月の道"), ("著者", "水原さくら"), ("出版社", "灯書房")), []),
        ("de", facts(("Autorin", "Jutta Kern"), ("Verlag", "Lampe"), ("ISBN", "978-3-0000")), []),
        ("fr", "<table><tr><th>Auteur</th><td>Claire Morel</td><tr><th>Éditeur</th><td>Lampe</td></tr>"
         "<tr><th>Pages</th><td>212</td></tr></table>", []),
        ("pl", "<p>Autor: Piotr Mazur<br>Wydawnictwo: Lampa<br>Liczba stron: 212</p>", []),
        ("ko", "<ul><li>지은이: 정하늘</li><li>출판사: 등불</li><li>쪽수: 212</li></ul>", []),
        ("ru", "<div><p>Автор: Анна Белова</p><p>Издательство: Лампа<p>ISBN: 978-5</div>", []),
        # facts of the article itself
        ("de", facts(("Autorin", "Jutta Kern"), ("Datum", "3. März"), ("Thema", "Mühlen")), ["Jutta Kern"]),
        ("en", "<p>Author: Ann Lee<br>Source: The Lamp</p>", ["Ann Lee"]),
        ("pl", "<p>Tekst: Piotr Mazur</p><p>Zdjęcia: Ewa Lis</p>", ["Piotr Mazur"]),
        # headlines in a reporter's box
        ("ko", "<div class=reporter_news><strong>정하늘 기자의 다른 기사</strong>"
         "<a href=#>강변 녹조, 올해는 일찍 왔다</a></div>", []),
        ("ko", "<div class=reporter><a href=/reporter/12>정하늘</a></div>", ["정하늘"]),
    ],
)  # fmt: skip
def test_a_box_below_the_text(language: str, below: str, names: list[str]) -> None:
    assert authors(below=below, language=language) == names


def test_a_review_has_its_own_author_and_the_books() -> None:
    below = facts(("Author", "Bo Ekman"), ("Publisher", "Lamp Press"), ("Pages", "212"))
    assert authors("<p>By Ann Lee</p>", below) == ["Ann Lee"]


@pytest.mark.parametrize(
    ("name", "above", "names"),
    [
        ("Marta Roca\u200b Isleta. Enviada especial", "<a href=/autores/marta-roca>Marta Roca</a>"
         "<span>Isleta. Enviada especial</span>", ["Marta Roca"]),
        ("Ann Lee Moor", "<div class=author><b>Ann Lee</b><i>Moor</i></div>", ["Ann Lee"]),
        ("Jutta Kern. Redakteurin", "", ["Jutta Kern"]),
        ("Claire Morel. Envoyée spéciale", "", ["Claire Morel"]),
        ("Lucía Prado\u200b", "<p>Lucía Prado</p>", ["Lucía Prado"]),
        ("Ann Lee Moor", "<div class=author>Ann Lee Moor</div>", ["Ann Lee Moor"]),
        ("Ann Lee Jr. Editor", "", ["Ann Lee Jr. Editor"]),
    ],
)  # fmt: skip
def test_a_name_in_the_head_is_more_than_a_name(name: str, above: str, names: list[str]) -> None:
    node = f'{{"@type": "NewsArticle", "author": {{"name": "{name}"}}}}'
    head = f"<script type=application/ld+json>{node}</script>"
    assert authors(above, head=head) == names


@pytest.mark.parametrize(
    ("head", "above", "names"),
    [
        ("<meta name=author content=Feed-Bridge>", "<p><span class=author__name>-</span> 3.3.2026</p>", []),
        ("<meta name=author content=PageMaker>", "", []),
        ("<meta name=author content=Mossfrog>", "<p>Mossfrog, 3.3.2026</p>", ["Mossfrog"]),
        ("<meta name=author content=Mossfrog><meta name=dc.creator content=Mossfrog>", "", ["Mossfrog"]),
    ],
)
def test_a_single_word_in_the_head_is_printed_or_there_twice(head: str, above: str, names: list[str]) -> None:
    assert authors(above, head=head) == names
