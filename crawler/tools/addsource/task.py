"""The work of `scrapy addsource`: from an address to a source file and a few lines for the user."""

from __future__ import annotations

import shlex
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from scrapy.crawler import CrawlerProcessBase
from scrapy.settings import SETTINGS_PRIORITIES, BaseSettings

from crawler.errors import BroadsheetError, SourceError
from crawler.frontier.source_links import now_of, put_sources
from crawler.guard.secrets import mask
from crawler.guard.terminal import complain
from crawler.sources import checks
from crawler.sources.source import RESERVED, directory_of, load_sources, read_source, source_for
from crawler.spiders import arguments
from crawler.tools.addsource.beside import only_new
from crawler.tools.addsource.choice import Choice
from crawler.tools.addsource.findings import Findings, default_names, weigh
from crawler.tools.addsource.look import Look
from crawler.tools.addsource.private import ALLOW, is_allowed_here_alone, is_private
from crawler.tools.addsource.spider import LookError, look_at
from crawler.tools.addsource.write import WriteError, file_text, refuse_target, save
from pipelines.db import DatabaseError, open_database
from pipelines.db.address import without_password
from pipelines.db.readonly import is_there
from pipelines.export.printable import counted

_VERIFY = "DOWNLOAD_VERIFY_CERTIFICATES"


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A source that is to be added."""

    address: str
    path: Path


def add_sources(
    process: CrawlerProcessBase,
    urls: Sequence[str],
    *,
    name: str | None,
    only_print: bool,
    force: bool,
    assignments: Sequence[str] = (),
) -> tuple[list[str], list[BroadsheetError]]:
    """Look at the sites at `urls` and write their files; return the texts to print, and what failed.

    `assignments` are the settings of the command line, each `NAME=VALUE`: the next crawl needs them too.
    """
    directory = directory_of(process.settings.get("SOURCES"))
    wanted: list[_Wanted] = []
    done: list[str] = []
    failed: list[BroadsheetError] = []
    for url in urls:
        try:
            one = _wanted(url, directory, name)
            if any(one.path == other.path for other in wanted):
                raise WriteError(f"{url}: its site was named before; one file takes all of a site")
            _refuse_used(one.path)
            if not only_print:
                refuse_target(one.path, force=force)
            wanted.append(one)
        except BroadsheetError as error:
            failed.append(error)
    looks = look_at(process, [one.address for one in wanted], _show_request) if wanted else {}
    for one in wanted:
        try:
            others = [each for each in load_sources(directory)[0] if each.name != one.path.stem]
            findings, left_out = only_new(_found(looks[one.address]), others)
            verify = _verifies(process.settings)
            private = is_allowed_here_alone(process.settings) and is_private(findings.addresses)
            text = file_text(findings, verify=verify, private=private)
            if only_print:
                done.append(text.rstrip("\n"))
                continue
            save(one.path, text)
            written = [f"wrote {one.path}{left_out}", *_take_over(process.settings["DATABASE"], one.path)]
        except BroadsheetError as error:
            failed.append(error)
            continue
        if len(urls) == 1:
            lax = [] if verify else ["its certificate will not be checked: the file says `verify = false`"]
            lax += ["it is in a network of yours: the file says `private = true`"] if private else []
            next_step = f"next: {_next(one.path.stem, assignments, private=private)}"
            written = [*_report(findings), *written, *lax, next_step]
        done += written
    return done, failed


def _wanted(url: str, directory: Path, name: str | None) -> _Wanted:
    """Raises BroadsheetError."""
    arguments.address(url)
    address = source_for(url).url
    return _Wanted(address, directory / f"{_name(name or free_name(directory, address))}.toml")


def _refuse_used(path: Path) -> None:
    """Raises WriteError if another file gives its source this name."""
    own = next((each for each in load_sources(path.parent)[0] if each.name == path.stem), None)
    if own and not path.exists():
        raise WriteError(f"{path}: another file names its source '{own.name}'; --name takes another name")


def _found(look: Look | BroadsheetError) -> Findings:
    """Raises BroadsheetError if the site could not be looked at, or has nothing to read."""
    if isinstance(look, BroadsheetError):
        raise look
    findings = weigh(look)
    if not findings:
        cure = "give the address of a page that lists articles, or of a feed"
        raise LookError(f"{findings.url}: no feed, sitemap or section found; {cure}")
    return findings


def _next(name: str, assignments: Sequence[str], *, private: bool) -> str:
    """The command that crawls the new source, with the same settings."""
    settings = dict(each.split("=", 1) for each in assignments)
    for each in (_VERIFY, *([ALLOW] if private else [])):  # the source file says it
        settings.pop(each, None)
    more = [word for key, value in settings.items() for word in ("-s", f"{key}={_shown(key, value)}")]
    return shlex.join(["scrapy", "crawl", name, "-a", "limit=20", *more])


def _shown(key: str, value: str) -> str:
    return without_password(value) if key == "DATABASE" else mask(value)


def _take_over(database: str, path: Path) -> Iterator[str]:
    """Give the new source what was stored of its site before it had a file."""
    source = next((each for each in load_sources(path.parent)[0] if each.name == path.stem), None)
    if source is None:
        return
    try:
        if not is_there(database):
            return
        with open_database(database) as db:
            for _, old, count in put_sources(db, [source]):
                if count:
                    yield f"in {db.path}, {counted(count, 'article')} of {old} {now_of(source, count)}"
    except DatabaseError as error:
        yield f"what was stored of the site before keeps its old name: {error}"


def free_name(directory: Path, address: str) -> str:
    """The first name that no other site has; the last one if all are taken."""
    names = [name for name in default_names(address) if name not in RESERVED] or [source_for(address).host]
    free = (name for name in names if not _belongs_to_another(directory / f"{name}.toml", address))
    return next(free, names[-1])


def _belongs_to_another(path: Path, address: str) -> bool:
    try:
        return path.exists() and read_source(path).netloc != source_for(address).netloc
    except SourceError:  # a file with mistakes has the name too
        return True


def _name(name: str) -> str:
    try:
        name = checks.name(name)
    except checks.InvalidValue as error:
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
    doubt = f"not sure; perhaps {choice.value}: {choice.why}"
    return f"{choice.value}  ({choice.why})" if choice.sure else doubt
