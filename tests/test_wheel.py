"""The wheel, installed in an environment of its own, works in any folder by the command `broadsheet`."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest
import setuptools
from packaging.version import Version

from crawler.tools.demo.world_server import serving
from tests.crawling import ROOT, environment

OLD = Version(setuptools.__version__) < Version("77")
pytestmark = pytest.mark.skipif(OLD, reason="setuptools is too old to build: pip install 'setuptools>=77'")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel from a copy of the tree, as pip does."""
    tree = tmp_path_factory.mktemp("tree")
    for name in ("crawler", "pipelines"):
        shutil.copytree(ROOT / name, tree / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, tree / name)
    build = "import sys; from setuptools import build_meta; print(build_meta.build_wheel(sys.argv[1]))"
    subprocess.run(
        [sys.executable, "-c", build, str(tree / "dist")], cwd=tree, check=True, capture_output=True
    )
    (built,) = (tree / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def program(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel alone; what it needs is found where this Python has it. Return the command."""
    fresh = tmp_path_factory.mktemp("fresh")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(fresh)], check=True)
    python = fresh / "bin" / "python"
    install = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet", "--no-index"]
    subprocess.run([*install, "--no-deps", str(wheel)], check=True)
    packages = next((fresh / "lib").glob("python*")) / "site-packages"
    needed = [path for path in sys.path if path.endswith("site-packages")]
    assert sysconfig.get_paths()["purelib"] in needed
    (packages / "needed.pth").write_text("\n".join(needed))
    return fresh / "bin" / "broadsheet"


def run(program: Path, folder: Path, *words: str, world: str = "") -> subprocess.CompletedProcess[str]:
    proxy = {"http_proxy": world, "https_proxy": world, "no_proxy": ""} if world else {}
    return subprocess.run(
        [program, *words],
        cwd=folder,
        env={**environment(proxy), "PYTHONPATH": ""},
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_wheel_has_every_file_that_the_code_reads(wheel: Path) -> None:
    packed = set(zipfile.ZipFile(wheel).namelist())
    kept_out = {".md", ".png", ""}
    read = (path for name in ("crawler", "pipelines") for path in (ROOT / name).rglob("*") if path.is_file())
    needed = {
        str(path.relative_to(ROOT))
        for path in read
        if path.suffix not in kept_out and not {"__pycache__", "deploy"} & set(path.parts)
    }
    assert needed - packed == set()


def test_the_demo_runs_outside_the_clone(program: Path, tmp_path: Path) -> None:
    ran = run(program, tmp_path, "demo")
    assert (ran.returncode, "14 articles" in ran.stdout) == (0, True), ran.stdout + ran.stderr
    assert "broadsheet browse -s DATABASE=demo.db" in ran.stdout
    assert "scrapy " not in ran.stdout


def test_sources_and_articles_are_in_the_users_folder(program: Path, tmp_path: Path) -> None:
    """Every command that a cure names is typed next."""
    package = program.parents[1] / "lib"
    before = set(package.rglob("*.toml"))
    with serving() as world:
        site = "http://herald.example/"
        none = run(program, tmp_path, "crawl", "news")
        assert "'broadsheet addsource URL' makes it" in none.stdout + none.stderr
        added = run(program, tmp_path, "addsource", site, world=world)
        assert "wrote sources/herald.toml" in added.stdout, added.stdout + added.stderr
        assert "next: broadsheet crawl herald" in added.stdout
        fast = ("-s", "DOWNLOAD_DELAY=0", "-s", "FRONTIER_PATIENCE=2")
        crawled = run(program, tmp_path, "crawl", "herald", *fast, world=world)
        assert "5 articles (5 new" in crawled.stderr, crawled.stdout + crawled.stderr
    assert {path.name for path in tmp_path.iterdir()} == {"sources", "news.db", "news.pages.db"}
    assert set(package.rglob("*.toml")) == before


def test_the_examples_are_shown_and_can_be_taken(program: Path, tmp_path: Path) -> None:
    assert len(run(program, tmp_path, "sources", "--examples").stdout.splitlines()) == 1 + 30 + 1
    file = run(program, tmp_path, "sources", "--examples", "lemonde").stdout
    (tmp_path / "sources").mkdir()
    (tmp_path / "sources" / "lemonde.toml").write_text(file)
    assert "1 source in sources, no mistakes" in run(program, tmp_path, "sources", "--check").stdout
    wrong = run(program, tmp_path, "sources", "--examples", "lemond")
    assert (wrong.returncode, wrong.stderr) == (
        2,
        "broadsheet sources: no source is called 'lemond'; did you mean 'lemonde'?\n",
    )


def test_every_text_names_the_command_that_is_there(program: Path, tmp_path: Path) -> None:
    """After `pipx install` there is no `scrapy`."""
    overview, unknown, mistyped = (run(program, tmp_path, *words) for words in ([], ["serch"], ["search"]))
    assert "broadsheet <command> [options] [args]" in overview.stdout
    assert (unknown.returncode, "did you mean 'search'?" in unknown.stderr) == (2, True)
    assert mistyped.returncode == 2
    shown = [overview, unknown, mistyped, run(program, tmp_path, "export", "--help")]
    assert [ran.stdout for ran in shown if "scrapy" in ran.stdout + ran.stderr] == []


def test_settings_of_ones_own_are_found(program: Path, tmp_path: Path) -> None:
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = own\n")
    (tmp_path / "own.py").write_text("from crawler.settings import *\nSOURCES = 'mine'\n")
    (tmp_path / "mine").mkdir()
    assert "0 sources in mine" in run(program, tmp_path, "sources", "--check").stdout
    (tmp_path / "own.py").write_text("BOT_NAME = 'shop'\n")
    ran = run(program, tmp_path, "sources")
    assert (ran.returncode, ran.stderr.count("\n")) == (1, 1)
    assert "begin them with `from crawler.settings import *`" in ran.stderr
