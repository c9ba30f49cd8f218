"""A worker that is warm dates its first page as fast as its second."""

import time

from pipelines.times import warm
from tests.times.dated_pages import dates, page


def test_a_warm_worker_is_quick() -> None:
    warm()
    text = page(below="<p>Published: 5 December 2023, 14:05</p>")
    start = time.process_time()
    assert dates(text, zone="Europe/Berlin").published_at == "2023-12-05T13:05:00Z"
    assert time.process_time() - start < 0.15
