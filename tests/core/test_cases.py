"""The cases behind a number: as many as the number says, as the records tell them, free text for its own bodies."""

import pandas as pd
import pytest
from sqlalchemy import select, update

from core import access, areas, cases, words
from core.access import Person
from core.definitions import definitions
from core.metrics import measure
from core.scope import Scope
from db.models import AuditEvent, Matter, MemberUnit
from db.queries import names
from db.read_model.model import ReadModel
from db.session import Records
from tests import factories, scenario

SCOPES = {
    "this month": ("2026-11", (), ()),
    "one county": ("2026", ("530702",), ()),
    "one street": ("2026-10-01..2026-11-20", ("530702001",), ()),
    "two places, filtered": ("2026", ("530702002", "530721"), (("category", ("A.02", "unknown")),)),
    "after them": ("2027", (), ()),
}
OFFICER = Person(None, "gucheng", "gucheng", "county_office", "530702")
LEADER = Person(None, "leader", "leader", "leader", "0")


@pytest.fixture
def planted(records: Records, model: ReadModel) -> Records:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    return records


def scope_of(planted: Records, name: str) -> Scope:
    period, places, filters = SCOPES[name]
    return scenario.scope(planted, period, *places, filters=filters)


def listed(planted: Records, model: ReadModel, key: str, scope: Scope, part: str = "numerator", **options: object):
    known = words.load(planted, areas.load(planted))
    by = options.pop("by", access.operator())
    return cases.page(planted, model, key, scope, part, words=known, by=by, **options)  # type: ignore[arg-type]


@pytest.mark.parametrize("name", [name for name in SCOPES if name != "one county"])
def test_every_metric_s_parts_are_as_many_as_measure_counts(planted: Records, model: ReadModel, name: str) -> None:
    scope = scope_of(planted, name)
    keys = [key for key, metric in definitions().items() if not metric.protected]
    figures = measure(model, keys, scope).set_index("metric")
    for key in keys:
        for part in cases.parts(definitions()[key]):
            told = figures.loc[key, part]
            size = cases.size(model, key, scope, part)
            assert size.amount == (0 if pd.isna(told) else told), (key, part)


def test_every_fact_s_rows_can_be_listed_as_many_as_were_counted(planted: Records, model: ReadModel) -> None:
    scope, told = scope_of(planted, "one county"), set()
    for key, metric in definitions().items():
        for part in cases.parts(metric):
            size = cases.size(model, key, scope, part)
            kind = cases.listed(metric, part)
            if size.rows and (kind.fact, kind.kind) not in told:
                told.add((kind.fact, kind.kind))
                page = listed(planted, model, key, scope, part, limit=1000)
                assert (len(page.frame), page.gone) == (size.rows, 0), (key, part)
    assert {fact for fact, _ in told} >= {"fact_matter", "fact_post", "fact_grid", "fact_room", "dim_area"}


def test_the_list_names_the_matters_in_words_and_in_order(planted: Records, model: ReadModel) -> None:
    page = listed(planted, model, "overdue_matters", scope_of(planted, "this month"), order="due_on")
    assert list(page.frame["due_on"].astype(str)) == ["2026-11-10", "2026-11-19"]
    first = page.frame.iloc[0]
    assert (first["area"], first["category"], first["status"]) == ("古城区 大研街道 新华社区", "邻里", "已受理")
    assert first["closed_on"] is None


def test_a_handling_that_was_reopened_shows_its_own_dates(planted: Records, model: ReadModel) -> None:
    scope = scope_of(planted, "this month")
    again = listed(planted, model, "reopened_matters", scope).frame.iloc[0]
    assert [str(again[name]) for name in ("opened_on", "due_on", "closed_on")] == [
        "2026-11-03",
        "2026-11-10",
        "2026-11-12",
    ]


