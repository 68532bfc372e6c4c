"""A published run beside what today's records give: the same scheme and months once more, kept nowhere."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from core import access
from core.scoring import runs
from core.scoring.outcome import Cell, Standing
from core.scoring.published import Row, Run
from core.scoring.scheme import Item, Scheme
from db.read_model.model import ReadModel
from db.session import Records


@dataclass(frozen=True)
class Pair:
    """One body as it was published and as it would be today; `now` is None where it is no longer scored."""

    row: Row
    now: Standing | None

    @property
    def difference(self) -> Decimal | None:
        """Today's total less the published one, where both are told."""
        then, now = self.row.standing.shown, self.now.shown if self.now else None
        return None if then is None or now is None else now - then

    @property
    def same(self) -> bool:
        then = self.row.standing
        return self.now is not None and (self.now.shown, self.now.rank) == (then.shown, then.rank)


@dataclass(frozen=True)
class Changed:
    """One item whose figure or points are no longer as they were published."""

    item: Item
    then: Cell
    now: Cell


def today(records: Records, model: ReadModel, run: Run) -> dict[str, Standing]:
    """Every body's last standing from what the records hold now, by its key, without what appeals gave.

    Raises Refused where the months can't be told any more.
    """
    computed = runs.compute(records, model, run.scheme_id, run.span, access.operator(), trial=True)
    return {sheet.body.key: sheet.last for sheet in computed.outcome.sheets if sheet.last is not None}


def pairs(rows: Iterable[Row], now: Mapping[str, Standing]) -> list[Pair]:
    """In the order in which they were published, group by group; those without a rank last."""
    found = [Pair(row, now.get(row.body.key)) for row in rows]
    groups = {key: at for at, key in enumerate(dict.fromkeys(pair.row.body.group for pair in found))}
    return sorted(found, key=lambda pair: (groups[pair.row.body.group], _place(pair.row)))


def _place(row: Row) -> tuple[bool, int, str]:
    rank = row.standing.rank
    return rank is None, rank or 0, row.body.key


def changed(scheme: Scheme, pair: Pair) -> list[Changed]:
    """The items that tell another figure or give other points now, in the scheme's order."""
    if pair.now is None:
        return []
    then, now = pair.row.standing.cells, pair.now.cells
    items = (item for item in scheme.items_of(pair.row.body.group) if item.key in then and item.key in now)
    return [
        Changed(item, then[item.key], now[item.key]) for item in items if _told(then[item.key]) != _told(now[item.key])
    ]


def _told(cell: Cell) -> tuple[Decimal | None, ...]:
    return cell.points, cell.value, cell.numerator, cell.denominator
