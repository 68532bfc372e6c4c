"""Peacetime and wartime: who orders it, what lies within it, what is kept of it."""

import pytest
from sqlalchemy import select

from core.cadence import modes
from core.cadence.refusal import NotAllowed, Refused
from db.models import AuditEvent
from tests.core.cadence.conftest import COUNTY, DESK, TOWNSHIP, Office, person

D, GUCHENG, YULONG = "530702001", "530702", "530721"


def test_what_lies_in_an_area_shares_its_mode(office: Office) -> None:
    office.begin(GUCHENG, COUNTY, "drill")
    found = modes.load(office.records)
    assert [bool(found.of(office.areas, code)) for code in ("5307", GUCHENG, D, YULONG)] == [False, True, True, False]
    spell = modes.in_force(office.records, office.areas, D)
    assert spell is not None
    assert (spell.area_code, spell.reason, spell.begun_by) == (GUCHENG, "drill", "gucheng")
    assert [one.area_code for one in found.below(office.areas, "5307")] == [GUCHENG]
    assert modes.in_force(office.records, office.areas, "5307") is None


def test_its_history_is_kept_with_who_and_when(office: Office) -> None:
    spell = office.begin(GUCHENG, COUNTY)
    office.at("2026-11-05 18:00")
    office.end(spell, DESK)
    found = modes.load(office.records)
    assert found.of(office.areas, GUCHENG) is None
    (told,) = found.history(office.areas, D)
    assert (told.begun_by, told.ended_by, str(told.ends_at)[:16]) == ("gucheng", "zhihui", "2026-11-05 10:00")
    assert found.of(office.areas, D, office.at("2026-11-04 09:00")) == told
    with office.records.reading() as session:
        events = session.scalars(select(AuditEvent.action).where(AuditEvent.object_kind == "operating_mode")).all()
    assert events == ["mode.begin", "mode.end"]


def test_only_the_command_centre_of_an_area_orders_it(office: Office) -> None:
    for by, area in (
        (TOWNSHIP, D),
        (COUNTY, YULONG),
        (COUNTY, "5307"),
        (person("leader", "5307"), GUCHENG),
        (person("system_manager", None), GUCHENG),
    ):
        with pytest.raises(NotAllowed):
            office.begin(area, by)
    spell = office.begin("5307")
    with pytest.raises(NotAllowed):
        office.end(spell, COUNTY)


def test_what_cannot_be_is_refused_by_name(office: Office) -> None:
    with pytest.raises(Refused, match="no_reason"):
        office.begin(GUCHENG, COUNTY, "because")
    spell = office.begin("5307")
    for area in ("5307", GUCHENG):
        with pytest.raises(Refused, match="already_wartime"):
            office.begin(area)
    office.end(spell)
    with pytest.raises(Refused, match="changed_meanwhile"):
        office.end(spell)
