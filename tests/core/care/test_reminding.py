"""Townships that haven't reported are reminded once a day, and what came of it is seen on the return."""

import pytest

from core import clock
from core.care import overview, reminding, returns
from core.care.desk import Seen
from core.care.refusal import NotAllowed, Refused
from db.queries import care
from db.session import Records
from tests import factories
from tests.core.care.conftest import (
    OFFICE,
    TOWNSHIPS,
    capacity,
    count,
    everything,
    expected,
    office,
    opened,
    submitted,
    today,
    township,
)

__all__ = ["office", "today"]


def remind(records: Records, month: Seen, by=OFFICE) -> int:
    with records.writing(within=("5307",)) as session:
        row = care.held_month(session, month.key)
        assert row is not None
        return reminding.remind(session, Seen(row.id, row.version), by=by)


def test_whoever_has_not_reported_is_reminded_once_a_day(office: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    month = opened(office)
    submitted(office, month.key, TOWNSHIPS[0], everything(count(9, 9)))
    seen = expected(office, month.key, TOWNSHIPS[1])
    assert remind(office, month) == 3
    with pytest.raises(Refused, match="nobody_to_remind"):
        remind(office, month)
    # A form that was open meanwhile is still taken.
    with office.writing(within=(TOWNSHIPS[1],)) as session:
        returns.submit(session, seen, everything(count(9, 9)), capacity(), by=township(TOWNSHIPS[1]))
    monkeypatch.setattr(clock, "now", lambda: factories.moment("2026-11-06 10:00"))
    assert remind(office, month) == 2
    (listed,) = overview.office_months(office, OFFICE)
    assert [(one.reminders, str(one.reminded_on)) for one in listed.returns] == [
        (0, "None"), (1, "2026-11-05"), (2, "2026-11-06"), (2, "2026-11-06"),
    ]  # fmt: skip


def test_only_the_services_office_reminds(office: Records) -> None:
    month = opened(office)
    with pytest.raises(NotAllowed):
        remind(office, month, township(TOWNSHIPS[0]))
