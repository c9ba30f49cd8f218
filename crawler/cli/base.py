"""The base class of all commands: checks what was typed, then runs the work and reports its errors."""

from __future__ import annotations

import argparse
import re
import sys
import textwrap
from abc import abstractmethod
from collections.abc import Mapping
from pathlib import Path
from typing import Any, ClassVar, NoReturn

from scrapy.commands import ScrapyCommand, ScrapyHelpFormatter
from scrapy.crawler import CrawlerProcessBase
from scrapy.exceptions import UsageError
from scrapy.settings import Settings

from crawler.cli import settings_check
from crawler.errors import BroadsheetError, SourceError, UnknownNameError, is_empty, unknown_option
from crawler.guard.repeated_settings import remember
from crawler.guard.terminal import as_typed, complain, quiet_when_reader_leaves
from crawler.spiders.arguments import ArgumentError

_UNBROKEN = "\N{NO-BREAK SPACE}"


class NeedsFileError(BroadsheetError):
    """The command works with a SQLite file only, and DATABASE is an address."""


class HelpFormatter(ScrapyHelpFormatter):
    """Fills lines as argparse does, but keeps text between backquotes on one line."""

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        unbroken = re.sub(r"`[^`]+`", lambda code: code[0].replace(" ", _UNBROKEN), text)
        filled = textwrap.fill(
            unbroken,
            width,
            initial_indent=indent,
            subsequent_indent=indent,
            break_long_words=False,
            break_on_hyphens=False,
        )
        return filled.replace(_UNBROKEN, " ")

    _is_in_option = False

    def _format_action(self, action: argparse.Action) -> str:
        self._is_in_option = True
        try:
            return super()._format_action(action)
        finally:
            self._is_in_option = False

    def format_part_strings(self, part_strings: list[str]) -> list[str]:
        """Underline headings, but no line of an option's help that happens to end with a colon."""
        return part_strings if self._is_in_option else super().format_part_strings(part_strings)


class BaseCommand(ScrapyCommand):
    """A command that ends with exit code 2 when it is mistyped, before it reads or changes anything.

    What a user can fix is one line on standard error: exit code 2 for an argument, 1 for all else. The
    docstring of a command is what its --help prints.
    """

    requires_project = True
    settings: Settings
    crawler_process: CrawlerProcessBase
    usage = "[options]"
    """The words after the command's name, as its help shows them."""
    summary = ""
    arguments = (0, 0)
    """The least and the largest number of words that the command takes."""
    arguments_hint = "takes no words"
    """The message for any other number of words."""

    @property
    def name(self) -> str:
        return type(self).__module__.rpartition(".")[2]

    def syntax(self) -> str:
        return self.usage

    def short_desc(self) -> str:
        return self.summary

    def long_desc(self) -> str:
        return " ".join((self.__doc__ or "").split())

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        parser.allow_abbrev = False  # a mistyped option must not do what another one does
        parser.error = self._end_as_mistyped  # type: ignore[method-assign]
        parser.usage, parser.description = as_typed(parser.usage or ""), as_typed(parser.description or "")
        self.add_own_options(parser)
        for action in parser._actions:
            action.help = as_typed(action.help or "") or None
        self._option_names = tuple(parser._option_string_actions)

    def _end_as_mistyped(self, message: str) -> NoReturn:
        """End with one line like that of every other mistake; argparse would print the usage before it."""
        complain(f"scrapy {self.name}: {message}")
        sys.exit(2)

    def add_own_options(self, parser: argparse.ArgumentParser) -> None:
        """Add the options that only this command has."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        """Raises UsageError for a mistyped setting, an unknown option or a wrong number of words."""
        if opts.set:
            remember(opts.set)
        flags = args[: args.index("--")] if "--" in args else args
        if "--" in args:
            args.remove("--")  # what follows are words, whatever they begin with
        mistake = settings_check.mistake(opts.set, self.settings)
        if not mistake:
            super().process_options(args, opts)
            mistake = (
                settings_check.contact_mistake(self.settings["CONTACT"])
                or settings_check.log_level_mistake(self.settings["LOG_LEVEL"])
                or unknown_option(
                    flags,
                    self._option_names,
                    self.typed_as_options(),
                    see=f"'scrapy {self.name} --help' lists them",
                )
                or self.usage_mistake(args, opts)
            )
        if mistake:
            raise UsageError(mistake)

    def typed_as_options(self) -> Mapping[str, str]:
        """Return what people type as an option of this command → how it is written."""
        return {}

    def usage_mistake(self, args: list[str], opts: argparse.Namespace) -> str | None:
        """The message for words and options that cannot stand together; None where they can."""
        least, most = self.arguments
        return None if least <= len(args) <= most else self.arguments_hint

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do the command's work and return the exit code.

        Raises BroadsheetError or DatabaseError for what a user can fix.
        """

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from pipelines.db.file_errors import DatabaseError  # noqa: PLC0415 - slow, and every command is imported to list them

        self.exitcode = 1  # also when the reader of our output leaves early
        with quiet_when_reader_leaves():
            try:
                self.exitcode = self.work(args, opts)
            except (BroadsheetError, DatabaseError) as error:
                complain(f"scrapy {self.name}: {error}")
                is_mistyped = isinstance(error, ArgumentError | UnknownNameError)
                self.exitcode = 2 if is_mistyped and not isinstance(error.__cause__, SourceError) else 1

    @property
    def sources_directory(self) -> Path:
        from crawler.sources.source import directory_of  # noqa: PLC0415

        return directory_of(self.settings["SOURCES"])


class DatabaseCommand(BaseCommand):
    """A command that reads or tends the database and sends no request."""

    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}

    @property
    def database(self) -> Path | str:
        """What DATABASE names: a file or an address. Raises Missing where there is no such file."""
        from pipelines.db.address import is_address  # noqa: PLC0415
        from pipelines.db.file_errors import Missing, NotOurs, check_address  # noqa: PLC0415

        address = self.settings["DATABASE"]
        check_address(address)
        if is_address(address):
            return str(address)
        path = Path(self.settings["DATABASE"]).expanduser().absolute()
        if path.is_dir():
            raise NotOurs(path, "is a folder", f"name a file in it: {path / 'news.db'}")
        if not path.is_file() or is_empty(path):
            raise Missing(path, cure="name the file that a crawl has written with -s DATABASE=path")
        return path

    def file(self, instead: str) -> Path:
        """As `database`, for a command that needs a file. Raises NeedsFileError: do this `instead`."""
        from pipelines.db.address import name_of  # noqa: PLC0415

        database = self.database
        if isinstance(database, str):
            raise NeedsFileError(f"{name_of(database)}: is not a file; {instead}")
        return database
