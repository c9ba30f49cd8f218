"""A byline in several boxes: all its authors if an "and" joins the last one, otherwise the first."""

import pytest

from tests.text.byline_pages import authors

THREE = ["Ann Lee", "Bo Ek", "Cy Poe"]


@pytest.mark.parametrize(
    "byline",
    [
        "<div class=byline><div>By Ann Lee,</div><div>Bo Ek</div><div>and Cy Poe</div></div>",
        "<div class=x1><p>By Ann Lee</p><p>Bo Ek</p><p>and</p><p>Cy Poe</p></div>",
        "<div class=x1><span>By</span><div>Ann Lee</div><div>Bo Ek</div> and <div>Cy Poe</div></div>",
        "<ul class=x1><li>By Ann Lee</li><li>Bo Ek</li><li>&amp; Cy Poe</li></ul>",
    ],
)
def test_boxes_of_one_byline(byline: str) -> None:
    assert authors(byline) == THREE


def test_headings_behind_the_author_are_none() -> None:
    assert authors("<p>By Ann Lee</p><h2>What Is It?</h2><h2>A Mill For Two Towns</h2>") == ["Ann Lee"]


@pytest.mark.parametrize(
    "behind",
    ["<p>San Francisco</p><p>and Bo Ek</p>", "<p>And Then There Were None</p>"],
    ids=["place", "title"],
)
def test_a_place_and_a_title_are_no_authors(behind: str) -> None:
    assert authors(f"<div class=x1><p>By Ann Lee</p>{behind}</div>") == ["Ann Lee"]


@pytest.mark.parametrize("behind", ["Moor Town", "Home News", "Photo: Cy Poe", "and 3 comments", "Share"])
def test_the_next_box_is_no_author_without_an_and(behind: str) -> None:
    assert authors(f"<div class=x1><p>By Ann Lee</p><p>{behind}</p></div>") == ["Ann Lee"]


def test_a_place_behind_the_author_in_the_head() -> None:
    assert authors(head='<meta name=author content="Ann Lee, Lagos">') == ["Ann Lee"]
    assert authors(head='<meta name=author content="Ann Lee, Bo Ek">') == ["Ann Lee", "Bo Ek"]
