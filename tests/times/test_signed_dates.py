"""The author's name and a date in one line, on pages whose headline stands only in the title."""

from __future__ import annotations

import pytest

from tests.times.dated_pages import PROSE, dates

AUTHORS = ("Ann Lee", "Claire Morel", "Per Lund", "Ana Ruiz", "Anna Vogel", "Анна Петрова")


def _day(line: str, language: str, authors: tuple[str, ...] = AUTHORS) -> str | None:
    page = f"<html><title>Forty apprentices</title><div>{line}</div><p>{PROSE}</p><p>{PROSE}</p></html>"
    found = dates(page, language=language, authors=authors, title="Forty apprentices").published_at
    return found and found[:10]


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Ann Lee, 3 May 2023, 10:05"),
        ("en", "By Ann Lee and Per Lund | Wednesday 3 May 2023"),
        ("fr", "Claire Morel, le 3 mai 2023 à 17 h 40"),
        ("da", "Per Lund den 3. maj 2023 kl. 8"),
        ("es", "por Ana Ruiz, el 3 de mayo de 2023"),
        ("de", "Von Anna Vogel am 3. Mai 2023 um 8 Uhr"),
        ("ru", "Анна Петрова, 3 мая 2023 г."),
    ],
)
def test_a_name_and_a_day_date_the_article(language: str, line: str) -> None:
    assert _day(line, language) == "2023-05-03"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Ann Lee was born on 3 May 2003"),
        ("en", "Ann Lee, 3 May 2023, Ashby Hall"),
        ("en", "Ann Lee reads on 3 May 2023"),
        ("en", "Photo: Ann Lee, 3 May 2023"),
        ("en", "Ann Lee, 3 May 2023 to 5 June 2023"),
        ("en", "Market Square, 3 May 2023"),
        ("fr", "Claire Morel, née le 3 mai 1983"),
        ("fr", "Rencontre avec Claire Morel, le 3 mai 2023"),
        ("de", "Lesung mit Anna Vogel am 3. Mai 2023"),
        ("da", "Koncert: Per Lund den 3. maj 2023 kl. 8"),
        ("ru", "Встреча: Анна Петрова, 3 мая 2023 г."),
    ],
)
def test_other_lines_with_a_name_do_not(language: str, line: str) -> None:
    assert _day(line, language) is None


def test_a_name_that_wrote_nothing_here_does_not() -> None:
    assert _day("Claire Morel, le 3 mai 2023 à 17 h 40", "fr", ("Ann Lee",)) is None


@pytest.mark.parametrize(
    ("language", "word"),
    [
        *(("ru", word) for word in ("Размещен", "Размещён", "Размещена", "Размещено")),
        *(("ru", word) for word in ("Добавлено", "Добавлен", "Добавлена", "Опубликован")),
        *(("uk", word) for word in ("Розміщено", "Розміщена", "Опублікована")),
        ("be", "Размешчаны"),
    ],
)
def test_a_labelled_day_with_a_full_stop_is_read(language: str, word: str) -> None:
    assert _day(f"{word}: 02/04/2023. 3k.", language) == "2023-04-02"


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("ru", "Открыт для гостей: 02/04/2023."),
        ("ru", "Перемещен: 02/04/2023. 3k."),
        ("ru", "Размещен в гостинице до: 02/04/2023."),
        ("ru", "Обновлен: 02/04/2023."),
        ("ru", "Памятник размещен 02/04/2023 в парке у реки, где раньше стояла мельница."),
        ("uk", "Пам'ятник розміщений 02/04/2023 у парку біля річки, де раніше стояв млин."),
        ("uk", "Переміщено: 02/04/2023. 3k."),
        ("uk", "Розміщений у готелі, народився: 02/04/2003."),
    ],
)
def test_a_day_behind_another_word_is_not(language: str, line: str) -> None:
    assert _day(line, language) is None
