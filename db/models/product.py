"""The products of the four nodes (week, month, quarter, year): what was issued, frozen as it was told then."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, Key, UtcDateTime, one_of

NODES = ("week", "month", "quarter", "year")


class IssuedProduct(Base):
    """One product of one area for one period. What it says is never changed; corrections are shown beside it."""

    __tablename__ = "issued_product"
    __table_args__ = (
        UniqueConstraint("node", "area_id", "period_start"),
        CheckConstraint(one_of("node", NODES), name="node"),
        CheckConstraint("period_end >= period_start", name="period"),
    )

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    node: Mapped[str] = mapped_column(String(16))
    area_id: Mapped[int] = mapped_column(ForeignKey("area.id"), index=True)
    period_start: Mapped[date]
    period_end: Mapped[date]
    issued_at: Mapped[datetime] = mapped_column(UtcDateTime)
    issued_by: Mapped[str] = mapped_column(String(64))


class FrozenFigure(Base):
    """One number of a product: of the area as a whole or of one place in it, with the parts that it was made of."""

    __tablename__ = "frozen_figure"
    __table_args__ = (UniqueConstraint("issued_product_id", "metric", "area_code"),)

    id: Mapped[int] = mapped_column(Key, primary_key=True)
    issued_product_id: Mapped[int] = mapped_column(ForeignKey("issued_product.id", ondelete="CASCADE"))
    metric: Mapped[str] = mapped_column(String(40))
    area_code: Mapped[str] = mapped_column(String(24))
    value: Mapped[float | None] = mapped_column(Numeric(18, 4, asdecimal=False))
    numerator: Mapped[float | None] = mapped_column(Numeric(18, 4, asdecimal=False))
    denominator: Mapped[float | None] = mapped_column(Numeric(18, 4, asdecimal=False))
    base: Mapped[float | None] = mapped_column(Numeric(18, 4, asdecimal=False))
