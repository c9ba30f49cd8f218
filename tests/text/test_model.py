"""The weights that are shipped, and what the features measure."""

import math

import numpy as np
import pytest
from lxml import html

from pipelines.items import Hints, Site
from pipelines.markup import parse
from pipelines.markup.scan import Scan, scan
from pipelines.text import clean, weighing
from pipelines.text.model import features
from pipelines.text.model.container import article_box, text_values
from pipelines.text.model.context import Judged, final
from pipelines.text.model.features import BoxSums, Columns, Known, local, shifted, window
from pipelines.text.model.linear_model import Weights, fitted

PROSE = "<p>The council met on Monday for the first time since the flood, and sat until dusk.</p>"


def measured(page: str, known: Known | None = None) -> tuple[Scan, Columns]:
    found = scan(html.document_fromstring(page))
    return found, local(found, BoxSums(found, text_values(found)), known or Known())


def test_every_weight_has_its_feature() -> None:
    page, columns = measured(PROSE)
    model = fitted()
    assert set(model.first.of) <= set(columns)
    sums = BoxSums(page, text_values(page))
    judged = Judged(np.zeros(1), 0, [None], (), [page.pieces[0].text])
    assert set(model.final.of) <= set(final(sums, columns, judged, weighing.RULE_NAMES))


def test_the_largest_terms_for_and_against() -> None:
    weights = Weights(0.5, {"a": 2.0, "b": -1.0, "c": 0.1, "d": 0.2, "e": 0.3, "f": -3.0})
    columns = {name: np.array([1.0]) for name in weights.of}
    assert [name for name, _ in weights.terms(columns, 0)] == ["a", "e", "d", "f", "b"]
    assert weights.log_odds(columns) == pytest.approx([-0.9])


def test_neighbours() -> None:
    values = np.array([1.0, 2.0, 3.0])
    assert list(shifted(values, 1)) == [2, 3, 0]
    assert list(shifted(values, -2)) == [0, 0, 1]
    assert list(shifted(values, 5)) == [0, 0, 0]
    assert list(window(values, 1)) == [1.5, 2.0, 2.5]


def test_a_name_says_less_of_a_box_that_holds_more() -> None:
    page, columns = measured(
        f"<body><div class=comments>{PROSE * 3}</div><div class=share>{PROSE}</div></body>"
    )
    assert len(page.pieces) == 4
    assert columns["named comments"] == pytest.approx([0.25, 0.25, 0.25, 0])
    assert columns["named share"] == pytest.approx([0, 0, 0, 0.75])


def test_boxes_of_one_shape_with_links_are_counted() -> None:
    item = "<div class=x><h3><a href=/a>Boats return</a></h3><p>They came at night.</p></div>"
    _, columns = measured(f"<body>{PROSE}{item * 4}</body>")
    assert columns["headed units"][0] == 0
    assert columns["headed units"][1] == pytest.approx(math.log(4))


def test_what_stands_under_a_cue() -> None:
    _, columns = measured(f"<body>{PROSE * 4}<div><h3>Read more</h3><p>Boats</p></div><p>End</p></body>")
    assert list(columns["under a cue"]) == [0, 0, 0, 0, 0, 1, 0]


def test_the_box_is_the_deepest_of_the_best() -> None:
    page = scan(html.document_fromstring(f"<body><main><div>{PROSE * 3}</div></main><p>Menu</p></body>"))
    box, share = article_box(page, BoxSums(page, text_values(page)), np.array([4.0, 4.0, 4.0, -4.0]))
    assert page.boxes[box].tag == "div"
    assert share == pytest.approx(1.0)


def test_a_page_without_pieces_has_no_box() -> None:
    page = scan(html.document_fromstring("<body></body>"))
    assert article_box(page, BoxSums(page, []), np.array([])) == (0, 0.0)


def test_each_block_says_what_spoke_for_and_against_it() -> None:
    doc = parse(f"<main>{PROSE * 3}</main>".encode(), "https://site.example/a")
    blocks = clean(doc, Site(name="s", url="https://site.example/"), Hints(), explain=True).blocks
    assert all("log-odds" in block.why for block in blocks)


def test_sizes_are_steps() -> None:
    _, columns = measured("<p>Boats came home.</p>")
    assert [columns[f"size over {least}"][0] for least in features._SIZES[:3]] == [1, 0, 0]


def test_a_piece_hears_of_those_in_boxes_of_the_same_form() -> None:
    page, columns = measured(f"<body><div><p>{PROSE}</p><p>{PROSE}</p></div><ul><li>Mill</li></ul></body>")
    judged = Judged(np.array([9.0, 9.0, -9.0]), 0, [None] * 3, (), [piece.text for piece in page.pieces])
    found = final(BoxSums(page, text_values(page)), columns, judged, ())
    assert found["alike, pieces"] == pytest.approx([math.log(2), math.log(2), 0])
    assert found["chance of alike"] == pytest.approx([0.649, 0.649, 0.3], abs=0.01)
