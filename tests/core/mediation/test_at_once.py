"""Many at once at the same case: one step is written, and whoever was slower is told."""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import func, select

from core.mediation import handling
from core.mediation.desk import Seen
from core.mediation.refusal import Refused
from db.models import MediationEvent
from db.session import WHOLE
from tests.core.mediation.conftest import APPLIED, Office


def test_of_many_at_once_one_is_written_and_the_others_are_told(office: Office) -> None:
    case = office.register()
    seen = Seen(case, office.case(case).version)

    def accept(_: int) -> str:
        try:
            office.act(handling.accept, case, seen=seen, on=APPLIED)
        except Refused as refused:
            return refused.reason
        return "done"

    with ThreadPoolExecutor(4) as pool:
        told = sorted(pool.map(accept, range(8)))
    assert told == [*["changed_meanwhile"] * 7, "done"]
    with office.records.reading(within=WHOLE) as session:
        written = select(func.count()).select_from(MediationEvent).where(MediationEvent.step == "accepted")
        assert session.scalar(written) == 1
