"""Drawing matters: which type on which day at which place, and everything known when they are reported."""

from dataclasses import dataclass, fields

import numpy as np

from core import catalogue
from core.demo.kinds import by_class, columns, kinds
from core.demo.office_hours import CLOCK_DAY
from core.demo.places import Places
from core.demo.shares import generator, pick, pick_by, table_of
from core.demo.stories import Stream
from db.models.matter import NATURES, PERSONS_BANDS, RISK_LEVELS, SCALES, SEVERITIES

WEIGHTY = ("persons", "injury")
MANY_PERSONS = PERSONS_BANDS.index("10-29")


@dataclass(frozen=True)
class Matters:
    """One array element a matter, in order of reporting; codes are positions in their lists.

    `day` counts from the first day of the demo, `clock` is seconds since its local midnight; `risk` and `reasons`
    (one bit a reason, in the order of labels.toml) are -1 and 0 where the matter isn't a dispute.
    """

    day: np.ndarray
    clock: np.ndarray
    kind: np.ndarray
    matter_class: np.ndarray
    place: np.ndarray
    source: np.ndarray
    nature: np.ndarray
    scale: np.ndarray
    severity: np.ndarray
    persons: np.ndarray
    risk: np.ndarray
    reasons: np.ndarray

    def __len__(self) -> int:
        return len(self.day)

    def until(self, clock: int) -> "Matters":
        """Those reported by then."""
        kept = self.clock <= clock
        return Matters(**{field.name: getattr(self, field.name)[kept] for field in fields(self)})


def sources() -> tuple[str, ...]:
    return tuple(catalogue.code_labels("source"))


def risk_reasons() -> tuple[str, ...]:
    return tuple(catalogue.code_labels("risk_reason"))


def draw(stream: Stream, days: slice, count: int, places: Places, rng: np.random.Generator) -> Matters:
    """`count` matters of the stream's days in this slice (a month), reported at plausible hours."""
    cells = stream.weights[days]
    day, kind = np.divmod(pick(rng, cells.ravel(), count), cells.shape[1])
    matter_class = columns()["matter_class"][kind]
    source = _source(stream, matter_class, rng)
    clock = (days.start + day) * CLOCK_DAY + _second(source, rng)
    order = np.argsort(clock, kind="stable")
    clock, kind, matter_class, source = clock[order], kind[order], matter_class[order], source[order]
    place = _place(kind, _month_weights(stream, days, places), rng)
    return _graded(clock, kind, matter_class, place, source, rng)


def _source(stream: Stream, matter_class: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    if stream.source is not None:
        return np.full(len(matter_class), sources().index(stream.source))
    return pick_by(rng, by_class(catalogue.document("demo")["sources"], sources()), matter_class)


def _second(source: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """The second of the day at which a matter of that source comes in."""
    hours = catalogue.document("demo")["hours"]
    always = np.isin(source, [sources().index(code) for code in hours["always_sources"]])
    hour = pick_by(rng, np.array([hours["office"], hours["always"]], dtype=float), always.astype(int))
    return hour * 3600 + rng.integers(0, 3600, len(source))


def _month_weights(stream: Stream, days: slice, places: Places) -> np.ndarray:
    """Settings × places, each township with ups and downs of its own in this month."""
    noise = catalogue.document("demo")["rhythm"]["monthly_noise"]
    wobble = np.exp(generator(places.seed, "month", days.start).normal(0.0, noise, len(places)))
    township = places.above("township")
    return places.weight_by_setting * np.where(township >= 0, wobble[township], 1.0) * stream.places


def _place(kind: np.ndarray, weights: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    setting = columns()["setting"][kind]
    place = np.zeros(len(kind), dtype=np.int64)
    for position in range(len(weights)):
        here = setting == position
        place[here] = pick(rng, weights[position], int(here.sum()))
    return place


def _graded(
    clock: np.ndarray,
    kind: np.ndarray,
    matter_class: np.ndarray,
    place: np.ndarray,
    source: np.ndarray,
    rng: np.random.Generator,
) -> Matters:
    demo = catalogue.document("demo")
    grading = demo["grading"]
    nature = pick_by(rng, by_class(demo["natures"], NATURES), matter_class)
    scale = pick(rng, [grading["scales"][code] for code in SCALES], len(kind))
    severity = pick_by(rng, table_of([grading["severities"][code] for code in SCALES], SEVERITIES), scale)
    persons = pick_by(rng, table_of([grading["persons"][code] for code in SCALES], PERSONS_BANDS), scale)
    reasons = _reasons(kind, persons, rng)
    risk = _risk(reasons, severity, rng)
    dispute = np.array([each.matter_class == "dispute" for each in kinds()])[kind]
    risk, reasons = np.where(dispute, risk, -1), np.where(dispute, reasons, 0)
    day = clock // CLOCK_DAY
    return Matters(day, clock, kind, matter_class, place, source, nature, scale, severity, persons, risk, reasons)


def _reasons(kind: np.ndarray, persons: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """What makes the dispute risky, one bit a reason: facts of the dispute, never of a person."""
    settings = catalogue.document("demo")["grading"]["risk"]
    found = np.zeros(len(kind), dtype=np.int64)
    for bit, reason in enumerate(risk_reasons()):
        if reason == "persons":
            present = persons >= MANY_PERSONS
        else:
            chance = settings[reason]
            raised = np.array([each.key in chance["types"] for each in kinds()])[kind]
            present = rng.random(len(kind)) < np.where(raised, chance["raised"], chance["base"])
        found |= present.astype(np.int64) << bit
    return found


def _risk(reasons: np.ndarray, severity: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """High with three reasons, two of the weighty ones, or one and a grave severity; medium with two, some with one."""
    count = sum((reasons >> bit) & 1 for bit in range(len(risk_reasons())))
    grave = severity <= SEVERITIES.index("02")
    weighty = sum((reasons >> risk_reasons().index(reason)) & 1 for reason in WEIGHTY)
    high = (count >= 3) | ((count == 2) & (weighty >= 1)) | (grave & (count >= 1))
    medium = (count == 2) | grave | ((count == 1) & (rng.random(len(reasons)) < 0.35))
    return np.where(
        high, RISK_LEVELS.index("high"), np.where(medium, RISK_LEVELS.index("medium"), RISK_LEVELS.index("low"))
    )
