"""PostgreSQL's own guard: the working role sees what its transaction names, changes no audit, and can do its work."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import DBAPIError

from core import (
    access,
    accounts,
    areas,
    audit,
    audit_chain,
    cases,
    change_log,
    foundation,
    parity,
    situation,
    words,
)
from core.access import Person
from core.audit_anchors import Anchors
from core.periods import Period
from core.scope import Request
from db import backup, roles
from db.models import (
    AccountabilityAction,
    AccountabilityNotice,
    Area,
    AuditEvent,
    AuditSeal,
    Matter,
    MatterEvent,
    MatterRevision,
)
from db.models.mediation import MediationCase, MediationDeadline, MediationEvent
from db.queries.audit_chain import retire
from db.read_model import whole_tables
from db.read_model.model import ReadModel
from db.session import WHOLE, Records, known
from db.unavailable import RecordsUnavailable
from tests import acts, mediations, scenario
from tests.postgresql import Cluster

PASSWORDS = {roles.OWNER: "it's the owner's", roles.APP: "working"}


@pytest.fixture(scope="module")
def addresses(cluster: Cluster) -> Iterator[dict[str, str]]:
    """The addresses of both roles of a database made by `fengqiao db init`'s own steps, with the scenario in it."""
    urls = roles.create(cluster.url("postgres"), "guarded", PASSWORDS)
    shown = {role: url.render_as_string(hide_password=False) for role, url in urls.items()}
    owner = Records(shown[roles.OWNER])
    roles.upgrade(owner)
    foundation.prepare(owner)
    with owner.writing(within=WHOLE) as session:
        scenario.plant(session)
        mediations.scatter(session, random.Random(11))
        acts.scatter(session, random.Random(12))
    owner.close()
    yield shown
    with cluster.admin() as connection:
        for database in ("guarded", "guarded_analytics"):
            connection.execute(f"drop database {database} with (force)")
        for role in PASSWORDS:
            connection.execute(f"drop role {role}")


@pytest.fixture
def app(addresses: dict[str, str]) -> Iterator[Records]:
    records = Records(addresses[roles.APP])
    yield records
    records.close()


def count(records: Records, *within: str) -> tuple[int, ...]:
    with records.reading(within=within) as session:
        return tuple(len(session.scalars(select(table.id)).all()) for table in (Matter, MatterEvent, MatterRevision))


def test_a_transaction_that_names_no_area_sees_no_matter(app: Records) -> None:
    assert count(app) == (0, 0, 0)
    assert count(app, "999999") == (0, 0, 0)


def test_a_transaction_sees_the_matters_of_its_areas_with_all_below(app: Records, addresses: dict[str, str]) -> None:
    whole = count(app, *WHOLE)
    assert whole[0] > 0
    assert whole[1] > 0
    with app.reading(within=WHOLE) as session:
        tree = areas.load(app)
        expected = {
            code: sum(
                1
                for place in session.scalars(select(Matter)).all()
                if place.area is not None and tree.contains(code, place.area.code)
            )
            for code in ("5307", "530702", "530721")
        }
    assert expected == {code: count(app, code)[0] for code in expected}
    assert 0 < expected["530702"] < expected["5307"] <= whole[0]
    assert count(app, "530702", "530721")[0] == expected["530702"] + expected["530721"]


@pytest.mark.parametrize(
    "table", [MediationCase, MediationEvent, MediationDeadline], ids=lambda table: table.__tablename__
)
def test_mediation_is_seen_where_its_dispute_is(app: Records, table: type[MediationCase]) -> None:
    def seen(*within: str) -> set[int]:
        with app.reading(within=within) as session:
            return set(session.scalars(select(table.matter_id)))

    with app.reading(within=("530721",)) as session:
        inside = set(session.scalars(select(Matter.id)))
    assert seen() == set()
    assert seen("530721") == seen(*WHOLE) & inside
    assert set() < seen("530721") < seen(*WHOLE)


def test_acts_are_seen_where_their_body_is(app: Records) -> None:
    def seen(*within: str) -> tuple[set[int], set[int]]:
        with app.reading(within=within) as session:
            notices = session.scalars(select(AccountabilityNotice.action_id))
            return set(session.scalars(select(AccountabilityAction.id))), set(notices)

    with app.reading() as session:
        places = set(session.scalars(select(Area.id).where(Area.code.startswith("530721"))))
    with app.reading(within=WHOLE) as session:
        rows = session.execute(select(AccountabilityAction.id, AccountabilityAction.area_id))
        inside = {action for action, area in rows if area in places}
    (acts_there, notices_there), (acts_known, notices_known) = seen("530721"), seen(*WHOLE)
    assert seen() == (set(), set())
    assert (acts_there, notices_there) == (inside, notices_known & inside)
    assert set() < acts_there < acts_known


def test_what_was_named_ends_with_its_transaction(app: Records) -> None:
    assert count(app, *WHOLE)[0] > 0
    assert count(app) == (0, 0, 0)


def test_the_owner_is_guarded_too(addresses: dict[str, str]) -> None:
    owner = Records(addresses[roles.OWNER])
    assert count(owner) == (0, 0, 0)
    owner.close()


