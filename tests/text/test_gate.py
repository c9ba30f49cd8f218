# ruff: noqa: E501  (one page a line)
"""A redirect to a wall is never the article; a redirect to the article itself never is a wall."""

from base64 import urlsafe_b64encode
from datetime import UTC, datetime
from urllib.parse import quote

import pytest

from pipelines.items import Page, Site
from pipelines.worker.read_page import clean_page

ASKED = "https://www.herald.example/news/2026/flood-and-council-40112"
PROSE = "".join(
    f"<p>In paragraph {n} we explain at length which of your data our 800 partners keep, and for how long.</p>"
    for n in range(12)
)
ARTICLE = "".join(
    f"<p>On day {n} the council met and sat until the lamps were lit in the square.</p>" for n in range(2, 14)
)
WALL = f"<html><head><title>Your data at the Herald</title></head><body><h1>Your data at the Herald</h1>{PROSE}</body></html>"
LOGIN = f"<html><head><title>Herald account</title></head><body><h1>Welcome back</h1>{PROSE}<form><input name=u><input type='password'></form></body></html>"
STORY = f"<html><head><title>Flood and council</title></head><body><h1>Flood and council</h1>{ARTICLE}</body></html>"
ENCODED = quote(ASKED, safe="")
PACKED = urlsafe_b64encode(ASKED.encode()).decode().rstrip("=")


def refusal(body: str, answered: str, *asked: str) -> str | None:
    site = Site(name="herald", url="https://www.herald.example/")
    page = Page(
        url=answered, body=body.encode(), fetched_at=datetime.now(UTC), site=site, asked=asked or (ASKED,)
    )
    return clean_page(page).refusal


@pytest.mark.parametrize(
    ("why", "body", "answered"),
    [
        ("consent", WALL, f"https://consent.herald.example/?siteKey=7&callbackUrl={ENCODED}"),
        ("consent", WALL, f"https://cmp.wall.example/v1/collect?back={quote(ENCODED)}"),
        ("consent", WALL, f"https://cmp.wall.example/c?sid=3_cc-session&s={PACKED}"),
        ("consent", WALL, "https://www.herald.example/gate?to=%2Fnews%2F2026%2Fflood-and-council-40112"),
        ("consent", STORY, f"https://cmp.wall.example/#back={ENCODED}"),
        ("login", LOGIN, f"https://id.herald.example/start?next={ENCODED}"),
        ("consent", WALL.replace("Your data", "Before you continue"), "https://gate.portal.example/m?s=77"),
        (None, STORY, ASKED),
        (None, STORY, "https://www.herald.example/2026/flood-and-council"),
        (None, STORY, "https://amp.herald.example/news/2026/flood-and-council-40112"),
        (None, STORY, "https://www.other-herald.example/flood-and-council?utm_source=herald"),
        (None, STORY.replace("<head>", f"<head><link rel=canonical href='{ASKED}'>"), f"https://reader.example/?u={ENCODED}"),
    ],
)  # fmt: skip
def test_a_redirect(why: str | None, body: str, answered: str) -> None:
    assert refusal(body, answered) == why


def test_a_soft_banner_needs_nothing() -> None:
    banner = "<div class='cookie-banner'><p>We use cookies. Accept all cookies?</p><button>Yes</button></div>"
    assert refusal(STORY.replace("<body>", f"<body>{banner}"), ASKED) is None
    assert (
        refusal(STORY.replace("<body>", f"<body>{banner}"), "https://herald-mirror.example/flood-and-council")
        is None
    )


@pytest.mark.parametrize(
    "says", ["You need to enable JavaScript to run this app.", "<p>Please switch JavaScript on.</p>" * 3]
)
def test_noscript_alone_decides_nothing(says: str) -> None:
    note = f"<noscript>{says}</noscript>"
    assert refusal(STORY.replace("<body>", f"<body>{note}"), ASKED) is None
    assert refusal(f"<title>Flood and council</title><body>{note}<div id=app></div>", ASKED) == "empty"
