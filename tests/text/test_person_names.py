"""Names from credits: every prefix, joint, role, button and account of data/bylines.toml."""

import pytest

from pipelines.markup.lexicon import load
from pipelines.text.lines.credit_lines import after_by, after_long_by, is_label
from pipelines.text.names.name_forms import is_written
from pipelines.text.names.person_names import is_role, names_in

DATA = load("bylines")


def lines(kind: str) -> list[str]:
    return sorted({word for words in DATA[kind].values() for word in words})


@pytest.mark.parametrize("prefix", lines("prefix"))
def test_prefix(prefix: str) -> None:
    assert names_in(f"{prefix} Ann Lee") == ["Ann Lee"]
    assert names_in(f"{prefix.title()}: Ann Lee", printed=True) == ["Ann Lee"]


@pytest.mark.parametrize("word", lines("and"))
def test_joint(word: str) -> None:
    assert names_in(f"Ann Lee {word} Bo Ek") == ["Ann Lee", "Bo Ek"]


@pytest.mark.parametrize("role", lines("role"))
def test_role(role: str) -> None:
    assert names_in(f"Ann Lee {role}", printed=True) == ["Ann Lee"]
    assert names_in(f"Ann Lee, {role.title()}", printed=True) == ["Ann Lee"]
    assert names_in(role) == []


@pytest.mark.parametrize("role", lines("suffix"))
def test_suffix_without_a_space(role: str) -> None:
    assert names_in(f"佐原みどり{role}") == ["佐原みどり"]


@pytest.mark.parametrize("word", lines("button"))
def test_button(word: str) -> None:
    assert names_in(word.title()) == []


@pytest.mark.parametrize("word", lines("account"))
def test_account(word: str) -> None:
    assert names_in(f"Herald {word.title()}") == []


@pytest.mark.parametrize("word", lines("particle"))
def test_particle(word: str) -> None:
    assert is_written(f"Ann {word} Lee")


@pytest.mark.parametrize("word", lines("post"))
def test_post(word: str) -> None:
    credit = f"朝の{word}" if ord(word[0]) > 0x3000 else f"Home {word.title()}"
    assert names_in(f"Ann Lee, {credit}", printed=True) == ["Ann Lee"]
    assert is_role(credit)


@pytest.mark.parametrize("word", lines("degree"))
def test_degree(word: str) -> None:
    assert names_in(f"Ann Lee, {word.upper()}") == ["Ann Lee"]


@pytest.mark.parametrize("word", lines("desk"))
def test_desk_is_a_credit(word: str) -> None:
    assert names_in(f"Marketing {word.title()}") == [f"Marketing {word.title()}"]


@pytest.mark.parametrize("word", lines("tail"))
def test_tail(word: str) -> None:
    assert names_in(f"Ann Lee {word.title()} 3 March", printed=True) == ["Ann Lee"]


@pytest.mark.parametrize("word", lines("second"))
def test_label_of_another(word: str) -> None:
    assert not is_label(f"{word.title()}:")
    assert after_long_by(f"{word} Ann Lee") is None


@pytest.mark.parametrize("word", [word for word in lines("prefix") if len(word) > 1 and word[-1] != "."])
def test_label(word: str) -> None:
    assert is_label(f"{word.title()}:") is (word not in lines("second"))


