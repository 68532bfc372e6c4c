"""The demo's mediation cases: lives that people could have led, in rooms near the disputes, told alike everywhere."""

from collections import defaultdict

import pytest

from core import parity
from core.demo import load
from core.mediation import life
from db.read_model.model import ReadModel
from db.session import Records
from tests.core.demo.conftest import rows, small_plan
from tests.core.demo.test_load import FEW_PLACES


def test_every_life_follows_the_rules_in_the_order_of_time(demo: Records) -> None:
    told = rows(demo, "select mediation_case_id as c, episode, step, at from mediation_event order by id")
    taken: dict[tuple[int, int], list[str]] = defaultdict(list)
    last: dict[int, str] = {}
    for row in told.itertuples():
        before = taken[row.c, row.episode]
        if row.step == "reopened":
            life.check("reopened", taken[row.c, row.episode - 1])
        elif before:
            life.check(row.step, before)
        before.append(row.step)
        assert last.get(row.c, "") <= row.at
        last[row.c] = row.at
    assert len(last) > 300
    assert all(steps[0] in ("applied", "reopened") for steps in taken.values())


def test_the_state_of_a_case_is_that_of_its_last_step(demo: Records) -> None:
    told = rows(
        demo,
        "select c.id, c.status, c.episode, e.step from mediation_case c"
        " join mediation_event e on e.mediation_case_id = c.id order by e.id",
    )
    states: dict[int, str] = {}
    for row in told.itertuples():
        states[row.id] = life.state(row.step, states.get(row.id, "applied"))
    stored = dict(zip(told["id"], told["status"], strict=True))
    assert states == stored
    assert set(stored.values()) >= {"accepted", "refused", "mediating", "agreed", "performed", "ended", "reneged"} - {
        "accepted"
    }


def test_a_case_is_in_a_room_of_its_own_place_or_above(demo: Records) -> None:
    told = rows(
        demo,
        "select a.code, r.code as room, p.code as place from mediation_case c join matter m on m.id = c.matter_id"
        " join area a on a.id = m.area_id join mediation_room r on r.id = c.mediation_room_id"
        " join area p on p.id = r.area_id",
    )
    assert all(code.startswith(place) for code, place in zip(told["code"], told["place"], strict=True))
    named = rows(demo, "select count(*) as n from mediation_case c join mediation_room r on r.id = c.mediation_room_id"
                       " where r.code like 'demo-%-named-%'")  # fmt: skip
    assert named["n"].iloc[0] > 0


def test_a_mediator_belongs_to_the_room_that_had_the_case(demo: Records) -> None:
    strange = rows(
        demo,
        "select count(*) as n from mediation_event e join mediator m on m.id = e.mediator_id"
        " where m.mediation_room_id <> e.mediation_room_id",
    )
    assert strange["n"].iloc[0] == 0


@pytest.mark.parametrize("records_url", ["sqlite", "postgresql"], indirect=True)
def test_records_and_model_agree_and_nothing_stays_behind(records: Records, model: ReadModel) -> None:
    load.create(records, small_plan(matters=400), places=FEW_PLACES)
    verdict = parity.check(records, model)
    assert verdict.differences == []
    load.remove(records)
    for table in ("mediator", "mediation_case", "mediation_event", "mediation_deadline", "mediation_room"):
        assert rows(records, f"select count(*) as n from {table}")["n"].iloc[0] == 0
