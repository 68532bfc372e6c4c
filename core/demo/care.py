"""The demo's special-group services: a year of closed months as the desk would close them, some returns missing."""

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from hashlib import sha256

import numpy as np

from core import clock, disclosure
from core.care import months
from core.demo.places import Places
from core.demo.plan import Plan
from core.demo.shares import generator
from core.disclosure import Draws
from core.working_days import published
from db.models import ServiceCapacity, ServiceCell, ServiceCount, ServiceMonth, ServiceReturn, ServiceSupply
from db.models.care import CAPACITY, GROUPS, LINES, UNDONE
from db.queries import bulk
from db.queries.unlogged import unlogged
from db.session import Session

MONTHS = 13
# An installation of so few matters is one to try something on, and doesn't wait for a year of protected months.
SMALL, FEW = 10_000, 3
TOLD = 2
"""Of so many last months the returns themselves are there, of earlier ones only what was closed."""
REMINDED = (1, 5)
"""So many days after the due day the office reminds whoever is late."""
_GROUPS = np.array([1.1, 3.2, 0.15, 0.35, 1.6, 1.5, 2.4, 1.3, 0.5, 1.8, 0.7, 0.4])
"""How many are served of each group, in the order of the groups."""
_LINES = np.array([0.25, 0.9, 1.0, 0.3])
_SCALE = 22
_WIDTH = len(GROUPS) * len(LINES)
_GROUP_OF, _LINE_OF = np.repeat(GROUPS, len(LINES)), np.tile(LINES, len(GROUPS))
STATES = months.STATES


@dataclass(frozen=True)
class Services:
    """What the months are drawn and written with."""

    session: Session
    places: Places
    area_ids: np.ndarray
    plan: Plan
    secret: bytes

    @cached_property
    def months(self) -> list[date]:
        """The last whole months, the oldest first."""
        found = [months.latest_whole(self.plan.today)]
        while len(found) < (MONTHS if self.plan.matters >= SMALL else FEW):
            found.append(months.latest_whole(found[-1]))
        return found[::-1]

    @property
    def offices(self) -> list[tuple[int, np.ndarray]]:
        """Each prefecture with townships in it, and these, as positions."""
        above, townships = self.places.above("prefecture"), np.array(self.places.level("township"), dtype=np.int64)
        found = [(office, townships[above[townships] == office]) for office in self.places.level("prefecture")]
        return [(office, inside) for office, inside in found if len(inside)]


def put(
    session: Session,
    places: Places,
    area_ids: np.ndarray,
    plan: Plan,
    secret: bytes | None,
    told: Callable[[int, int], None],
) -> int:
    """Writes months, returns and cubes and counts the returns; `told` hears how many of how many months are done."""
    services = Services(session, places, area_ids, plan, secret or secrets.token_bytes(32))
    steps = [(office, inside, month) for office, inside in services.offices for month in services.months]
    written = 0
    with unlogged(session, ServiceReturn, ServiceCell, ServiceSupply):
        for done, (office, inside, month) in enumerate(steps, start=1):
            written += _month(services, office, inside, month)
            told(done, len(steps))
    return written


def _month(services: Services, office: int, inside: np.ndarray, month: date) -> int:
    rng = generator(services.plan.seed, "services", services.places.all[office].code, month)
    due_on = months.due_on(month, published())
    newest = month == services.months[-1]
    # Of the newest month some are still missing, among them always the first township of the demo accounts.
    came = rng.random(len(inside)) > (0.07 if newest else 0.004)
    came &= ~(newest & np.array([services.places.all[at].code == "530702002" for at in inside]))
    row = ServiceMonth(
        area_id=int(services.area_ids[office]), month=month, due_on=due_on, status="closed", cube_version=1,
        secret_mark=sha256(services.secret).hexdigest()[:16], closed_at=clock.start_of(due_on + timedelta(days=2)),
    )  # fmt: skip
    services.session.add(row)
    services.session.flush()
    returns = _put_returns(services, inside, row, came, rng)
    counts = _draw(services, inside[came], month, rng)
    _put_cells(services, inside[came], row, counts)
    strengths = _strengths(services, inside[came], month)
    _put_supplies(services, inside[came], row, strengths)
    if month in services.months[-TOLD:]:
        _put_counts(services, returns[came], counts, strengths, rng)
    return len(inside)


