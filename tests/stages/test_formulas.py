"""Pages that are made from one form, and articles of one kind."""

import pytest

from pipelines.stages.formulas import forms_of, is_list_of_one_form

TOWNS = ("Ashby", "Larkhill", "Old Quay", "Dunmere", "Granby", "Westering")
NAMES = ("Ann Lee", "Bo Ek", "Cy Dell", "Di Moor", "Ed van Holm", "Flo Marsh")
SAID = (
    "The bridge is shut until the spring, since a beam has a crack as long as a hand.",
    "Nobody had seen the swans leave, but on Tuesday the pond was empty and the ice was whole.",
    "A baker gives away his sourdough, now that the mill has stopped sending him flour of the old kind.",
    "The choir sings the mass that its founder wrote in a cellar, and four of the singers were there then.",
    "Forty cyclists asked the council for a lane, and were told that the road is the county's.",
    "A retired pilot has mapped every well in the valley, including nine that the county had lost.",
)


def pages(make: str) -> list[str]:
    return [
        make.format(town=TOWNS[at], name=NAMES[at], other=NAMES[-1 - at], n=at + 3, said=SAID[at])
        for at in range(6)
    ]


DOORS = "Doors open at {n}. Tickets are {n}4 pounds, with a glass of wine. Subscribers bring one guest."
DEATHS = "\n\n".join(["▽{name} ({n}4), {town}. Died on the {n}th. Funeral at 1{n}.30."] * 3)
OKUYAMI = "\n\n".join(["▽小野{town}さん（8{n}）美里村。{n}日死去。葬儀は1{n}時から光明寺で。"] * 4)
RESULTS = "\n\n".join(["{town} - {other} {n}:1", "{said}", "{said} And that is all."])


@pytest.mark.parametrize(
    ("make", "form"),
    [(DOORS, "words"), (DEATHS, "marks"), (OKUYAMI, "marks")],
    ids=["doors", "deaths", "Japanese"],
)
def test_pages_of_one_form(make: str, form: str) -> None:
    assert form in forms_of(pages(make))


@pytest.mark.parametrize(
    "make",
    [
        "{said}",
        "Good morning, and here is what you need to know. {said} {said}",
        "{name}, {town}\n\n{said}\n\n{said}",
        "10:0{n} {said}\n\n10:3{n} {said} {name} was there.",
        RESULTS,
    ],
    ids=["briefs", "a column with a greeting", "letters", "live blog", "a result and a report"],
)
def test_articles_of_one_kind(make: str) -> None:
    assert not forms_of(pages(make))


def rows(make: str) -> str:
    return "\n\n".join(pages(make))


@pytest.mark.parametrize(
    "make", ["{name} ({n}.07.2001)\n{said}", "{name}, {town} - 2001-0{n}-1{n}\nWell said!"]
)
def test_a_guestbook(make: str) -> None:
    assert is_list_of_one_form(rows(make))


@pytest.mark.parametrize(
    "make",
    ["{said}", "{n}. {said}", "10:0{n}\n{said}", "{name}:\n{said}", "**{town}.** {said}", "{town}\n\n{said}"],
    ids=["news in brief", "ten items", "live blog", "talk", "towns", "subheads"],
)
def test_an_article_of_short_items(make: str) -> None:
    assert not is_list_of_one_form(rows(make))


def test_four_entries_are_too_few() -> None:
    assert not is_list_of_one_form("\n\n".join(pages("{name} ({n}.07.2001)\nYes!")[:4]))
