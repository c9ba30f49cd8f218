"""Every name in data/tokens.toml says what it says, however a site spells it."""

import pytest

from pipelines.markup import parse
from pipelines.markup.lexicon import Group, groups_of, load
from pipelines.markup.scan import scan
from pipelines.text.boxes.box_rules import BoxContents, verdicts
from pipelines.text.model.container import text_values

LINES = [(group, words) for group, lines in load("tokens").items() for words in lines]


@pytest.mark.parametrize(("group", "words"), LINES)
def test_a_name_is_known_in_every_spelling(group: str, words: str) -> None:
    parts = words.replace("*", "").split()
    camel = parts[0] + "".join(part.title() for part in parts[1:])
    for name in ("-".join(parts), "_".join(parts), camel, "x-" + "-".join(parts)):
        assert groups_of(f"mt-4 {name} flex") & Group[group.upper()], name


@pytest.mark.parametrize(
    "name",
    [
        "relative",
        "uncommon",
        "shared-memory-x",
        "navy",
        "unrelenting",
        "cardinal",
        "scandalous",
        "px-4",
        "leading-6",
        "has-comments",
        "no-comments",
        "comments-enabled",
        "category-kommentare",
        "category-video",
        "tag-newsletter",
        "has-sidebar",
        "no-ads",
        "format-image",
        "artikel--kommentar",
        "mit-kommentaren",
        "sin-comentarios",
    ],
)
def test_other_words_that_begin_alike_say_nothing(name: str) -> None:
    assert groups_of(name) == 0


def test_a_part_of_the_body_is_not_the_body() -> None:
    assert groups_of("article-body") & Group.ARTICLE
    assert not groups_of("article-body__pullquote") & Group.ARTICLE


PROSE = (
    "<p>The council met on Monday for the first time since the flood, and sat until the lamps were lit.</p>"
    * 6
)
RULES = [(group, words) for group, words in LINES if group not in {"lead", "article"}]


@pytest.mark.parametrize(("group", "words"), RULES)
def test_a_small_box_of_links_by_that_name_goes(group: str, words: str) -> None:
    name = words.replace("*", "").replace(" ", "-")
    page = f"<main>{PROSE}<div class='{name}'><a href='/a'>Other news of the day</a></div>{PROSE}</main>"
    found = scan(parse(page.encode(), "https://herald.example/a").tree)
    dropped = verdicts(found, BoxContents(found, text_values(found)))
    other = next(piece for piece in found.pieces if piece.text == "Other news of the day")
    assert dropped[other.box] is not None


@pytest.mark.parametrize(
    "name", ["article-paywall", "has-sidebar", "page-with-comments", "promo-layout", "related-page"]
)
def test_a_wrapper_of_the_article_stays_whatever_its_name(name: str) -> None:
    page = f"<body><div class='{name}'><article>{PROSE}</article></div></body>"
    found = scan(parse(page.encode(), "https://herald.example/a").tree)
    dropped = verdicts(found, BoxContents(found, text_values(found)))
    assert all(dropped[piece.box] is None for piece in found.pieces)