def test_nobody_writes_where_they_do_not_see(app: Records) -> None:
    with app.writing(within=("530702",)) as session:
        touched = session.execute(update(Matter).values(severity="01").where(Matter.severity.is_(None)))
        seen = session.scalars(select(Matter.id)).all()
        assert touched.rowcount <= len(seen)  # type: ignore[attr-defined]
        session.rollback()
    with app.reading(within=("530702",)) as session:
        other = session.scalars(select(Matter).limit(1)).one()
        values = {column.name: getattr(other, column.name) for column in Matter.__table__.columns}

    def elsewhere() -> None:
        with app.writing(within=("530721",)) as session:
            session.add(Matter(**values | {"id": None, "code": "X-1", "source_ref": "X-1"}))

    with pytest.raises(RecordsUnavailable, match="row-level security"):
        elsewhere()


@pytest.mark.parametrize(
    "statement",
    [
        update(AuditEvent).values(actor="nobody"),
        delete(AuditEvent),
        update(AuditSeal).values(own_hash="0"),
        delete(AuditSeal),
        text("alter table audit_event disable trigger all"),
        text("drop table audit_event"),
        text("set session_replication_role = replica"),
        text("alter table matter disable row level security"),
        text("update alembic_version set version_num = '0001'"),
        text("set role fengqiao_owner"),
    ],
)
def test_the_working_role_cannot_reach_around_the_guards(app: Records, statement: object) -> None:
    with app.writing() as session:
        audit.append(session, action="export", object_kind="document", object_key="x", by=access.operator())

    def tries() -> None:
        with app.writing() as session:
            session.execute(statement)  # type: ignore[call-overload]

    with pytest.raises((DBAPIError, RecordsUnavailable)):
        tries()


def test_the_working_role_removes_what_is_past_its_time_and_nothing_younger(app: Records, tmp_path: Path) -> None:
    with app.writing() as session:
        audit.append(session, action="export", object_kind="document", object_key="x", by=access.operator())
    audit_chain.extend(app, Anchors(tmp_path / "audit.jsonl"), all_of_them=True)
    with app.writing() as session:
        assert retire(session, 0) == 0

    def tries() -> None:
        with app.writing() as session:
            retire(session, 1)

    with pytest.raises((DBAPIError, RecordsUnavailable), match="only grows"):
        tries()


@pytest.mark.parametrize("many", [whole_tables.MANY, 1])
def test_the_working_role_copies_everything_by_either_way(
    app: Records, tmp_path: Path, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(whole_tables, "MANY", many)
    model = ReadModel(app, tmp_path / "read_model")
    model.catch_up()
    verdict = parity.check(app, model)
    assert verdict.compared > 0
    assert verdict.differences == []
    model.close()


def test_the_working_role_can_do_all_the_daily_work(app: Records, tmp_path: Path) -> None:
    foundation.prepare(app)
    model = ReadModel(app, tmp_path / "read_model")
    model.catch_up()
    tree = areas.load(app)
    whole = access.scope(access.operator(), Request(Period.parse("2026")), tree)
    assert situation.most_urgent(model, app, whole)
    person = Person(None, "zhou", "古城区", "county_office", "530702")
    scope = access.scope(person, Request(Period.parse("2026")), tree)
    page = cases.page(app, model, "new_matters", scope, "numerator", words=words.load(app, tree), by=person)
    assert len(page.frame) == page.reachable > 0
    assert page.gone == 0
    with app.writing() as session:
        accounts.create(
            session, username="xiaohe", display_name="x", role="leader", area_code="5307",
            password="Zhe-li-hao-2026", by=access.operator(),
        )  # fmt: skip
    assert audit_chain.extend(app, Anchors(tmp_path / "anchors.jsonl")) > 0
    change_log.prune(app)
    model.close()


def test_without_naming_areas_the_second_layer_turns_a_forgotten_scope_into_nothing(
    app: Records, tmp_path: Path
) -> None:
    model = ReadModel(app, tmp_path / "read_model")
    model.catch_up()
    tree = areas.load(app)
    scope = access.scope(access.operator(), Request(Period.parse("2026")), tree)
    blind = Records(app.url.render_as_string(hide_password=False))
    blind._name_areas = lambda *_: None  # type: ignore[method-assign]
    assert situation.most_urgent(model, app, scope)
    assert situation.most_urgent(model, blind, scope) == []
    blind.close()
    model.close()


def test_a_backup_by_the_owner_holds_every_row(addresses: dict[str, str], tmp_path: Path, cluster: Cluster) -> None:
    owner = Records(addresses[roles.OWNER])
    file = tmp_path / "whole.dump"
    backup.write(owner, file)
    expected = count(owner, *WHOLE)
    copy = Records(url := cluster.database())
    backup.put_back_dump(copy, file)
    assert min(expected[:2]) > 0
    assert count(copy, *WHOLE) == expected
    owner.close()
    copy.close()
    cluster.drop(url)


def test_an_ordinary_role_has_no_excessive_power_and_the_administrator_has(app: Records, cluster: Cluster) -> None:
    assert roles.excessive(app.url) == []
    assert "superuser" in roles.excessive(known(cluster.url("guarded"), "x"))


def test_the_figures_can_be_kept_in_the_working_roles_own_database(app: Records, addresses: dict[str, str]) -> None:
    url = addresses[roles.APP].replace("/guarded", f"/guarded{roles.ANALYTICS}")
    model = ReadModel(app, url)
    model.catch_up()
    assert parity.check(app, model).differences == []
    model.close()


def test_the_working_role_is_told_who_upgrades(app: Records) -> None:
    with app.engine.connect() as connection, pytest.raises(RecordsUnavailable, match="permission"):
        connection.execute(text("create table own (id int)"))
