"""Decides which addresses of a site are fetched, and when. It sends no request and reads no page."""

from crawler.frontier.explorer import Explorer
from crawler.frontier.frontier import Frontier

__all__ = ["Explorer", "Frontier"]