@pytest.mark.parametrize("word", lines("by"))
def test_by_behind_a_date(word: str) -> None:
    assert after_by(f"3 March 2026 {word} Ann Lee") == "Ann Lee"


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("Ann Lee, Bo E, and Cy Poe", ["Ann Lee", "Bo E", "Cy Poe"]),
        ("Ann LeeStaff", ["Ann Lee"]),
        ("Ann LeeFounder", ["Ann Lee"]),
        ("Ren&eacute; Lee", ["René Lee"]),
        ("news service reports", []),
        ("Von Ann Lee Illustration von Bo Ek", ["Ann Lee"]),
        ("Photos by Bo Ek", []),
        ("Ann, Bo and Cy", ["Ann", "Bo", "Cy"]),
        ("Sách và Cuộc sống", ["Sách và Cuộc sống"]),
        ("Reuters y Ana Ruiz", ["Reuters", "Ana Ruiz"]),
        ("Reuters, Moor", ["Reuters", "Moor"]),
        ("Ann Lee, Staff Engineer at Moor", ["Ann Lee"]),
        ("By Ann Lee and Bo Ek, Senior Reporter", ["Ann Lee", "Bo Ek"]),
        ("ByAnn Lee", ["Ann Lee"]),
        ("Written byAnn Lee", ["Ann Lee"]),
        ("Ann Lee | Staff Writer | July 2, 2025", ["Ann Lee"]),
        ("Ann Lee\n4 August 2010", ["Ann Lee"]),
        ("by ANN LEE on Jan 22, 2025", ["ANN LEE"]),
        ("Ann Lee3/4/2025", ["Ann Lee"]),
        ("Ann Lee ann.lee@herald.example @annlee", ["Ann Lee"]),
        ("Ann Lee (Moor Town)", ["Ann Lee"]),
        ("Byron Lee", ["Byron Lee"]),
        ("Juan Carlos de la Vega y Ortiz", ["Juan Carlos de la Vega y Ortiz"]),
        ("Vlad LeeNov 3, 2025", ["Vlad Lee"]),
        ("Ann LeeLast updated: Monday", ["Ann Lee"]),
        ("Ann Lee, Senior Home Editor, and Bo Ek, MD", ["Ann Lee", "Bo Ek"]),
        ("Ann Lee, Bo Ek reporter", ["Ann Lee", "Bo Ek"]),
        ("佐原みどり記者、小森健記者", ["佐原みどり", "小森健"]),
        ("3 March 2025", []),
        ("https://herald.example/people/ann", []),
        ("3 min read", []),
    ],
)
def test_printed_credit(raw: str, names: list[str]) -> None:
    assert names_in(raw, printed=True) == names


@pytest.mark.parametrize("word", lines("place"))
def test_place(word: str) -> None:
    assert names_in(f"Ann Lee {word} Moor Town", printed=True) == ["Ann Lee"]
    assert names_in(f"Ann {word} Moor", printed=True) == [f"Ann {word} Moor"]


@pytest.mark.parametrize("word", lines("agency"))
def test_agency_is_a_name(word: str) -> None:
    name = word.upper()
    assert is_written(name)
    assert names_in(f"By {name}", printed=True) == [name]
    assert names_in(f"{name} Staff", printed=True) == [name]


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ("By Ann Lee in Berlin and Bob Roe in Paris", ["Ann Lee", "Bob Roe"]),
        ("By Ann Lee at the Old Bailey", ["Ann Lee"]),
        ("By Ann Lee for The Herald", ["Ann Lee"]),
        ("Von Anna Lee in der Ukraine", ["Anna Lee"]),
        ("Von Anna Lee in die Enge getrieben", ["Anna Lee in die Enge getrieben"]),
        ("By Anna Sophie in 't Veld", ["Anna Sophie in 't Veld"]),
        ("By Maria da Silva", ["Maria da Silva"]),
        ("Bureau for the Coast", ["Bureau for the Coast"]),
        ("Moor Coalition for Old Bridges", ["Moor Coalition for Old Bridges"]),
        ("Byby ANN LEE", ["ANN LEE"]),
    ],
)
def test_a_name_ends_before_its_place(raw: str, names: list[str]) -> None:
    assert names_in(raw, printed=True) == names


@pytest.mark.parametrize("text", ["The council met by night", "Standing by the river", "A day in May"])
def test_by_within_a_sentence_is_not_a_credit(text: str) -> None:
    assert after_by(text) is None


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("Ann Lee", True),
        ("ann lee", False),
        ("Ann", False),
        ("佐原みどり", True),
        ("ジョン・スミス", True),
        ("専門は戦争、平和、核問題", False),
        ("김나래", True),
        ("نازنین رضایی", True),
        ("谷間の町で何があったのか、住民に聞いた", False),
    ],
)
def test_written(name: str, written: bool) -> None:
    assert is_written(name) is written


