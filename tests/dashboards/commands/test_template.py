"""`fengqiao template`: an empty workbook by the kind's key or its Chinese name, never over a file that is there."""

from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from dashboards.cli import app


@pytest.mark.parametrize("kind", ["rooms", "调解室"])
def test_a_template_is_written_under_either_name(tmp_path: Path, kind: str) -> None:
    file = tmp_path / "调解室.xlsx"
    result = CliRunner().invoke(app, ["template", kind, str(file)])
    assert result.exit_code == 0, result.output
    assert openpyxl.load_workbook(file)["调解室导入模板"]["A1"].value == "调解室代码"


def test_a_file_that_is_there_and_a_kind_that_is_not_are_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.xlsx"
    file.write_bytes(b"mine")
    there = CliRunner().invoke(app, ["template", "rooms", str(file)])
    unknown = CliRunner().invoke(app, ["template", "people", str(tmp_path / "b.xlsx")])
    nowhere = CliRunner().invoke(app, ["template", "rooms", str(tmp_path / "none" / "b.xlsx")])
    assert [result.exit_code for result in (there, unknown, nowhere)] == [1, 1, 1]
    assert "已存在" in there.output
    assert "people" in unknown.output
    assert file.read_bytes() == b"mine"
