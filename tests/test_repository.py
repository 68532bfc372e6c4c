"""The house's own rules, kept by tests: which room a line lives in, what files are called, what a newcomer finds."""

import ast
import gzip
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.conftest import ROOT

LAYERS = ("pages", "dashboards", "core", "db")
HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
KINDS_OF_CODE = {"util", "utils", "helper", "helpers", "common", "service", "services", "misc"}
STORES = {"sqlalchemy", "alembic", "duckdb", "duckdb_engine", "sqlite3", "pysqlite3", "psycopg"}
SCREENS = {"streamlit", "altair", "streamlit_authenticator"}


@cache
def repository_files() -> tuple[Path, ...]:
    """Every file that is or could be committed, as paths below the root."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    ).stdout  # fmt: skip
    return tuple(sorted({Path(name) for name in listed.split("\0") if name and (ROOT / name).is_file()}))


def modules(*folders: str) -> Iterator[tuple[Path, ast.Module]]:
    for file in repository_files():
        if file.suffix == ".py" and (not folders or file.parts[0] in folders):
            yield file, ast.parse((ROOT / file).read_text(encoding="utf-8"))


def imported(module: ast.Module) -> set[str]:
    """Top names of everything imported anywhere in the module, inside functions too."""
    names = set()
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: a relative import hides which layer it reaches"
            names.add((node.module or "").split(".")[0])
    return names


def offenders(folders: tuple[str, ...], forbidden: set[str]) -> list[str]:
    return [f"{file}: {name}" for file, module in modules(*folders) for name in sorted(imported(module) & forbidden)]


def test_only_db_knows_the_stores() -> None:
    assert not offenders(("pages", "dashboards", "core"), STORES)


def test_only_dashboards_and_pages_know_the_screen() -> None:
    assert not offenders(("core", "db"), SCREENS)


def test_imports_run_one_way() -> None:
    assert not offenders(("db",), {"core", "dashboards", "pages"})
    assert not offenders(("core",), {"dashboards", "pages"})
    assert not offenders(("dashboards",), {"pages"})
    assert not offenders(("pages",), {"pages", "db"})


def test_a_page_reads_like_a_table_of_contents() -> None:
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef, ast.Lambda)
    found = [
        f"{file}:{node.lineno}"
        for file, module in modules("pages")
        for node in ast.walk(module)
        if isinstance(node, definitions)
    ]
    assert not found


@pytest.mark.parametrize(
    ("module", "line", "broken"),
    [
        ("core/numbers_of_a_test.py", "import sqlalchemy", "Only db knows"),
        ("dashboards/drawings_of_a_test.py", "import duckdb", "Only db knows"),
        ("core/drawings_of_a_test.py", "import streamlit", "Only dashboards and pages know"),
        ("db/drawings_of_a_test.py", "import altair", "Only dashboards and pages know"),
        ("db/upward_of_a_test.py", "import core", "Imports run one way"),
        ("core/upward_of_a_test.py", "import dashboards", "Imports run one way"),
    ],
)
def test_the_import_contracts_fail_when_broken(tmp_path: Path, module: str, line: str, broken: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    for folder in ("core", "db", "dashboards"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").touch()
    (tmp_path / module).write_text(line + "\n", encoding="utf-8")
    command = "from importlinter.cli import lint_imports_command; lint_imports_command()"
    run = subprocess.run([sys.executable, "-c", command, "--no-cache"], cwd=tmp_path, capture_output=True, text=True)
    assert run.returncode != 0
    assert re.search(f"{broken}.* BROKEN", run.stdout), run.stdout + run.stderr


def test_chinese_text_lives_in_the_catalogue_only() -> None:
    found = [
        f"{file}:{number}"
        for file in repository_files()
        if file.suffix == ".py" and file.parts[0] in (*LAYERS, "benchmarks")
        for number, line in enumerate((ROOT / file).read_text(encoding="utf-8").splitlines(), 1)
        if HAN.search(line)
    ]
    assert not found


def test_every_module_opens_by_saying_what_it_is_for() -> None:
    assert not [str(file) for file, module in modules() if not ast.get_docstring(module)]


def test_no_module_is_two_things() -> None:
    long = {
        str(file): length
        for file in repository_files()
        if file.suffix == ".py" and file.parts[0] in LAYERS and "migrations" not in file.parts
        if (length := len((ROOT / file).read_text(encoding="utf-8").splitlines())) > 400
    }
    assert not long


def test_files_are_named_for_the_thing_they_are_about() -> None:
    found = []
    for file in repository_files():
        names = [*file.parts[:-1], file.stem] if file.suffix == ".py" else file.parts[:-1]
        found += [str(file) for name in names if name.lower() in KINDS_OF_CODE]
    assert not found


def test_nothing_is_left_to_do_in_comments() -> None:
    note = re.compile(r"#.*\b(TODO|FIXME|XXX)\b|\bNotImplementedError\b")
    files = [file for file in repository_files() if file.suffix == ".py" and file.parts[0] in LAYERS]
    assert not [str(file) for file in files if note.search((ROOT / file).read_text(encoding="utf-8"))]


def test_no_file_is_large() -> None:
    assert not [str(file) for file in repository_files() if (ROOT / file).stat().st_size > 1_500_000]


def test_no_shared_data_is_copied_but_areas_and_published_figures(shared_data: Path) -> None:
    rows: set[bytes] = set()
    for file in [*shared_data.iterdir(), *(shared_data.parent / "seeds").iterdir()]:
        if file.name not in ("areas_demo.csv", "published_figures.csv"):
            content = gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()
            rows |= {line for line in content.splitlines() if len(line) >= 60}
    copied = [
        str(file)
        for file in repository_files()
        if any(line in rows for line in (ROOT / file).read_bytes().splitlines() if len(line) >= 60)
    ]
    assert not copied


def test_the_readme_is_short_and_names_the_two_commands() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 90
    assert "make demo" in text
    assert "make test" in text
    links = re.findall(r"\]\((?!http)([^)#]+)", text)
    assert not [link for link in links if not (ROOT / link).exists()]


def test_make_offers_what_the_readme_and_ci_use() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, flags=re.MULTILINE))
    assert targets >= {"help", "setup", "demo", "test", "check", "bench", "lock", "browser"}
    listing = subprocess.run(["make"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    assert all(re.search(rf"^make {target} +\S*{HAN.pattern}", listing, flags=re.MULTILINE) for target in targets)
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


def test_the_lock_file_answers_every_dependency() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    wanted = map(Requirement, [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]])
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    pins = re.findall(r"^([\w.-]+)==(\S+)", lock, flags=re.MULTILINE)
    locked = {canonicalize_name(name): version for name, version in pins}
    unanswered = [
        str(need)
        for need in wanted
        if not need.specifier.contains(locked.get(canonicalize_name(need.name), "0"), prereleases=True)
    ]
    assert not unanswered, "run make lock"
    assert lock.count("--hash=sha256:") >= len(pins)
