"""The real Chicago requests, a feed that names some twice, in English: every count met, and all of it in Chinese."""

import re
from pathlib import Path

import pytest
from sqlalchemy import func, select

from core import parity
from core.intake import mapping_file
from db.models import Area, Category, Matter, MatterRevision
from db.read_model.model import ReadModel
from db.session import Records

TWICE = """Creation_Date,Status,Completion_Date,Service_Request_Number,What_is_the_Nature_of_this_Code_Violation,Ward
2014-01-02,Open,,14-1,Garbage in yard,20.0
2014-01-03,Open - Dup,,14-2,,0.0
2014-01-02,Completed,2014-02-03,14-1,Garbage in alley,20.0
2014-01-04,Open,,14-3,Something new,
"""


def statuses(records: Records) -> dict[str, int]:
    with records.reading() as session:
        return {row[0]: row[1] for row in session.execute(select(Matter.status, func.count()).group_by(Matter.status))}


def count(records: Records, of: object) -> int | None:
    with records.reading() as session:
        return session.scalar(select(func.count()).select_from(of))  # pyright: ignore[reportArgumentType]


def test_of_two_rows_for_one_request_the_later_holds_and_reading_the_file_again_changes_nothing(
    take, planted: Records
) -> None:
    take(TWICE, "areas", "chicago")
    first = take(TWICE, "matters", "chicago")
    assert (first.counts.added, first.counts.changed, first.counts.doubtful) == (3, 1, 3)
    for _ in range(3):
        again = take(TWICE, "matters", "chicago")
        assert (again.counts.unchanged, again.counts.changed) == (4, 0)
    with planted.reading() as session:
        stored = {matter.source_ref: matter for matter in session.scalars(select(Matter))}
        assert (stored["14-1"].status, stored["14-1"].category_key) == ("closed", "chicago.02")
        assert (stored["14-2"].area_id, stored["14-3"].area_id) == (None, None)
        assert session.get_one(Area, stored["14-1"].area_id).name == "第20选区"
    assert count(planted, MatterRevision) == 1


def test_what_another_file_put_back_is_not_taken_for_a_repetition(take, planted: Records) -> None:
    take(TWICE, "areas", "chicago")
    take(TWICE, "matters", "chicago")
    header, first, *_ = TWICE.splitlines(keepends=True)
    assert take(header + first, "matters", "chicago").counts.changed == 1
    assert statuses(planted) == {"reported": 3}
    assert take(TWICE, "matters", "chicago").counts.changed == 1
    assert statuses(planted) == {"reported": 2, "closed": 1}


def test_every_type_of_the_source_has_a_chinese_name() -> None:
    kind = mapping_file.load("chicago").rules.matters.category  # pyright: ignore[reportOptionalMemberAccess]
    assert kind is not None
    assert not [entry.name for entry in kind.known.values() if re.search("[A-Za-z]", entry.name)]


# Half a minute; the other real import runs on both databases.
@pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
def test_the_real_requests_come_in_whole_and_meet_every_count(
    take, planted: Records, model: ReadModel, shared_data: Path
) -> None:
    file = shared_data / "chicago_311_sanitation.csv.gz"
    assert take(file, "areas", "chicago").counts.added == 51
    outcome = take(file, "matters", "chicago")
    counts = outcome.counts
    assert (counts.read, counts.added, counts.refused) == (74_401, 74_026, 0)
    # 371 ids are repeated in 375 further rows, three of which repeat their request word for word: all are doubtful,
    # and so are seven without a ward that is there.
    assert (counts.changed, counts.unchanged, counts.doubtful) == (372, 3, 3 + 375 + 4)
    assert statuses(planted) == {"reported": 201 + 124, "closed": 73_701}
    with planted.reading() as session:
        unplaced = session.scalar(select(func.count()).where(Matter.area_id.is_(None)))
        names = session.scalars(select(Category.name).where(Category.code_list == "chicago")).all()
    # Three in ward 0, which isn't there, and four without a ward.
    assert unplaced == 3 + 4
    assert len(names) == 9
    assert not [name for name in names if re.search("[A-Za-z]", name)]
    assert parity.check(planted, model).differences == []
    before = model.version
    again = take(file, "matters", "chicago").counts
    assert (again.unchanged, again.added, again.changed) == (74_401, 0, 0)
    assert (count(planted, Matter), count(planted, MatterRevision)) == (74_026, 372)
    assert model.catch_up() > before
    assert parity.check(planted, model).differences == []
