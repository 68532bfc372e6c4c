"""The demo data as a whole: reproducible, all or nothing, and removed without a trace of it or a loss to others."""

import pytest
from sqlalchemy import func, select, text

from core.demo import load
from core.demo.places import Place, demo_places
from core.demo.world import World
from core.metrics import measure
from db.models import (
    Account,
    AccountabilityAction,
    Area,
    AuditEvent,
    DataSource,
    ImportBatch,
    Matter,
    MatterEvent,
    MemberUnit,
)
from db.queries import accounts
from db.read_model.model import ReadModel
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.core.demo.conftest import TODAY, content, rows, small_plan

# A county with a township, one with villages only, one with nothing below it.
FEW_PLACES = [
    Place("9901", "甲市", None, "prefecture", None),
    Place("990101", "甲一县", "9901", "county", None),
    Place("990101100", "青石镇", "990101", "township", "town"),
    Place("990101100200", "青石村委会", "990101100", "village", None),
    Place("990102", "甲二县", "9901", "county", None),
    Place("990102000200", "白石村委会", "990102", "village", None),
    Place("990103", "甲三县", "9901", "county", None),
]
COUNTED = (
    *("matter", "matter_event", "matter_revision", "centre", "centre_post", "member_unit", "grid", "mediation_room"),
    *("indicator_return", "data_source", "import_batch", "area", "area_alias", "account"),
)


def _only(code: str) -> list[Place]:
    """That prefecture and its counties."""
    return [place for place in demo_places() if place.code.startswith(code) and len(place.code) <= 6]


def counts(records: Records) -> dict[str, int]:
    with records.reading() as session:
        return {table: session.execute(text(f"select count(*) from {table}")).scalar_one() for table in COUNTED}


def test_the_same_seed_and_day_give_the_same_data(demo: Records, records: Records) -> None:
    with records.writing() as session:
        factories.areas(session)
    load.create(records, small_plan())
    mine, other = content(records), content(demo)
    for name in ("matter", "event", "post", "grid", "room", "unit"):
        assert mine[name] == other[name], name


def test_whoever_was_late_was_reminded_and_what_came_of_it_is_seen(demo: Records) -> None:
    found = rows(
        demo,
        "select r.received_on, r.reminders, r.reminded_on, m.due_on from service_return r"
        " join service_month m on m.id = r.service_month_id",
    ).astype(str)
    late = (found["received_on"] > found["due_on"]) & (found["received_on"] < "9")
    silent = ~found["received_on"].str.startswith("2")
    assert late.sum() > 20
    assert silent.sum() > 5
    # Of the month before last all are long due: reminded once, and who stayed silent twice.
    assert set(found.loc[late, "reminders"]) == {"1"}
    assert set(found.loc[silent, "reminders"]) == {"2"}
    assert set(found.loc[~late & ~silent, "reminders"]) == {"0"}
    reminded = found[late | silent]
    assert (reminded["reminded_on"] > reminded["due_on"]).all()
    assert (reminded["reminded_on"] <= str(TODAY)).all()
    assert (found.loc[late, "received_on"] >= found.loc[late, "reminded_on"]).all()


def test_the_published_ladder_of_zaozhuang_is_counted_from_stored_acts(records: Records, model: ReadModel) -> None:
    """19, 20, 8 and 4 from 2015 to 2017, on a body that says that the article names none; gone with the demo."""
    load.create(records, small_plan(matters=50), places=_only("3704"))
    model.catch_up()
    span = "2015-01-01..2017-12-31"
    keys = ("circulated_criticisms", "summons_talks", "yellow_cards", "one_vote_vetoes", "accountability_acts")
    found = measure(model, keys, scenario.scope(records, span, "3704"))
    assert list(found["value"]) == [19, 20, 8, 4, 51]
    with records.reading() as session:
        bodies = session.scalars(select(MemberUnit.name).where(MemberUnit.code == "demo-3704-unnamed")).all()
        assert bodies == ["（报道未列名的镇街）"]
    load.remove(records)
    with records.reading(within=WHOLE) as session:
        assert session.scalars(select(func.count()).select_from(AccountabilityAction)).one() == 0


def test_another_seed_gives_other_data() -> None:
    one, other = (next(World(small_plan(seed=seed), FEW_PLACES).batches()).matters for seed in (1, 2))
    assert one.clock.tolist() != other.clock.tolist()


def test_a_second_run_changes_nothing_and_says_so(records: Records) -> None:
    plan = small_plan(matters=300)
    load.create(records, plan, places=FEW_PLACES)
    before = content(records), counts(records)
    again = load.create(records, plan, places=FEW_PLACES)
    other = load.create(records, small_plan(matters=301), places=FEW_PLACES)
    assert (again.changed, again.same, other.changed, other.same) == (False, True, False, False)
    assert (content(records), counts(records)) == before


