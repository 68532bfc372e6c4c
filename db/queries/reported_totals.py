"""Externally reported totals as they stand in the read model."""

from collections.abc import Iterable, Sequence
from datetime import date
from operator import attrgetter
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, or_, select

from db.models.area import ROOT_CODE
from db.queries.figures import visible
from db.read_model.model import Reading
from db.read_model.tables import AREA_LEVELS, dim_area, fact_indicator


def returns(
    model: Reading, indicators: Iterable[str], areas: Iterable[tuple[str, str]]
) -> dict[str, list[Row[*tuple[Any, ...]]]]:
    """By indicator all its returns in the subtrees, the latest revision of each area and span last.

    Where two sources report the same, the one written down later is the later.
    """
    fact = fact_indicator.c
    found: dict[str, list[Row[*tuple[Any, ...]]]] = {indicator: [] for indicator in indicators}
    statement = (
        select(fact_indicator)
        .where(fact.indicator.in_(list(found)), visible(fact_indicator, areas, ()))
        .order_by(fact.area, fact.period_start, fact.period_end, fact.revision, fact.indicator_return_id)
    )
    for row in model.execute(statement):
        found[row.indicator].append(row)
    return found


def children(model: Reading, reported: Iterable[Row[*tuple[Any, ...]]], on: date) -> dict[str, list[str]]:
    """The places that lie directly in each place that holds one of the reporting ones, as they exist that day."""
    lying = set(map(attrgetter(*AREA_LEVELS), reported))
    holders = {code for codes in lying for code in (ROOT_CODE, *codes) if code}
    found: dict[str, list[str]] = {}
    if holders:
        area = dim_area.c
        statement = select(area.parent, area.code).where(area.parent.in_(holders), _exists(on))
        for parent, code in model.execute(statement):
            found.setdefault(parent, []).append(code)
    return found


def within(
    model: Reading, areas: Iterable[tuple[str, str]], levels: Sequence[str], on: date
) -> dict[tuple[str, ...], str]:
    """The places of the deepest of `levels` in the subtrees that exist that day, by their codes at all of them."""
    area = dim_area.c
    places = [area[at] == code for at, code in areas if at != "root"]
    statement = (
        select(*(area[level] for level in levels), area.code.label("own"))
        .where(area.level == max(levels, key=AREA_LEVELS.index), _exists(on))
        .order_by(area.code)
    )
    if places:
        statement = statement.where(or_(*places))
    return {tuple(codes): own for *codes, own in model.execute(statement)}


def _exists(on: date) -> ColumnElement[bool]:
    area = dim_area.c
    return and_(area.begins_on <= on, or_(area.ends_on.is_(None), area.ends_on > on))
