"""The line that is never crossed (work, services and disputes are counted; people are not watched), kept by a lint."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Column, ForeignKey, Integer, MetaData, Numeric, String, Table

from db.models import Base
from db.read_model import tables
from tests.conftest import ROOT

# Words of a column's or key's name, split at the underscores.
PERSONAL = {
    "person", "party", "surname", "forename", "idcard", "idnumber", "passport", "phone", "mobile", "telephone", "email",
    "wechat", "ethnic", "ethnicity", "nationality", "religion", "religious", "faith", "politics", "political",
    "petitioner", "petitioners", "birthday", "birthdate", "gender", "sex", "face", "camera", "fence", "trajectory",
    "movement", "latitude", "longitude", "plate",
}  # fmt: skip
PAIRS = ({"id", "card"}, {"id", "number"}, {"identity", "number"}, {"identity", "card"}, {"key", "person"})
JUDGING = {"score", "risk", "level", "rank", "rating", "grade", "prediction", "index"}
# What the importer refuses and how it says so: these hold the very words that everything else must not.
REFUSALS = {"forbidden.toml", "intake.toml"}
CATALOGUE = sorted(file for file in (ROOT / "core" / "catalogue").rglob("*.toml") if file.name not in REFUSALS)
# Tables whose `name` is that of a place, a body, a code or a day. A new one here is a decision about privacy.
NAMED = {
    "area", "calendar_day", "category", "centre", "data_source", "grid", "mediation_room", "member_unit",
}  # fmt: skip
# Tables that hold one row a person: those who work in the system, never those who are served.
PEOPLE = {"account", "login_session", "sign_in_ticket"}
WORDS = re.compile(
    "当事人|身份证|手机|电话|住址|籍贯|民族|宗教|信仰|政治面貌|信访人|上访|重点人员|重点人群|稳控|人脸|轨迹|围栏|行为动态"
)


def crossings(metadata: MetaData) -> Iterator[str]:
    """Tables and columns that hold somebody's identity, or a number that judges a person."""
    for table in metadata.tables.values():
        for column in table.columns:
            words = set(column.name.split("_"))
            if words & PERSONAL or any(pair <= words for pair in PAIRS):
                yield f"{table.name}.{column.name} describes a person"
            if column.name == "name" and table.name not in NAMED:
                yield f"{table.name}.name may be a person's"
            if words & JUDGING and _is_number(column) and _is_about_people(table):
                yield f"{table.name}.{column.name} judges a person"


def _is_number(column: Column) -> bool:
    return isinstance(column.type, Integer | Numeric)


def _is_about_people(table: Table) -> bool:
    about = {key.column.table.name for key in table.foreign_keys} | {table.name}
    keyed = {"person_id", "mediator_id", "account_id", "party_id", "resident_id"} & set(table.columns.keys())
    return bool(keyed or about & PEOPLE)


@pytest.mark.parametrize("metadata", [Base.metadata, tables.metadata], ids=["records", "read model"])
def test_no_table_crosses_the_line(metadata: MetaData) -> None:
    assert not list(crossings(metadata))


@pytest.mark.parametrize("column", ["id_card", "phone", "ethnicity", "religion", "party_name", "name", "risk_score"])
def test_a_table_that_crosses_the_line_is_found(column: str) -> None:
    metadata = MetaData()
    Table("account", metadata, Column("id", Integer, primary_key=True))
    Table(
        "visit",
        metadata,
        Column("id", Integer, primary_key=True),
        Column("account_id", ForeignKey("account.id")),
        Column(column, Integer if column == "risk_score" else String),
    )
    assert len(list(crossings(metadata))) == 1


@pytest.mark.parametrize("file", CATALOGUE, ids=lambda file: file.name)
def test_no_definition_code_list_or_text_crosses_the_line(file: Path) -> None:
    found = [
        f"{path}: {value}"
        for path, value in _leaves(tomllib.loads(file.read_text(encoding="utf-8")))
        if WORDS.search(value) or set(re.split(r"[._]", path)) & (PERSONAL - {"person"})
    ]
    assert not found


def _leaves(content: object, path: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(content, dict):
        for key, value in content.items():
            yield from _leaves(value, f"{path}.{key}")
    elif isinstance(content, list):
        for value in content:
            yield from _leaves(value, path)
    else:
        yield path, str(content)
