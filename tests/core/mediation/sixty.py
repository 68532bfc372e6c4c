"""Sixty cases in three rooms, told by the very steps that people take; every figure of them can be counted by hand.

sixty_cases.csv holds one row a case, in twelve blocks of equal ones (number of cases, room, what became of them):

 A 10 D1 accepted 09-01, agreed 09-06 (5 days), written, 1,000 yuan, performed, visited: satisfied; 2 parties
 B  8 D1 accepted 09-02, agreed 09-12 (10), oral, performed
 C  5 D1 accepted 09-03, agreed 09-18 (15), written, 500.50 yuan, confirmed 09-28, visited: satisfied enough
 D  3 D1 accepted 09-03, agreed 09-23 (20), written, gone back on 10-01, to court
 E  4 D1 accepted 09-04, ended without an agreement 10-30, six working days late
 F  5 D1 accepted 09-05, still open, overdue
 G  6 D2 accepted 09-07, agreed 09-17 (10), oral, performed, visited: unhappy, reopened 10-01, agreed 10-09
 H  4 D2 refused 09-10
 I  5 D2 accepted 09-10, halted since 09-15
 J  6 C1 accepted 09-11 by an expert, agreed 10-11 (30), written, 20,000 yuan, confirmed 10-20
 K  2 C1 applied 09-15, no answer yet
 L  2 D1 accepted 09-15, passed on to C1, agreed there 09-29 (14), written

A and B are simple, C is ordinary, the others are not graded. D1 and D2 lie in 大研 (a subdistrict), C1 is the county's.
The disputes of J and K lie in 古城 itself, the others in 大研.
"""

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from core import access
from core.mediation import handling, money, outcome
from core.mediation.desk import Desk, Seen
from core.mediation.registering import Application, register
from db.models import MediationCase
from db.session import Session
from tests import factories, scenario

FILE = Path(__file__).with_name("sixty_cases.csv")
OPERATOR = access.operator()
Row = Mapping[str, str]


def plant(session: Session, desk: Desk) -> None:
    """All sixty; areas, a feed and the rooms of the conftest are there already."""
    places, feed = factories.areas_of(session), session.query(factories.DataSource).first()
    for row in rows():
        home = places[scenario.GUCHENG if row["room"] == "C1" else scenario.D]
        matter = factories.matter(session, feed, home, [("reported", "2026-08-31")], category_key="A.02")
        _follow(session, desk, _registered(session, desk, matter.code, row), row)


def rows() -> list[Row]:
    return list(csv.DictReader(FILE.read_text(encoding="utf-8").splitlines()))


def _registered(session: Session, desk: Desk, matter: str, row: Row) -> MediationCase:
    wanted = Application(
        matter,
        row["room"],
        channel=row["channel"],
        link=row["link"] or None,
        code_list=row["code_list"],
        category=row["category"],
        difficulty=row["difficulty"] or None,
        parties=int(row["parties"]) if row["parties"] else None,
    )
    return register(session, desk, wanted, on=_day(row["applied"]), by=OPERATOR)


def _follow(session: Session, desk: Desk, case: MediationCase, row: Row) -> None:
    def act(do, on: str, **told: object) -> None:
        if row[on]:
            # What a step leaves behind is written before the next one looks at it.
            session.flush()
            do(session, desk, Seen(case.id, case.version), on=_day(row[on]), by=OPERATOR, **told)

    agreement = {"form": row["form"], "amount_fen": money.fen(row["yuan"])}
    act(handling.accept, "accepted")
    act(handling.refuse, "refused", reason="not_civil")
    act(handling.transfer, "transferred", room_code="C1", reason="above")
    act(handling.arrive, "arrived")
    act(handling.assign, "arrived" if row["arrived"] else "accepted", work_number=row["mediator"])
    act(handling.pause, "paused", reason="appraisal")
    act(outcome.agree, "agreed", **agreement)
    act(outcome.end, "ended", reason="no_agreement")
    act(outcome.perform, "performed")
    act(outcome.confirm, "confirmed")
    act(outcome.renege, "reneged")
    act(outcome.to_court, "court")
    act(outcome.visit, "visited", satisfaction=row["satisfaction"])
    act(outcome.reopen, "reopened")
    act(handling.assign, "reopened", work_number="D2-2")
    act(outcome.agree, "agreed_again", form="written", amount_fen=None)


def _day(text: str) -> date:
    return date.fromisoformat(text)
