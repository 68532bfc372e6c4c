"""Whole months only: what is told of special-group services is told of closed months, and of no other days."""

from dataclasses import replace
from datetime import datetime

import pandas as pd

from core.care import overview
from core.coverage import Coverage
from core.periods import Period, Span, unit_end, unit_start
from dashboards import data, stores
from dashboards.viewing import View

FACT = "fact_service"
CHOICES = ("last_month", "this_quarter", "last_quarter", "this_year", "last_year")


def reach(view: View) -> Coverage:
    """How far the closed months reach; what is called their last update is the newest sealing, of whichever month."""
    sealed = overview.sealed_at(stores.records(), view.scope, view.areas)
    return replace(data.reach(view.scope, FACT), written_at=sealed)


def as_of(view: View, found: pd.DataFrame) -> datetime | None:
    """Until when the rows tell; where there are none, until when the closed months do, as the header says."""
    known = found["as_of"].dropna()
    return data.reach(view.scope, FACT).as_of if known.empty else known.iloc[0]


def whole_months(view: View) -> View:
    """The view over the months that its period touches, as far as they are closed; else over the last closed one."""
    last = data.reach(view.scope, FACT).last_day
    if last is None:
        return view
    start = unit_start(view.scope.span.start, "month")
    end = min(unit_end(view.scope.span.end, "month"), last)
    span = Span(start, end) if start <= end else Span(unit_start(last, "month"), last)
    if span == view.scope.span:
        return view
    # The address too, so that the filters say what is shown.
    request = replace(view.request, period=Period.between(span.start, span.end))
    return replace(view, scope=view.scope.over(span), request=request)
