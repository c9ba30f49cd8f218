"""Which pages of a run are read again, now that their site is known."""

from __future__ import annotations

from pathlib import Path

from pipelines.db import open_database
from pipelines.stages.site_memories import SiteMemories
from pipelines.worker.read_page import clean_page
from tests.sites.test_learning import article, page


def test_pages_that_waited_while_their_site_became_known_are_read_again(tmp_path: Path) -> None:
    """A fast crawl gives a page its profile long before a worker is free for it."""
    with open_database(tmp_path / "news.db") as db:
        memories = SiteMemories(db)
        for number in range(1, 31):
            memories.remember(clean_page(page(number, article(number))), None)
        late = memories.profile("herald")
        assert late is not None
        assert late.is_settled
        memories.remember(clean_page(page(31, article(31)), profile=late), late)
        assert len(list(memories.early_pages())) == 30
        assert list(memories.early_pages()) == []
