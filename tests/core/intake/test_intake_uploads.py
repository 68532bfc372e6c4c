"""Uploads: tried without a trace, taken in once, kept for thirty days."""

import os
import threading
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import func, inspect, select, update

from core import access, clock
from core.access import Person
from core.intake import NotAllowed, Refusal, report_workbook, uploads
from core.intake.uploads import Upload, UploadRefused
from db.models import Area, AuditEvent, Base, ImportBatch, ImportUpload, Matter
from db.session import Records

TABLE = "事项编号,上报时间,办结时间,事项大类,区划代码,办理单位\n"
ROWS = TABLE + "1,2026-01-05,,其他,530702001,司法所\n2,昨天,,其他,530702001,\n3,2026-01-06,,其他,999999,\n"


def hand_in(records: Records, home: Path, text: str = ROWS, **more: object) -> Upload:
    given = {"name": "台账.csv", "kind": "matters", "mapping": "standard", "by": access.operator()} | more
    return uploads.hand_in(records, text.encode(), home=home, **given)  # type: ignore[arg-type]


def look(records: Records, upload: Upload):  # type: ignore[no-untyped-def]
    return uploads.preview(records, upload, by=access.operator(), progress=lambda done, total: None)


def take_in(records: Records, home: Path, token: str, by: Person | None = None):  # type: ignore[no-untyped-def]
    return uploads.take(records, token, by=by or access.operator(), home=home, progress=lambda done, total: None)


def sizes(records: Records) -> dict[str, int]:
    with records.reading() as session:
        return {
            name: session.scalar(select(func.count()).select_from(table)) or 0
            for name, table in Base.metadata.tables.items()
        }


def test_a_preview_counts_what_the_import_then_does_and_writes_nothing(planted: Records, tmp_path: Path) -> None:
    upload = hand_in(planted, tmp_path)
    before = sizes(planted)
    foreseen = look(planted, upload)
    assert sizes(planted) == before
    outcome = take_in(planted, tmp_path, upload.token)
    assert foreseen.outcome.counts == outcome.counts
    assert (outcome.counts.added, outcome.counts.refused, outcome.counts.doubtful) == (2, 1, 2)
    told = [(row.row, row.cell, row.value, row.level) for row in foreseen.findings]
    assert told == [(2, "F2", "司法所", "存疑"), (3, "B3", "昨天", "拒绝"), (4, "E4", "999999", "存疑")]


def test_a_preview_knows_what_is_stored_already(planted: Records, tmp_path: Path) -> None:
    take_in(planted, tmp_path, hand_in(planted, tmp_path).token)
    changed = ROWS.replace("1,2026-01-05,,", "1,2026-01-05,2026-01-09,")
    for text, counts in ((ROWS, (0, 0, 2)), (changed, (0, 1, 1))):
        upload = hand_in(planted, tmp_path, text)
        foreseen = look(planted, upload).outcome.counts
        outcome = take_in(planted, tmp_path, upload.token).counts
        assert (foreseen.added, foreseen.changed, foreseen.unchanged) == counts
        assert foreseen == outcome


def test_the_report_of_a_preview_is_that_of_the_import_with_refusals_first(planted: Records, tmp_path: Path) -> None:
    upload = hand_in(planted, tmp_path)
    foreseen = look(planted, upload)
    book = openpyxl.load_workbook(BytesIO(report_workbook.of_rehearsal(foreseen, "台账.csv", "指挥中心")))
    rows = list(book["逐格明细"].iter_rows(values_only=True))
    start = next(n for n, row in enumerate(rows) if "级别" in row)
    assert [row[2] for row in rows[start + 1 :] if row[2]] == ["B3", "F2", "E4"]
    outcome = take_in(planted, tmp_path, upload.token)
    assert outcome.report is not None
    assert foreseen.report == outcome.report.read_bytes()


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("areas", "区划代码,区划名称,上级代码\n530702001,大研古城街道,530702\n530799,新区,5307\n"),
        ("units", "单位代码,单位名称,区划代码\nA,甲,530702\nA,乙,530702\n"),
        ("rooms", "调解室代码,调解室名称,区划,类别\nR,某室,530702,调委会\nS,某室,无,调委会\n"),
        ("indicators", "指标,区划,开始日期,结束日期,数值,单位\n诉前调解案件,5307,2025-01-01,2025-01-31,120,件\n"),
    ],
)
def test_every_kind_is_foreseen_as_it_comes(planted: Records, tmp_path: Path, kind: str, text: str) -> None:
    for _ in range(2):
        upload = hand_in(planted, tmp_path, text, kind=kind)
        foreseen = look(planted, upload).outcome.counts
        assert foreseen == take_in(planted, tmp_path, upload.token).counts


