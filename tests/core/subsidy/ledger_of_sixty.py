"""The subsidies of the sixty cases (tests/core/mediation/sixty.py), so that each figure can be counted by hand.

Claimed on 10 October for A (10, simple, written, agreed 09-06: 100 yuan), B (8, simple, oral, 09-12: 50) and C (5,
ordinary, written, 09-18: 250, the tariff since 09-15). On 20 October one of B is refused and all but one of C approved;
on 2 November one of A is to be taken back, which is approved on the 5th.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select

from core.mediation.desk import Desk, Seen
from core.subsidy import claiming, deciding
from db.models import MediationCase, SubsidyEntry
from db.session import Session
from tests.core.mediation import sixty
from tests.core.subsidy.conftest import COUNTY, MAKER

CLAIMED, DECIDED, TAKEN_BACK, BACK = date(2026, 10, 10), date(2026, 10, 20), date(2026, 11, 2), date(2026, 11, 5)


def plant(session: Session, desk: Desk) -> None:
    """All of it; the sixty, the tariff and the budget are there already."""
    lines = [_claim(session, desk, case) for case in _cases(session, "ABC")]
    told = {"on": DECIDED, "by": COUNTY}
    for number, line in enumerate(lines):
        if number == 10:
            deciding.refuse(session, desk, entry=line.id, version=line.version, reason="files", **told)
        elif number < 22:
            deciding.approve(session, desk, entry=line.id, version=line.version, **told)
    first = {"entry": lines[0].id, "version": lines[0].version}
    back = claiming.reverse(session, desk, **first, reason="duplicate", on=TAKEN_BACK, by=MAKER)
    deciding.approve(session, desk, entry=back.id, version=back.version, on=BACK, by=COUNTY)


def _cases(session: Session, blocks: str) -> Sequence[MediationCase]:
    """The cases of these blocks in the order of the file, in which they were registered."""
    wanted = [row["block"] in blocks for row in sixty.rows()]
    found = session.scalars(select(MediationCase).order_by(MediationCase.id)).all()
    return [case for case, chosen in zip(found, wanted, strict=True) if chosen]


def _claim(session: Session, desk: Desk, case: MediationCase) -> SubsidyEntry:
    form = next(event.form for event in case.events if event.step == "agreed")
    papers = claiming.required(form or "")
    seen = Seen(case.id, case.version)
    return claiming.claim(session, desk, seen, difficulty=None, files=papers, on=CLAIMED, by=MAKER)
