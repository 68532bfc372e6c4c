"""The builders build what they say."""

from db.session import Records
from tests import factories


def test_a_reopened_matter_has_two_episodes_and_the_due_date_of_the_second(records: Records) -> None:
    with records.writing() as session:
        areas = factories.areas(session)
        matter = factories.matter(
            session,
            factories.data_source(session),
            areas["530702001"],
            [
                ("reported", "2026-01-05", {"due_on": "2026-01-12"}),
                ("closed", "2026-01-09 16:30", {"on_time": True}),
                ("reopened", "2026-02-02", {"due_on": "2026-02-09"}),
            ],
            handling_unit=factories.member_unit(session),
        )
    with records.reading() as session:
        kept = session.get_one(type(matter), matter.id)
        trail = [(event.status, event.episode) for event in kept.events]
        assert trail == [("reported", 1), ("closed", 1), ("reopened", 2)]
        assert (kept.status, str(kept.due_on), kept.handling_unit.name) == ("reopened", "2026-02-09", "单位U1")
        assert str(kept.events[1].at) == "2026-01-09 08:30:00+00:00"


def test_each_test_gets_a_database_of_its_own(records: Records, prepared_file) -> None:
    assert records.url.database != str(prepared_file)
