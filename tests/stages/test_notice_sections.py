"""A section of short, undated pages with telephone numbers is not one of articles."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from pipelines.db import Database, open_database
from pipelines.db.articles import store
from pipelines.db.crawl.candidates import Candidate, add
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


def site(db: Database, section: str, menu: str | None, count: int, **values: Any) -> None:
    """Store a site with signed and dated news, and a section to which a link of the menu leads."""
    put(db, "news", text=ARTICLE, title=HEADLINE, authors=("Ann Lee",), **DATED)
    put(db, section, count=count, **values)
    if menu is not None:
        url = f"https://herald.example/{section}/"
        link = Candidate(url=url, page=page_key(url), form="/x/", place="nav>a", reading="short", text=menu)
        add(db, "herald", [link])


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


def test_news_below_a_name_of_notices_stay(db: Database) -> None:
    site(db, "company/news", "Company", 4, title=REPORT, text=ARTICLE, **LATE)
    assert judged(db) == 0


def test_three_pages_are_no_section(db: Database) -> None:
    site(db, "jobs", "Jobs", 3, title="Driver {}", text=SHORT)
    assert judged(db) == 0
