"""`fengqiao audit`: the chain proved at the command line, and the first thing wrong said in Chinese."""

from pathlib import Path

from sqlalchemy import text

from core import access, audit
from dashboards import stores
from db.session import Records
from tests.dashboards.commands.conftest import Fengqiao


def act(records: Records) -> None:
    with records.writing() as session:
        audit.append(session, action="export", object_kind="document", object_key="x", by=access.operator())


def test_the_chain_is_sealed_and_proved(kept: Records, fengqiao: Fengqiao, home: Path) -> None:
    act(kept)
    assert "待加封 1 条" in fengqiao("audit", "verify").output
    assert "加封 1 条。" in fengqiao("audit", "seal").output
    proved = fengqiao("audit", "verify")
    assert proved.exit_code == 0
    assert "审计链完好：共 1 条记录，已加封 1 条，待加封 0 条，与 2 处存证一致。" in proved.output
    assert (home / "anchors" / "audit.jsonl").exists()


def test_a_forged_row_is_named_and_the_command_fails(kept: Records, fengqiao: Fengqiao) -> None:
    for _ in range(3):
        act(kept)
    fengqiao("audit", "seal")
    with kept.writing() as session:
        session.execute(text("drop trigger log_audit_event_update"))
        session.execute(text("update audit_event set actor = 'nobody' where id = 2"))
    found = fengqiao("audit", "verify")
    assert found.exit_code == 1
    assert "第 2 环的记录（编号 2）被改动过" in found.stderr


def test_the_place_of_the_anchors_can_be_chosen(home: Path, fengqiao: Fengqiao, tmp_path: Path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("AUDIT_ANCHORS", str(tmp_path / "elsewhere" / "anchors.jsonl"))
    act(stores.records())
    fengqiao("audit", "seal")
    assert (tmp_path / "elsewhere" / "anchors.jsonl").exists()
    assert not (home / "anchors").exists()
