"""A score from the scheme to the last appeal: who may, what is refused with its reason, and what can't be changed."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import clock
from core.scoring import appeals, entering, published, reading, runs, schemes
from core.scoring.appeals import Claim
from core.scoring.entering import Wanted
from core.scoring.faults import NotAllowed, Refused
from core.scoring.office import Seen
from db.models import AccountabilityAction
from db.models.scoring import ScoringEntry
from tests import factories, scenario
from tests.core.scoring.conftest import (
    COUNTY,
    LEADER,
    MAKER,
    MARKED,
    OTHER,
    TOWNSHIP,
    Supervision,
    seen,
    worth,
)
from tests.core.scoring.test_gathering import AUTUMN

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)
DAYAN, SHUHE = f"area:{scenario.D}", f"area:{scenario.S}"
OCTOBER = date(2026, 10, 20)
ACTS = (
    MARKED
    + '\n[[item]]\nkey = "acts"\ntitle = "问责"\nsection = "三"\nfloor = -10\nsource = "督导办"\ntext = "说明"\n'
    + 'rule = { kind = "acts" }\n'
)


def refused(act: Callable[..., Any], *given: Any, **named: Any) -> str:
    with pytest.raises(Refused) as why:
        act(*given, **named)
    assert why.value.told
    return why.value.reason


def mark(scheme: int, **changed: Any) -> Wanted:
    return replace(Wanted(scheme, "visit", DAYAN, OCTOBER, worth("8.5"), "现场观摩评分表第3号"), **changed)


def test_nobody_publishes_their_own_draft(supervision: Supervision) -> None:
    made = supervision.draft(supervision.load())
    publish = lambda found, by: runs.publish(  # noqa: E731
        found[0], supervision.areas, supervision.calendar, found[1], by=by
    )
    with supervision.records.writing() as session:
        assert refused(publish, (session, seen(made)), OTHER) == "other_state"
    submitted = supervision.write(runs.submit, seen(made), by=MAKER)
    with supervision.records.writing() as session:
        assert refused(publish, (session, seen(submitted)), MAKER) == "own_draft"
    assert supervision.run(made.id).state == "review"


def test_a_draft_whose_inputs_do_not_give_its_result_is_not_published(supervision: Supervision) -> None:
    computed = runs.compute(supervision.records, supervision.model, supervision.load(), AUTUMN, MAKER)
    fewer = replace(computed, outcome=replace(computed.outcome, sheets=computed.outcome.sheets[:1]))
    made = supervision.write(runs.keep, fewer, by=MAKER)
    found = supervision.write(runs.submit, seen(made), by=MAKER)
    with supervision.records.writing() as session:
        publish = lambda: runs.publish(session, supervision.areas, supervision.calendar, seen(found), by=OTHER)  # noqa: E731
        assert refused(publish) == "not_reproduced"


def test_only_the_office_of_the_place_scores(supervision: Supervision) -> None:
    scheme = supervision.load()
    made = supervision.draft(scheme)
    for by in (COUNTY, TOWNSHIP, LEADER, replace(MAKER, area_code=scenario.GUCHENG), replace(MAKER, area_code=None)):
        for act, given in (
            (schemes.load, {"text": MARKED.replace("least = 1", "least = 2")}),
            (runs.submit, {"seen": seen(made)}),
            (runs.drop, {"seen": seen(made)}),
            (entering.enter, {"wanted": mark(scheme)}),
            (entering.plan_visit, {"scheme_id": scheme, "body": DAYAN, "on": clock.today()}),
        ):
            with pytest.raises(NotAllowed):
                supervision.write(act, by=by, **given)
        with pytest.raises(NotAllowed), supervision.records.writing() as session:
            runs.publish(session, supervision.areas, supervision.calendar, seen(made), by=by)


def test_whoever_acts_on_what_has_changed_is_told(supervision: Supervision) -> None:
    made = supervision.draft(supervision.load())
    supervision.write(runs.submit, seen(made), by=MAKER)
    assert refused(supervision.write, runs.drop, Seen(made.id, made.version), by=MAKER) == "changed_meanwhile"
    now = supervision.run(made.id)
    assert supervision.write(runs.drop, seen(now), by=MAKER).state == "dropped"
    assert refused(supervision.write, runs.submit, seen(supervision.run(made.id)), by=MAKER) == "other_state"


def test_bad_marks_are_refused_and_nothing_is_kept(supervision: Supervision) -> None:
    scheme = supervision.load()
    wrong = {
        "above_cap": {"value": worth("10.01")},
        "bad_value": {"value": worth("-1")},
        "no_item": {"item": "on_time"},
        "no_body": {"body": "area:530702999"},
        "in_future": {"on": clock.today() + timedelta(days=1)},
        "nothing_told": {"evidence": " "},
        "told_too_long": {"evidence": "字" * 201},
        "personal": {"evidence": "联系 13812345678"},
        "no_scheme": {"scheme_id": scheme + 1},
    }
    for reason, changed in wrong.items():
        assert refused(supervision.write, entering.enter, mark(scheme, **changed), by=MAKER) == reason
    # One hundredth more than two places can hold.
    assert refused(supervision.write, entering.enter, mark(scheme, value=worth("8.505")), by=MAKER) == "bad_value"
    with supervision.records.reading() as session:
        assert not session.scalars(select(ScoringEntry)).all()


def test_a_withdrawn_mark_counts_no_more_and_is_not_lost(supervision: Supervision) -> None:
    scheme = supervision.load()
    entry = supervision.write(entering.enter, mark(scheme), by=MAKER)
    supervision.write(entering.withdraw, entry=entry.id, by=OTHER)
    assert refused(supervision.write, entering.withdraw, entry=entry.id, by=OTHER) == "changed_meanwhile"
    computed = runs.compute(supervision.records, supervision.model, scheme, AUTUMN, MAKER)
    assert computed.outcome.of(DAYAN).standings[-1].cells["visit"].reason == "no_marks"
    with supervision.records.reading() as session:
        assert session.get_one(ScoringEntry, entry.id).withdrawn_by == "fuhe"


def test_an_appeal_is_for_ones_own_body_within_the_window_and_once(supervision: Supervision) -> None:
    scheme = supervision.load()
    made = supervision.draft(scheme)
    claim = Claim(made.id, DAYAN, "on_time", "有两件已在系统外办结", "办结单")
    assert refused(supervision.write, appeals.file, claim, by=COUNTY) == "not_published"
    run = supervision.publish(scheme)
    claim = replace(claim, run_id=run.id)
    for by in (TOWNSHIP, MAKER, LEADER):
        with pytest.raises(NotAllowed):
            supervision.write(appeals.file, claim, by=by)
    after = (run.appeal_until or clock.today()) + timedelta(days=1)
    assert refused(supervision.write, appeals.file, claim, by=COUNTY, on=after) == "window_over"
    assert refused(supervision.write, appeals.file, replace(claim, item="x"), by=COUNTY) == "no_item"
    assert refused(supervision.write, appeals.file, replace(claim, grounds=""), by=COUNTY) == "nothing_told"
    appeal = supervision.write(appeals.file, claim, by=COUNTY, on=run.appeal_until)
    assert refused(supervision.write, appeals.file, claim, by=COUNTY) == "appealed_before"
    decide = {"points": worth("1"), "answer": "同意"}
    with pytest.raises(NotAllowed):
        supervision.write(appeals.decide, seen(appeal), by=COUNTY, **decide)
    assert (
        refused(supervision.write, appeals.decide, seen(appeal), by=OTHER, points=worth("60.5"), answer="x")
        == "beyond_bounds"
    )
    supervision.write(appeals.decide, seen(appeal), points=None, answer="证据不足", by=OTHER)
    assert refused(supervision.write, appeals.decide, seen(appeal), by=OTHER, **decide) == "changed_meanwhile"


def test_an_appeal_is_decided_by_somebody_without_a_part_in_it(supervision: Supervision) -> None:
    # A county scores itself too: its office made the scheme for its own place.
    county = MARKED.replace('area = "5307"', f'area = "{scenario.GUCHENG}"').replace(
        'level = "township", kinds = ["town", "township"]', 'level = "county"'
    )
    by = replace(OTHER, area_code=scenario.GUCHENG)
    run = supervision.publish(supervision.write(schemes.load, text=county, by=by).id)
    claims = (Claim(run.id, f"area:{code}", "on_time", "x", "x") for code in (scenario.GUCHENG, scenario.D))
    own, dayan = (supervision.write(appeals.file, claim, by=COUNTY) for claim in claims)
    for appeal, who, reason in (
        (dayan, MAKER, "own_run"),
        (dayan, replace(OTHER, username=COUNTY.username), "own_appeal"),
        (own, by, "own_body"),
    ):
        decide = {"points": worth("1"), "answer": "同意", "by": who}
        assert refused(supervision.write, appeals.decide, seen(appeal), **decide) == reason
    assert supervision.write(appeals.decide, seen(own), points=None, answer="x", by=OTHER).decided_by == "fuhe"
    assert supervision.write(appeals.decide, seen(dayan), points=worth("1"), answer="x", by=by).state == "upheld"


def test_a_changed_scheme_is_a_new_edition_and_an_equal_one_nothing(supervision: Supervision) -> None:
    supervision.load()
    assert refused(supervision.write, schemes.load, text=MARKED + "\n# 注", by=OTHER) == "same_scheme"
    second = supervision.write(schemes.load, text=MARKED.replace("least = 1", "least = 2"), by=OTHER)
    assert second.edition == 2
    elsewhere = MARKED.replace('area = "5307"', 'area = "9999"')
    assert refused(supervision.write, schemes.load, text=elsewhere, by=OTHER) == "no_area"
    not_yet = MARKED.replace("2026-01-01", "2026-10-01")
    scheme = supervision.write(schemes.load, text=not_yet, by=OTHER).id
    compute = lambda **more: runs.compute(supervision.records, supervision.model, scheme, AUTUMN, MAKER, **more)  # noqa: E731
    assert refused(compute) == "not_in_force_yet"
    over = not_yet.replace("valid_from = 2026-10-01", "valid_from = 2026-01-01\nvalid_to = 2026-09-30")
    scheme = supervision.write(schemes.load, text=over, by=OTHER).id
    assert refused(compute) == "not_in_force"
    assert compute(trial=True).outcome.sheets


def test_who_sees_which_runs_and_whose_figures(supervision: Supervision) -> None:
    run = supervision.publish(supervision.load())
    draft = supervision.draft(supervision.load(MARKED.replace("least = 1", "least = 2")))
    told = {by.username: {one.id for one in published.runs(supervision.records, supervision.areas, by)} for by in (
        MAKER, OTHER, COUNTY, TOWNSHIP, LEADER
    )}  # fmt: skip
    assert told["dudao"] == told["fuhe"] == {run.id, draft.id}
    assert told["gucheng"] == told["shuhe"] == told["lijiang"] == {run.id}
    assert not published.runs(supervision.records, supervision.areas, replace(COUNTY, area_code=None))
    rows = published.rows(supervision.records, run.id)
    keys = [row.body.key for row in rows]
    see = lambda by: published.visible(supervision.records, supervision.areas, by, keys)  # noqa: E731
    assert see(TOWNSHIP) == {SHUHE}
    assert {DAYAN, SHUHE, "unit:U2"} <= see(COUNTY)
    assert f"area:{scenario.H}" not in see(COUNTY)
    assert see(LEADER) == set(keys)
    towns = [row for row in rows if row.body.group == "towns"]
    assert published.around(towns, f"area:{scenario.H}")[0].told.rank == 1


def test_acts_of_the_ladder_are_felt_while_they_hold(supervision: Supervision) -> None:
    scheme = supervision.load(ACTS)
    with supervision.records.writing(within=("0",)) as session:
        places = factories.areas_of(session)
        told = {
            "issuer": places["5307"], "basis": "other", "reference": "x", "lift_condition": "expiry", "drafted_by": "x",
        }  # fmt: skip
        criticised = {"kind": "circulated_criticism", "effect": "deduction", "effect_points": worth("1.5")}
        vetoed = {"kind": "one_vote_veto", "effect": "veto"}
        dayan = {"area": places[scenario.D], "starts_on": date(2026, 9, 5)} | told | criticised
        session.add_all(
            [
                AccountabilityAction(state="in_force", **dayan),
                AccountabilityAction(state="in_force", ends_on=date(2026, 10, 30), **dayan),
                AccountabilityAction(state="annulled", annulled_on=date(2026, 9, 6), **dayan),
                AccountabilityAction(
                    area=places[scenario.H], starts_on=date(2026, 10, 9), state="in_force", **told, **vetoed
                ),
            ]
        )
    outcome = runs.compute(supervision.records, supervision.model, scheme, AUTUMN, MAKER).outcome
    september, october = outcome.of(DAYAN).standings
    # Two acts held at the end of September, one of them ended the day before October did.
    assert (september.acts, october.acts) == (worth("-3"), worth("-1.5"))
    # A trial of the file, before or after it is loaded, is the run to the last digit: marks, acts and all.
    supervision.write(entering.enter, mark(scheme), by=MAKER)
    inputs, tried = runs.reckoned(supervision.records, supervision.model, reading.read(ACTS), AUTUMN, OTHER)
    made = supervision.draft(scheme)
    assert (inputs.hash, tried.hash) == (made.input_hash, made.output_hash)
    assert tried.of(DAYAN).standings[-1].total == worth("97.00")
    assert outcome.of(f"area:{scenario.H}").standings[-1].reason == "veto"
