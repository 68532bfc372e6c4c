"""Which steps are offered, and what state each leads to."""

from core.mediation import life
from db.models.mediation import STATES, STEPS


def test_the_offered_steps_are_those_that_would_be_taken() -> None:
    assert life.allowed(["applied"]) == ["accepted", "refused"]
    accepted = ["applied", "accepted"]
    assert life.allowed(accepted) == ["assigned", "transferred", "paused", "ended"]
    working = [*accepted, "assigned"]
    assert life.allowed(working) == ["assigned", "recused", "transferred", "session", "paused", "agreed", "ended"]
    assert life.allowed([*working, "agreed"]) == ["performed", "confirmed", "reneged", "visited", "reopened"]
    assert life.allowed([*working, "ended"]) == ["court", "visited", "reopened"]
    assert {life.state(step, "applied") for step in STEPS} <= {*STATES}
