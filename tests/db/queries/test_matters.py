"""The list of what can wait least: only open matters of the places asked for, in the order of their urgency."""

from collections.abc import Callable

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from db.models import Area, Matter, MatterEvent
from db.queries import matters
from db.read_model.model import ReadModel
from db.read_model.parts import UNKNOWN, Where
from db.session import Records
from tests import factories

Codes = Callable[..., list[str]]
WHOLE = ("prefecture", "0")


def plant(session: Session) -> dict[str, Area]:
    """Five open matters in three places and one that is closed; codes tell what they are."""
    places = factories.areas(session)
    source = factories.data_source(session)
    court = factories.member_unit(session, "court", name="古城区法院")

    def put(code: str, area: str | None, due: str | None, **columns: str | int) -> Matter:
        where = places[area] if area else None
        events = [("reported", "2026-11-01", {"due_on": due} if due else {})]
        return factories.matter(session, source, where, events, code=code, **columns)

    put("late", "530702001", "2026-11-05")
    put("later", "530702002", "2026-12-01", handling_unit_id=court.id)
    put("undated", "530702001001", None)
    put("grave", "530721100", "2026-12-24", severity="02")
    put("risky", "530702001", "2026-12-30", risk_level="high", category_key="C.1").source = "visit"
    put("nowhere", None, "2026-11-10")
    done = [("reported", "2026-11-01", {"due_on": "2026-11-03"}), ("closed", "2026-11-02")]
    factories.matter(session, source, places["530702001"], done, code="done", severity="01")
    return places


@pytest.fixture
def codes(records: Records, model: ReadModel) -> Codes:
    with records.writing() as session:
        plant(session)
    model.catch_up()

    def found(*places: tuple[str, str], filters: Where = (), limit: int = 9) -> list[str]:
        keys = matters.most_urgent(model, places, filters, limit)
        with records.reading() as session:
            return [matter.code for matter in matters.waiting(session, keys)]

    return found


def test_the_gravest_come_first_then_the_riskiest_then_what_is_due(codes: Codes) -> None:
    assert codes(WHOLE) == ["grave", "risky", "late", "nowhere", "later", "undated"]


def test_a_township_sees_its_own_subtree_only(codes: Codes) -> None:
    assert codes(("township", "530702001")) == ["risky", "late", "undated"]


def test_several_places_are_added(codes: Codes) -> None:
    assert codes(("township", "530702002"), ("county", "530721")) == ["grave", "later"]


def test_no_place_shows_nothing(codes: Codes) -> None:
    assert codes() == []


def test_no_more_than_were_asked_for(codes: Codes) -> None:
    assert codes(WHOLE, limit=2) == ["grave", "risky"]


def test_filters_narrow_as_they_do_in_statistics(codes: Codes) -> None:
    # C.1 is a neighbours' dispute of the people's mediation list, which counts as A.02.
    assert codes(("county", "530702"), filters=(("category", ("A.02",)), ("source", ("visit",)))) == ["risky"]


def test_a_body_is_found_by_its_code_and_unknown_means_none(codes: Codes) -> None:
    assert codes(("county", "530702"), filters=(("handling_unit", ("court",)),)) == ["later"]


def test_unknown_stands_for_no_value(codes: Codes) -> None:
    found = codes(("county", "530702"), filters=(("handling_unit", ("court", UNKNOWN)),))
    assert found == ["risky", "late", "later", "undated"]


def test_what_is_closed_or_opened_again_a_moment_ago_is_taken_at_its_word(
    codes: Codes, records: Records, model: ReadModel
) -> None:
    with records.writing() as session:
        session.execute(update(Matter).where(Matter.code == "grave").values(status="closed"))
    assert codes(WHOLE) == ["risky", "late", "nowhere", "later", "undated"]
    with records.writing() as session:
        done = session.scalars(select(Matter).where(Matter.code == "done")).one()
        done.events.append(MatterEvent(status="reopened", at=factories.moment("2026-11-04"), episode=2))
        done.status = "reopened"
    model.catch_up()
    assert codes(WHOLE)[0] == "done"