def test_twenty_clicks_at_once_import_once(planted: Records, tmp_path: Path) -> None:
    upload = hand_in(planted, tmp_path)
    ends: list[str] = []

    def click() -> None:
        try:
            ends.append(f"added {take_in(planted, tmp_path, upload.token).counts.added}")
        except UploadRefused as refused:
            ends.append(refused.key)

    clicks = [threading.Thread(target=click) for _ in range(20)]
    for thread in clicks:
        thread.start()
    for thread in clicks:
        thread.join()
    assert sorted(ends) == ["added 2"] + ["upload_taken"] * 19
    with planted.reading() as session:
        assert session.scalar(select(func.count()).select_from(Matter)) == 2


def test_what_is_too_large_or_not_allowed_is_refused_before_it_is_kept(planted: Records, tmp_path: Path) -> None:
    with pytest.raises(UploadRefused, match=r"超过 20 MB.*fengqiao import matters"):
        hand_in(planted, tmp_path, "x" * (uploads.LARGEST + 1))
    with pytest.raises(NotAllowed):
        hand_in(planted, tmp_path, by=Person(None, "leader", "领导", "leader", "0"))
    with pytest.raises(NotAllowed, match="区划是全市"):
        hand_in(planted, tmp_path, kind="areas", by=Person(None, "a", "a", "county_office", "530702"))
    with pytest.raises(Refusal):
        hand_in(planted, tmp_path, mapping="../../etc/passwd")
    assert not (tmp_path / "uploads").exists()


def test_nobody_takes_the_upload_of_somebody_else(planted: Records, tmp_path: Path) -> None:
    upload = hand_in(planted, tmp_path)
    with planted.writing() as session:
        session.execute(update(ImportUpload).values(account_id=_account(session)))
    with pytest.raises(UploadRefused, match="重新上传"):
        take_in(planted, tmp_path, upload.token)


def test_an_upload_is_private_named_by_its_token_and_audited(planted: Records, tmp_path: Path) -> None:
    upload = hand_in(planted, tmp_path, name="../../evil.xlsx")
    assert upload.path.parent == tmp_path / "uploads"
    assert upload.path.name == f"{upload.token}.xlsx"
    assert os.stat(upload.path).st_mode & 0o777 == 0o600
    with planted.reading() as session:
        assert session.scalars(select(AuditEvent.action)).all() == ["import.uploaded"]


def test_uploads_and_reports_go_after_thirty_days(planted: Records, tmp_path: Path) -> None:
    old, new = hand_in(planted, tmp_path), hand_in(planted, tmp_path)
    report = take_in(planted, tmp_path, old.token).report
    assert report is not None
    long_ago = clock.now() - timedelta(days=31)
    with planted.writing() as session:
        session.execute(update(ImportUpload).where(ImportUpload.token == old.token).values(uploaded_at=long_ago))
        session.execute(update(ImportBatch).values(started_at=long_ago))
    assert uploads.purge(planted, tmp_path) == 2
    assert not old.path.exists()
    assert not report.exists()
    assert new.path.exists()
    with planted.reading() as session:
        assert session.scalar(select(func.count()).select_from(Base.metadata.tables["import_change"])) == 0


def _account(session) -> int:  # type: ignore[no-untyped-def]
    from db.models import Account

    account = Account(
        username="other",
        display_name="other",
        role="county_office",
        area=session.scalars(select(Area).where(Area.code == "530702")).one(),
        password_hash="x",
        password_changed_at=clock.now(),
        created_at=clock.now(),
    )
    session.add(account)
    session.flush()
    assert inspect(account).identity
    return account.id
