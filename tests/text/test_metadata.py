"""What a page says of its article in its head."""

import pytest

from pipelines.markup import parse
from pipelines.text import metadata


def document(page, url="https://www.moorecho.co.uk/a/b"):
    return parse(page.encode(), url, "text/html; charset=utf-8")


@pytest.mark.parametrize(
    ("address", "believed"),
    [
        ("https://moorecho.co.uk/news/flood", True),
        ("https://amp.moorecho.co.uk/news/flood", True),
        ("https://valleypost.co.uk/news/flood", False),  # the last two labels are those of a registry
        ("https://moorecho.co.uk.example/news/flood", False),
        ("https://notmoorecho.co.uk/news/flood", False),
        ("https://moorecho.co.uk/", False),
        ("http://[", False),
    ],
)
def test_a_canonical_address_is_on_the_same_site(address, believed):
    doc = document(f"<link rel=canonical href='{address}'><p>Text.</p>")
    assert (metadata.canonical_url(doc) == address) is believed
