"""Names that CLDR changed between releases: both the old and the new name are read."""

import pytest

from pipelines.times.words import calendar_names as names

PAIRS = [  # language, month, as older versions of Babel name it, as Babel 2.19 names it
    ("si", 12, "දෙසැම්බර්", "උඳුවප්"),
    ("si", 1, "ජනවාරි", "දුරුතු"),
    ("hi", 10, "अक्तूबर", "अक्टूबर"),
    ("bn", 1, "জানুয়ারী", "জানুয়ারি"),
    ("ceb", 9, "Septyembre", "Septiyembre"),
    ("ks", 7, "جُلَے", "جُلایی"),
    ("tn", 5, "Motsheganang", "Motsheganong"),
]
WEEKDAYS = [
    ("th", 3, "พฤ.", "พฤหัส"),
    ("pa", 5, "ਸ਼ਨਿੱਚਰਵਾਰ", "ਸ਼ਨੀਵਾਰ"),
    ("vi", 0, "Th 2", "Thứ 2"),
    ("ps", 0, "دونۍ", "دوشنبه"),
]
HALVES = [("pa", "pm", "ਬਾ.ਦੁ."), ("bg", "am", "пр.об."), ("yue", "pm", "下晝"), ("as", "pm", "অপৰাহ্ন")]


@pytest.mark.parametrize(("language", "number", "before", "after"), PAIRS)
def test_both_names_of_a_month(language: str, number: int, before: str, after: str) -> None:
    months = names.months(language)
    assert {months[names.key(before)], months[names.key(after)]} == {names.Month(number)}


@pytest.mark.parametrize(("language", "number", "before", "after"), WEEKDAYS)
def test_both_names_of_a_weekday(language: str, number: int, before: str, after: str) -> None:
    weekdays = names.weekdays(language)
    assert {weekdays[names.key(before)], weekdays[names.key(after)]} == {number}


@pytest.mark.parametrize(("language", "half", "name"), HALVES)
def test_names_of_half_days_that_only_some_versions_have_are_read(
    language: str, half: str, name: str
) -> None:
    assert names.halves(language)[names.key(name)] == half
