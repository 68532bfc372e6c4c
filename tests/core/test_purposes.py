"""The purpose register: without a row of a data set nothing of it comes in; and what is past its time goes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from core import access, clock, foundation, purposes, retention
from core.access import Person
from core.care import returns
from core.care.refusal import Refused
from core.intake import importing, uploads
from core.purposes import NoPurpose
from db.models import AuditEvent, ImportUpload, Purpose, ServiceCell, ServiceCount
from db.session import WHOLE, Records
from tests.core.care.conftest import (
    TOWNSHIPS,
    approved,
    capacity,
    closed,
    count,
    everything,
    expected,
    opened,
    township,
)

__all__ = ["office", "today"]
from tests.core.care.conftest import office, today

HERE = TOWNSHIPS[0]


def taken_out(records: Records, data_set: str) -> None:
    with records.writing() as session:
        session.execute(delete(Purpose).where(Purpose.data_set == data_set))
    # What an office has taken out doesn't come back with the next start.
    foundation.prepare(records)


def test_every_kind_of_import_ships_with_a_purpose_a_basis_and_a_time(records: Records) -> None:
    with records.reading() as session:
        rows = {row.data_set: row for row in session.scalars(select(Purpose))}
    assert set(rows) == {*importing.KINDS, purposes.SERVICES}
    assert all(row.purpose and row.legal_basis and row.fields and row.retention_days > 0 for row in rows.values())


def test_without_a_row_nothing_of_it_is_imported(records: Records, tmp_path: Path) -> None:
    file = tmp_path / "areas.csv"
    file.write_text("区划代码,名称,级别,上级代码\n53,云南省,prefecture,0\n", encoding="utf-8")
    taken_out(records, "areas")
    with pytest.raises(NoPurpose, match="数据登记簿没有“区划”这一项"):
        importing.run(records, "areas", file, by=access.operator(), home=tmp_path)


def test_without_a_row_no_return_is_handed_in(office: Records) -> None:
    month = opened(office)
    taken_out(office, purposes.SERVICES)
    seen = expected(office, month.key, HERE)
    with pytest.raises(Refused, match="no_purpose"), office.writing(within=(HERE,)) as session:
        returns.submit(session, seen, everything(count(9, 9)), capacity(), by=township(HERE))


def test_three_years_on_only_counts_are_left(office: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    month = opened(office)
    approved(office, month.key, HERE, everything(count(40, 38)))
    closed(office, month.key)
    mapping = "standard"
    upload = uploads.hand_in(office, b"a,b\n1,2\n", "x.csv", "matters", mapping, by=access.operator(), home=tmp_path)
    first = retention.purge(office, tmp_path, by=access.operator())
    assert (first.files, first.numbers, first.events) == (0, 0, 0)
    assert upload.path.is_file()
    then = clock.now() + timedelta(days=3 * 366)
    monkeypatch.setattr(clock, "now", lambda: then)
    gone = retention.purge(office, tmp_path, by=access.operator())
    assert gone.files == 1
    assert gone.numbers == 12 * 4 + 4
    assert not upload.path.exists()
    with office.reading(within=WHOLE) as session:
        counts = [session.scalar(select(func.count()).select_from(table)) for table in (ServiceCount, ImportUpload)]
        assert counts == [0, 0]
        # The cube stays; the act of removing tells how much went.
        assert session.scalar(select(func.count()).select_from(ServiceCell)) == 48
        events = session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
        assert events[-1].detail == "files=1 numbers=52 events=0"


TOLD = purposes.Told("区划汇总", "GB/T 2260", "代码、名称", 3650, "综治中心")
SECURITY = Person(None, "anquan", "安全管理员", "security_manager", None)


def test_the_security_manager_keeps_the_register_and_nobody_else(records: Records) -> None:
    seen = purposes.listed(records)["areas"]
    with records.writing() as session:
        purposes.register(session, "areas", TOLD, seen=seen, by=SECURITY)
    assert purposes.listed(records)["areas"] == TOLD
    with records.writing() as session:
        purposes.strike(session, "areas", seen=TOLD, by=SECURITY)
    assert "areas" not in purposes.listed(records)
    with records.writing() as session:
        purposes.register(session, "areas", TOLD, seen=None, by=SECURITY)
    with records.reading() as session:
        acts = [event.action for event in session.query(AuditEvent).order_by(AuditEvent.id)][-3:]
    assert acts == ["purpose.register", "purpose.strike", "purpose.register"]
    for role in ("command_desk", "service_office", "system_manager", "audit_manager"):
        other = Person(None, "x", "某人", role, "5307")
        with pytest.raises(purposes.NotAllowed), records.writing() as session:
            purposes.strike(session, "areas", seen=TOLD, by=other)


@pytest.mark.parametrize(
    ("data_set", "change", "reason"),
    [
        ("persons", {}, "unknown"),
        ("areas", {"purpose": "x"}, "bad_text"),
        ("areas", {"owner": "联系 13812345678"}, "bad_text"),
        ("areas", {"retention_days": 0}, "bad_days"),
        ("areas", {"retention_days": 40_000}, "bad_days"),
    ],
)
def test_what_the_register_takes(records: Records, data_set: str, change: dict, reason: str) -> None:
    seen = purposes.listed(records).get(data_set)
    with pytest.raises(purposes.Refused, match=reason), records.writing() as session:
        purposes.register(session, data_set, replace(TOLD, **change), seen=seen, by=SECURITY)


def test_whoever_writes_over_what_has_changed_is_told(records: Records) -> None:
    seen = purposes.listed(records)["areas"]
    with records.writing() as session:
        purposes.register(session, "areas", TOLD, seen=seen, by=SECURITY)
    with pytest.raises(purposes.Refused, match="changed_meanwhile"), records.writing() as session:
        purposes.strike(session, "areas", seen=seen, by=SECURITY)
