"""The demo's acts on bodies: reminders, notices with answers, graver steps and awards, all of them invented."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import numpy as np

from core import catalogue, clock
from core.accountability import kinds
from core.demo.places import Places
from core.demo.plan import Plan
from core.demo.shares import generator
from core.demo.units import Units
from core.working_days import WorkingDays, published
from db.models import AccountabilityAction, AccountabilityEvent, AccountabilityNotice, DocumentSeries
from db.queries import demo
from db.session import Session

MAKER, SECOND = "dudao", "lijiang"
"""Names of demo accounts that are said to have acted."""
MORNING = time(9, 30)


@dataclass(frozen=True)
class Body:
    """A place's own office or one of its units, and the places whose offices are above it, the nearest first."""

    area_id: int
    unit_id: int | None
    level: str
    issuers: tuple[int, ...]


class ActWriter:
    """Puts the acts of one plan: fixed by its seed, up to its day."""

    def __init__(
        self, session: Session, plan: Plan, places: Places, units: Units, area_ids: np.ndarray, unit_ids: np.ndarray
    ) -> None:
        self.session, self.plan = session, plan
        self.rng = generator(plan.seed, "accountability")
        self.calendar: WorkingDays = published()
        self.settings = catalogue.document("demo")["accountability"]
        self.bodies = _bodies(places, units, area_ids, unit_ids)
        self.numbers: Counter[tuple[int, str, int]] = Counter()
        self.acts: list[AccountabilityAction] = []

    def put(self) -> int:
        """Writes all of them and the numbers that were given; returns how many acts."""
        days = [self.plan.start + timedelta(days=at) for at in range((self.plan.today - self.plan.start).days + 1)]
        for day in filter(self.calendar.holds, days):
            for _ in range(self.rng.poisson(self.settings["a_day"] * len(self.bodies))):
                self._act(self.bodies[int(self.rng.integers(len(self.bodies)))], day)
        for year in range(self.plan.start.year, self.plan.today.year + 1):
            self._awards(date(year, *self.settings["awarded_on"]))
        for number, act in enumerate(self.acts, 1):
            act.source_ref = f"{demo.KEY}-{number}"
        self.session.add_all(self.acts)
        self.session.add_all(
            DocumentSeries(issuer_id=issuer, kind=kind, year=year, last_number=last)
            for (issuer, kind, year), last in self.numbers.items()
        )
        self.session.flush()
        return len(self.acts)

    def _act(self, body: Body, day: date) -> None:
        shares = self.settings["share"]
        kind = str(self.rng.choice(list(shares), p=np.array(list(shares.values())) / sum(shares.values())))
        act = self._new(kind, body, day, str(self.rng.choice(self.settings["basis"])))
        if kinds.rules()[kind].is_notice:
            self._notice(act, day)
        elif act.effect != "none" and (self.plan.today - day).days < self.settings["waiting_days"]:
            act.state, act.approved_by = "drafted", None
            act.events.pop()
        elif self.rng.random() < self.settings["annulled"]:
            self._end(act, "annulled", day + timedelta(days=9))
        elif act.lift_condition == "rectified" and self.rng.random() < self.settings["lifted"]:
            self._end(act, "lifted", day + timedelta(days=int(self.rng.integers(30, 120))))

    def _new(self, kind: str, body: Body, day: date, basis: str) -> AccountabilityAction:
        rule = kinds.rules()[kind]
        near = len(body.issuers) == 1 or self.rng.random() < self.settings["by_county"]
        plain = rule.effect == "none"
        act = AccountabilityAction(
            area_id=body.area_id,
            member_unit_id=body.unit_id,
            kind=kind,
            issuer_id=body.issuers[0 if near else 1],
            basis=basis,
            reference=self.settings["reference"],
            starts_on=day,
            ends_on=rule.usual_end(day),
            lift_condition=rule.lift_condition,
            effect=rule.effect,
            effect_points=rule.points,
            state="in_force",
            drafted_by=MAKER,
            approved_by=None if plain else SECOND,
        )
        self._tell(act, "issued" if rule.is_notice else "begun" if plain else "drafted", day, MAKER)
        if not plain:
            self._tell(act, "approved", day, SECOND)
        self.acts.append(act)
        return act

    def _notice(self, act: AccountabilityAction, day: date) -> None:
        series = (act.issuer_id, act.kind, day.year)
        self.numbers[series] += 1
        due = self.calendar.after(day, kinds.rules()[act.kind].answer_days or 5)
        texts = self.settings["notice"][act.kind]
        act.notice = notice = AccountabilityNotice(
            issuer_id=act.issuer_id,
            kind=act.kind,
            year=day.year,
            number=self.numbers[series],
            facts=texts["facts"],
            demands=texts["demands"],
            issued_on=day,
            due_on=due,
        )
        received, answered, closed = self._answered(day, due)
        if received <= self.plan.today:
            notice.received_on = received
            self._tell(act, "received", received, SECOND)
        if answered <= self.plan.today:
            notice.answered_on, notice.answered_by, notice.answer = answered, SECOND, texts["answer"]
            self._tell(act, "answered", answered, SECOND)
        if closed <= self.plan.today:
            notice.closed_on = closed
            act.state, act.lifted_on, act.lift_reason = "lifted", closed, "answered"
            self._tell(act, "closed", closed, MAKER)

    def _answered(self, day: date, due: date) -> tuple[date, date, date]:
        """When it is received, answered and closed; most are answered in time."""
        late = self.rng.random() > self.settings["in_time"]
        answered = self.calendar.after(due, int(self.rng.integers(1, 26))) if late else due - timedelta(days=1)
        return self.calendar.after(day, 1), answered, self.calendar.after(answered, int(self.rng.integers(1, 5)))

    def _end(self, act: AccountabilityAction, state: str, on: date) -> None:
        if on >= min(self.plan.today, act.ends_on or self.plan.today):
            return
        act.state = state
        if state == "annulled":
            act.annulled_on, act.annul_reason = on, "procedure"
        else:
            act.lifted_on, act.lift_reason = on, "rectified"
        self._tell(act, state, on, SECOND, act.annul_reason or act.lift_reason)

    def _awards(self, day: date) -> None:
        if not self.plan.start <= day <= self.plan.today:
            return
        for body in self.bodies:
            kind = {"county": "safe_county", "township": "safe_township"}.get(body.level)
            if kind and self.rng.random() < self.settings["awarded"]:
                self._new(kind, Body(body.area_id, None, body.level, body.issuers[-1:]), day, "good_record")

    def _tell(self, act: AccountabilityAction, step: str, day: date, actor: str, reason: str | None = None) -> None:
        at = min(datetime.combine(day, MORNING, clock.SHANGHAI), self.plan.now)
        act.events.append(AccountabilityEvent(step=step, at=at, actor=actor, reason=reason))


def _bodies(places: Places, units: Units, area_ids: np.ndarray, unit_ids: np.ndarray) -> list[Body]:
    """Counties, townships, and the units of prefectures and counties that aren't centres."""
    at = {place.code: number for number, place in enumerate(places.all)}
    found: list[Body] = []
    for number, place in enumerate(places.all):
        if place.level in ("county", "township"):
            found.append(Body(int(area_ids[number]), None, place.level, _above(places, at, number, area_ids)))
    for number, unit in enumerate(units.all):
        if places.all[unit.place].level in ("prefecture", "county") and unit.kind != "centre":
            own = int(area_ids[unit.place])
            issuers = (own, *_above(places, at, unit.place, area_ids))
            found.append(Body(own, int(unit_ids[number]), "unit", issuers))
    return found


def _above(places: Places, at: dict[str, int], number: int, area_ids: np.ndarray) -> tuple[int, ...]:
    found: list[int] = []
    code = places.all[number].parent_code
    while code in at:
        found.append(int(area_ids[at[code]]))
        code = places.all[at[code]].parent_code
    return tuple(found)
