"""What must be true for every date, every order of evidence and every text."""

from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import format_datetime

import pytest
from babel.dates import format_date
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.items import Evidence, Site
from pipelines.times import choose
from pipelines.times.reading.read import find, read
from pipelines.times.reading.readings import DateStyle
from pipelines.times.words.calendar_names import locales
from pipelines.times.words.fold import compose, fold
from tests.times.dated_pages import NOW, dates, page

LANGUAGES = (
    "en", "de", "fr", "es", "pt", "it", "nl", "sv", "da", "nb", "fi", "et", "lt", "pl", "cs", "sk", "sl",
    "hr", "ro", "hu", "el", "tr", "ru", "uk", "bg", "sr", "he", "hi", "id", "vi", "ca", "sq", "az", "ka",
)  # fmt: skip
SCRAPS = (
    "5", "05", "12", "2023", "December", "Dez.", "14:05", ".", ",", "-", "/", "published", "updated",
    "UTC", "IST", "+", "年", "月", "日", "۱۴", "十", "h", "pm",
)  # fmt: skip
CLOCK = r"[0-9]{2}:[0-9]{2}(:[0-9]{2})?"
EXACT = (
    rf"\A[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}[T ]{CLOCK}(\.[0-9]{{1,6}})?(Z|[+-][0-9]{{2}}:?[0-9]{{2}})?\Z",
    rf"\A(Mon, )?[0-9]{{1,2}} (Jan|Feb|Dec) [0-9]{{2,4}} {CLOCK} ([+-][0-9]{{4}}|GMT|IST|-0000)\Z",
    rf"\A(Tue|Wed) (Feb|Dec) [0-9]{{2}} ([0-9]{{4}} )?{CLOCK} (GMT[+-][0-9]{{4}}|EST 2023|UTC 2023)\Z",
    r"\A-?[0-9]{8,17}(\.[0-9]{1,3})?\Z",
)
SITE = Site(name="herald", url="https://herald.example/")
days = st.dates(date(1990, 1, 1), date(2024, 1, 9))
offsets = st.integers(-48, 56).map(lambda quarters: timedelta(minutes=15 * quarters))
moments = st.builds(
    lambda when, offset: when.replace(microsecond=0, tzinfo=timezone(offset)),
    st.datetimes(datetime(1995, 1, 1), datetime(2024, 1, 9)),  # noqa: DTZ001
    offsets,
)
texts = st.text(max_size=200) | st.lists(st.sampled_from(SCRAPS), max_size=14).map(" ".join)
evidences = st.lists(
    st.builds(
        Evidence,
        kind=st.sampled_from(["json-ld", "meta", "time", "text", "feed", "sitemap", "url", "script"]),
        raw=st.sampled_from(["a", "b", "2023-12-05", "1701785106"]),
        role=st.sampled_from(["published", "published", "modified", "created"]),
        day=st.dates(date(2023, 12, 1), date(2024, 1, 14)),
        clock=st.none() | st.integers(0, 1439).map(lambda minutes: timedelta(minutes=minutes)),
        offset=st.none() | st.sampled_from([timedelta(0), timedelta(hours=1), timedelta(hours=-5)]),
        label=st.sampled_from([None, "published", "good:date", "weak:date", "NewsArticle.datePublished"]),
        distance=st.none() | st.integers(-4, 7),
        other_text=st.none() | st.integers(0, 90),
        own=st.booleans(),
    ),
    max_size=6,
)


@given(moments)
def test_an_iso_date_is_read_back(moment: datetime) -> None:
    found = read(moment.isoformat(), DateStyle())
    assert found is not None
    assert (found.day, found.offset) == (moment.date(), moment.utcoffset())
    assert found.clock == timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


@given(moments)
def test_an_rfc822_date_is_read_back(moment: datetime) -> None:
    found = read(format_datetime(moment), DateStyle())
    assert found is not None
    assert (found.day, found.offset) == (moment.date(), moment.utcoffset())


@given(moments)
def test_an_epoch_is_read_back(moment: datetime) -> None:
    found = read(str(int(moment.timestamp())), DateStyle())
    assert found is not None
    assert found.day == moment.astimezone(UTC).date()


@pytest.mark.parametrize("language", LANGUAGES)
@settings(max_examples=25)
@given(day=days)
def test_every_day_is_read_back_in_every_language(language: str, day: date) -> None:
    for form in ("long", "medium", "full"):
        text = format_date(day, form, locale=locales(language)[0])
        if any(mark.isalpha() for mark in text.replace("г", "")) and str(day.year) in text:
            found = read(text, DateStyle(language=language))
            assert found is not None, text
            assert found.day == day, text


@settings(max_examples=25, deadline=None)
@given(day=days, minutes=st.integers(1, 1439))
def test_a_printed_minute_is_read_back(day: date, minutes: int) -> None:
    printed = f"{day.day} {day:%B %Y}, {minutes // 60:02}:{minutes % 60:02}"
    found = dates(page(below=f"<p>{printed}</p>"), zone="Asia/Kolkata")
    local = datetime(day.year, day.month, day.day, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    expected = (local + timedelta(minutes=minutes)).astimezone(UTC)
    assert found.published_at == expected.strftime("%Y-%m-%dT%H:%M:%SZ")


@given(st.one_of(st.from_regex(reader) for reader in EXACT) | st.text(max_size=60))
def test_no_value_breaks_an_exact_reader(raw: str) -> None:
    found = read(raw, DateStyle())
    assert found is None or 1900 <= found.day.year <= 2100


@given(texts, st.sampled_from([*LANGUAGES, "fa", "ar", "th", "ja", "zh", "ko", "xx", None]))
def test_no_text_breaks_the_reader(text: str, language: str | None) -> None:
    composed = compose(text)
    assert len(fold(composed)) == len(composed)
    for reading in find(composed, DateStyle(language=language)):
        assert 0 <= reading.start < reading.end <= len(composed)


@given(evidences, st.randoms())
def test_the_order_of_evidence_does_not_matter(found: list[Evidence], random: object) -> None:
    shuffled = found.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    first, second = (choose(items, fetched_at=NOW, site=SITE, country="DE") for items in (found, shuffled))
    assert first == second


@given(evidences, st.sampled_from([None, "DE", "US", "NZ"]))
def test_nothing_is_in_the_future(found: list[Evidence], country: str | None) -> None:
    chosen = choose(found, fetched_at=NOW, site=SITE, country=country)
    for stamp in filter(None, (chosen.published_at, chosen.modified_at)):
        if len(stamp) > 10:
            assert datetime.fromisoformat(stamp) <= NOW + timedelta(minutes=5)
        else:
            assert date.fromisoformat(stamp) <= (NOW + timedelta(hours=14)).date()


@given(evidences)
def test_an_answer_has_all_its_parts(found: list[Evidence]) -> None:
    chosen = choose(found, fetched_at=NOW, site=SITE)
    parts = (chosen.published_at, chosen.published_precision, chosen.published_from, chosen.published_raw)
    assert len({part is None for part in parts}) == 1
    assert chosen.published_offset is None or chosen.published_precision in ("minute", "second")


def test_a_day_of_another_calendar_is_not_swapped() -> None:
    assert read("co3-1-1311", DateStyle(language="en")) is not None
