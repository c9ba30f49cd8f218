"""Which URL is due, and to whom it is leased. Knows no request and no page."""

from crawler.frontier.frontier import Frontier

__all__ = ["Frontier"]
