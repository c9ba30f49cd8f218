"""A signature never changes, and finds nearly equal texts in every script."""

from __future__ import annotations

import random

import pytest

from pipelines.db.signature import alike, signature, similarity, tokens

ENGLISH = (
    "The harbour council voted on Monday to close the old lift bridge for two winters, and a ferry will "
    "carry cars across the channel from October at the fare of the night boat until the work is done."
)
CHINESE = (
    "港口委员会星期一投票决定将这座旧升降桥关闭两个冬天，"
    "从十月起将由渡轮按照夜班船的票价把汽车送过海峡，直到工程完成为止。"
)
THAI = "คณะกรรมการท่าเรือลงมติเมื่อวันจันทร์ให้ปิดสะพานยกเก่าเป็นเวลาสองฤดูหนาว และเรือข้ามฟากจะขนรถข้ามช่องแคบตั้งแต่เดือนตุลาคม"
PERSIAN = (
    "شورای بندر روز دوشنبه رأی داد که پل بالارو قدیمی به مدت دو زمستان بسته شود "
    "و از ماه اکتبر یک کشتی خودروها را با همان بهای قایق شبانه از کانال عبور دهد تا کار به پایان برسد."
)
HINDI = (
    "बंदरगाह परिषद ने सोमवार को पुराने पुल को दो सर्दियों के लिए बंद करने का फैसला किया और अक्टूबर से एक नौका रात की "
    "नाव के किराए पर कारों को नहर के पार ले जाएगी जब तक काम पूरा नहीं हो जाता।"
)
"""A sentence of news in scripts that separate words differently."""


def common(a: str, b: str) -> int:
    return len(set(signature(a)) & set(signature(b)))


# Stored keys were made with these. If this test fails, every stored key would become useless.
FOR_EVER = (
    (ENGLISH, (1513964614335713112, 3248372865524069709)),
    (CHINESE, (-1691215063065630640, 7136803601391809804)),
    (THAI, (3218181899226709989, -2981461445591467371)),
    (PERSIAN, (2296080359681881102, 6850500276426441024)),
    (HINDI, (165823825747229301, -6353281737051229024)),
)


@pytest.mark.parametrize(("text", "ends"), FOR_EVER, ids=lambda value: str(value)[:12])
def test_a_signature_never_changes(text: str, ends: tuple[int, int]) -> None:
    keys = signature(text)
    assert len(set(keys)) == 16
    assert (keys[0], keys[-1]) == ends
    assert all(-(1 << 63) <= key < 1 << 63 for key in keys)


TOKENS = (
    ("", []),
    ("“Don’t” — she said…", ["don", "t", "she", "said"]),
    ("ÉTÉ été Straße ﬁn ｗｉｄｅ", ["été", "été", "strasse", "fin", "wide"]),
    ("हिन्दी में समाचार।", ["हिन्दी", "में", "समाचार"]),
    ("الْعَرَبِيَّة", ["الْعَرَبِيَّة"]),
    ("東京で2人が負傷。", ["東", "京", "で", "2", "人", "が", "負", "傷"]),
    ("ไทย", ["ไ", "ท", "ย"]),
    ("서울에서 열린", ["서울에서", "열린"]),
    ("snake_case 1,000", ["snake", "case", "1", "000"]),
)


@pytest.mark.parametrize(("text", "words"), TOKENS, ids=str)
def test_words_are_separated_as_in_each_script(text: str, words: list[str]) -> None:
    assert tokens(text) == words


@pytest.mark.parametrize("text", ["", "One word", ENGLISH[:60], "新闻"])
def test_a_short_text_is_never_a_duplicate(text: str) -> None:
    assert signature(text) == ()


@pytest.mark.parametrize("text", [ENGLISH, CHINESE, THAI, PERSIAN, HINDI], ids=lambda text: text[:8])
def test_marks_case_and_spacing_do_not_matter(text: str) -> None:
    edited = f"“{text.upper()}”".replace("،", ",").replace(" ", "\u00a0").replace(",", " ,\n\n")
    assert signature(edited) == signature(text)


def news(seed: int, words: int = 400) -> list[str]:
    numbers = random.Random(seed)
    vocabulary = [
        "".join(numbers.choices("abcdefghijklmnoprstuvw", k=numbers.randint(2, 9))) for _ in range(900)
    ]
    return numbers.choices(vocabulary, k=words)


def test_texts_that_differ_in_one_word_of_twenty_share_a_key() -> None:
    found = 0
    for seed in range(60):
        before = news(seed)
        numbers = random.Random(seed)
        after = [word if numbers.random() > 0.05 else "another" + word for word in before]
        found += common(" ".join(before), " ".join(after)) > 0
    assert found >= 58


def test_different_texts_share_no_key() -> None:
    keys = [key for seed in range(150) for key in signature(" ".join(news(seed)))]
    assert len(set(keys)) == len(keys)


def test_a_very_long_text_is_hashed_in_parts_of_one_size(monkeypatch: pytest.MonkeyPatch) -> None:
    text = " ".join(news(1, 20_000))
    keys = signature(text)
    assert len(keys) == 16
    monkeypatch.setattr("pipelines.db.signature._COLUMNS", 20_000)
    assert signature(text) == keys


def test_texts_are_compared_by_what_they_share() -> None:
    assert similarity(ENGLISH, ENGLISH) == 1
    assert similarity(ENGLISH, PERSIAN) == similarity("", "") == similarity(ENGLISH, "") == 0
    first, second = news(1), news(2)
    half = similarity(" ".join(first + second), " ".join(first))
    assert 0.4 < half < 0.6
    assert alike(ENGLISH, f"By our staff. {ENGLISH}")
    assert not alike(ENGLISH, PERSIAN)