def test_pages_follow_each_other_without_gap_or_repetition(planted: Records, model: ReadModel) -> None:
    scope = scope_of(planted, "one county")
    whole = listed(planted, model, "new_matters", scope, limit=1000).frame["source_ref"].tolist()
    pages = [
        listed(planted, model, "new_matters", scope, first=at, limit=3).frame["source_ref"] for at in range(0, 20, 3)
    ]
    assert [code for page in pages for code in page] == whole
    assert len(set(whole)) == len(whole) > 6


def test_free_text_is_for_the_offices_whose_bodies_handle_the_matter(planted: Records, model: ReadModel) -> None:
    with planted.writing() as session:
        session.execute(update(Matter).values(summary="两户因排水争执"))
        places = factories.areas_of(session)
        for unit in session.scalars(select(MemberUnit)):
            unit.area = places["530702"] if unit.code == "U1" else places["5307"] if unit.code == "U2" else None
    scope = scenario.scope(planted, "2026", "530702", person=OFFICER)
    with planted.reading() as session:
        named = names.units(session)
    frame = listed(planted, model, "new_matters", scope, by=OFFICER, limit=1000).frame
    shown = frame.groupby("unit")["summary"].unique().to_dict()
    assert list(shown[named["U1"]]) == ["两户因排水争执"]
    # A body of the whole prefecture isn't the county's; whose nobody is, is nobody's.
    assert list(shown[named["U2"]]) == ["（仅办理单位可见）"]
    assert list(shown["未知"]) == ["（仅办理单位可见）"]


def test_free_text_that_is_hidden_in_every_row_has_no_column(planted: Records, model: ReadModel) -> None:
    with planted.writing() as session:
        session.execute(update(Matter).values(summary="两户因排水争执"))
        session.execute(update(MemberUnit).values(area_id=None))
    scope = scope_of(planted, "one county")
    page = listed(planted, model, "new_matters", scope, by=OFFICER)
    names = [column.name for column in page.columns]
    assert "summary" not in names
    assert names == list(page.frame.columns)
    assert len(page.frame) == min(cases.PAGE, page.size.rows) > 0


def test_who_has_no_right_to_cases_gets_none_and_it_is_written_down(planted: Records, model: ReadModel) -> None:
    scope = scope_of(planted, "this month")
    with pytest.raises(cases.NotAllowed):
        listed(planted, model, "new_matters", scope, by=LEADER)
    listed(planted, model, "new_matters", scope, by=OFFICER)
    with planted.reading() as session:
        events = session.scalars(select(AuditEvent).where(AuditEvent.action == "list_cases")).all()
    told = [(event.actor, event.object_key, event.result, event.detail) for event in events]
    assert told == [
        ("leader", "new_matters.numerator", "refused", "1..0 of 0"),
        ("gucheng", "new_matters.numerator", "ok", "1..11 of 11"),
    ]
    assert events[1].scope == scope.in_codes


def test_a_matter_that_has_gone_since_is_left_out_and_said(planted: Records, model: ReadModel) -> None:
    scope = scope_of(planted, "this month")
    before = listed(planted, model, "high_risk_disputes", scope)
    with planted.writing() as session:
        session.delete(session.scalars(select(Matter).where(Matter.source_ref == before.frame["source_ref"][0])).one())
    after = listed(planted, model, "high_risk_disputes", scope)
    assert (len(after.frame), after.gone) == (len(before.frame) - 1, 1)


def test_the_number_of_the_office_comes_first_and_ours_only_where_two_share_theirs(
    planted: Records, model: ReadModel
) -> None:
    scope = scope_of(planted, "this month")
    found = listed(planted, model, "new_matters", scope)
    assert (found.columns[0].header, "code" in [column.name for column in found.columns]) == ("编号", False)
    with planted.writing() as session:
        place = factories.areas_of(session)["530702001"]
        other = factories.data_source(session, key="other")
        factories.matter(session, other, place, [("reported", "2026-11-05")], source_ref=found.frame["source_ref"][0])
    model.catch_up()
    assert listed(planted, model, "new_matters", scope).columns[-1].header == "系统编号"
