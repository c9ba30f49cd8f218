"""The work of `scrapy addsource`: from an address to a source file and a few lines for the user."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.errors import SourceError
from crawler.frontier.source_links import put_source
from crawler.guard.terminal import complain
from crawler.sources import checks
from crawler.sources.source import RESERVED, directory_of, load_sources, read_source, source_for
from crawler.spiders import arguments
from crawler.tools.addsource.choice import Choice
from crawler.tools.addsource.findings import Findings, default_names, weigh
from crawler.tools.addsource.spider import LookError, look_at
from crawler.tools.addsource.write import WriteError, file_text, refuse_target, save
from pipelines.db import DatabaseError, open_database
from pipelines.export.printable import counted

_VERIFY = "DOWNLOAD_VERIFY_CERTIFICATES"


def add_source(
    process: CrawlerProcessBase,
    url: str,
    *,
    name: str | None,
    only_print: bool,
    force: bool,
    assignments: Sequence[str] = (),
) -> str:
    """Look at the site at `url`, write its file, and return the text to print.

    `assignments` are the settings of the command line, each `NAME=VALUE`: the next crawl needs them too.
    Raises BroadsheetError for what a user can fix; then nothing is written.
    """
    arguments.address(url)
    address = source_for(url).url
    directory = directory_of(process.settings.get("SOURCES"))
    path = directory / f"{_name(name or free_name(directory, address))}.toml"
    if not only_print:
        refuse_target(path, force=force)
    findings = weigh(look_at(process, address, _show_request))
    if not findings:
        cure = "give the address of a page that lists articles, or of a feed"
        raise LookError(f"{findings.url}: no feed, sitemap or section found; {cure}")
    verifies = _verifies(process.settings)
    text = file_text(findings, verify=verifies)
    if only_print:
        return text.rstrip("\n")
    save(path, text)
    lines = [*_report(findings), f"wrote {path}", *_take_over(process.settings["DATABASE"], path)]
    if not verifies:
        lines.append("its certificate will not be checked: the file says `verify = false`")
    return "\n".join((*lines, f"next: {_next(path.stem, assignments)}"))


def _next(name: str, assignments: Sequence[str]) -> str:
    """The command that crawls the new source, with the same settings."""
    settings = dict(each.split("=", 1) for each in assignments)
    settings.pop(_VERIFY, None)  # the source file says it
    more = [word for key, value in settings.items() for word in ("-s", f"{key}={value}")]
    return shlex.join(["scrapy", "crawl", name, "-a", "limit=20", *more])


def _take_over(database: str, path: Path) -> Iterator[str]:
    """Give the new source what was stored of its site before it had a file."""
    source = next(each for each in load_sources(path.parent)[0] if each.name == path.stem)
    if source.former is None or not Path(database).expanduser().exists():
        return
    try:
        with open_database(database) as db:
            count = put_source(db, source)
        if count is not None:
            are = "is" if count == 1 else "are"
            yield f"in {database}, {counted(count, 'article')} of {source.former} {are} now of {source.name}"
    except DatabaseError as error:
        yield f"what was stored of the site before keeps its old name: {error}"


def free_name(directory: Path, address: str) -> str:
    """The first name that no other site has; the last one if all are taken."""
    names = [name for name in default_names(address) if name not in RESERVED] or [source_for(address).host]
    return next(
        (name for name in names if not _belongs_to_another(directory / f"{name}.toml", address)), names[-1]
    )


def _belongs_to_another(path: Path, address: str) -> bool:
    try:
        return path.exists() and read_source(path).host != source_for(address).host
    except SourceError:  # a file with mistakes has the name too
        return True


def _name(name: str) -> str:
    try:
        name = checks.name(name)
    except checks.Wrong as error:
        raise WriteError(f"--name: {error}") from error
    if name in RESERVED:
        raise WriteError(f"--name: '{name}' is the name of a spider; take another")
    return name


def _verifies(settings: BaseSettings) -> bool:
    """Return False if the user has switched verification off on the command line."""
    return settings.getbool(_VERIFY) or settings.getpriority(_VERIFY) != SETTINGS_PRIORITIES["cmdline"]


def _show_request(url: str) -> None:
    if sys.stderr.isatty():
        complain(f"asking {url}")


def _report(findings: Findings) -> list[str]:
    lines = [findings.url]
    lines += [f"  language   {_chosen(findings.language)}", f"  time zone  {_chosen(findings.timezone)}"]
    for kind in ("feeds", "sitemaps", "sections"):
        urls = getattr(findings, kind)
        lines.append(f"  {kind:10} {len(urls) or 'none'}")
        lines += [f"    {each.url}" + (f"  ({each.why})" if each.why else "") for each in urls]
    return lines


def _chosen(choice: Choice | None) -> str:
    if choice is None:
        return "unknown; write it into the file if you know it"
    return (
        f"{choice.value}  ({choice.why})"
        if choice.sure
        else f"not sure; perhaps {choice.value}: {choice.why}"
    )
