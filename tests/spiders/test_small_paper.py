"""The crawl of a whole small paper: months, comments, deaths by day and a guestbook are no rows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tests.site import Site
from tests.spiders.test_whole import crawl
from tests.wide_site import prose

MONTHS = {1: range(0, 8), 2: range(8, 16), 3: range(16, 17), 4: range(17, 26), 5: range(26, 34)}
"""Articles of each month; March has one."""
NAMES = ("Ann Lee", "Bo Ek", "Cy Dell", "Di Moor", "Ed Holm", "Flo Marsh")
MENU = "".join(
    f'<li><a href="{path}">{name}</a></li>'
    for path, name in (
        ("/", "News"),
        ("/deaths/", "Deaths"),
        ("/book.html", "Guestbook"),
        *((f"/2007/{month:02}/", f"2007-{month:02}") for month in MONTHS),
    )
)
ITEMS = [(name, prose(9_000 + at)) for at, name in enumerate(NAMES)]
SHORT = {
    "ten-things": "".join(f"<h4>{name} of the valley</h4><p>{text}</p>" for name, text in ITEMS),
    "as-it-happened": "".join(f"<p>10:{at:02}</p><p>{prose(9_100 + at)}</p>" for at in range(10, 20)),
    "in-brief": "".join(f"<h4>{name} was there</h4><p>{text[-90:]}</p>" for name, text in ITEMS),
}
"""Articles of short items: a column, a live blog, a day's news in brief that links to nothing."""


def page(title: str, body: str) -> str:
    head = f"<html lang=en><head><title>Valley Paper: {title}</title></head>"
    name = "<h1><a href=/>Valley Paper</a></h1>"
    return f"{head}<body><div class=nav><ul>{MENU}</ul></div>{name}{body}</body></html>"


def title_of(number: int) -> str:
    return f"What the {number + 2} millers of the valley told {NAMES[number % 6]}"


def path_of(number: int) -> str:
    month = next(month for month, numbers in MONTHS.items() if number in numbers)
    return f"/2007/{month:02}/millers_{number}.html"


def entry(number: int, paragraphs: int, below: str) -> str:
    month, day = path_of(number)[6:8], 1 + number % 27
    text = "".join(f"<p>{prose(100 * number + at)}</p>" for at in range(paragraphs))
    return (
        f"<h2>2007-{month}-{day:02}</h2><div class=entry><h3>{title_of(number)}</h3>{text}"
        f"<p class=posted>Posted by Ann Lee {below} | "
        f"<a href=/comments?entry={number}>Comments (1)</a></p></div>"
    )


def pages() -> Iterator[tuple[str, str]]:
    everything = [number for numbers in MONTHS.values() for number in numbers]
    links = "".join(f"<li><a href={path_of(n)}>{title_of(n)}</a></li>" for n in everything[-6:])
    columns = "".join(f"<li><a href=/2007/05/{name}.html>All {name} of this May</a></li>" for name in SHORT)
    yield "/", page("news", f"<ul class=new>{links}{columns}</ul>")
    for month, numbers in MONTHS.items():
        bodies = (entry(n, 3, f"at <a href={path_of(n)}>11:0{n % 10}</a>") for n in numbers)
        yield f"/2007/{month:02}/", page(f"2007-{month:02}", "".join(bodies))
    for number in everything:
        yield path_of(number), page(title_of(number), entry(number, 5, f"in May {number}"))
        window = f"<h2>Comments: {title_of(number)}</h2><p>{NAMES[number % 6]} says that it was so.</p>"
        yield (
            f"/comments?entry={number}",
            f"<html><head><title>Comments</title></head><body>{window}</body></html>",
        )
    for name, text in SHORT.items():
        body = f"<h2>2007-05-30</h2><div class=entry><h3>All {name} of this May</h3>{text}</div>"
        yield f"/2007/05/{name}.html", page(f"All {name} of this May", body)
    yield from notices()


def notices() -> Iterator[tuple[str, str]]:
    days = [f"200705{day:02}" for day in range(3, 12)]
    listed = "".join(f"<li><a href=/deaths/{day}>Deaths of {day[6:]} May 2007</a></li>" for day in days)
    yield "/deaths/", page("deaths", f"<h2>Deaths</h2><ul>{listed}</ul>")
    for day in days:
        lines = "".join(
            f"<p>▽{name} (8{at}), Ashby. Died on {day[6:]} May. Funeral at 1{at}.30.</p>"
            for at, name in enumerate(NAMES)
        )
        yield f"/deaths/{day}", page("deaths", f"<h2>Deaths of {day[6:]} May 2007</h2>{lines}")
    said = "".join(
        f"<p><b>{name}</b> ({at + 1}.05.2001)<br>Well said again!</p><hr>"
        for at, name in enumerate(NAMES * 3)
    )
    yield "/book.html", page("news", f"<h2>Guestbook</h2>{said}")  # fmt: skip


def test_only_its_articles_are_stored(site: Site, tmp_path: Path) -> None:
    site.pages = dict(pages())
    ran = crawl(site, tmp_path)
    count = sum(map(len, MONTHS.values()))
    expected = {*map(path_of, range(count)), *(f"/2007/05/{name}.html" for name in SHORT)}
    rows = ran.rows("SELECT url, duplicate_of FROM articles")
    assert {url.removeprefix(site.url) for url, _ in rows} == expected, ran.err
    assert {copy for _, copy in rows} == {None}
