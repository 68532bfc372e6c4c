"""The four nodes (week, month, quarter, year): what a place issues is frozen, what is known later stands beside."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import pandas as pd

from core import access, audit, catalogue, clock
from core.access import Person
from core.areas import AreaTree
from core.cadence.refusal import NotAllowed, Refused
from core.metrics import measure
from core.periods import Period, Span, unit_start
from core.scope import Request, Scope
from db.models import FrozenFigure, IssuedProduct
from db.models.product import NODES
from db.queries import accounts, products
from db.queries import areas as area_queries
from db.read_model.model import ReadModel
from db.session import Records, Session

RIGHT = "products"
LEVELS = ("prefecture", "county")
_DAY = timedelta(days=1)
NOTHING = 5e-5
"""Figures are frozen to four decimals."""


@dataclass(frozen=True)
class Node:
    """One product of a place: of which period, and when it was issued by whom; None where it isn't yet."""

    node: str
    span: Span
    id: int | None
    issued_at: datetime | None
    issued_by: str | None


@dataclass(frozen=True)
class Told:
    """One figure of a product: as it was reported, and as it is known now."""

    metric: str
    area: str
    reported: float | None
    now: float | None

    @property
    def restated(self) -> bool:
        if self.reported is None or self.now is None:
            return self.reported is not self.now
        return abs(self.reported - self.now) > NOTHING


def last_period(node: str, today: date) -> Span:
    """The last period of that length that is over."""
    last = unit_start(today, node) - _DAY
    return Span(unit_start(last, node), last, node)


def nodes(records: Records, area: str, today: date) -> list[Node]:
    """For each node the last period that is over, and whether its product has been issued."""
    with records.reading(within=(area,)) as session:
        names = accounts.display_names(session)
        return [_node(products.of(session, area, node, span.start), node, span, names) for node, span in _lasts(today)]


def freeze(model: ReadModel, areas: AreaTree, *, node: str, area_code: str, by: Person) -> list[dict[str, Any]]:
    """The figures of a product as they are known now: of the place as a whole, then of the places in it.

    Raises NotAllowed, or Refused for a node that there isn't.
    """
    _demand(areas, area_code, by)
    if node not in NODES:
        raise Refused("no_node")
    scope = _scope(areas, area_code, last_period(node, clock.today()), by)
    return list(_figures(model, scope, area_code, node))


def issue(
    session: Session, areas: AreaTree, *, node: str, area_code: str, figures: list[dict[str, Any]], by: Person
) -> IssuedProduct:
    """Issues the product of the last period with the figures that `freeze` gave; it is never changed again.

    Raises NotAllowed, or Refused where it has been issued.
    """
    _demand(areas, area_code, by)
    today = clock.today()
    span, place = last_period(node, today), area_queries.held_on(session, area_code, today)
    if place is None:
        raise NotAllowed(by.username)
    if products.of(session, area_code, node, span.start) is not None:
        raise Refused("issued_already")
    row = IssuedProduct(
        node=node,
        area_id=place.id,
        period_start=span.start,
        period_end=span.end,
        issued_at=clock.now(),
        issued_by=by.username,
    )
    session.add(row)
    session.flush()
    session.add_all([FrozenFigure(issued_product_id=row.id, **figure) for figure in figures])
    session.flush()
    key = f"{node} {area_code} {span.start}"
    audit.append(session, action="product.issue", object_kind="product", object_key=key, by=by, after=repr(figures))
    return row


def told(records: Records, model: ReadModel, areas: AreaTree, product: Node, area_code: str, by: Person) -> list[Told]:
    """What an issued product says, each figure with what is known now."""
    if product.id is None:
        return []
    with records.reading(within=(area_code,)) as session:
        frozen = products.figures(session, product.id)
    scope = _scope(areas, area_code, product.span, by)
    now = {(one["metric"], one["area_code"]): one["value"] for one in _figures(model, scope, area_code, product.node)}
    return [Told(row.metric, row.area_code, row.value, now.get((row.metric, row.area_code))) for row in frozen]


def _lasts(today: date) -> Iterator[tuple[str, Span]]:
    return ((node, last_period(node, today)) for node in NODES)


def _node(row: IssuedProduct | None, node: str, span: Span, names: dict[str, str]) -> Node:
    if row is None:
        return Node(node, span, None, None, None)
    return Node(node, span, row.id, row.issued_at, names.get(row.issued_by, row.issued_by))


def _demand(areas: AreaTree, area_code: str, by: Person) -> None:
    own = access.may(by, RIGHT) and by.area_code == area_code
    if not own or area_code not in areas or areas[area_code].level not in LEVELS:
        raise NotAllowed(by.username)


def _scope(areas: AreaTree, area_code: str, span: Span, by: Person) -> Scope:
    return access.scope(by, Request(Period.between(span.start, span.end), (area_code,)), areas)


def _figures(model: ReadModel, scope: Scope, area_code: str, node: str) -> Iterator[dict[str, Any]]:
    metrics = catalogue.document("products")[node]["metrics"]
    whole, parts = measure(model, metrics, scope, compare=("year",)), measure(model, metrics, scope, by=("area",))
    for row in whole.to_dict("records"):
        yield _figure(row, area_code)
    for row in parts.to_dict("records"):
        if row["area"] is not None and not pd.isna(row["area"]):
            yield _figure(row, row["area"])


def _figure(row: dict[Any, Any], area_code: str) -> dict[str, Any]:
    numbers = {
        name: None if pd.isna(row[name]) else round(float(row[name]), 4)
        for name in ("value", "numerator", "denominator", "base")
    }
    return {"metric": row["metric"], "area_code": area_code, **numbers}
