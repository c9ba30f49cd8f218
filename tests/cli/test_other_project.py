"""`broadsheet` in or below another Scrapy project whose packages have the same names uses its own."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from crawler.tools.demo.world_server import serving
from tests.crawling import ROOT
from tests.test_wheel import run


@pytest.fixture
def editable(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the tree as `pip install -e .` does, by a finder that is asked last. Return the command."""
    fresh = tmp_path_factory.mktemp("editable")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    packages = next((fresh / "lib").glob("python*")) / "site-packages"
    needed = [path for path in sys.path if path.endswith("site-packages")]
    (packages / "needed.pth").write_text("\n".join([*needed, "import broadsheet_finder"]))
    (packages / "broadsheet_finder.py").write_text(FINDER.format(root=str(ROOT)))
    program = fresh / "bin" / "broadsheet"
    program.write_text(f"#!{fresh}/bin/python\nfrom crawler.cli.program import main\nmain()\n")
    program.chmod(0o755)
    return program


FINDER = """
import sys
from importlib.util import spec_from_file_location

class Finder:
    @staticmethod
    def find_spec(name, path=None, target=None):
        if name in ("crawler", "pipelines"):
            place = f"{root}/{{name}}"
            return spec_from_file_location(name, f"{{place}}/__init__.py", submodule_search_locations=[place])

sys.path[:] = [each for each in sys.path if each != "{root}"]
sys.meta_path.append(Finder)
"""


def test_another_project_with_packages_of_these_names_changes_nothing(editable: Path, tmp_path: Path) -> None:
    """The workers imported the packages of a project in a folder above, or in this one."""
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = crawler.settings\n")
    for name in ("crawler", "pipelines"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("print('another project is here')\n")
        (tmp_path / name / "settings.py").write_text("BOT_NAME = 'shop'\n")
    (tmp_path / "below").mkdir()
    given = ("-a", "url=http://herald.example/", "-a", "limit=1", "-s", "CLEAN_WORKERS=1")
    with serving() as world:
        for folder in (tmp_path / "below", tmp_path):
            ran = run(editable, folder, "crawl", "news", *given, world=world)
            assert "1 article (1 new" in ran.stderr, ran.stdout + ran.stderr
            assert "another project" not in ran.stdout + ran.stderr
