"""`fengqiao check`: clean or not, and the exit code says which."""

from sqlalchemy import text

from dashboards import stores
from db.session import Records
from tests import scenario
from tests.dashboards.commands.conftest import Fengqiao


def test_a_faithful_copy_passes_before_and_after_a_change(kept: Records, fengqiao: Fengqiao) -> None:
    assert "核对一致" in fengqiao("check").output
    with kept.writing() as session:
        scenario.plant(session)
    clean = fengqiao("check")
    assert (clean.exit_code, "核对一致" in clean.output) == (0, True)
    with kept.writing() as session:
        session.execute(text("update grid set part_time = part_time + 1"))
    assert fengqiao("check").exit_code == 0


def test_a_tampered_copy_fails_names_the_place_and_is_mended_by_a_rebuild(kept: Records, fengqiao: Fengqiao) -> None:
    with kept.writing() as session:
        scenario.plant(session)
    model = stores.read_model()
    model.catch_up()
    with model._engine.begin() as connection:
        connection.execute(text("update fact_matter set on_time = 1, late = 0 where late = 1"))
    found = fengqiao("check")
    assert found.exit_code == 1
    for words in ("核对不一致", "fact_matter closed", "530702002", "late"):
        assert words in found.output
    assert fengqiao("check", "--rebuild").exit_code == 0
    assert fengqiao("check").exit_code == 0
