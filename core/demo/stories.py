"""The few stories that the demo tells: special drives, a county that improves, a township whose backlog grows."""

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from core import catalogue
from core.demo.kinds import kinds
from core.demo.places import Places


@dataclass(frozen=True)
class Stream:
    """A flow of matters: `share` of all, `weights` days × kinds (sum 1), where, and the one source if it is fixed."""

    name: str
    share: float
    weights: np.ndarray
    places: np.ndarray
    source: str | None = None


def streams(days: list[date], usual: np.ndarray, places: Places) -> list[Stream]:
    """The usual flow, and one for each special drive that falls into these days."""
    drives = [_drive(number, row, days, usual, places) for number, row in enumerate(_stories()["drives"])]
    held = [drive for drive in drives if drive.weights.any() and drive.places.any()]
    everywhere = np.ones(len(places), dtype=bool)
    return [Stream("usual", 1.0 - sum(drive.share for drive in held), usual, everywhere), *held]


def _drive(number: int, row: dict, days: list[date], usual: np.ndarray, places: Places) -> Stream:
    first = date(days[-1].year - row["years_before"], row["month"], row["day"])
    last = first + timedelta(days=row["days"] - 1)
    during = np.array([first <= day <= last for day in days])
    chosen = np.array([kind.key in row["types"] for kind in kinds()])
    weights = usual * during[:, None] * chosen[None, :]
    if weights.any():
        weights = weights / weights.sum()
    return Stream(f"drive{number}", row["share"], weights, places.inside(row["area"]), row["source"])


def adjust_on_time(rate: np.ndarray, place: np.ndarray, day: np.ndarray, days: int, places: Places) -> np.ndarray:
    """The chance of being on time where a story is told; `day` counts from the first of `days` days."""
    told = rate.copy()
    for row in _stories()["improving"]:
        here = places.inside(row["area"])[place]
        told[here] = row["from"] + (row["to"] - row["from"]) * day[here] / days
    for row in _stories()["backlog"]:
        here, progress = _backlog(row, place, day, days, places)
        told[here] += (row["to"] - told[here]) * progress[here]
    return told


def adjust_stuck(share: np.ndarray, place: np.ndarray, day: np.ndarray, days: int, places: Places) -> np.ndarray:
    """The share of late matters that get nowhere, raised where the backlog grows."""
    told = share.copy()
    for row in _stories()["backlog"]:
        here, progress = _backlog(row, place, day, days, places)
        told[here] += (row["stuck"] - told[here]) * progress[here]
    return told


def _backlog(row: dict, place: np.ndarray, day: np.ndarray, days: int, places: Places) -> tuple[np.ndarray, np.ndarray]:
    progress = np.clip((day - (days - row["days"])) / row["days"] * 1.5, 0.0, 1.0)
    return places.inside(row["area"])[place] & (progress > 0), progress


def _stories() -> dict:
    return catalogue.document("demo")["stories"]
