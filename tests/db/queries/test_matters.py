"""The list of what can wait least: only open matters of the places asked for, in the order of their urgency."""

from sqlalchemy.orm import Session

from db.models import Area, Matter
from db.queries import matters
from db.session import Records
from tests import factories


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


def codes(records: Records, *areas: str, filters: matters.Where = (), limit: int = 9) -> list[str]:
    with records.writing() as session:
        plant(session)
    with records.reading() as session:
        return [matter.code for matter in matters.most_urgent(session, areas, filters, limit)]


def test_the_gravest_come_first_then_the_riskiest_then_what_is_due(records: Records) -> None:
    assert codes(records, "0") == ["grave", "risky", "late", "nowhere", "later", "undated"]


def test_a_township_sees_its_own_subtree_only(records: Records) -> None:
    assert codes(records, "530702001") == ["risky", "late", "undated"]


def test_several_places_are_added(records: Records) -> None:
    assert codes(records, "530702002", "530721") == ["grave", "later"]


def test_no_place_shows_nothing(records: Records) -> None:
    assert codes(records) == []


def test_no_more_than_were_asked_for(records: Records) -> None:
    assert codes(records, "0", limit=2) == ["grave", "risky"]


def test_filters_narrow_as_they_do_in_statistics(records: Records) -> None:
    # C.1 is a neighbours' dispute of the people's mediation list, which counts as A.02.
    assert codes(records, "530702", filters=(("category", ("A.02",)), ("source", ("visit",)))) == ["risky"]


def test_a_body_is_found_by_its_code_and_unknown_means_none(records: Records) -> None:
    assert codes(records, "530702", filters=(("handling_unit", ("court",)),)) == ["later"]


def test_unknown_stands_for_no_value(records: Records) -> None:
    found = codes(records, "530702", filters=(("handling_unit", ("court", matters.UNKNOWN)),))
    assert found == ["risky", "late", "later", "undated"]
