"""The command `broadsheet`: `scrapy` with Broadsheet's settings, in whatever folder it is typed."""

from __future__ import annotations

import io
import os
import sys
from contextlib import redirect_stdout

from crawler.cli.unknown_command import is_command
from crawler.guard.terminal import as_typed, complain, interrupt_in_one_line

SETTINGS = "crawler.settings"


def main() -> None:
    """Run the command line. Settings of the user's own are found as Scrapy finds them.

    They are in the module that SCRAPY_SETTINGS_MODULE or a `scrapy.cfg` names.
    """
    interrupt_in_one_line()
    from scrapy.cmdline import execute  # noqa: PLC0415 - it is slow, and it reads the environment
    from scrapy.utils.conf import closest_scrapy_cfg  # noqa: PLC0415
    from scrapy.utils.project import get_project_settings  # noqa: PLC0415

    config = closest_scrapy_cfg()
    if not config:
        os.environ.setdefault("SCRAPY_SETTINGS_MODULE", SETTINGS)
    if get_project_settings()["COMMANDS_MODULE"] != "crawler.commands":
        where = os.environ.get("SCRAPY_SETTINGS_MODULE") or config
        cure = f"begin them with `from {SETTINGS} import *`, or work in another folder"
        complain(f"broadsheet: the settings of {where} are another project's; {cure}")
        sys.exit(1)
    if is_command(next((word for word in sys.argv[1:] if not word.startswith("-")), None)):
        execute()
    overview = io.StringIO()  # Scrapy's own text calls the command `scrapy`
    try:
        with redirect_stdout(overview):
            execute()
    finally:
        sys.stdout.write(as_typed(overview.getvalue()))
