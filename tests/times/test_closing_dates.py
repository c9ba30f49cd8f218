"""A place and a date below the author's name, far below the headline, at the end of the text."""

from __future__ import annotations

import pytest

from tests.times.dated_pages import dates, page

FAR = "".join(f"<p>{number}</p>" for number in range(8))
SIGNED = "<p>Ann Sailor<br>Ashby on Sea, 3 May 2019</p>"


def _day(
    end: str, *, below: str = FAR, above: str = "", authors: tuple[str, ...] = ("Ann Sailor",)
) -> str | None:
    return dates(page(above=above, below=below, end=end), authors=authors).published_at


@pytest.mark.parametrize(
    "end",
    [
        SIGNED,
        '<p align="right"><i>Ann Sailor</i><br>Ashby on Sea, 3 May 2019</p><hr><a href="/2019">Back</a>',
        "<p>ANN SAILOR,<br>Harbour master<br>Ashby, 3 May 2019.</p>",
        f"{SIGNED}<footer><p>© The Herald</p></footer>",
    ],
    ids=["plain", "before a link", "with a role", "before a footer"],
)
def test_a_letters_last_lines_date_it(end: str) -> None:
    assert _day(end) == "2019-05-03"


@pytest.mark.parametrize(
    "end",
    [
        "<p>Mill at Dusk<br>Ashby, 5 December 1994</p>",
        "<p>Tickets at the door<br>Town Hall, 5 December 2020</p>",
        "<p>The Moor Gazette<br>Leeds, 5 December 2013</p>",
        "<p>Ashby on Sea, 5 December 2013</p>",
        f"{SIGNED}<p>Her next report follows in the summer.</p>",
        f"<aside>{SIGNED}</aside>",
    ],
    ids=["a picture", "an event", "a source", "no name", "not the last", "another box"],
)
def test_such_lines_of_something_else_do_not(end: str) -> None:
    assert _day(end) is None


@pytest.mark.parametrize(
    ("end", "day"),
    [
        (SIGNED, "2019-05-03"),
        ("<p>Mill at Dusk<br>Ashby, 5 December 1994</p>", None),
        ("<p>The Moor Gazette<br>Leeds, 5 December 2013</p>", None),
    ],
)
def test_a_first_name_and_a_surname_sign_where_nobody_else_is_credited(end: str, day: str | None) -> None:
    assert _day(end, authors=()) == day


@pytest.mark.parametrize("date", ["<p>3 June 2023</p>", "<p>Published: 3 June 2023</p>"])
def test_another_date_of_the_page_wins(date: str) -> None:
    assert _day(SIGNED, below=f"{FAR}{date}") == "2023-06-03"
