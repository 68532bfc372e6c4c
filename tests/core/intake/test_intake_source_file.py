"""Files that can be read whatever their encoding, and files that can't, which say so and write nothing."""

import gzip
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import intake
from core.intake import UnreadableFile
from core.intake.source_file import opened
from db.models import ImportBatch, Matter
from db.session import Records

TABLE = "事项编号,上报时间,事项大类\n1,2026-01-05,矛盾纠纷\n2,2026-01-06,民生服务\n"


def matters(records: Records) -> int:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(Matter)) or 0


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_every_usual_encoding_is_read(take, planted: Records, encoding: str) -> None:
    outcome = take(TABLE.encode(encoding))
    assert (outcome.counts.added, outcome.counts.refused) == (2, 0)
    assert matters(planted) == 2


def test_the_same_table_in_another_encoding_changes_nothing(take) -> None:
    take(TABLE)
    assert take(TABLE.encode("gbk")).counts.unchanged == 2


def test_a_compressed_table_is_read(take) -> None:
    assert take(gzip.compress(TABLE.encode()), name="table.csv.gz").counts.added == 2


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_are_found(take, delimiter: str) -> None:
    assert take(TABLE.replace(",", delimiter)).counts.added == 2


UNREADABLE = {
    "empty": (b"", "t.csv", "空的"),
    "blank": (b"\n\n", "t.csv", "没有表头"),
    "binary": (b"\x00\x01\x02" * 100, "t.csv", "不是文本文件"),
    "spreadsheet": (b"PK\x03\x04" + b"x" * 100, "t.csv", "不完整或已损坏"),
    "old spreadsheet": (b"\xd0\xcf\x11\xe0" + b"x" * 100, "t.csv", "不完整或已损坏"),
    "truncated gzip": (gzip.compress(TABLE.encode() * 500)[:-20], "t.csv.gz", "不完整"),
    "not gzip": (TABLE.encode(), "t.csv.gz", "不完整"),
    "bomb": (gzip.compress(b"a" * 40_000_000), "t.csv.gz", "大得反常"),
    "unclosed quote": (
        '事项编号,上报时间\n1,"2026-01-05\n2,2026-01-06\n'.encode(),
        "t.csv",
        "第 2 行有一个引号没有闭合",
    ),
    "damaged text": ((TABLE * 20).encode() + b"\xe4\xb8" + TABLE.encode(), "t.csv", "损坏的字符"),
    "unknown encoding": (b"\xff\x81\xff\x80\n" * 20, "t.csv", "认不出"),
    "damaged utf-16": (TABLE.encode("utf-16")[:-1], "t.csv", "认不出"),
    "no header": (b"1,2026-01-05,x\n2,2026-01-06,y\n", "t.csv", "不像是表头"),
    "missing column": ("事项编号,事项大类\n1,其他\n".encode(), "t.csv", "缺少所需的列：上报时间"),
    "repeated column": ("事项编号,上报时间,上报时间\n1,2026-01-05,2026-01-06\n".encode(), "t.csv", "不止一次"),
}


@pytest.mark.parametrize("case", UNREADABLE)
def test_an_unreadable_file_says_why_and_writes_nothing(take, planted: Records, case: str) -> None:
    content, name, words = UNREADABLE[case]
    with pytest.raises(UnreadableFile, match=words):
        take(content, name=name)
    with planted.reading() as session:
        assert not session.scalars(select(ImportBatch)).all()


def test_a_file_that_is_not_there_is_said(take) -> None:
    with pytest.raises(intake.UnreadableFile, match="找不到文件"):
        take(Path("/nowhere/at-all.csv"))


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text('a,b\n1,"two\nlines"\n\n3,x\n', encoding="utf-8")
    with opened(file) as found:
        assert list(found.tables[0].records()) == [(1, ["a", "b"]), (2, ["1", "two\nlines"]), (4, ["3", "x"])]


def test_rows_of_another_width_are_said_and_the_rest_is_imported(take, report) -> None:
    outcome = take("事项编号,上报时间,事项大类\n1,2026-01-05,其他,多,余\n2,2026-01-06\n3,2026-01-07,其他\n")
    assert (outcome.counts.added, outcome.counts.refused, outcome.counts.doubtful) == (2, 1, 1)
    assert [(row["行号"], row["级别"]) for row in report(outcome)][:2] == [("2", "拒绝"), ("3", "存疑")]


def test_a_cell_that_is_a_broken_formula_is_named(take, report) -> None:
    outcome = take("事项编号,上报时间,事项大类,满意度\n1,2026-01-05,其他,#REF!\n")
    assert outcome.counts.added == 1
    assert report(outcome)[0]["问题"] == "公式出错，没有内容"
