"""Marks on trends: holidays from the calendar, people's own with rights, places and an edit that never overwrites."""

from datetime import date

import pytest
from sqlalchemy import select

from core import access, annotations, areas
from core.access import Person
from core.annotations import Mark
from core.editing import EditRefused
from core.periods import Period, Span
from core.scope import Request, Scope
from db.models import Annotation, AuditEvent
from db.session import Records
from tests import factories

DRIVE = Span(date(2026, 3, 1), date(2026, 5, 31))
DESK = Person(None, "zhihui", "指挥中心", "command_desk", "5307")
COUNTY = Person(None, "gucheng", "古城区", "county_office", "530702")
TOWN = Person(None, "dayan", "大研街道", "township_centre", "530702001")


@pytest.fixture
def tree(records: Records) -> areas.AreaTree:
    with records.writing() as session:
        factories.areas(session)
    return areas.load(records)


def scope(tree: areas.AreaTree, *codes: str) -> Scope:
    return access.scope(access.operator(), Request(Period.parse("2026"), codes), tree, date(2026, 11, 21))


def add(records: Records, tree: areas.AreaTree, by: Person = DESK, area: str = "5307", label: str = "大排查") -> None:
    with records.writing() as session:
        annotations.add(session, tree, label=label, kind="drive", span=DRIVE, area_code=area, by=by)


def labels(records: Records, tree: areas.AreaTree, code: str) -> list[str]:
    found = annotations.shown(records, scope(tree, code), tree, Span(date(2026, 4, 1), date(2026, 4, 3)))
    return [mark.label for mark in found]


def test_holidays_come_from_the_state_calendar_each_as_one_span(records: Records, tree: areas.AreaTree) -> None:
    span = Span(date(2024, 2, 1), date(2024, 5, 3))
    found = annotations.shown(records, scope(tree), tree, span)
    assert [(mark.label, mark.kind) for mark in found] == [
        ("春节", "holiday"),
        ("清明", "holiday"),
        ("劳动节", "holiday"),
    ]
    assert found[0] == Mark("春节", "holiday", Span(date(2024, 2, 10), date(2024, 2, 17)))


def test_an_annotation_holds_for_its_place_and_all_below_and_no_other(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree, area="530702")
    assert labels(records, tree, "530702001") == ["大排查"]
    assert labels(records, tree, "530702") == ["大排查"]
    assert labels(records, tree, "5307") == []
    assert labels(records, tree, "530721") == []


@pytest.mark.parametrize(("by", "area"), [(TOWN, "530702001"), (COUNTY, "530721"), (COUNTY, "5307")])
def test_without_the_right_or_outside_one_s_own_place_nothing_is_written(
    records: Records, tree: areas.AreaTree, by: Person, area: str
) -> None:
    with pytest.raises(EditRefused, match="no_right"):
        add(records, tree, by, area)
    assert annotations.listed(records, DESK, tree) == []


def test_the_same_mark_twice_is_one(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree)
    with pytest.raises(EditRefused, match="already_there"):
        add(records, tree, label=" 大排查 ")


def test_who_saw_an_older_state_does_not_overwrite_the_newer(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree)
    seen = annotations.listed(records, DESK, tree)[0]
    edit = {"kept": seen.id, "version": seen.version, "kind": "policy", "span": DRIVE, "area_code": "5307", "by": DESK}
    with records.writing() as session:
        annotations.change(session, tree, label="大排查大化解", **edit)
    with pytest.raises(EditRefused, match="changed_meanwhile"), records.writing() as session:
        annotations.change(session, tree, label="另一个名字", **edit)
    with pytest.raises(EditRefused, match="changed_meanwhile"), records.writing() as session:
        annotations.remove(session, tree, kept=seen.id, version=seen.version, by=DESK)
    assert [kept.label for kept in annotations.listed(records, DESK, tree)] == ["大排查大化解"]


def test_every_edit_is_in_the_audit_trail(records: Records, tree: areas.AreaTree) -> None:
    add(records, tree)
    seen = annotations.listed(records, DESK, tree)[0]
    with records.writing() as session:
        annotations.remove(session, tree, kept=seen.id, version=seen.version, by=DESK)
    with records.reading() as session:
        assert list(session.scalars(select(AuditEvent.action))) == ["add_annotation", "remove_annotation"]
        assert session.scalars(select(Annotation)).all() == []
