"""Lines beside a byline that are about the page: they name no author and are no text, in any language."""

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.names.person_names import names_in

LINES = tuple(
    f"The council voted on Wednesday for more money to mend the bridge over the {name}, and the mayor agreed."
    for name in ("Arden", "Brock", "Carse", "Dovey")
)
TITLE = "Old bridge to be mended at last"


def read(*above: str, shape: str = "p", language: str = "en", below: str = "") -> Story:
    """Return the story of a page with these lines between headline and text."""
    lines = "".join(f"<{shape}>{line}</{shape}>" for line in above)
    top = f"<ul>{lines}</ul>" if shape == "li" else f"<div>{lines}</div>"
    body = "".join(f"<p>{line}</p>" for line in LINES) + below
    page = (
        f"<html lang={language}><head><title>{TITLE} | Post</title></head><body><a href=/>Post</a>"
        f"<div class=k><h1>{TITLE}</h1>{top}<div class=b>{body}</div></div></body></html>"
    )
    doc = parse(page.encode(), "https://post.example/n/bridge-12", "text/html; charset=utf-8")
    return clean(doc, Site(name="post", url="https://post.example/"), Hints())


@pytest.mark.parametrize(
    ("language", "date", "line"),
    [
        ("sv", "3 mars 2026", "Dela: Facebook Twitter"),
        ("ro", "3 martie 2026", "Distribuie: Facebook Twitter"),
        ("uk", "3 березня 2026", "Поділитися: Фейсбук Телеграм"),
        ("hi", "3 मार्च 2026", "शेयर करें: फेसबुक ट्विटर"),
        ("ko", "2026.03.03", "공유: 페이스북 트위터"),
        ("zh", "2026年3月3日", "分享：微博 微信"),
        ("ru", "3 марта 2026", "Размер шрифта: А А А"),
        ("tr", "3 Mart 2026", "Yazı boyutu: A A A"),
        ("ja", "2026年3月3日", "文字サイズ：小 中 大"),
        ("ar", "3 مارس 2026", "استمع إلى المقال"),
        ("fa", "3 مارس 2026", "گوش دهید"),
    ],
)
@pytest.mark.parametrize("shape", ["p", "span", "li"])
def test_a_line_about_the_page_names_nobody(language: str, date: str, line: str, shape: str) -> None:
    story = read(date, line, shape=shape, language=language)
    assert (story.authors, story.paragraphs) == ((), LINES)


@pytest.mark.parametrize(
    "line", ["Category: Local", "Views: 1234", "Print | Email", "Vues : 1 234", "Place: Mill Town"]
)
@pytest.mark.parametrize("first", ["By Ann Lee", "3 March 2026", "2026. március 3."])
def test_items_beside_the_day_or_the_author_are_facts(line: str, first: str) -> None:
    assert read(first, line, shape="li").paragraphs == LINES


def test_items_of_a_list_without_day_and_author_stay() -> None:
    items = ("More money for the bridge", "Work begins in May")
    assert read(*items, shape="li").paragraphs == (*items, *LINES)


@pytest.mark.parametrize(
    ("credit", "names"),
    [
        ("作者：陈大文 2026年3月3日 分享：微博 微信", ["陈大文"]),
        ("作者：陈大文 来源：河边晚报", ["陈大文"]),
        ("文・田中一郎 2026年3月3日", ["田中一郎"]),
        ("Facebook Twitter", []),
        ("페이스북 트위터", []),
        ("A A A", []),
        ("أ ف ب", ["أ ف ب"]),  # an agency
    ],
)
def test_a_credit_without_what_follows_it(credit: str, names: list[str]) -> None:
    assert names_in(credit, printed=True) == names


@pytest.mark.parametrize("tool", ["Print | E-mail", "Comments (3)", "Share"])
def test_items_beside_a_tool_below_the_text_go(tool: str) -> None:
    items = "".join(f"<li>{item}</li>" for item in ("Category: Local", tool, "Font size: A A A"))
    assert read(below=f"<ul>{items}</ul>").paragraphs == LINES


def test_items_of_a_list_below_the_text_stay_without_a_tool() -> None:
    items = ("Brock: two lanes", "Carse: one lane", "Dovey: no lane yet")
    listed = "".join(f"<li>{item}</li>" for item in items)
    assert read(below=f"<ul>{listed}</ul>").paragraphs == (*LINES, *items)
