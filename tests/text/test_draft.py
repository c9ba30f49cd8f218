"""What a draft of the text knows of its page."""

import pytest
from lxml import html

from pipelines.markup.scan import scan
from pipelines.text.draft import Draft
from pipelines.text.page_view import View


@pytest.mark.parametrize(
    ("href", "leads_away"),
    [
        ("/b", False),
        ("https://news.moorecho.co.uk/b", False),
        ("//www.moorecho.co.uk/b", False),
        ("https://valleypost.co.uk/b", True),
        ("https://notmoorecho.co.uk/b", True),
        ("http://[", False),
    ],
)
def test_a_link_to_another_site_leads_away(href: str, leads_away: bool) -> None:
    page = scan(html.fromstring(f"<body><p><a href='{href}'>The council met for three hours.</a></p></body>"))
    draft = Draft(View(page, 0, url="https://www.moorecho.co.uk/a"), [None])
    assert draft.leads_away(0) is leads_away
