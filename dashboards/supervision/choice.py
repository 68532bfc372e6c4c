"""What the page looks at: which run, which peer group, which body, and how far this person may look into it."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Literal

import streamlit as st

from core import access
from core.access import OutOfScope
from core.periods import Period, Span
from core.scope import Request, Scope
from core.scoring import bodies, published
from core.scoring.published import Row, Run
from core.scoring.scheme import Group
from dashboards import data, stores
from dashboards.supervision.acts import word
from dashboards.viewing import View

RUN, GROUP, BODY = "scoring_run", "scoring_group", "scoring_body_{}_{}"


@dataclass(frozen=True)
class Choice:
    """`view` is the page's with the run's months as its time; `open` are the bodies whose figures are shown."""

    view: View
    run: Run
    rows: list[Row]
    """Of all groups."""
    group: Group
    row: Row
    open: frozenset[str]

    @property
    def peers(self) -> list[Row]:
        """Those of the group, the best first."""
        return published.in_order(row for row in self.rows if row.body.group == self.group.key)

    @property
    def is_open(self) -> bool:
        return self.row.body.key in self.open


def choose(view: View, runs: list[Run]) -> Choice:
    """The boxes above the board; what stands in them first is one's own place in the last run."""
    names = {run.id: run_words(run) for run in runs}
    wanted = _box(RUN, word("choose.run"), names, runs[0].id, "stretch")
    run = next(run for run in runs if run.id == wanted)
    rows = data.scoring_rows(run.id, f"{run.output_hash} {run.final_hash}")
    seen = published.visible(stores.records(), view.areas, view.person, [one.body.key for one in rows])
    own = _own(view, rows, seen)
    present = {row.body.group for row in rows}
    groups = {group.key: group.title for group in run.scheme.group if group.key in present}
    first = own.body.group if own else next(iter(groups))
    group = run.scheme.group_of(str(_box(f"{GROUP}_{run.id}", word("choose.group"), groups, first, 200)))
    peers = published.in_order(row for row in rows if row.body.group == group.key)
    called = {row.body.key: row.body.called for row in peers}
    mine = own.body.key if own and own.body.key in called else peers[0].body.key
    body = _box(BODY.format(run.id, group.key), word("choose.body"), called, mine, 260)
    row = next(row for row in peers if row.body.key == body)
    return Choice(_over(view, run), run, rows, group, row, frozenset(seen))


def picked(choice: Choice, body: str) -> None:
    """For callbacks: another body of the group."""
    st.session_state[BODY.format(choice.run.id, choice.group.key)] = body


def scope_of(choice: Choice) -> Scope | None:
    """The body's matters in the run's months, for the cases behind a figure; None where they aren't this person's."""
    code, filters = bodies.code_of(choice.row.body.key), ()
    areas = (code,)
    if not bodies.is_area(choice.row.body.key):
        areas, filters = (choice.run.scheme.area,), (("handling_unit", (code,)),)
    span = choice.run.span
    try:
        return access.scope(
            choice.view.person, Request(Period.between(span.start, span.end), areas, filters), choice.view.areas
        )
    except OutOfScope:
        return None


def _box(key: str, label: str, names: dict, first: object, width: int | Literal["stretch"]) -> object:
    """A box that keeps what was chosen while that is offered."""
    if st.session_state.get(key) not in names:
        st.session_state[key] = first
    return st.selectbox(label, list(names), key=key, format_func=names.__getitem__, width=width)


def _own(view: View, rows: list[Row], seen: Collection[str]) -> Row | None:
    """The body that the address names, or that is the person's own place, or the best of those that lie in it."""
    wanted = [f"{bodies.AREA}:{code}" for code in (*view.request.areas, view.person.area_code) if code]
    named = next((row for key in wanted for row in rows if row.body.key == key), None)
    if named is not None or len(seen) == len(rows):
        return named
    return next(iter(published.in_order(row for row in rows if row.body.key in seen)), None)


def run_words(run: Run) -> str:
    """Its months, its number and its scheme: what names a run."""
    return word("choose.run_of", title=run.scheme.title, months=months_words(run.span), id=run.id)


def months_words(span: Span) -> str:
    """From which month to which."""
    first, last = span.start, span.end
    if (first.year, first.month) == (last.year, last.month):
        return word("choose.month", year=first.year, month=first.month)
    form = "months" if first.year == last.year else "years"
    told = {"year": first.year, "month": first.month, "until_year": last.year, "until": last.month}
    return word(f"choose.{form}", **told)


def _over(view: View, run: Run) -> View:
    """The page's view with the run's own months and the end of its frozen data: what is exported says them."""
    return replace(view, scope=view.scope.over(run.span), until=run.told_until)
