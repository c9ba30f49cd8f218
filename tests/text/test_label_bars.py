"""Credits whose label has a bar behind it, and names in Korean lists of facts."""

# ruff: noqa: E501 - lines of dense scripts

import pytest

from tests.text.written_pages import read

DATE = "<li>입력 2026.03.05 14:20</li>"


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ('<div><p>文｜<a href="/a/5">陳怡安</a></p><p>攝影｜<a href="/a/7">林柏宏</a></p></div>', ["陳怡安"]),
        ("<p>撰文｜王小明　攝影｜林柏宏</p>", ["王小明"]),
        ("<p>採訪／張雅婷 攝影／林柏宏</p>", ["張雅婷"]),
        ("<p>文︱李志強</p>", ["李志強"]),
        ("<p>文/李志強</p><p>圖/黃美玲</p>", ["李志強"]),
        ("<p>采写丨王小明</p><p>编辑丨李雷</p>", ["王小明"]),
        ("<p>採訪撰文｜張雅婷</p>", ["張雅婷"]),
        ("<div><span>文 | </span><span>李志強</span></div>", ["李志強"]),
        ("<div><span>攝影｜</span><span>李志強</span></div>", []),
        ("<p>圖片來源｜視覺中國</p>", []),
    ],
)
def test_a_bar_behind_a_label(line: str, names: list[str]) -> None:
    assert list(read(language="zh", top=line).authors) == names


@pytest.mark.parametrize(
    ("facts", "names"),
    [
        (f"<ul><li><i></i> 이서연 기자</li>{DATE}<li>수정 2026.03.09 10:02</li><li>댓글 0</li></ul>", ["이서연"]),
        (f"<ul><li>이서연 기자</li>{DATE}<li>수정 2026.03.09</li><li>조회 12</li><li>댓글 0</li></ul>", ["이서연"]),
        ("<dl><dt>기자</dt><dd>박준호 기자</dd><dt>입력</dt><dd>2026-03-05 14:20</dd></dl>", ["박준호"]),
        (f"<ul>{DATE}<li>김하늘 기자</li><li>조회수 120</li></ul>", ["김하늘"]),
        (f"<ul>{DATE}<li>강릉=최민수 기자 ms@g.example</li></ul>", ["최민수"]),
        (f"<ul><li>김하늘·박준호 기자</li>{DATE}</ul>", ["김하늘", "박준호"]),
        (f"<ul><li>담당 기자</li>{DATE}</ul>", []),
        (f"<ul><li>인기 기자</li><li>전체 기자</li>{DATE}</ul>", []),
    ],
)  # fmt: skip
def test_a_reporter_in_a_list_of_facts(facts: str, names: list[str]) -> None:
    assert list(read(language="ko", top=facts).authors) == names
