"""Signs of work for the score, each with its numerator and denominator counted by hand from real rows."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy.orm import Session

from core import areas
from core.metrics import measure
from core.periods import Span
from core.scoring import relabelling, signals
from core.scoring.signals import Signal
from db.models import Area, DataSource, MatterRevision, MediationCase, MediationEvent, MediationRoom
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import factories, scenario

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
OCTOBER = Span(date(2026, 10, 1), date(2026, 10, 31))
D, S = scenario.D, scenario.S


def plant(session: Session) -> None:
    """October 2026 in two townships: what was closed and visited, agreed by word of mouth, and called otherwise."""
    places, feed = factories.areas(session), factories.data_source(session)
    # 大研 closes 40 on the 10th; of the visits after them 8 are dissatisfied: 20 %.
    for number in range(40):
        _closed(session, feed, places[D], "2026-10-10", "dissatisfied" if number < 8 else "satisfied")
    # 束河 closes one a day until the 24th and 12 a day on the last three days; 2 of 60 are dissatisfied.
    days = [1] * 24 + [0] * 4 + [12] * 3
    closings = [f"2026-10-{day:02}" for day, count in enumerate(days, 1) for _ in range(count)]
    for number, day in enumerate(closings):
        _closed(session, feed, places[S], day, "dissatisfied" if number < 2 else "satisfied")
    room = MediationRoom(code="R", name="调解室", kind="committee", area=places[D], valid_from=date(2020, 1, 1))
    session.add(room)
    session.flush()
    # 大研's oral agreements: 20 of 40 last year, 30 of 40 now; 束河's 20 of 40 and 22 of 40.
    for place, year, oral in ((D, 2025, 20), (D, 2026, 30), (S, 2025, 20), (S, 2026, 22)):
        for number in range(40):
            _agreed(session, feed, places[place], room, year, "oral" if number < oral else "written")
    # 大研: three complaints became consultations or praise, five are complaints still. 束河: two groups became one
    # person each, of six. A group that became another size of group is none, nor is what changed in November.
    for label in ("consultation", "consultation", "praise"):
        _relabelled(session, feed, places[D], '{"nature":"complaint"}', "2026-10-12", nature=label)
    for _ in range(5):
        factories.matter(session, feed, places[D], [("reported", "2026-10-03")], nature="complaint")
    for before in ("02", "03"):
        _relabelled(session, feed, places[S], f'{{"scale":"{before}"}}', "2026-10-20", scale="01")
    for _ in range(3):
        factories.matter(session, feed, places[S], [("reported", "2026-10-03")], scale="02")
    _relabelled(session, feed, places[S], '{"scale":"03"}', "2026-10-20", scale="02")
    _relabelled(session, feed, places[D], '{"nature":"complaint"}', "2026-11-02", nature="consultation")


def _closed(session: Session, feed: DataSource, place: Area, day: str, visit: str) -> None:
    told = {"satisfaction": visit}
    after = f"{date.fromisoformat(day) + timedelta(days=1)}"
    events = [("reported", "2026-09-30"), ("closed", day), ("followed_up", after, told)]
    factories.matter(session, feed, place, events, nature="request")


def _agreed(session: Session, feed: DataSource, place: Area, room: MediationRoom, year: int, form: str) -> None:
    matter = factories.matter(session, feed, place, [("reported", f"{year}-09-20")])
    case = MediationCase(
        code=f"{matter.code}-T1", matter_id=matter.id, room=room, channel="people", status="agreed", category_key="A.02"
    )
    for step, day in (("applied", "21"), ("accepted", "22")):
        case.events.append(_event(matter.id, room.id, step, f"{year}-09-{day}"))
    case.events.append(_event(matter.id, room.id, "agreed", f"{year}-10-09", form=form))
    session.add(case)
    session.flush()


def _event(matter: int, room: int, step: str, day: str, **told: str) -> MediationEvent:
    event = MediationEvent(episode=1, step=step, at=factories.moment(day), mediation_room_id=room, **told)
    event.matter_id = matter
    return event


def _relabelled(session: Session, feed: DataSource, place: Area, before: str, day: str, **now: str) -> None:
    matter = factories.matter(session, feed, place, [("reported", "2026-10-02")], **now)
    session.add(MatterRevision(matter_id=matter.id, at=factories.moment(day), before=before))


def test_each_sign_as_counted_by_hand(records: Records, model: ReadModel) -> None:
    with records.writing(within=WHOLE) as session:
        plant(session)
    model.catch_up()
    scope = scenario.scope(records, "2026-10")

    def ask(
        metric: str, by: Sequence[str], filters: Mapping[str, Sequence[str]], compare: Sequence[str]
    ) -> pd.DataFrame:
        seen = scope
        for name, codes in filters.items():
            seen = seen.with_filter(name, *codes)
        return measure(model, (metric,), seen, tuple(by), tuple(compare))

    changed = relabelling.counted(records, areas.load(records), scope, OCTOBER, "township")
    assert signals.signs(ask, changed, "township") == [
        Signal("softened", D, 3, 0, 8),  # 3 of 3 + 5
        Signal("split", S, 2, 0, 6),  # 2 of 2 + 4 that are groups still
        Signal("false_closure", D, 20, 10, 40),  # 8 of 40; all: 10 of 100
        Signal("rush", S, 12, 24 / 28, 60 - 24),  # 36 in three days; 24 in the other 28
        Signal("oral", D, 75, 50, 40),  # 30 of 40; last year 20 of 40
    ]
    placed = signals.red_and_black(ask("satisfaction_rate", ("township",), {}, ()), "township")
    # 46 of the 48 visits before November and 32 of 40, against 78 of 88; 1.96 standard errors on either side.
    assert [(one.code, round(one.rate, 2), one.sample, round(one.margin, 2), one.list) for one in placed] == [
        (S, 95.83, 48, 5.65, "red"), (D, 80.0, 40, 12.4, ""),
    ]  # fmt: skip
