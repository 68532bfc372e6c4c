"""A score from the scheme to the last appeal, and that what was published can't be changed, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DatabaseError

from core import clock
from core.scoring import appealed, appeals, entering, published, runs
from core.scoring.appeals import Claim
from db.models import AuditEvent
from db.models.scoring import AFTER_APPEALS, ScoringEntry, ScoringRun, ScoringScheme, ScoringSheet
from tests.core.scoring.conftest import COUNTY, MAKER, OTHER, Supervision, seen, worth
from tests.core.scoring.test_office import DAYAN, mark, refused


def test_a_score_goes_from_the_scheme_to_the_last_appeal(supervision: Supervision) -> None:
    scheme = supervision.load()
    visit = supervision.write(
        entering.plan_visit, scheme_id=scheme, body=DAYAN, on=clock.today(), by=MAKER, generated=True
    )
    supervision.write(entering.enter, mark(scheme), by=MAKER)
    run = supervision.publish(scheme)
    assert (run.state, run.published_by, run.made_by) == ("published", "fuhe", "dudao")
    # 大研: 60 + 30 + 8.5 of 100.
    row = next(row for row in published.rows(supervision.records, run.id) if row.body.key == DAYAN)
    assert (row.standing.total, row.standing.rank) == (worth("98.50"), 1)
    claim = Claim(run.id, DAYAN, "visit", "评分表漏记一项", "评分表原件")
    appeal = supervision.write(appeals.file, claim, by=COUNTY)
    assert refused(supervision.write, runs.finish, seen(supervision.run(run.id)), by=OTHER) == "window_open"
    later = (run.appeal_until or clock.today()) + timedelta(days=1)
    assert refused(supervision.write, runs.finish, seen(run), by=OTHER, today=later) == "appeals_open"
    supervision.write(appeals.decide, seen(appeal), points=worth("9.5"), answer="补记", by=OTHER)
    # What the decision will do is told before it takes effect, who decided and when for good.
    rows, told = published.rows(supervision.records, run.id), appealed.appeals(supervision.records, run.id)
    assert [(one.filed_by, one.decided_by, one.points) for one in told] == [("gucheng", "fuhe", worth("9.5"))]
    assert told[0].decided_at is not None
    will_be = appealed.effects(rows, appealed.after(supervision.records, run.id))
    final = supervision.write(runs.finish, seen(supervision.run(run.id)), by=OTHER, today=later)
    assert final.state == "final"
    assert appealed.effects(published.rows(supervision.records, run.id), {}) == will_be
    assert (will_be[DAYAN].moves, will_be[DAYAN].now.total) == (True, worth("99.50"))
    assert appealed.appeals(supervision.records, run.id) == told
    # What was published stands beside what holds now.
    row = next(row for row in published.rows(supervision.records, run.id) if row.body.key == DAYAN)
    assert (row.standing.total, row.after and row.after.total) == (worth("98.50"), worth("99.50"))
    assert row.told.cells["visit"].corrected
    # The months before are told after the appeals too, so that a change isn't made of two editions.
    sheet = published.sheet(supervision.records, run.id, DAYAN)
    assert sheet is not None
    assert (sheet.last, sheet.standings[-2]) == (row.after, row.before)
    with supervision.records.reading() as session:
        assert runs.verify(session, run.id) == run.output_hash
        actions = list(
            session.scalars(
                select(AuditEvent.action).where(AuditEvent.action.startswith("scoring.")).order_by(AuditEvent.id)
            )
        )
    assert actions == [
        *("scoring.loaded", "scoring.visit_planned", "scoring.entered", "scoring.made", "scoring.submitted"),
        *("scoring.published", "scoring.appealed", "scoring.appeal_decided", "scoring.finished"),
    ]
    assert visit.state == "planned"


def test_what_was_published_cannot_be_changed_by_any_statement(supervision: Supervision) -> None:
    run = supervision.publish(supervision.load())
    supervision.write(entering.enter, mark(run.scheme_id), by=MAKER)
    sheet = {
        "run_id": run.id,
        "edition": 1,
        "body": "x",
        "called": "x",
        "peer_group": "x",
        "months": "",
        "standing": "",
    }
    statements = [
        update(ScoringRun).values(output_hash="x"),
        update(ScoringRun).values(inputs=b""),
        update(ScoringRun).values(state="draft"),
        update(ScoringRun).values(appeal_until=date(2030, 1, 1)),
        delete(ScoringRun),
        update(ScoringSheet).values(standing="x"),
        delete(ScoringSheet),
        ScoringSheet.__table__.insert().values(**sheet),  # type: ignore[attr-defined]
        update(ScoringScheme).values(written="x"),
        delete(ScoringScheme),
        update(ScoringEntry).values(hundredths=1),
        delete(ScoringEntry),
    ]
    for statement in statements:
        with pytest.raises(DatabaseError), supervision.records.writing() as session:
            session.execute(statement)
    with supervision.records.reading() as session:
        assert session.scalars(select(ScoringSheet).where(ScoringSheet.edition == AFTER_APPEALS)).first() is None
        assert runs.verify(session, run.id) == run.output_hash
