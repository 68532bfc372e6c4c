"""Appeals as they are shown: who filed and decided each and when, and what the decisions do to scores and ranks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from core.scoring import office, runs
from core.scoring.exact import hundredths
from core.scoring.outcome import Standing
from core.scoring.published import Row
from db.models.scoring import ScoringAppeal
from db.queries import scoring_runs
from db.session import Records


@dataclass(frozen=True)
class Appeal:
    """One appeal; whoever filed and decided it is named as their post, `filer` is the account of the first."""

    id: int
    version: int
    run_id: int
    body: str
    called: str
    item: str
    grounds: str
    evidence: str
    filer: str
    filed_by: str
    filed_at: datetime
    state: str
    points: Decimal | None
    answer: str | None
    decided_by: str | None
    decided_at: datetime | None


@dataclass(frozen=True)
class Effect:
    """A body's standing as it was published, and with all that appeals against the run gave."""

    then: Standing
    now: Standing

    @property
    def moves(self) -> bool:
        """Whether its total or its rank is another one."""
        return (self.then.shown, self.then.rank) != (self.now.shown, self.now.rank)


def appeals(records: Records, run_id: int) -> list[Appeal]:
    """Those against a run, in the order in which they were filed; none is ever taken away."""
    with records.reading() as session:
        names = office.posts(session)
        return [_appeal(one, names) for one in scoring_runs.appeals(session, run_id)]


def decided(found: Iterable[Appeal]) -> tuple[tuple[int, Decimal], ...]:
    """Which were upheld with how many points: what the standing after the appeals depends on."""
    return tuple((one.id, one.points) for one in found if one.points is not None)


def after(records: Records, run_id: int) -> dict[str, Standing]:
    """Every body's last standing with what appeals gave so far: what the run would be if it were final now."""
    with records.reading() as session:
        outcome = runs.recomputed(session, run_id)
    return {sheet.body.key: sheet.last for sheet in outcome.sheets if sheet.last} if outcome else {}


def effects(rows: Sequence[Row], now: Mapping[str, Standing]) -> dict[str, Effect]:
    """By body; of a run that isn't final `now` is what it would be."""
    found = ((row, row.after or now.get(row.body.key)) for row in rows)
    return {row.body.key: Effect(row.standing, after) for row, after in found if after is not None}


def _appeal(row: ScoringAppeal, names: Mapping[str, str]) -> Appeal:
    return Appeal(
        row.id,
        row.version,
        row.run_id,
        row.body,
        row.called,
        row.item,
        row.grounds,
        row.evidence,
        row.filed_by,
        names.get(row.filed_by, row.filed_by),
        row.filed_at,
        row.state,
        None if row.hundredths is None else hundredths(row.hundredths),
        row.answer,
        row.decided_by and names.get(row.decided_by, row.decided_by),
        row.decided_at,
    )
