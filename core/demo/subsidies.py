"""The demo's subsidies: tariffs of the counties, the ledger of the cases, and budgets that hold it."""

from datetime import date

import numpy as np

from core import catalogue
from core.demo.handling import NEVER
from core.demo.mediation import AT, SECOND, Cases
from core.demo.office_hours import CLOCK_DAY
from core.demo.rooms import Room
from core.demo.shares import generator
from core.demo.world import World
from core.subsidy.claiming import required
from db.models import SubsidyBudget, SubsidyEntry, SubsidyTariff
from db.models.mediation import DIFFICULTIES, FORMS
from db.models.subsidy import ROOM_LEVELS
from db.queries import bulk, demo
from db.session import Session

APPROVER = f"{demo.KEY}-2"
"""Who decides in the demo is never who claims."""


class SubsidyWriter:
    """Puts tariffs once, the ledger of each batch, and the budgets when all that is paid is known."""

    def __init__(self, session: Session, world: World, rooms: list[Room], area_ids: np.ndarray) -> None:
        self.session, self.world, self.area_ids = session, world, area_ids
        self.settings = catalogue.document("demo")["subsidy"]
        places = np.array([room.place for room in rooms], dtype=np.int64)
        self.county = world.places.above("county")[places]
        levels = [ROOM_LEVELS.index(world.places.all[place].level) for place in places]
        self.level = np.array(levels, dtype=np.int64)
        self.paid: dict[tuple[int, int], int] = {}
        self.written = 0
        self.since = (world.plan.start, date(world.plan.today.year, 1, 1))
        fen = [[self.settings["yuan"][grade][form] * 100 for form in FORMS] for grade in DIFFICULTIES]
        first = np.array(fen, dtype=np.int64)
        self.amounts = np.stack([first, first + first * self.settings["rise"] // 100])
        self._put_tariffs()

    def put(self, cases: Cases, ids: np.ndarray, matters: np.ndarray, who: np.ndarray, room_ids: np.ndarray) -> None:
        """Lines for some of the cases whose agreement held and whose outcome is on record."""
        if not len(ids):
            return
        rng = generator(self.world.plan.seed, "subsidies", str(ids[0]))
        proof = np.where(cases.written, cases.clocks[:, AT["visited"]], cases.clocks[:, AT["performed"]])
        held = cases.taken[:, AT["agreed"]] & ~cases.taken[:, AT["reneged"]] & ~cases.taken[:, SECOND]
        wanted = held & (proof < NEVER) & (self.county[cases.passed_to] >= 0)
        some = np.flatnonzero(wanted & (rng.random(len(ids)) < self.settings["claimed"]))
        now = self.world.now // CLOCK_DAY
        claimed = proof[some] // CLOCK_DAY + rng.integers(1, self.settings["claim_days"], len(some))
        some, claimed = some[claimed <= now], claimed[claimed <= now]
        decided = claimed + rng.integers(1, self.settings["decide_days"], len(some))
        refused = rng.random(len(some)) < self.settings["refused"]
        agreed = self.world.hours.date(cases.clocks[some, AT["agreed"]] // CLOCK_DAY)
        version = (agreed >= np.datetime64(self.since[1], "D")).astype(np.int64)
        form, room = cases.written[some].astype(np.int64), cases.passed_to[some]
        amount = self.amounts[version, cases.difficulty[some], form]
        states = np.where(decided > now, "claimed", np.where(refused, "refused", "approved")).astype(object)
        columns = {
            "matter_id": matters[some],
            "mediation_case_id": ids[some],
            "episode": 1,
            "area_id": self.area_ids[self.county[room]],
            "mediation_room_id": room_ids[room],
            "mediator_id": who[some],
            "level": np.array(ROOM_LEVELS, dtype=object)[self.level[room]],
            "difficulty": np.array(DIFFICULTIES, dtype=object)[cases.difficulty[some]],
            "form": np.array(FORMS, dtype=object)[form],
            "files": np.array([",".join(required(one)) for one in FORMS], dtype=object)[form],
            "refusal": _named("files", states == "refused"),
            "amount_fen": amount,
            "state": states,
            "claimed_on": self.world.hours.date(claimed),
            "made_by": demo.KEY,
            "decided_on": self._days(decided, states == "claimed"),
            "decided_by": _named(APPROVER, states != "claimed"),
            "version": 1,
        }
        if len(some):
            self.written += bulk.insert_columns(self.session, SubsidyEntry, columns)
            self._note(self.county[room], columns["decided_on"], amount, states == "approved")

    def finish(self) -> int:
        """Budgets a little above what each county has paid in each year; how many lines there are."""
        over, unit = 100 + self.settings["spare"], 1_000_00
        rows = {place: fen * over // 100 // unit * unit + unit for place, fen in sorted(self.paid.items())}
        if rows:
            columns = {
                "area_id": self.area_ids[[county for county, _ in rows]],
                "year": np.array([year for _, year in rows]),
                "amount_fen": np.array(list(rows.values())),
                "set_by": demo.KEY,
                "version": 1,
            }
            bulk.insert_columns(self.session, SubsidyBudget, columns)
        return self.written

    def _put_tariffs(self) -> None:
        counties = np.array(self.world.places.level("county"), dtype=np.int64)
        kinds = [
            (version, level, grade, form)
            for version in range(len(self.since))
            for level in ROOM_LEVELS[1:]
            for grade in range(len(DIFFICULTIES))
            for form in range(len(FORMS))
        ]
        if not len(counties):
            return
        times = len(counties)
        columns = {
            "area_id": np.tile(self.area_ids[counties], len(kinds)),
            "valid_from": np.repeat(np.array([self.since[kind[0]] for kind in kinds], dtype="datetime64[D]"), times),
            "level": np.repeat(np.array([kind[1] for kind in kinds], dtype=object), times),
            "difficulty": np.repeat(np.array([DIFFICULTIES[kind[2]] for kind in kinds], dtype=object), times),
            "form": np.repeat(np.array([FORMS[kind[3]] for kind in kinds], dtype=object), times),
            "amount_fen": np.repeat(np.array([self.amounts[v, g, f] for v, _, g, f in kinds]), times),
            "set_by": demo.KEY,
        }
        bulk.insert_columns(self.session, SubsidyTariff, columns)

    def _days(self, days: np.ndarray, none: np.ndarray) -> np.ndarray:
        found = self.world.hours.date(days)
        found[none] = np.datetime64("NaT")
        return found

    def _note(self, county: np.ndarray, decided: np.ndarray, amount: np.ndarray, approved: np.ndarray) -> None:
        years = decided[approved].astype("datetime64[Y]").astype(np.int64) + 1970
        for place, year, fen in zip(county[approved].tolist(), years.tolist(), amount[approved].tolist(), strict=True):
            self.paid[place, year] = self.paid.get((place, year), 0) + fen


def _named(name: str, here: np.ndarray) -> np.ndarray:
    """The name where it belongs, None elsewhere."""
    return np.array([None, name], dtype=object)[here.astype(np.int64)]