def test_replacing_leaves_only_the_new_data(records: Records) -> None:
    load.create(records, small_plan(matters=300), places=FEW_PLACES)
    outcome = load.create(records, small_plan(matters=200), places=FEW_PLACES, replace=True)
    assert outcome.changed
    assert counts(records)["matter"] == 200
    assert counts(records)["area"] == 1 + len(FEW_PLACES)


def test_it_does_not_mix_with_other_sources_unless_told_to(records: Records) -> None:
    with records.writing() as session:
        source = factories.data_source(session)
        factories.matter(session, source, None, [("reported", "2026-01-05")])
    before = counts(records)
    with pytest.raises(load.OtherMatters) as refusal:
        load.create(records, small_plan(matters=300), places=FEW_PLACES)
    assert refusal.value.count == 1
    assert counts(records) == before
    load.create(records, small_plan(matters=300), places=FEW_PLACES, replace=True)
    assert counts(records)["matter"] == 301


def test_removing_leaves_other_sources_as_they_were(records: Records) -> None:
    with records.writing() as session:
        tree = factories.areas(session)
        source = factories.data_source(session)
        factories.matter(session, source, tree["530702001"], [("reported", "2026-01-05"), ("closed", "2026-01-06")])
    before = counts(records), content(records)
    load.create(records, small_plan(matters=300), places=_only("5307"), replace=True)
    assert load.open_accounts(records)
    removed = load.remove(records)
    assert removed is not None
    assert removed["matters"] == 300
    assert (counts(records), content(records)) == before
    assert load.remove(records) is None


def test_removing_keeps_places_and_bodies_that_others_use(records: Records) -> None:
    load.create(records, small_plan(matters=300), places=FEW_PLACES)
    with records.writing() as session:
        village = session.scalars(select(Area).where(Area.code == "990101100200")).one()
        body = session.scalars(select(MemberUnit).where(MemberUnit.code == "demo-990101-court")).one()
        source = factories.data_source(session)
        factories.matter(session, source, village, [("reported", "2026-01-05")], handling_unit=body)
    load.remove(records)
    with records.reading() as session:
        kept = set(session.scalars(select(Area.code)))
        assert kept == {"0", "9901", "990101", "990101100", "990101100200"}
        assert list(session.scalars(select(MemberUnit.code))) == ["demo-990101-court"]
        assert session.scalar(select(func.count()).select_from(Matter)) == 1


def test_accounts_that_the_audit_trail_names_are_shut_and_can_be_made_anew(records: Records) -> None:
    load.create(records, small_plan(matters=300), places=_only("5307"))
    load.open_accounts(records)
    with records.writing() as session:
        lijiang = accounts.by_name(session, "lijiang")
        assert lijiang is not None
        event = session.scalars(select(AuditEvent)).first()
        assert event is not None
        columns = {name: getattr(event, name) for name in ("at", "actor", "role", "algorithm", "own_hash", "result")}
        session.add(AuditEvent(**columns, account_id=lijiang.id, action="sign_in", object_kind="a", object_key="a"))
    load.remove(records)
    with records.reading() as session:
        (shut,) = session.scalars(select(Account))
        assert (shut.enabled, shut.area_id, shut.username.startswith("lijiang~")) == (False, None, True)
    load.create(records, small_plan(matters=300), places=_only("5307"))
    assert "lijiang" in [account.username for account in load.open_accounts(records)]


def test_a_run_that_is_cut_short_leaves_nothing(records: Records) -> None:
    def stop(step: str, done: int, total: int) -> None:
        if step == "matters":
            raise KeyboardInterrupt

    before = counts(records)
    with pytest.raises(KeyboardInterrupt):
        load.create(records, small_plan(matters=300), stop, places=FEW_PLACES)
    assert counts(records) == before


@pytest.fixture
def few(records: Records) -> Records:
    load.create(records, small_plan(matters=900), places=FEW_PLACES)
    return records


def test_places_without_townships_or_villages_have_matters_and_bodies_too(few: Records) -> None:
    with few.reading() as session:
        found = dict(
            session.execute(
                select(Area.code, func.count(Matter.id)).join(Matter, Matter.area_id == Area.id).group_by(Area.code)
            ).all()
        )
        assert {"990102000200", "990103", "990101100200"} <= found.keys()
        assert sum(found.values()) == 900
        assert session.scalar(select(func.count()).where(Matter.handling_unit_id.is_(None))) == 0


def test_the_source_says_that_it_is_generated_and_when_it_ends(few: Records) -> None:
    with few.reading() as session:
        source = session.scalars(select(DataSource).where(DataSource.key == "demo")).one()
        assert (source.generated, source.mode, source.as_of) == (True, "feed", small_plan().now)
        batch = session.scalars(select(ImportBatch).where(ImportBatch.kind == "demo")).one()
        assert batch.rows_added == session.scalar(select(func.count()).select_from(Matter))
        assert session.scalar(select(func.max(MatterEvent.at))) <= small_plan().now


def test_nothing_is_written_in_free_text(few: Records) -> None:
    with few.reading() as session:
        assert session.scalar(select(func.count()).where(Matter.summary.is_not(None))) == 0
