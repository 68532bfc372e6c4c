"""Writing matters and their trails: from positions and offsets to the codes, days and instants of the records."""

import numpy as np

from core.demo.kinds import kinds
from core.demo.matters import risk_reasons, sources
from core.demo.mediation_writing import MediationWriter
from core.demo.trail import EPISODE, STATUSES, VISITED
from core.demo.world import Batch, World
from db.models import Matter, MatterEvent
from db.models.matter import MATTER_CLASSES, NATURES, PERSONS_BANDS, RISK_LEVELS, SATISFACTIONS, SCALES, SEVERITIES
from db.queries import bulk
from db.session import Session

OWN_STEPS = {"accepted", "followed_up"}
"""The steps that the centre takes itself; the report is nobody's, the others are the handling unit's."""


class Writer:
    """Puts batches into one data source, numbering the matters of each month from 1."""

    def __init__(
        self,
        session: Session,
        world: World,
        source_id: int,
        area_ids: np.ndarray,
        unit_ids: np.ndarray,
        mediation: MediationWriter,
    ) -> None:
        self.session, self.world, self.source_id = session, world, source_id
        self.area_ids, self.unit_ids, self.mediation = area_ids, unit_ids, mediation
        self.month, self.number = None, 0
        self.written = {"matter": 0, "matter_event": 0}

    def put(self, batch: Batch) -> None:
        """Writes the matters and their events; an empty batch writes nothing."""
        if not len(batch.matters):
            return
        first = bulk.reserve_ids(self.session, Matter, len(batch.matters))
        ids = np.arange(first, first + len(batch.matters))
        codes = self._codes(batch)
        self.written["matter"] += bulk.insert_columns(self.session, Matter, self._matters(batch, ids, codes))
        self.written["matter_event"] += bulk.insert_columns(self.session, MatterEvent, self._events(batch, ids))
        self.mediation.put(batch, ids, codes)

    def _codes(self, batch: Batch) -> list[str]:
        if batch.month != self.month:
            self.month, self.number = batch.month, 0
        numbers = range(self.number + 1, self.number + 1 + len(batch.matters))
        self.number = numbers[-1]
        return [f"DEMO{batch.month:%Y%m}-{number:07d}" for number in numbers]

    def _matters(self, batch: Batch, ids: np.ndarray, codes: list[str]) -> dict[str, bulk.Column]:
        matters = batch.matters
        return {
            "id": ids,
            "code": codes,
            "data_source_id": self.source_id,
            "source_ref": codes,
            "area_id": self.area_ids[matters.place],
            "matter_class": _coded(MATTER_CLASSES, matters.matter_class),
            "category_key": _coded(tuple(kind.key for kind in kinds()), matters.kind),
            "nature": _coded(NATURES, matters.nature),
            "source": _coded(sources(), matters.source),
            "scale": _coded(SCALES, matters.scale),
            "severity": _coded(SEVERITIES, matters.severity),
            "risk_level": _coded((*RISK_LEVELS, None), matters.risk),
            "risk_reasons": _coded(_reason_texts(), matters.reasons),
            "persons_band": _coded(PERSONS_BANDS, matters.persons),
            "handling_unit_id": self.unit_ids[batch.handler],
            "status": STATUSES[batch.trail.last],
            "due_on": self.world.hours.date(batch.trail.due_day),
            "version": 1,
        }

    def _events(self, batch: Batch, ids: np.ndarray) -> dict[str, bulk.Column]:
        """One row for each step taken, matter by matter in the order of time."""
        trail, hours = batch.trail, self.world.hours
        matter, column = np.nonzero(trail.taken)
        episode = (column >= EPISODE).astype(np.int64)
        opening = column % EPISODE == 0
        due = np.where(opening, hours.date(trail.due_days[matter, episode]), np.datetime64("NaT", "D"))
        heard = np.where(column % EPISODE == VISITED, trail.satisfaction[matter, episode], -1)
        return {
            "matter_id": ids[matter],
            "episode": 1 + episode,
            "status": STATUSES[column],
            "at": hours.instant(trail.clocks[matter, column]),
            "dated": True,
            "unit_id": self._units(batch, matter, column),
            "due_on": due,
            "satisfaction": _coded((*SATISFACTIONS, None), heard),
        }

    def _units(self, batch: Batch, matter: np.ndarray, column: np.ndarray) -> np.ndarray:
        own = np.array([status in OWN_STEPS for status in STATUSES])[column]
        unit = self.unit_ids[np.where(own, batch.centre[matter], batch.handler[matter])].astype(object)
        unit[column % EPISODE == 0] = None
        return unit


def _coded(codes: tuple, positions: np.ndarray) -> np.ndarray:
    """The codes at these positions; -1 is the last of `codes`."""
    return np.array(codes, dtype=object)[positions]


def _reason_texts() -> tuple[str | None, ...]:
    """For each set of bits the reasons' codes joined by spaces, None for no reason."""
    reasons = risk_reasons()
    sets = ([code for bit, code in enumerate(reasons) if number >> bit & 1] for number in range(2 ** len(reasons)))
    return tuple(" ".join(found) or None for found in sets)
