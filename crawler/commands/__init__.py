"""The commands of `scrapy` that Broadsheet adds, a short file each; `crawl` replaces Scrapy's own."""

import sys

from crawler.cli.program import suggest, tell_version
from crawler.guard.terminal import interrupt_in_one_line

interrupt_in_one_line()
tell_version(sys.argv)
suggest(sys.argv)
