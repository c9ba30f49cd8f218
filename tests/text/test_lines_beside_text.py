"""Bylines with "on" and a day, names at the right, the first of several answers, quotations in titles."""

import pytest

from pipelines.items import Hints, Site, Story
from pipelines.markup import parse
from pipelines.text import clean
from pipelines.text.names.person_names import names_in

SITE = Site(name="site", url="https://fennpost.example/")
TITLE = "Ferry yard to open its gates again"
TEXTS = (
    "The ferry yard at Fenn will open its gates on Monday, after two winters without an order.",
    "Its first ship is a barge for gravel, and forty welders have been asked to come back.",
    "The yard's owner hopes that two more orders will follow before the end of the year.",
)


def read(body: str, head: str = f"<title>{TITLE}</title>", language: str = "en") -> Story:
    front = "<div><a href=/>Fenn Post</a></div>"
    page = f"<html lang={language}><head>{head}</head><body>{front}<main>{body}</main>"
    return clean(
        parse(page.encode(), "https://fennpost.example/a/1", "text/html; charset=utf-8"), SITE, Hints()
    )


def paragraphs() -> list[str]:
    return [f"<p>{text}</p>" for text in TEXTS]


@pytest.mark.parametrize(
    ("credit", "name"),
    [
        ("Jun Tiller On 5/12/26 at 6:10 AM EDT", "Jun Tiller"),
        ("Jun Tiller on Tuesday May 12", "Jun Tiller"),
        ("Ana Rivas el 3 de mayo de 2026", "Ana Rivas"),
        ("Anne Lagarde, le 3 mai 2026", "Anne Lagarde"),
        ("Trang Thi Le 3/5/2026", "Trang Thi Le"),  # here it is a surname
        ("Jan op den Camp", "Jan op den Camp"),
    ],
)
def test_a_word_before_a_day_is_no_name(credit: str, name: str) -> None:
    assert names_in(credit, printed=True) == [name]


def test_a_line_at_the_right_signs_where_paragraphs_are_not_at_the_right() -> None:
    line = '<p style="text-align:right"><b>Ola Winter</b></p>'
    one, *others = paragraphs()
    assert read(f"<h1>{TITLE}</h1>{one}{''.join(others)}{line}").authors == ("Ola Winter",)


def test_a_subhead_of_a_page_whose_lines_are_all_at_the_right_signs_nothing() -> None:
    right = [f'<p style="text-align:right">{text}</p>' for text in HEBREW]
    subhead = '<p style="text-align:right"><strong>חצר אחת לכולנו</strong></p>'
    story = read(f"<h1>המספנה נפתחת מחדש</h1>{right[0]}{subhead}{right[1]}", "<title>המספנה</title>", "he")
    assert story.authors == ()
    assert "חצר אחת לכולנו" in story.paragraphs


HEBREW = (
    "המספנה הישנה בפאתי העיר תיפתח ביום שני, אחרי שני חורפים שבהם לא הגיעה אליה אף הזמנה אחת.",
    "הספינה הראשונה תהיה דוברה לחצץ, וארבעים רתכים התבקשו לחזור לעבודה כבר בשבוע הבא.",
)


def test_a_credit_below_a_standfirst_is_a_byline_whatever_its_class() -> None:
    standfirst = "<h2>Two winters without an order are over, says the owner of the yard at Fenn.</h2>"
    parts = "<span>By: Ola Winter</span> <span>24.02.2026 | 10:20</span>"
    credit = f"<div class=credit>{parts}</div><div><svg></svg></div>"
    body = f"<div><h1>{TITLE}</h1>{standfirst}{credit}</div><div>{''.join(paragraphs())}</div>"
    assert read(body).authors == ("Ola Winter",)


@pytest.mark.parametrize("credit", ["Rédigé par : Hugo Rivet le 17 mai 2007", "Posted by: Hugo Rivet"])
def test_who_comments_is_no_author(credit: str) -> None:
    comment = f"<div class=comments-body><p>Well said.</p><span class=comments-post>{credit}</span></div>"
    text = f"<h3>{TITLE}</h3><div>{''.join(paragraphs())}</div>"
    body = f"<div class=content>{text}</div><h2 id=comments>Comments</h2>{comment}"
    assert read(body).authors == ()
    signed = body.replace("<h2 id", "<p class=posted>Posted by Ann Lee on May 16, 2007 09:21 AM</p><h2 id")
    assert read(signed).authors == ("Ann Lee",)


def test_the_first_of_those_who_answer_stays() -> None:
    people = ("Ilse Brand, 71, retired cook", "Jo Marsh, 34, cabinetmaker", "Per Aune, 19, student")
    answers = "".join(f"<p><b>{who}</b></p><p>“{text}”</p>" for who, text in zip(people, TEXTS, strict=True))
    story = read(
        f"<article><h1>{TITLE}</h1><p class=x><a href=/@dw>Dele Wint</a> May 3, 2026</p>{answers}</article>"
    )
    assert set(people) <= set(story.paragraphs)


def test_a_quotation_in_the_title_element_is_not_cut() -> None:
    title = "This week, the « barge fever » reaches Fenn"
    assert read("".join(paragraphs()), f"<title>{title} – Fenn Post</title>").title == title
