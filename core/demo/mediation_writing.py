"""Writing the demo's mediation cases: their steps, clocks and states as rows of the records."""

from datetime import date

import numpy as np

from core import catalogue
from core.demo.handling import NEVER
from core.demo.mediation import AGAIN, AT, COLUMNS, SECOND, Cases, Mediation, police
from core.demo.mediators import mediators
from core.demo.office_hours import CLOCK_DAY
from core.demo.rooms import rooms
from core.demo.shares import generator
from core.demo.subsidies import SubsidyWriter
from core.demo.world import Batch, World
from core.mediation import clocks
from db.models import MediationCase, MediationDeadline, MediationEvent, MediationSession, Mediator
from db.models.matter import SATISFACTIONS
from db.models.mediation import DIFFICULTIES
from db.queries import bulk
from db.session import Session

SINCE = date(2022, 1, 1)
STATE_STEPS = {
    **{AT[name]: name for name in ("accepted", "refused", "agreed", "ended", "performed", "confirmed", "reneged")},
    AT["assigned"]: "assigned",
    AT["session"]: "mediating",
    SECOND: "accepted",
    AGAIN["assigned"]: "assigned",
    AGAIN["session"]: "mediating",
    AGAIN["agreed"]: "agreed",
}


class MediationWriter:
    """Puts mediators once, and the cases of each batch beside its matters."""

    def __init__(self, session: Session, world: World, room_ids: np.ndarray, area_ids: np.ndarray) -> None:
        self.session, self.world, self.room_ids = session, world, room_ids
        self.rooms = rooms(world.places)
        self.staff = mediators(self.rooms)
        self.first_of = np.searchsorted(self.staff.room, np.arange(len(self.rooms)))
        self.size_of = np.searchsorted(self.staff.room, np.arange(len(self.rooms)), side="right") - self.first_of
        self.mediation = Mediation(self.rooms, world.places, world.hours)
        self.written = {"mediator": 0, "mediation_case": 0}
        self.staff_ids = self._put_staff()
        self.subsidies = SubsidyWriter(session, world, self.rooms, area_ids)

    def put(self, batch: Batch, matter_ids: np.ndarray, codes: list[str]) -> None:
        rng = generator(self.world.plan.seed, "mediation", codes[0])
        accepted = batch.trail.clocks[:, 1]
        cases = self.mediation.cases(batch.matters, accepted, self.world.now, rng)
        if not len(cases.matter):
            return
        first = bulk.reserve_ids(self.session, MediationCase, len(cases.matter))
        ids, matters = np.arange(first, first + len(cases.matter)), matter_ids[cases.matter]
        who, again = (self._mediator(cases.passed_to, rng) for _ in range(2))
        self._put_cases(batch, cases, ids, matters, codes, np.where(cases.taken[:, AGAIN["assigned"]], again, who))
        self._put_events(cases, ids, matters, who, again)
        self._put_sessions(cases, ids, matters)
        self._put_clocks(cases, ids, matters)
        self.subsidies.put(cases, ids, matters, who, self.room_ids)
        self.written["mediation_case"] += len(ids)

    def finish(self) -> dict[str, int]:
        """What can be written only when all cases are, and the rows by table."""
        return self.written | {"subsidy_entry": self.subsidies.finish()}

    def _put_staff(self) -> np.ndarray:
        first = bulk.reserve_ids(self.session, Mediator, len(self.staff.work_number))
        ids = np.arange(first, first + len(self.staff.work_number))
        columns = {
            "id": ids,
            **{name: getattr(self.staff, name) for name in ("work_number", "kind", "profession", "head")},
            "mediation_room_id": self.room_ids[self.staff.room],
            "valid_from": np.full(len(ids), np.datetime64(SINCE, "D")),
        }
        if len(ids):
            self.written["mediator"] = bulk.insert_columns(self.session, Mediator, columns)
        return ids

    def _mediator(self, room: np.ndarray, rng: np.random.Generator) -> np.ndarray:
        """One of the room's, now and then its expert."""
        size = self.size_of[room]
        expert = rng.random(len(room)) < catalogue.document("demo")["mediation"]["expert"]
        at = (rng.random(len(room)) * np.maximum(size - (size > 2), 1)).astype(np.int64)
        return self.staff_ids[self.first_of[room] + np.where(expert, size - 1, at)]

    def _put_cases(
        self, batch: Batch, cases: Cases, ids: np.ndarray, matters: np.ndarray, codes: list[str], who: np.ndarray
    ) -> None:
        kinds = np.array([room.kind for room in self.rooms], dtype=object)[cases.passed_to]
        judicial, women = kinds == "litigation_link", kinds == "women_team"
        channel = np.where(judicial, "judicial", np.where(women, "mass_organisation", "people")).astype(object)
        channel[cases.administrative & ~judicial & ~women] = "administrative"
        link = _coded(("police", None), np.where(batch.matters.source[cases.matter] == police(), 0, -1))
        link[judicial] = "pre_litigation"
        current = np.where(cases.taken[:, AT["assigned"]], who, -1)
        columns = {
            "id": ids,
            "code": [f"{codes[at]}-T1" for at in cases.matter],
            "matter_id": matters,
            "mediation_room_id": self.room_ids[cases.passed_to],
            "mediator_id": _or_none(current),
            "channel": channel,
            "link": link,
            "difficulty": np.array(DIFFICULTIES, dtype=object)[cases.difficulty],
            "parties": cases.parties,
            "amount_fen": _or_none(cases.amount_fen),
            "status": _states(cases),
            "episode": 1 + cases.taken[:, SECOND].astype(np.int64),
            "version": 1,
        }
        bulk.insert_columns(self.session, MediationCase, columns)

    def _put_events(
        self, cases: Cases, ids: np.ndarray, matters: np.ndarray, who: np.ndarray, again: np.ndarray
    ) -> None:
        """One row for each step taken, case by case in the order of time."""
        case, column = np.nonzero(cases.taken)
        order = np.lexsort((column, cases.clocks[case, column], case))
        case, column = case[order], column[order]
        agreement = np.isin(column, (AT["agreed"], AGAIN["agreed"]))
        before = cases.clocks[case, column] < cases.clocks[case, AT["transferred"]]
        heard = column == AT["visited"]
        mediated = np.where(column > SECOND, again[case], np.where(column >= AT["assigned"], who[case], -1))
        columns = {
            "matter_id": matters[case],
            "mediation_case_id": ids[case],
            "episode": 1 + (column >= SECOND).astype(np.int64),
            "step": np.array(COLUMNS, dtype=object)[column],
            "at": self.world.hours.instant(cases.clocks[case, column]),
            "mediation_room_id": self.room_ids[np.where(before, cases.room[case], cases.passed_to[case])],
            "mediator_id": _or_none(np.where(column == SECOND, -1, mediated)),
            "reason": _reasons(column, case),
            "form": _coded(("oral", "written", None), np.where(agreement, cases.written[case].astype(np.int64), -1)),
            "amount_fen": _or_none(np.where(agreement, cases.amount_fen[case], -1)),
            "satisfaction": _coded((*SATISFACTIONS, None), np.where(heard, cases.satisfaction[case], -1)),
        }
        bulk.insert_columns(self.session, MediationEvent, columns)

    def _put_sessions(self, cases: Cases, ids: np.ndarray, matters: np.ndarray) -> None:
        """The meetings that were held and those that are planned."""
        held = cases.clocks[:, (AT["session"], AGAIN["session"])]
        clocks = np.column_stack([held, cases.planned])
        case, column = np.nonzero(clocks < NEVER)
        columns = {
            "matter_id": matters[case],
            "mediation_case_id": ids[case],
            "planned_at": self.world.hours.instant(clocks[case, column]),
            "state": np.where(column == clocks.shape[1] - 1, "planned", "held").astype(object),
        }
        bulk.insert_columns(self.session, MediationSession, columns)

    def _put_clocks(self, cases: Cases, ids: np.ndarray, matters: np.ndarray) -> None:
        """The clocks that the steps set going, with the day on which each was met."""
        answered = np.minimum(cases.clocks[:, AT["accepted"]], cases.clocks[:, AT["refused"]])
        concluded = np.minimum(cases.clocks[:, AT["agreed"]], cases.clocks[:, AT["ended"]])
        written = np.where(cases.written, cases.clocks[:, AT["agreed"]], NEVER)
        reopened = cases.clocks[:, SECOND]
        given_up = catalogue.document("demo")["mediation"]["visit_given_up"] * CLOCK_DAY
        for kind, episode, starts, ends in (
            ("accept", 1, cases.clocks[:, AT["applied"]], answered),
            ("arrive", 1, cases.clocks[:, AT["transferred"]], cases.clocks[:, AT["arrived"]]),
            ("mediate", 1, cases.clocks[:, AT["accepted"]], concluded),
            ("confirm", 1, written, cases.clocks[:, AT["confirmed"]]),
            ("visit", 1, concluded, cases.clocks[:, AT["visited"]]),
            ("mediate", 2, reopened, cases.clocks[:, AGAIN["agreed"]]),
            ("visit", 2, cases.clocks[:, AGAIN["agreed"]], np.full(len(ids), NEVER)),
        ):
            some = np.flatnonzero(starts < NEVER)
            if len(some):
                over = (reopened < NEVER) & (episode == 1) & (kind in ("confirm", "visit"))
                over |= (kind == "visit") & (starts < self.world.now - given_up)
                self._put_clock(kind, episode, some, ids, matters, starts, ends, over)

    def _put_clock(
        self,
        kind: str,
        episode: int,
        some: np.ndarray,
        ids: np.ndarray,
        matters: np.ndarray,
        starts: np.ndarray,
        ends: np.ndarray,
        over: np.ndarray,
    ) -> None:
        hours, rule = self.world.hours, clocks.rule(kind, self.world.plan.start)
        day = starts[some] // CLOCK_DAY
        # The first working day from the last one on is the one after the day before it.
        one, days = np.ones(len(some), dtype=np.int64), np.full(len(some), rule.days)
        due = hours.due_day(day, days) if rule.working else hours.due_day(day + rule.days - 1, one)
        met = np.where(ends[some] < NEVER, ends[some] // CLOCK_DAY, 0)
        met_on = hours.date(met)
        met_on[ends[some] >= NEVER] = np.datetime64("NaT")
        columns = {
            "matter_id": matters[some],
            "mediation_case_id": ids[some],
            "episode": episode,
            "kind": kind,
            "rule_from": np.full(len(some), np.datetime64(rule.valid_from, "D")),
            "days": rule.days,
            "working": rule.working,
            "starts_on": hours.date(day),
            "due_on": hours.date(due),
            "met_on": met_on,
            "dropped": over[some] & (ends[some] >= NEVER),
        }
        bulk.insert_columns(self.session, MediationDeadline, columns)


def _states(cases: Cases) -> np.ndarray:
    """The state that the steps taken lead to, in their order of columns: later ones prevail."""
    found = np.full(len(cases.matter), "applied", dtype=object)
    for column, state in sorted(STATE_STEPS.items()):
        found[cases.taken[:, column]] = state
    # Performed after it was confirmed, or before: it stays performed.
    performed = cases.taken[:, AT["performed"]] & ~cases.taken[:, SECOND]
    found[performed] = "performed"
    return found


def _reasons(column: np.ndarray, case: np.ndarray) -> np.ndarray:
    """A listed reason for the steps that need one, in turn."""
    found = np.full(len(column), None, dtype=object)
    for step in ("refused", "transferred", "ended"):
        codes = np.array(list(catalogue.code_labels(f"mediation_{step}_reason")), dtype=object)
        here = column == AT[step]
        found[here] = codes[case[here] % len(codes)]
    return found


def _coded(codes: tuple[str | None, ...], positions: np.ndarray) -> np.ndarray:
    """The codes at these positions; -1 is the last of `codes`."""
    return np.array(codes, dtype=object)[positions]


def _or_none(numbers: np.ndarray) -> np.ndarray:
    found = numbers.astype(object)
    found[numbers < 0] = None
    return found
