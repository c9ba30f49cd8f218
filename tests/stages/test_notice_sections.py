"""A section of short, undated pages with telephone numbers is not one of articles."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.db.crawl import frontier_rows
from pipelines.db.crawl.candidates import Candidate, add
from pipelines.db.crawl.frontier_rows import Link
from pipelines.markup.address_shape import page_key
from pipelines.stages.notice_sections import ENOUGH, notices
from tests.db.conftest import NOON, make_article

JOB = "We look for a smith with two years of practice. Please write or call before the end of May."
PHONE = "Tel: (212) 555 01 {:02}"
DATED: dict[str, Any] = {"published_at": "2026-05-01", "published_precision": "day", "published_from": "text"}


@pytest.fixture
def db(tmp_path: Path) -> Iterator[Database]:
    with open_database(tmp_path / "news.db") as opened:
        yield opened


def put(
    db: Database,
    section: str,
    *,
    first: int = 0,
    count: int = ENOUGH,
    text: str = JOB,
    title: str = "Number {} of a section",
    **values: Any,
) -> None:
    for number in range(first, first + count):
        own = text.format(number)
        letter = "abcdefghijklmnopqrstuvwxyz"[number]
        url, head = f"https://herald.example/{section}/{letter}.html", title.format(letter)
        store(db, make_article(url=url, title=head, text=own, word_count=len(own.split()), **values))


def judged(db: Database) -> int:
    return len(notices(db, "herald", NOON - timedelta(hours=1)))


@pytest.mark.parametrize(
    ("section", "expected"),
    [
        ({"text": f"{JOB} {PHONE}"}, ENOUGH),
        ({"text": f"{JOB} office{{}}@smith.example"}, ENOUGH),
        ({"text": f"{JOB} {PHONE}", "count": ENOUGH - 1}, 0),
        ({"text": f"{JOB} {{}}"}, 0),  # no contact: poems, briefs
        ({"text": f"{JOB} 05.03.2026 {{}}"}, 0),  # a date is no telephone number
        ({"text": f"{JOB} Tel. 05.03.20.26.{{:02}}"}, ENOUGH),
        ({"text": f"{JOB * 12} {PHONE}"}, 0),  # long
        ({"text": f"{JOB} {PHONE}", **DATED}, 0),
        ({"text": f"{JOB} {PHONE}", "authors": ("Ann Lee",)}, 0),
    ],
    ids=["phone", "mail", "few", "no contact", "date", "French phone", "long", "dated", "signed"],
)
def test_a_section_of_notices(db: Database, section: dict[str, Any], expected: int) -> None:
    put(db, "news", **DATED)
    put(db, "jobs", **section)
    assert judged(db) == expected


@pytest.mark.parametrize(("with_phone", "expected"), [(9, 17), (7, 0)])
def test_contacts_are_counted_where_they_are_searched(db: Database, with_phone: int, expected: int) -> None:
    """Long pages are not searched, and stay: three of these have a telephone number that nobody sees."""
    put(db, "news", **DATED)
    put(db, "jobs", count=with_phone, text=f"{JOB} {PHONE}")
    put(db, "jobs", first=with_phone, count=17 - with_phone, text=f"{JOB} {{}}")
    put(db, "jobs", first=17, count=3, text=f"{JOB * 30} {PHONE}")
    assert judged(db) == expected


def test_a_section_with_many_long_pages_is_not_judged(db: Database) -> None:
    put(db, "news", **DATED)
    put(db, "walks", count=14, text=f"{JOB} {PHONE}")
    put(db, "walks", first=14, count=10, text=f"{JOB * 80} {{}}")
    assert judged(db) == 0


def test_a_site_without_dates_has_no_notices(db: Database) -> None:
    put(db, "news")
    put(db, "jobs", text=f"{JOB} {PHONE}")
    assert judged(db) == 0


def test_the_dated_pages_of_such_a_section_stay(db: Database) -> None:
    put(db, "news", **DATED)
    put(db, "jobs", text=f"{JOB} {PHONE}", count=25)
    put(db, "jobs", text=f"{JOB} {PHONE}", count=1, **DATED)
    assert judged(db) == 24


ARTICLE = "The council met on Monday, and its members spoke for two hours about the bridge. " * 12
HEADLINE = "The council votes for the new bridge over the river, number {}"
REPORT = "The miller of the valley buys the old mill of his brother, part {}"
SHORT = "Needed from June, full time, two years of practice, wages by agreement, mill{}@smith.example."
BRIEF = "A cellist played in the ferry's waiting room on Sunday, and the boat left ten minutes late. {}"
PRIZE = "Weir Mills won the order for the pump house, worth 2 million euros. It starts on 9 June 2026. {}"
FIRM = "Адрес: Заводская, 2. Телефон: 4-10-2{}."
SHARES = "The mill paid 12 euros a share. {}"
CONCERT = "Doors open on 4 June 2026, tickets 12 euros. {}"
LATE = {**DATED, "published_at": "2026-05-02"}


def link_to(db: Database, section: str, text: str) -> None:
    """Store the link of a menu to a section."""
    url = f"https://herald.example/{section}/"
    link = Candidate(url=url, page=page_key(url), form="/x/", place="nav>a", reading="short", text=text)
    add(db, "herald", [link])


def site(db: Database, section: str, menu: str | None, count: int, **values: Any) -> None:
    """Store a site with signed and dated news, and a section to which a link of the menu leads."""
    put(db, "news", text=ARTICLE, title=HEADLINE, authors=("Ann Lee",), **DATED)
    put(db, section, count=count, **values)
    if menu is not None:
        link_to(db, section, menu)


@pytest.mark.parametrize(
    ("section", "menu", "values", "expected"),
    [
        ("jobs", "Jobs", {"title": "Driver {}"}, 4),
        ("jobs", "Jobs", {"title": "Driver {}", **LATE}, 4),
        ("vacancy", "Вакансии", {"title": "Водитель {}"}, 4),
        ("ilan", "İlan", {"title": "Satılık tekne {}", **LATE}, 4),
        ("company", "Предприятия", {"title": "Мельница {}", "text": FIRM}, 4),
        ("events", "Events", {"title": REPORT, "text": CONCERT}, 4),
        ("jobs", None, {"title": "Driver {}"}, 4),
        ("jobs", None, {"title": "Driver {}", "text": ARTICLE, **LATE}, 0),
        ("lives", "Lives", {"title": "A miller {}"}, 0),
        ("jobs", "Jobs", {"title": REPORT, "text": ARTICLE, **LATE}, 0),
        ("jobs", "Jobs", {"title": REPORT, "text": ARTICLE, "authors": ("Bo Ek",), **LATE}, 0),
        ("jobs", "Jobs", {"title": "Driver {}", "authors": ("Bo Ek",)}, 0),
        ("companies", "Companies", {"title": REPORT, "text": SHARES, **LATE}, 0),
        ("events", "Events", {"title": REPORT, "text": ARTICLE}, 0),
        ("events", "Events", {"title": "Cello on the ferry {}", "text": BRIEF}, 0),
        ("companies", "Companies", {"title": "Mill sold {}", "text": SHARES}, 0),
        ("tenders", "Tenders", {"title": "Weir Mills wins {}", "text": PRIZE, **LATE}, 0),
        ("community", "Community", {"title": "Driver {}"}, 0),
    ],
)
def test_a_small_section_with_a_name(
    db: Database, section: str, menu: str | None, values: dict[str, Any], expected: int
) -> None:
    """The name of a section alone decides nothing: a trade paper has news about jobs and companies.

    Nor do signs that its briefs may have: short, with a short title, a sum, no author and no date.
    """
    site(db, section, menu, 4, **{"text": SHORT} | values)
    assert judged(db) == expected


FAIRS = "From 3 to 7 May: Fair of mills. Place: Ashby, Telephone: (212) 555 01 40. " * 40
FEATURE = "Five fairs of mills opened in May. " * 90 + "Telephone: (212) 555 01 40."


@pytest.mark.parametrize(
    ("text", "expected"),
    [(FAIRS, 5), (FEATURE, 4)],
    ids=["a list of all fairs of a year", "a long article"],
)
def test_a_long_page_of_such_a_section_is_none_if_it_has_many_notices(
    db: Database, text: str, expected: int
) -> None:
    site(db, "events", "Events", 4, title="Fair {}", text=CONCERT)
    put(db, "events", first=4, count=1, title=REPORT, text=text)
    assert judged(db) == expected


def test_a_day_in_the_text_of_a_notice_is_no_date_of_publication(db: Database) -> None:
    site(db, "jobs", "Jobs", 8, title="Driver {}", text=FIRM)
    put(db, "jobs", first=8, count=3, title="Smith {}", text=FIRM, **DATED)
    put(db, "jobs", first=11, count=2, title="Cook {}", text=FIRM, **{**DATED, "published_from": "meta"})
    put(db, "jobs", first=13, count=2, title="Mason {}", text=JOB, **DATED)  # without a sign of notices
    assert judged(db) == 11


@pytest.mark.parametrize(
    ("section", "expected"), [("ilan/text", 4), ("jobs/news", 4), ("lives/text", 0)], ids=str
)
def test_a_folder_above_may_name_a_section(db: Database, section: str, expected: int) -> None:
    site(db, section, None, 4, title="Driver {}", text=SHORT)
    assert judged(db) == expected


ADVERT = "A bicycle for a child, as good as new, to be fetched by the mill."


@pytest.mark.parametrize(
    ("text", "expected"),
    [(f"{ADVERT} {PHONE}", 4), (ADVERT, 0), (f"{ADVERT} {JOB} {PHONE}", 0)],
    ids=["a line and a telephone", "no telephone", "longer"],
)
def test_dated_adverts_of_one_line_below_a_folder_that_names_them(
    db: Database, text: str, expected: int
) -> None:
    site(db, "ilan/text", "İlan", 4, title=REPORT, text=text, **LATE)
    assert judged(db) == expected


def test_news_below_a_name_of_notices_stay(db: Database) -> None:
    site(db, "company/news", "Company", 4, title=REPORT, text=ARTICLE, **LATE)
    assert judged(db) == 0


def test_three_pages_are_no_section(db: Database) -> None:
    site(db, "jobs", "Jobs", 3, title="Driver {}", text=SHORT)
    assert judged(db) == 0


HARBOUR = ("bridge", "choir", "mill", "swan", "baker", "pilot", "beam", "well", "ferry", "pond", "lamp")


def essay(number: int) -> str:
    """Return sentences of made-up words that no other number has."""
    dice = Random(number)
    words = ["".join(dice.choice("aeiou") + dice.choice("dklmnrst") for _ in range(3)) for _ in range(240)]
    return " ".join(f"The {' '.join(words[at : at + 12])}." for at in range(0, 240, 12))


def magazine(db: Database, **values: Any) -> None:
    """Store signed essays without dates, and other pages."""
    for number in range(ENOUGH):
        head, text = f"An essay about the {HARBOUR[number % 11]} and number {number}", essay(number)
        url = f"https://herald.example/essays/{number}.html"
        made = make_article(url=url, title=head, text=text, word_count=260, authors=("Ann Lee",), **values)
        store(db, made)


EVENING = "Doors open at six. Tickets are {} pounds, with a glass of wine. Subscribers bring one guest."
DEATH = "▽Ann Lee (8{0}), Ashby. Died on 4.{0}. Funeral at 10.{0}.\n\n"


@pytest.mark.parametrize(
    ("section", "values", "expected"),
    [
        ("events", {"title": "Ann Lee reads in the town {}", "text": EVENING, **DATED}, 4),
        ("events", {"title": "Ann Lee reads in the town {}", "text": EVENING}, 4),
        ("readings", {"title": "Ann Lee reads in the town {}", "text": EVENING, **DATED}, 0),
        ("events", {"title": REPORT, "text": "", **DATED}, 0),
        ("events", {"title": REPORT, "text": EVENING, "authors": ("Bo Ek",)}, 0),
    ],
    ids=["dated in the text", "undated", "no name", "reports", "signed"],
)
def test_events_of_a_magazine_without_dates(
    db: Database, section: str, values: dict[str, Any], expected: int
) -> None:
    """Its articles are known by their authors. A missing date says nothing there."""
    magazine(db)
    link_to(db, section, section.title())
    if values["text"]:
        put(db, section, count=4, **values)
    for number in range(0 if values["text"] else 4):
        text, url = essay(50 + number)[:700], f"https://herald.example/events/{number}.html"
        store(db, make_article(url=url, title=f"A concert with {number}", text=text, word_count=60, **DATED))
    assert judged(db) == expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [("Deaths 2{} May", DEATH * 3, 5), ("The man who kept the {}s", None, 0)],
    ids=["lists by day", "lives"],
)
def test_deaths_by_day_are_notices_and_lives_are_articles(
    db: Database, title: str, text: str | None, expected: int
) -> None:
    magazine(db, **DATED)
    link_to(db, "obituaries", "Obituaries")
    for number in range(5):
        own, url = text.format(number) if text else essay(70 + number)[:900], f"/obituaries/{number}.html"
        words, head = len(own.split()), title.format(number if text else HARBOUR[number])
        made = make_article(
            url=f"https://herald.example{url}", title=head, text=own, word_count=words, **DATED
        )
        store(db, made)
    assert judged(db) == expected


ENTRY = "Ann Lee (3.0{0}.2001)\nWho will pay for it?\n\n"
BRIEFS = "\n\n".join(essay(n)[:90] for n in range(9))


@pytest.mark.parametrize(
    ("link", "text", "expected"),
    [
        ("Guestbook", "".join(map(ENTRY.format, range(1, 9))), 1),
        ("Księga gości", "".join(map(ENTRY.format, range(1, 9))), 1),
        ("What you wrote to us", "".join(map(ENTRY.format, range(1, 9))), 0),
        ("Guestbook", BRIEFS, 0),
        ("Classifieds", "\n\n".join(f"A boat {at} feet long. Tel. 06251 4952{at:02}" for at in range(12)), 1),
        ("A market of boats", "\n\n".join(f"A boat, tel. 06251 4952{at:02}" for at in range(12)), 0),
        ("Jobs", f"{BRIEFS}\n\nCall the office: tel. 06251 495201", 0),
        ("In brief", BRIEFS, 0),
    ],
)
def test_a_list_of_notices_may_be_a_single_page(db: Database, link: str, text: str, expected: int) -> None:
    url = "https://herald.example/page7.html"
    store(db, make_article(url=url, title="Ann Lee (3.01.2001)", text=text, word_count=60))
    to_it = Candidate(url=url, page=page_key(url), form="/x", place="td>a", reading="short", text=link)
    add(db, "herald", [to_it])
    assert judged(db) == expected


@pytest.mark.parametrize(("count", "expected"), [(19, 20), (6, 6)])
def test_a_long_page_among_nearly_only_notices_is_one(db: Database, count: int, expected: int) -> None:
    site(db, "jobs", "Jobs", count, title="Driver {}", text=SHORT)
    put(db, "jobs", first=count, count=1, title="Smith {}", text=f"{JOB} " * 60)
    assert judged(db) == expected


@pytest.mark.parametrize(("dropped", "expected"), [(40, 7), (4, 4)])
def test_pages_that_the_crawl_dropped_count_as_notices(db: Database, dropped: int, expected: int) -> None:
    """Three of seven stored adverts show no sign; forty others of their folder were unlike the articles."""
    site(db, "adverts", "Adverts", 4, title="Boat {}", text=SHORT)
    put(db, "adverts", first=4, count=3, title="Barge {}", text=JOB, **DATED)
    urls = [f"https://herald.example/adverts/{at}.html" for at in range(dropped)]
    frontier_rows.add(db, [Link(url=url, source="herald", kind="article") for url in urls])
    db.execute("UPDATE _frontier SET state = 'dropped', detail = 'Unlike'")
    assert judged(db) == expected
