"""Measures what a site's own pages teach: `python -m tests.sites.bench [HOST ...] [--pages 60] [--crawl]`.

`--grown CORPUS` measures ten sites of forty pages, each grown from the template of one saved page.
Prints one table for whole sites from ../shared, read with LEARN=0 and with LEARN=1: body F1, pages whose text
is clean and complete, title, day and authors. With `--crawl`, `scrapy crawl archive` reads the pages from a
WARC, instead of this process. Ends with 1 if a figure of a site is more than .003 worse with learning than
without, and with 0 and a message if ../shared is missing.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence

from tests.sites import crawled
from tests.sites.grown import PAGES, grown_sites
from tests.sites.reading import FIGURES, figures, marks, read
from tests.sites.whole_sites import SITES, KnownPage, hosts, pages

LOSS = 0.003
Line = Mapping[str, float | None]


def measure(host: str, found: Sequence[KnownPage], *, learn: bool, crawl: bool) -> Line:
    if crawl:
        return crawled.figures_of(host, found, learn=learn)
    rows = read(host, found, learn=learn).rows
    return figures([marks(page, rows.get(page.url)) for page in found])


def show(name: str, mode: str, line: Line) -> None:
    cells = ("   –" if line[each] is None else f"{line[each]:.3f}" for each in FIGURES)
    print(f"{name:26} {mode:8}" + "".join(f"{cell:>10}" for cell in cells), flush=True)


def mean(lines: Sequence[Line]) -> Line:
    held = {name: [value for line in lines if (value := line[name]) is not None] for name in FIGURES}
    return {name: sum(values) / len(values) if values else None for name, values in held.items()}


def worse(before: Line, after: Line) -> list[str]:
    """Return the figures that learning makes worse."""
    pairs = ((name, before[name], after[name]) for name in FIGURES)
    return [name for name, old, new in pairs if old is not None and new is not None and new < old - LOSS]


SPANS = (range(5), range(5, 20), range(20, PAGES))


def grown(corpus: str) -> int:
    """Print the figures of grown sites by how many pages came before, and return the exit code."""
    marked: dict[tuple[bool, range], list[Line]] = {}
    losses = []
    for host, found in grown_sites(corpus):
        both = []
        for learn in (False, True):
            rows = read(host, found, learn=learn).rows
            held = [marks(page, rows.get(page.url)) for page in found]
            for span in SPANS:
                marked.setdefault((learn, span), []).append(figures(held[span.start : span.stop]))
            both.append(figures(held))
            show(host[:26], f"LEARN={int(learn)}", both[-1])
        losses += [f"{host}: {name}" for name in worse(*both)]
    for (learn, span), lines in sorted(marked.items(), key=lambda each: each[0][1].start):
        show(f"mean of pages {span.start + 1} to {span.stop}", f"LEARN={int(learn)}", mean(lines))
    print("worse with learning: " + (", ".join(losses) or "nothing"))
    return int(bool(losses))


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    options.add_argument("hosts", nargs="*")
    options.add_argument("--pages", type=int, help="pages of each site; all where not given")
    options.add_argument("--crawl", action="store_true", help="read through `scrapy crawl archive`")
    options.add_argument(
        "--grown", metavar="CORPUS", help="sites grown from pages of a corpus, such as fundus"
    )
    asked = options.parse_args()
    if not SITES.is_dir():
        print("skipped: ../shared/sites is missing")
        return 0
    print(f"{'':35}" + "".join(f"{name:>10}" for name in FIGURES))
    if asked.grown:
        return grown(asked.grown)
    both: dict[bool, list[Line]] = {False: [], True: []}
    losses = []
    for host in asked.hosts or hosts():
        found = pages(host, asked.pages)
        for learn, lines in both.items():
            lines.append(measure(host, found, learn=learn, crawl=asked.crawl))
            show(host, f"LEARN={int(learn)}", lines[-1])
        losses += [f"{host}: {name}" for name in worse(both[False][-1], both[True][-1])]
    for learn, lines in both.items():
        show("mean", f"LEARN={int(learn)}", mean(lines))
    print("worse with learning: " + (", ".join(losses) or "nothing"))
    return int(bool(losses))


if __name__ == "__main__":
    sys.exit(main())
