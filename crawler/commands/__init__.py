"""The commands of `scrapy` that Broadsheet adds, a short file each; `crawl` replaces Scrapy's own."""

import sys

from crawler.cli.unknown_command import suggest

suggest(sys.argv)
