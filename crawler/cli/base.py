"""What our commands have in common, or those that tend the database; knows nothing of what each does."""

from __future__ import annotations

import os
import sys
from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from scrapy.commands import ScrapyCommand
from scrapy.exceptions import UsageError

from crawler.cli import settings_check as given
from crawler.cli.help_text import HelpFormatter
from crawler.errors import BroadsheetError, unknown_option
from crawler.guard.terminal import complain
from crawler.spiders.arguments import ArgumentError

if TYPE_CHECKING:
    import argparse


class CheckedCommand(ScrapyCommand):
    """A setting on the command line that is mistyped is exit code 2, before anything is read or changed."""

    def process_options(self, args: list[str], opts: argparse.Namespace) -> None:
        assert self.settings is not None
        wrong = given.mistake(opts.set, self.settings)
        if not wrong:
            super().process_options(args, opts)
            wrong = given.unreachable(self.settings["CONTACT"]) or given.no_level(self.settings["LOG_LEVEL"])
        if wrong:
            raise UsageError(wrong, print_help=False)


class DatabaseCommand(CheckedCommand):
    """A mistyped option is exit code 2, a database that cannot be used one line and exit code 1."""

    requires_project = True
    requires_crawler_process = False
    default_settings: ClassVar[dict[str, Any]] = {"LOG_ENABLED": False}
    takes = 0
    """How many words the command takes."""
    wants = "takes no words"
    """What to say where there are more or fewer."""

    def add_options(self, parser: argparse.ArgumentParser) -> None:
        super().add_options(parser)
        parser.formatter_class = HelpFormatter
        self.add_own(parser)
        self._options = tuple(parser._option_string_actions)

    def add_own(self, parser: argparse.ArgumentParser) -> None:
        """Add the command's own options."""

    @abstractmethod
    def work(self, args: list[str], opts: argparse.Namespace) -> int:
        """Do it and return the exit code. Raises BroadsheetError or DatabaseError for what can be mended."""

    def run(self, args: list[str], opts: argparse.Namespace) -> None:
        from pipelines.db.errors import DatabaseError  # noqa: PLC0415 - slow, and every command is imported to list them

        wrong = unknown_option(args, self._options)
        if wrong or len(args) != self.takes:
            raise UsageError(wrong or self.wants, print_help=False)
        try:
            self.exitcode = self.work(args, opts)
            sys.stdout.flush()
        except ArgumentError as error:
            raise UsageError(str(error), print_help=False) from error
        except (BroadsheetError, DatabaseError) as error:
            name = type(self).__module__.rpartition(".")[2]
            complain(f"scrapy {name}: {error}")
            self.exitcode = 1
        except BrokenPipeError:
            # Whoever reads this has seen enough, `| head` perhaps; Python must not complain at its end.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            self.exitcode = 1

    @property
    def database(self) -> Path:
        """The file that DATABASE names. Raises Missing where there is none: no command makes one."""
        from pipelines.db.errors import Missing  # noqa: PLC0415

        assert self.settings is not None
        path = Path(self.settings["DATABASE"]).expanduser().absolute()
        if not path.is_file():
            raise Missing(path, cure="name the file that a crawl has written with -s DATABASE=path")
        return path
