"""The account of a run: how each page ended, shown while it runs, told at the end, kept in `runs`."""

from crawler.account.extension import RunAccount

__all__ = ["RunAccount"]