@pytest.mark.parametrize("kind", ["prefix", "role", "post", "tail", "second", "desk"])
def test_twenty_five_languages(kind: str) -> None:
    assert len(DATA[kind]) >= 25


def test_the_returned_list_is_the_callers_own() -> None:
    names_in("By Cleo Dunn", printed=True).clear()
    assert names_in("By Cleo Dunn", printed=True) == ["Cleo Dunn"]


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Συντάκτης: Ελένη Βρανά Κυριακή, 06/10/2019 - 18:22", ["Ελένη Βρανά"]),
        ("Por Ana Ruiz Domingo, 6 de octubre de 2019", ["Ana Ruiz"]),
        ("Ann Lee Sunday October 6, 2019", ["Ann Lee"]),
        ("Ann Lee Sun, 06/10/2019 - 18:22", ["Ann Lee"]),
        ("Autor: Jan Kowalski niedziela, 06.10.2019", ["Jan Kowalski"]),
        ("Автор: Анна Лис воскресенье, 06.10.2019", ["Анна Лис"]),
        ("Tác giả: Nguyễn Văn An Thứ Hai, 06/10/2019", ["Nguyễn Văn An"]),
        ("الكاتب: منى الخطيب الأحد 06/10/2019", ["منى الخطيب"]),
        ("Por Ana Souza Segunda-feira, 06 de outubro", ["Ana Souza"]),
        ("ავტორი: ნინო გელაშვილი კვირა, 06/10/2019", ["ნინო გელაშვილი"]),
        ("ผู้เขียน: สมชาย ใจดี วันอาทิตย์ 06/10/2019", ["สมชาย ใจดี"]),
        ("Kirjoittaja: Matti Meri Su, 06/10/2019 - 18:22", ["Matti Meri"]),
        ("Szerző: Kiss Anna 2019. október 6., vasárnap", ["Kiss Anna"]),
        ("Vložil Jan Novák, Ne, 06/10/2019", ["Jan Novák"]),
        ("Par Luc Roy le dim, 06/10/2019", ["Luc Roy"]),
        ("By Plácido Domingo, 06/10/2019", ["Plácido Domingo"]),
        ("By Ann May, 3 June 2024", ["Ann May"]),
        ("By Friday Osei", ["Friday Osei"]),
        # a short name that is a weekday in another language or in this one, and a surname before a bar
        ("Phạm Hoài Thu 12/08/2026", ["Phạm Hoài Thu"]),
        ("By Park Soo Min 2026-08-12", ["Park Soo Min"]),
        ("By Bimal Chandra Sen, 12/08/2026", ["Bimal Chandra Sen"]),
        ("Por Marta Inés Paz 12/08/2026", ["Marta Inés Paz"]),
        ("By Grace Mei Sun | 12/08/2026", ["Grace Mei Sun"]),
        ("Von Karl Heinz Freitag | 12.08.2026", ["Karl Heinz Freitag"]),
    ],
)
def test_a_weekday_before_a_date_is_no_name(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("By J. R. Holt Jr.", ["J. R. Holt Jr."]),
        ("J.R. Holt, Jr.", ["J.R. Holt Jr."]),
        ("By Marcus Ellery, Sr., and Ann Lee", ["Marcus Ellery Sr.", "Ann Lee"]),
        ("By Marcus Ellery Jr and Ann Lee", ["Marcus Ellery Jr", "Ann Lee"]),
        ("Ana Ruiz, Sr. Pablo López", ["Ana Ruiz", "Sr. Pablo López"]),
        ("By Ann Lee.", ["Ann Lee"]),
    ],
)
def test_junior_keeps_its_full_stop(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names


def test_space_without_width_before_a_comma() -> None:
    assert names_in("Ann Lee\u200b, Bo Ek") == ["Ann Lee", "Bo Ek"]
