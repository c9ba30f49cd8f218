"""Which addresses of a site are fetched, and when. No requests are made here and no page is read."""

from crawler.frontier.explorer import Explorer
from crawler.frontier.frontier import Frontier

__all__ = ["Explorer", "Frontier"]
