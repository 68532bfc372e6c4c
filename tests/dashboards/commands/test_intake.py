"""`fengqiao import` at the terminal: what it says, and how it ends."""

from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from dashboards import stores
from dashboards.commands import chinese, intake
from db.session import Records

Import = Callable[..., Result]


@pytest.fixture
def command(records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Import:
    monkeypatch.setattr(stores, "records", lambda: records)
    monkeypatch.setattr("core.intake.importing.settings", lambda: type("Here", (), {"home": tmp_path}))
    return lambda *words: CliRunner().invoke(intake.app, [str(word) for word in words])


def test_an_import_tells_its_counts_and_what_to_do_about_unknown_areas(command: Import, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("事项编号,上报时间,类型代码,区划代码,民族\n1,2026-01-05,14,5307,纳西\n", encoding="gbk")
    result = command("matters", file)
    assert result.exit_code == 0
    for words in (
        "导入完成",
        "1 行",
        "14—16 共 1 件",
        "列“民族”属于不收的内容",
        "先导入区划（.venv/bin/fengqiao import areas）",
        "import-000001-matters.xlsx",
    ):
        assert words in result.output
    assert "纳西" not in result.output


def test_unused_columns_are_told_and_the_standard_ones_listed(command: Import, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("事项编号,上报时间,事项大类,办结时刻,天气\n1,2026-01-05,其他,,晴\n", encoding="utf-8")
    told = command("matters", file).output
    assert "未使用的列：办结时刻（是否应为“办结时间”？）、天气" in told
    assert told.count("天气") == 1
    listed = command("matters", "--columns")
    assert listed.exit_code == 0
    assert "事项编号（必填）" in listed.output
    assert "--columns" in command("indicators", "--help").output


def test_no_message_leaves_a_blank_where_a_column_or_value_would_stand(command: Import, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("事项编号,上报时间\n1,2026-01-05\n2,2026-01-05,多,余\n", encoding="utf-8")
    told = command("matters", file).output
    assert "存疑  没有事项大类" in told
    assert "拒绝  这一行有 4 格" in told
    assert "没有区划列" in told


def test_a_header_alone_and_a_folder_are_called_what_they_are(command: Import, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text("事项编号,上报时间\n", encoding="utf-8")
    assert "只有表头，没有数据行" in command("matters", file).output
    refused = command("matters", tmp_path)
    assert refused.exit_code == 1
    assert "是一个文件夹" in refused.output


@pytest.mark.parametrize("kind", ["areas", "matters", "indicators"])
def test_the_help_of_an_import_holds_no_english_place_holder(command: Import, kind: str) -> None:
    chinese.install()
    told = command(kind, "--help").output
    assert not [word for word in ("<", "FILE", "TEXT", "PATH", "BOOL", "file ") if word in told]


@pytest.mark.parametrize(
    ("content", "mapping", "words"),
    [
        (b"PK\x03\x04" + b"\0" * 40, "standard", "不完整或已损坏"),
        (b"a,b\n1,2\n", "standard", "表头"),
        (b"a\n1\n", "none", "找不到映射"),
    ],
)
def test_what_cannot_be_read_fails_in_chinese_with_nothing_written(
    command: Import, tmp_path: Path, content: bytes, mapping: str, words: str
) -> None:
    file = tmp_path / "table.csv"
    file.write_bytes(content)
    result = command("matters", file, "--mapping", mapping)
    assert result.exit_code == 1
    assert words in result.output
    assert "没有写入任何数据" in result.output
