"""Lists of whole entries, windows of comments, and articles that resemble them."""

import pytest

from tests.text.test_refusal import verdict

HEAD = "<title>Hillside notes: {}</title><h1><a href=/>Hillside notes</a></h1>"
TEXT = (
    "<p>The mill at the weir has a new owner, who wants to grind again before the winter. The wheel was "
    "taken out in the spring, and a wheelwright from the coast has made half of it new.</p>"
    "<p>The old owner keeps the house beside it. He says that he has heard enough of the wheel for one "
    "life, and that the eels will like it less than he does.</p>"
)
NAMES = ("Ann Lee", "Bela Toth", "Cleo Dunn")
TITLES = ("The mill grinds again", "Two teams share one pitch", "The choir has found a score")


def entries(shape: str, titles: tuple[str, ...] = TITLES) -> str:
    parts = (
        shape.format(title=title, at=at, text=TEXT, name=NAMES[at % len(NAMES)])
        for at, title in enumerate(titles)
    )
    return "".join(parts)


POST = (
    "<h2>{at} June 2007</h2><div class=entry><h3>{title}</h3>{text}<p class=posted>Posted by Ann at "
    "<a href=/2007/06/post_{at}.html>11:0{at}</a> | <a href=/comments?entry={at}>Comments (0)</a></p></div>"
)
LINKED = "<div class=post><h2><a href=/notes/{at}>{title}</a></h2>{text}</div>"
VOICE = "<article><h2>{title}</h2>{text}<p><a href=/people/{at}>{name}</a></p></article>"
WITH_MORE = "<article><h2>{title}</h2>{text}<a href=/2007/06/post_{at}.html#more>Read on</a></article>"


@pytest.mark.parametrize(
    ("body", "path"),
    [
        (entries(POST), "/2007/06/"),
        (entries(POST, TITLES[:2]), "/2007/06/"),
        (f"<h2>Valley</h2>{entries(POST)}", "/cat_valley.html"),
        (entries(LINKED), "/2007_06.html"),
        (entries(WITH_MORE), "/2007/06/"),
    ],
    ids=["month", "two", "category", "linked headings", "read on"],
)
def test_a_list_of_whole_entries(body: str, path: str) -> None:
    assert verdict(HEAD.format("June 2007") + body, path) == "section"


PLACE = "<section class=place><h2>{title}</h2>{text}<a href=/walks/{at}>The walk</a></section>"
PART = "<section class=part><h2>{title}</h2>{text}</section>"


@pytest.mark.parametrize(
    ("head", "body", "path"),
    [
        (TITLES[0], entries(POST, TITLES[:1]), "/2007/06/post_0.html"),
        (TITLES[0], entries(WITH_MORE), "/2007/06/post_0.html"),
        (TITLES[0], entries(POST), "/2007/06/post_0.html"),
        ("Three walks", f"<h1>Three walks along the river in June</h1>{entries(PLACE)}", "/three-walks"),
        ("The year", entries(PART), "/the-year"),
        ("Three voices", entries(VOICE), "/voices/june"),
        ("Notes", f"{entries(LINKED, TITLES[:1])}{TEXT}", "/note-of-june"),
    ],
    ids=[
        "alone",
        "next ones below",
        "all below",
        "walks",
        "parts",
        "parts of several writers",
        "one heading",
    ],
)
def test_an_article_with_entries_or_parts(head: str, body: str, path: str) -> None:
    assert verdict(HEAD.format(head) + body, path) is None


WINDOW = (
    "<title>{}</title><h2>{}: The mill grinds again</h2><div><p>{}</p><span>Ann Lee, 6 June 2007</span></div>"
)
SAID = "Good news for all who live by the weir, and for the ducks."


@pytest.mark.parametrize("word", ["Comments", "TrackBack", "Commentaires", "Комментарии"])
def test_a_window_of_comments(word: str) -> None:
    assert verdict(WINDOW.format(word, word, SAID), "/cgi-bin/view?entry=7") == "comments"


@pytest.mark.parametrize(
    ("title", "text"),
    [("Comments", TEXT * 2), ("Kommentar: The mill", SAID), ("Comments on the mill", SAID)],
    ids=["sentences", "column", "article on comments"],
)
def test_an_article_with_such_a_word_in_its_title(title: str, text: str) -> None:
    assert verdict(WINDOW.format(title, "Comment", text), "/2007/06/mill.html") is None
