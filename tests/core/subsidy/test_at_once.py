"""Many approvals at once against one budget: never more than the year has, and whoever came late is told."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Event

from core.access import Person
from core.mediation.refusal import Refused
from core.subsidy import budget, deciding
from db.models import SubsidyEntry
from db.session import WHOLE
from tests import scenario
from tests.core.mediation.conftest import Office
from tests.core.subsidy.conftest import COUNTY
from tests.core.subsidy.test_claiming import ON, claim, visited

OTHER = Person(None, "other", "古城区", "county_office", scenario.GUCHENG)


def approve(paying: Office, line: SubsidyEntry, by: Person) -> str:
    """What the one who approves is told."""
    try:
        with paying.records.writing(within=WHOLE) as session:
            deciding.approve(session, paying.desk, entry=line.id, version=line.version, on=ON, by=by)
    except Refused as refused:
        return refused.reason
    return "approved"


def left(paying: Office) -> tuple[int, int]:
    balance = budget.balance(paying.records, COUNTY, 2026)
    assert balance is not None
    return balance.approved, balance.left


def limited(paying: Office, fen: int) -> None:
    with paying.records.writing(within=WHOLE) as session:
        told = {"area_code": scenario.GUCHENG, "year": 2026, "version": 1, "by": COUNTY}
        budget.put(session, paying.desk, amount_fen=fen, **told)


def test_who_approves_while_another_does_waits_and_sees_what_is_left(paying: Office) -> None:
    first, second = (claim(paying, visited(paying)) for _ in range(2))
    limited(paying, 300_00)
    approved, told = Event(), Event()
    with ThreadPoolExecutor(2) as pool:

        def slowly() -> None:
            with paying.records.writing(within=WHOLE) as session:
                deciding.approve(session, paying.desk, entry=first.id, version=first.version, on=ON, by=COUNTY)
                approved.set()
                # The other one has begun by now, and finds no answer before this is over.
                assert not told.wait(0.4)

        def meanwhile() -> str:
            approved.wait(10)
            answer = approve(paying, second, OTHER)
            told.set()
            return answer

        before, after = pool.submit(slowly), pool.submit(meanwhile)
        before.result()
        assert after.result() == "subsidy_over_budget"
    assert left(paying) == (200_00, 100_00)


def test_of_a_crowd_as_many_are_approved_as_the_budget_pays(paying: Office) -> None:
    lines = [claim(paying, visited(paying)) for _ in range(4)]
    limited(paying, 500_00)
    with ThreadPoolExecutor(8) as pool:
        # Each line by two people, all of them at once.
        told = Counter(
            pool.map(lambda act: approve(paying, *act), [(line, by) for line in lines for by in (COUNTY, OTHER)])
        )
    assert told["approved"] == 2
    assert set(told) <= {"approved", "subsidy_over_budget", "subsidy_changed", "subsidy_decided_before"}
    assert left(paying) == (400_00, 100_00)
