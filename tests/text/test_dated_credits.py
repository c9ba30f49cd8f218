"""Who wrote it, from a name or an agency beside a date that has dots, another calendar or another script."""

import pytest

from pipelines.items import Hints
from pipelines.markup import parse
from pipelines.markup.sentences import has_sentence
from pipelines.text import clean
from pipelines.text.lines.line_rules import has_date
from pipelines.text.names.person_names import names_in
from tests.text.byline_pages import HEADLINE, PROSE, SITE, authors


@pytest.mark.parametrize(
    ("language", "above", "names"),
    [
        ("th", "<div><span>สมชาย ใจดี</span> | <span>4 มีนาคม 2569</span></div>", ["สมชาย ใจดี"]),
        ("vi", "<div><span>Nguyễn Thu Hà</span><span>04/03/2026</span></div>", ["Nguyễn Thu Hà"]),
        ("vi", "<div><span>Hà Nội</span><span>04/03/2026</span></div>", []),
        ("en", "<p>AFP | 4 March 2026</p>", ["AFP"]),
        ("el", "<p>ΑΠΕ-ΜΠΕ | 4 Μαρτίου 2026</p>", ["ΑΠΕ-ΜΠΕ"]),
        ("en", "<p>Sport | 4 March 2026</p>", []),
        (
            "zh",
            "<div><span>记者：沈雨桐</span> <span>字号：大 中 小</span></div><p>2026-03-04</p>",
            ["沈雨桐"],
        ),
        ("en", "<p>AFP</p><p>Ann Lee | 4 March 2026</p>", ["Ann Lee"]),
        ("ar", "<p>ليلى ناصر - 4 آذار 2026 - 06:00</p><p>شارك: فيسبوك تويتر</p>", ["ليلى ناصر"]),
        ("ar", "<p>4 آذار 2026 - 06:00</p><p>شارك: فيسبوك تويتر</p>", []),
    ],
)
def test_beside_a_date(language: str, above: str, names: list[str]) -> None:
    assert authors(above, language=language) == names


@pytest.mark.parametrize(
    ("language", "signature", "names"),
    [
        ("ar", "<p><em>سارة الحداد</em></p>", ["سارة الحداد"]),
        ("hi", "<p><em>नेहा शर्मा</em></p>", ["नेहा शर्मा"]),
        ("ar", "<p><b>أمل جديد</b></p>", []),  # "new hope"
        ("hi", "<p><b>अगली कड़ी</b></p>", []),  # "next part"
        ("hi", "<p>नेहा शर्मा</p>", []),
        ("ja", "<div class=x7>（佐伯真理）</div>", ["佐伯真理"]),
        ("ja", "<div class=x7>（佐藤健）</div>", ["佐藤健"]),
        ("ja", "<div class=x7>（岡山大）</div>", []),
        ("ja", "<div class=x7>（社会部）</div>", []),
        ("ja", "<div class=x7>（敬称略）</div>", []),
        ("ja", "<div class=x7>（写真提供）</div>", []),
        ("ja", "<div class=x7>（第一部完）</div>", []),
    ],
)
def test_signature_in_a_script_without_capitals(language: str, signature: str, names: list[str]) -> None:
    assert authors(below=signature, language=language) == names


@pytest.mark.parametrize(
    "date", ["4. marts 2026", "2026. március 4.", "Ritzau4. marts 2026", "MTI2026. március 4."]
)
def test_a_date_with_dots_ends_no_sentence(date: str) -> None:
    assert not has_sentence(date)


def test_a_number_ends_a_sentence() -> None:
    assert has_sentence("Moor won the cup in group 4. The second team came last.")


def test_a_byline_glued_to_its_date_is_no_text() -> None:
    byline = "<div><span>Af Mette Kjær / Ritzau</span><span>4. marts 2026</span></div>"
    page = (
        f"<html lang=da><title>{HEADLINE}</title><body><article><h1>{HEADLINE}</h1>{byline}<div>{PROSE}</div>"
    )
    text = clean(parse(page.encode(), "https://moor.example/a/b-12", "text/html"), SITE, Hints()).text
    assert text.startswith("The old mill")


def test_the_thai_year_is_a_date() -> None:
    assert has_date("4 มีนาคม 2569")
    assert not has_date("ราคา 2569 บาท")


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("Paolo Moscardi Gennaio/Febbraio 2022 · 2 minuti", ["Paolo Moscardi"]),
        ("Ann Lee May/June 2026", ["Ann Lee"]),
        ("Anna Berg januar/februar 2024", ["Anna Berg"]),
        ("Anna Kowalczyk, styczeń/luty 2024", ["Anna Kowalczyk"]),
        ("Елена Бондар январь-февраль 2024", ["Елена Бондар"]),
        ("June-May Olsen 2024", ["June-May Olsen"]),
        ("Ann Lee/May Marsh 2024", ["Ann Lee", "May Marsh"]),
        ("Ann Lee-May 2024", ["Ann Lee-May"]),
    ],
)
def test_a_range_of_months_behind_a_name(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names
