"""A class name alone does not drop a line between two sentences, and names made at random mean nothing."""

# ruff: noqa: E501 - markup of one shape in one line

import pytest

from pipelines.markup.lexicon import groups_of
from tests.text.written_pages import is_dropped, is_kept


@pytest.mark.parametrize(
    "name",
    ["sc-promo-h2", "styles_related__x1Y2z", "Share_heading__a9Xk2", "ad-1x2", "nav-target", "Modal_h__3xx"],
)
@pytest.mark.parametrize("tag", ["h2", "h3", "p"])
def test_a_line_between_two_sentences(name: str, tag: str) -> None:
    assert is_kept("Tre vintre i skuret", f'<{tag} class="{name}">Tre vintre i skuret</{tag}>')


@pytest.mark.parametrize("name", ["sc-1b2c3d-4 fAdPqR", "sc-ad-0 kAdsVL", "sc-sharebed-1", "sc-AdBox dNavXy"])
def test_names_made_at_random(name: str) -> None:
    assert groups_of(name) == 0
    assert groups_of("ad-box navBar") != 0


@pytest.mark.parametrize(
    "part",
    [
        '<h3 class="related-title">Læs også</h3><ul class="related"><li><a href=/1>Havnen får ny kran til foråret</a></li><li><a href=/2>Broen lukker i to uger</a></li></ul>',
        '<h2 class="ad-label">Annonce</h2>',
        '<p class="pullquote">Kaffen er stadig for tynd på færgen</p>',
        '<p class="promo">Hent vores app og få nyheder hver dag.</p>',
        '<div class="styles_promo__x1Y2z"><h3>Støt avisen</h3><p>For 49 kroner om måneden får du alle artikler.</p><a href="/abo">Bestil</a></div>',
        '<h4 class="promo-h"><a href="/x">Se alle vores tilbud på cykelferier</a></h4>',
        '<p class="related-p"><a href="/x">Havnen får ny kran til foråret</a></p>',
    ],
)
def test_what_more_than_its_name_shows(part: str) -> None:
    assert is_dropped(part)
