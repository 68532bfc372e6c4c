"""Issued products and their frozen figures in the records."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models import Area, FrozenFigure, IssuedProduct


def of(session: Session, area: str, node: str, start: date) -> IssuedProduct | None:
    row = IssuedProduct
    own = select(row).join(Area, Area.id == row.area_id)
    return session.scalars(own.where(Area.code == area, row.node == node, row.period_start == start)).first()


def figures(session: Session, product: int) -> Sequence[FrozenFigure]:
    """In the order in which they were frozen."""
    of_it = select(FrozenFigure).where(FrozenFigure.issued_product_id == product)
    return session.scalars(of_it.order_by(FrozenFigure.id)).all()
