"""A date in an element of its own before the text is a line of its own."""

import pytest

from pipelines.markup import parse

TEXT = "Council members met on Monday and spoke for two hours about the new bridge over the river."


def pieces(body: str) -> list[str]:
    page = f"<html><body><h1>A bridge</h1><div>{body}</div></body></html>"
    return [piece.text for piece in parse(page.encode(), "http://h.example/1").scan.pieces][1:]


@pytest.mark.parametrize(
    ("before", "line"),
    [
        ("<span class=x>14.08.2026</span>\n\t\t", "14.08.2026"),
        ("<b>14.08.2026</b> - ", "14.08.2026"),
        ("14.08.2026 | ", "14.08.2026"),
        ("<i>5 maja 2023</i><br>", "5 maja 2023"),
        ("<small>Friday, 14 August 2026, 10:15</small> ", "Friday, 14 August 2026, 10:15"),
        ("<em>Дата: 14.08.2026 г.</em> ", "Дата: 14.08.2026 г."),
        ("<span>14.08.2026</span> <i>Ann Lee</i><br>", "14.08.2026 Ann Lee"),
        ("<i>2026年8月14日</i> ", "2026年8月14日"),
    ],
)
def test_a_date_before_the_text(before: str, line: str) -> None:
    assert pieces(f"{before}{TEXT}<br><br>{TEXT}<p>{TEXT}</p>") == [line, TEXT, TEXT, TEXT]


@pytest.mark.parametrize(
    "body",
    [
        f"<b>14 August 2026</b> was the day on which the c{TEXT[1:]}",
        f"<b>Update August 14, 2026:</b> {TEXT}",
        f"<b>2026年8月14日</b>，市議會開會。{TEXT}",
        f"14.08.2026 {TEXT}",
        "<b>14.08.2026</b> A short line",
        f"<b>Bridge</b> {TEXT}",
        f"<b>14 August 1811</b> {TEXT}",
    ],
    ids=["sentence", "update", "sentence without spaces", "no element", "short", "no date", "bold"],
)
def test_a_date_of_the_text_stays(body: str) -> None:
    assert len(pieces(body)) == 1


@pytest.mark.parametrize(
    "form",
    [
        "<p><b>{}.08.2026</b> - {}</p>",
        "<b>{}.08.2026</b> - {}<br><br>",
        "<div><p><i>{}.08.2026</i> {}</p></div>",
        "<li><p><i>{}.08.2026</i> {}</p></li>",
    ],
)
def test_a_chronicle_keeps_its_dates(form: str) -> None:
    found = pieces("".join(form.format(day, TEXT) for day in (14, 15, 16)))
    assert [text.replace("- ", "") for text in found] == [f"{day}.08.2026 {TEXT}" for day in (14, 15, 16)]


def test_a_date_further_down_is_part_of_the_story() -> None:
    assert pieces(f"<p>{TEXT}</p><p><i>14.08.2026</i> {TEXT}</p>") == [TEXT, f"14.08.2026 {TEXT}"]


def test_a_date_below_a_linked_headline_is_that_of_a_teaser() -> None:
    linked = f'<h2><a href="/2">The old mill is sold</a></h2><div><b>14.08.2026</b><br>{TEXT}</div>'
    assert pieces(linked) == ["The old mill is sold", f"14.08.2026\n{TEXT}"]


def test_boxes_are_numbered_anew() -> None:
    page = f"<div><p>Above.</p><div><i>14.08.2026</i> {TEXT}</div><p>Below.</p></div>"
    scan = parse(page.encode(), "http://h.example/1").scan
    texts = [[piece.text for piece in scan.pieces[box.first : box.last]] for box in scan.boxes]
    assert ["14.08.2026", TEXT] in texts
    assert ["Above.", "14.08.2026", TEXT, "Below."] in texts
    assert ["Below."] in texts
    assert all(piece.box < len(scan.boxes) for piece in scan.pieces)
