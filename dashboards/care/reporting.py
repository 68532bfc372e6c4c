"""Which townships have reported, how well, and which haven't: bodies' work, counted plainly."""

from html import escape

import streamlit as st

from core import access, catalogue, clock, numbers
from core.care import desk, overview
from core.care.overview import Listed
from core.definitions import definition
from core.tiles import Asked
from core.titles import month_words
from dashboards import data, navigation, stores
from dashboards.board import groups, headline
from dashboards.care import acts
from dashboards.care.cells import Cells, cell, table
from dashboards.care.header import COUNTED, EXPECTED
from dashboards.care.period import FACT
from dashboards.components.card import card
from dashboards.viewing import View

METRICS = (
    EXPECTED,
    "service_reports_received",
    COUNTED,
    "service_report_rate",
    "service_report_on_time_rate",
    "service_report_complete_rate",
    "service_reports_restated",
)
MOST = 12


def block(view: View) -> None:
    # Townships report on all groups and lines at once.
    scope = view.scope.unfiltered()
    shown = Asked(scope, METRICS)
    found = data.figures(view.version, scope, METRICS)
    subject, question = catalogue.say("care.tile.reporting_subject"), catalogue.say("care.tile.reporting")
    with card(view, "care_reporting", question, subject, groups.as_of(view, found), shown):
        cells = Cells(found, ())
        strength = "".join(
            f"<div><b>{escape(cell(cells, key, ()))}</b><small></small>"
            f"<span>{escape(definition(key).label)}</span></div>"
            for key in METRICS
        )
        # Whoever looks at the newest closed month wants to know of the ones after it, too.
        newest = data.reach(view.scope, FACT).last_day in (None, view.scope.span.end)
        until = None if newest else view.scope.span.end
        missing = overview.missing(stores.records(), view.scope, view.areas, until)
        st.html(f'<div class="fq-strength">{strength}</div>{_missing(missing, bool(cells.value(EXPECTED, ())))}')
        _to_return(view, missing)


def waiting(view: View) -> None:
    """The returns of a year that haven't come, where no month is closed yet; nothing where none is expected."""
    year = view.scope.over(headline.twelve_months(clock.today()))
    if not (missing := overview.missing(stores.records(), year, view.areas)):
        return
    with st.container(key="card_care_waiting"):
        heading = escape(catalogue.say("care.tile.reporting"))
        st.html(f'<div class="fq-head"><h2>{heading}</h2></div>{_missing(missing)}')
        _to_return(view, missing)


def _to_return(view: View, missing: list[Listed]) -> None:
    """The way to the form for whoever is told that it hasn't reported."""
    own = access.may(view.person, desk.REPORT) and view.person.area_code in {one.code for one in missing}
    if own and st.button(catalogue.say("care.page.to_return"), key="care_to_return", type="primary"):
        st.switch_page(navigation.page("care_desk", view.person))


def _missing(found: list[Listed], expected: bool = True) -> str:
    """Who hasn't reported; where nobody has to, that is no good news and isn't said as such."""
    if not found:
        said = catalogue.say("care.page.none_missing" if expected else "care.page.none_expected")
        return f'<p class="fq-note">{escape(said)}</p>'
    heads = [catalogue.say(f"care.page.missing_{name}") for name in ("place", "month", "due", "late", "reminded")]
    rows = [
        [
            escape(one.name),
            escape(month_words(one.month)),
            escape(one.due_on.isoformat()),
            escape(catalogue.say("care.page.days", days=one.days_late) if one.days_late else numbers.full(None)),
            escape(acts.reminded(one) or numbers.full(None)),
        ]
        for one in found[:MOST]
    ]
    more = len(found) - MOST
    note = catalogue.say("care.page.missing_more", count=more) if more > 0 else ""
    return table(heads, rows, "fq-missing") + (f'<p class="fq-note">{escape(note)}</p>' if note else "")