def _put_returns(
    services: Services, inside: np.ndarray, month: ServiceMonth, came: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    first = bulk.reserve_ids(services.session, ServiceReturn, len(inside))
    late = np.where(rng.random(len(inside)) < 0.08, rng.integers(1, 5, len(inside)), -rng.integers(0, 4, len(inside)))
    days = np.datetime64(month.due_on, "D") + late.astype("timedelta64[D]")
    # A month's return can't have come after today.
    days = np.minimum(days, np.datetime64(services.plan.today, "D"))
    ids = np.arange(first, first + len(inside))
    times, reminded = _reminders(services, month.due_on, came, late)
    bulk.insert_columns(
        services.session,
        ServiceReturn,
        {
            "id": ids,
            "service_month_id": month.id,
            "area_id": services.area_ids[inside],
            "revision": 0,
            "status": np.where(came, "locked", "expected").astype(object),
            "received_on": np.where(came, days, np.datetime64("NaT", "D")),
            "zero": False,
            "complete": came & (rng.random(len(inside)) > 0.03),
            "reminders": times,
            "reminded_on": reminded,
            "version": 1,
        },
    )
    return ids


def _reminders(services: Services, due_on: date, came: np.ndarray, late: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """How often each township was reminded and when last: the day after the due day, and who stayed silent again."""
    days = [due_on + timedelta(days=after) for after in REMINDED]
    until_today = [day <= services.plan.today for day in days]
    first, again = ((~came | (late > 0)) & until_today[0], ~came & until_today[1])
    last = np.where(again, np.datetime64(days[1], "D"), np.datetime64(days[0], "D"))
    return first.astype(int) + again, np.where(first, last, np.datetime64("NaT", "D"))


def _draw(services: Services, inside: np.ndarray, month: date, rng: np.random.Generator) -> dict[str, np.ndarray]:
    """True counts by state, townships × cells; they are slowly getting better."""
    size = np.array([_size(services, at) for at in inside])
    age = (month.year - 2020) * 12 + month.month
    expected = _SCALE * size[:, None] * np.outer(_GROUPS, _LINES).reshape(1, -1)
    due = rng.poisson(expected)
    quality = np.clip(0.90 + 0.0009 * (age - 72) + rng.normal(0, 0.025, (len(inside), 1)), 0.7, 0.985)
    on_time = rng.binomial(due, np.broadcast_to(quality, due.shape))
    late = rng.binomial(due - on_time, 0.62)
    asked = rng.binomial(on_time + late, 0.18)
    satisfied = rng.binomial(asked, 0.94)
    return {
        "due": due, "on_time": on_time, "late": late, "undone": due - on_time - late,
        "asked": asked, "satisfied": satisfied, "dissatisfied": asked - satisfied,
    }  # fmt: skip


def _size(services: Services, at: int) -> float:
    code = services.places.all[at].code
    return float(np.exp(generator(services.plan.seed, "served", code).normal(0.25, 0.4)))


def _put_cells(services: Services, inside: np.ndarray, month: ServiceMonth, counts: dict[str, np.ndarray]) -> None:
    draws = Draws(services.secret, f"{month.month:%Y-%m}")
    paths = [_path(services, at) for at in inside]
    true = {
        months.cell_of(state, path, str(_LINE_OF[cell]), str(_GROUP_OF[cell])): int(counts[state][row, cell])
        for state in STATES
        for row, path in enumerate(paths)
        for cell in range(_WIDTH)
    }
    kept = np.array(list(disclosure.protect(true, draws).values()), dtype=np.int64).reshape(len(STATES), -1)
    columns: dict[str, bulk.Column] = {
        "service_month_id": month.id,
        "cube_version": 1,
        "area_id": np.repeat(services.area_ids[inside], _WIDTH),
        "service_group": np.tile(_GROUP_OF.astype(object), len(inside)),
        "service_line": np.tile(_LINE_OF.astype(object), len(inside)),
    }
    bulk.insert_columns(services.session, ServiceCell, columns | dict(zip(STATES, kept, strict=True)))


def _path(services: Services, at: int) -> tuple[str, ...]:
    """The codes of the places above, as the closing names them: from the root down."""
    chain = []
    while at >= 0:
        chain.append(services.places.all[at].code)
        at = int(services.places.parent[at])
    return ("0", *chain[::-1])


def _strengths(services: Services, inside: np.ndarray, month: date) -> dict[str, np.ndarray]:
    """Townships × lines; spending grows over the year."""
    rngs = [generator(services.plan.seed, "strength", services.places.all[at].code, month.year) for at in inside]
    budget = np.array([rng.integers(8, 60, len(LINES)) * (1 + (_LINES > 0.5)) for rng in rngs]).reshape(-1, len(LINES))
    spent = np.array([rng.uniform(0.8, 1.0, len(LINES)) for rng in rngs]).reshape(-1, len(LINES)) * month.month / 12
    return {
        "workers": np.array([rng.integers(2, 14, len(LINES)) for rng in rngs]).reshape(-1, len(LINES)),
        "places": np.array([rng.integers(0, 40, len(LINES)) for rng in rngs]).reshape(-1, len(LINES)) * (_LINES > 0.5),
        "shelters": np.array([rng.integers(0, 2, len(LINES)) for rng in rngs]).reshape(-1, len(LINES))
        * (np.array(LINES) == "living"),
        "budget": budget,
        "paid": (budget * spent).astype(np.int64),
    }


def _put_supplies(services: Services, inside: np.ndarray, month: ServiceMonth, held: dict[str, np.ndarray]) -> None:
    columns: dict[str, bulk.Column] = {
        "service_month_id": month.id,
        "cube_version": 1,
        "area_id": np.repeat(services.area_ids[inside], len(LINES)),
        "service_line": np.tile(np.array(LINES, dtype=object), len(inside)),
    }
    bulk.insert_columns(services.session, ServiceSupply, columns | {name: held[name].ravel() for name in CAPACITY})


def _put_counts(
    services: Services,
    returns: np.ndarray,
    counts: dict[str, np.ndarray],
    held: dict[str, np.ndarray],
    rng: np.random.Generator,
) -> None:
    """The returns themselves: who is enrolled, and why something wasn't done."""
    left, reasons = counts["undone"].copy(), {}
    for name in UNDONE[:-1]:
        reasons[name] = rng.binomial(left, 0.4)
        left = left - reasons[name]
    told = counts | reasons | {UNDONE[-1]: left, "enrolled": counts["due"] + rng.integers(0, 5, counts["due"].shape)}
    names = ("enrolled", "due", "on_time", "late", *UNDONE, "asked", "satisfied")
    columns: dict[str, bulk.Column] = {
        "service_return_id": np.repeat(returns, _WIDTH),
        "service_group": np.tile(_GROUP_OF.astype(object), len(returns)),
        "service_line": np.tile(_LINE_OF.astype(object), len(returns)),
    }
    bulk.insert_columns(services.session, ServiceCount, columns | {name: told[name].ravel() for name in names})
    strengths: dict[str, bulk.Column] = {
        "service_return_id": np.repeat(returns, len(LINES)),
        "service_line": np.tile(np.array(LINES, dtype=object), len(returns)),
    }
    bulk.insert_columns(services.session, ServiceCapacity, strengths | {name: held[name].ravel() for name in CAPACITY})
