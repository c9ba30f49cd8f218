"""Old pages: one table cell holds the text, its paragraphs parted by line breaks, and readers' comments."""

import pytest

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.text import clean

LINES = (
    "The council voted on Wednesday for more money to mend the old bridge over the Arden.",
    "Work begins in May and takes eight weeks, said Hal Underhill, who leads the council.",
    "The bridge was built in 1964, and was last painted twenty years ago.",
    "Shops fear that nobody will come while the road to the market is closed.",
)
SAID = "Far too late, we have waited for years."
HEAD = "<font size=4><b>More money for the bridge</b></font><br><font size=1>12.03.2009 - Town</font><br><br>"


def told(below: str = "", title: str = "Watch") -> tuple[str, ...]:
    menu = "<td width=150><a href=/>Home</a><br><a href=list.asp?kind=1>Town</a></td>"
    row = f"<tr>{menu}<td>{HEAD}{'<br><br>'.join(LINES)}{below}</td></tr>"
    page = f"<html><head><title>{title}</title></head><body><table width=780>{row}</table></body></html>"
    doc = parse(page.encode(), "https://watch.example/news.asp?id=9", "text/html; charset=utf-8")
    return clean(doc, Site(name="watch", url="https://watch.example/"), Hints()).paragraphs


def test_a_cell_with_line_breaks_is_no_table() -> None:
    assert told() == LINES


def test_a_table_of_figures_stays_a_table() -> None:
    rows = "".join(
        f"<tr><td>{team}</td><td>{points}</td></tr>" for team, points in (("Reds", 9), ("Blues", 7))
    )
    assert told(f"<table>{rows}</table>")[-1] == "Reds | 9\nBlues | 7"


@pytest.mark.parametrize(
    "below",
    [
        f"<br><br><b>Comments</b><br><b>Bo K.</b> (13.03.2009 14:20)<br>{SAID}",
        f"<br><br><b>Comments (1)</b><hr><p><b>Bo Ek</b> 13.03.2009</p><p>{SAID}</p>",
        f"<hr><table><tr><td>READER COMMENTS<tr><td>Bo Ek - 13.03.2009 14:20<br>{SAID}</table>",
        f"<hr><b>Okur Yorumları</b><br>Bo Ek: {SAID} (13.03.2009)",
        f"<hr><b>Leserkommentare</b><br><br><b>Bo Ek</b><br>{SAID}<br><i>13 March 2009</i><hr>",
        f"<div class=yorumlar><div><span>Bo Ek</span> <span>13.03.2009 14:20</span><p>{SAID}</p></div></div>",
    ],
)
def test_comments_in_the_cell_of_the_text_go(below: str) -> None:
    assert told(below) == LINES


@pytest.mark.parametrize(
    "below",
    [
        f"<br><br>Comments on the plan are due by 13.03.2009.<br><br>{SAID}",
        f"<br><br>Comments<br>{SAID}",  # no day
        f"<br><br><b>Comments (4)</b><br>Bo Ek (13.03.2009)<br>{SAID}",  # another number
    ],
)
def test_lines_that_only_resemble_comments_stay(below: str) -> None:
    assert SAID in "\n".join(told(below))
