"""`fengqiao cadence`: it generates once, says what it did, and lists what is overdue."""

from datetime import timedelta

from core import clock
from core.cadence import generating
from db.session import Records
from tests import factories
from tests.dashboards.commands.conftest import Fengqiao


def test_it_generates_once_and_names_who_is_late(kept: Records, fengqiao: Fengqiao) -> None:
    with kept.writing() as session:
        factories.areas(session)
    first = fengqiao("cadence").output
    assert "新增 28 份" in first
    assert "没有逾期未报的" in first
    assert "新增 0 份" in fengqiao("cadence", "--area", "530702").output
    generating.generate(kept, clock.now() + timedelta(days=21))
    # What the clock says now is earlier again: nothing is asked for twice or taken back.
    assert "新增 0 份" in fengqiao("cadence").output
    assert fengqiao("cadence", "--area", "999").exit_code == 1
