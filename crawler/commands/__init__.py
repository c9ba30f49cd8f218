"""The commands of `scrapy` that Broadsheet adds, a short file each; `crawl` replaces Scrapy's own."""

import sys

from crawler.cli.program import suggest
from crawler.guard.terminal import interrupt_in_one_line

interrupt_in_one_line()
suggest(sys.argv)
