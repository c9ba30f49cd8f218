"""Captions in a paragraph of their own directly below a picture, and other lines there that are text."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from tests.text.written_pages import IMAGE, is_dropped, is_kept

CENTRED = 'style="text-align:center"'


@pytest.mark.parametrize(
    "part",
    [
        f'<p><a href="/big.jpg">{IMAGE}</a><br></p><p {CENTRED}><small>Maskinrummet i går. Foto: Skolens arkiv</small></p>',
        f"<p>{IMAGE}</p><p {CENTRED}><small>Maskinrummet før rengøringen.</small></p>",
        f'<p align="center">{IMAGE}</p><p align="center"><font size="1">Машинне відділення до ремонту</font></p>',
        f'<p style="text-align: center;">{IMAGE}</p><p style="text-align: center;"><em>Kunden ved diget i Vig</em></p>',
        f"<div>{IMAGE}</div><div align=center><i>Ane Holm og hendes to drenge ved roret</i></div>",
        f'<p>{IMAGE}</p><p class="bt"><span style="font-size: 10pt;">Kaptajnen, mandag. Foto Per Lund</span></p>',
        f"<p>{IMAGE}</p><p>Slika: stari mlin ob reki. Foto: M. Kranjc</p>",
    ],
)
def test_a_line_that_its_style_or_credit_makes_a_caption(part: str) -> None:
    assert is_dropped(part)


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("har efter samtalen", f"<p>{IMAGE}</p><p><small>Redaktøren har efter samtalen ændret to ord, fordi kaptajnen bad om det.</small></p>"),
        ("Og så kom", f"<p>{IMAGE}</p><p {CENTRED}>Og så kom regnen ned over fjorden hele dagen lang.</p>"),
        ("Tre vintre", f"<p>{IMAGE}</p><p {CENTRED}><strong>Tre vintre i skuret</strong></p>"),
        ("vi skal nå", f"<p>{IMAGE}</p><p {CENTRED}><em>Fjorden er blå,<br>færgen er grå,<br>og vi skal nå<br>derover nu.</em></p>"),
        ("ingen hørte", f"<p>{IMAGE}</p><p {CENTRED}><em>Og fjorden løb under broen</em></p><p {CENTRED}><em>og ingen hørte den gå</em></p>"),
        ("saltet i dejen,", f"<p>{IMAGE}</p><p {CENTRED}><em>For at holde saltet i dejen,</em></p><p {CENTRED}><em>vent en time <b>til</b></em>, før den hæves.</p>"),
        ("ikke et øje", f"<p>{IMAGE}</p><p>Der var ikke et øje tørt på kajen.</p>"),
        ("ikke et øje", f"<p>{IMAGE}</p><p><em>Der var ikke et øje tørt på kajen.</em></p>"),
    ],
)  # fmt: skip
def test_other_lines_below_a_picture_are_text(words: str, part: str) -> None:
    assert is_kept(words, part)


@pytest.mark.parametrize(
    ("language", "part"),
    [
        ("ko", f"<table class=image align=center><tr><td>{IMAGE}</td></tr><tr><td class=caption>▲ 4일 문을 연 방앗간에서 아이들이 구경하고 있다. 강변일보 DB</td></tr></table>"),
        ("ko", f"<table align=center><tr><td>{IMAGE}</td></tr><tr><td>▲ 12일 다시 문을 연 방앗간 모습. /사진=강변일보</td></tr></table>"),
        ("ko", f"<p>{IMAGE}</p><p>▲ 12일 다시 문을 연 방앗간 모습. (사진=읍사무소 제공)</p>"),
        ("ko", f"<div {CENTRED}>{IMAGE}<br>▲ 방앗간 앞에 모인 주민들이 손을 흔들고 있다.</div>"),
        ("zh", f"<table><tr><td>{IMAGE}</td></tr><tr><td>△ 村民在磨坊前合影。 2026年3月攝</td></tr></table>"),
        ("zh", f"<p>{IMAGE}</p><p>▲村民們在磨坊前合影留念，前排右二為村長。</p>"),
        ("zh", f"<p {CENTRED}>{IMAGE}</p><p {CENTRED}><span>老人在磨坊里磨面。沈雨桐 摄</span></p>"),
        ("zh", f"<p {CENTRED}>{IMAGE}</p><p>▼磨坊的木輪有一百二十年歷史。（圖／鎮公所提供）</p>"),
    ],
)  # fmt: skip
def test_a_line_that_points_at_the_picture_above_it(language: str, part: str) -> None:
    assert is_dropped(part, language)


@pytest.mark.parametrize(
    ("language", "words", "part"),
    [
        ("ko", "둘째", "<p>▲ 첫째, 다리를 새로 놓는다. 예산은 3억 원이다.</p><p>▲ 둘째, 주차장을 넓힌다. 차 40대를 세울 수 있다.</p>"),
        ("ko", "우체국장", "<p>이날 행사에는 ▲ 이장 ▲ 교장 ▲ 우체국장이 참석해 방앗간의 새 출발을 축하했다.</p>"),
        ("ko", "12km", "<table><tr><td>▲ 1구간</td><td>12km</td></tr><tr><td>▲ 2구간</td><td>9km</td></tr></table>"),
        ("zh", "上午九點", f"<p>{IMAGE}</p><p>▲ 日期：三月五日至八日，上午九點到下午五點。</p><p>▲ 地點：河邊老磨坊，雨天照常開放。</p>"),
        ("ko", "언제 문을", "<p>▶ 방앗간은 언제 문을 여나. 매주 일요일 오전 10시부터다.</p>"),
    ],
)  # fmt: skip
def test_such_a_mark_before_a_part_of_the_text(language: str, words: str, part: str) -> None:
    assert is_kept(words, part, language)
