"""The life of a case: which step may follow what has happened in its present handling, and what state it leads to."""

from collections.abc import Sequence

from core.mediation.refusal import Refused

CONCLUDING = ("agreed", "ended")
# step: what must have happened, what must not have
_RULES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "accepted": ((), ("accepted", "refused")),
    "refused": ((), ("accepted", "refused")),
    "assigned": (("accepted",), CONCLUDING),
    "recused": (("accepted", "assigned"), CONCLUDING),
    "transferred": (("accepted",), CONCLUDING),
    "arrived": (("transferred",), CONCLUDING),
    "session": (("accepted", "assigned"), CONCLUDING),
    "paused": (("accepted",), CONCLUDING),
    "resumed": (("paused",), CONCLUDING),
    "agreed": (("accepted", "assigned"), CONCLUDING),
    "ended": (("accepted",), CONCLUDING),
    "performed": (("agreed",), ("performed", "reneged")),
    "confirmed": (("agreed",), ("confirmed", "reneged")),
    "reneged": (("agreed",), ("performed", "confirmed", "reneged")),
    "court": ((), ("court", "performed")),
    "visited": (("concluded",), ("visited",)),
    "reopened": (("concluded",), ()),
}
_STATES = {
    **{name: name for name in ("applied", "accepted", "refused", "assigned", "agreed", "performed", "confirmed")},
    "reneged": "reneged",
    "ended": "ended",
    "session": "mediating",
    "recused": "accepted",
    "transferred": "accepted",
    "reopened": "accepted",
}


def check(step: str, taken: Sequence[str]) -> None:
    """`taken` are the steps of the present handling in their order. Raises Refused, which says what is missing."""
    happened = _meaning(taken)
    needed, barred = _RULES[step]
    for name in needed:
        if name not in happened:
            raise Refused(f"not_{name}")
    for name in barred:
        if name in happened:
            raise Refused(f"already_{name}")
    if step == "court" and not happened & {"ended", "reneged", "refused"}:
        raise Refused("not_for_court")
    _check_standing(step, taken, happened)


def allowed(taken: Sequence[str]) -> list[str]:
    """The steps that may come next, in the order of a case's life."""
    return [step for step in _RULES if _may(step, taken)]


def state(step: str, present: str) -> str:
    """What a case is after a step; many change nothing."""
    # Performed after it was confirmed is more than confirmed; confirmed after it was performed is no less.
    return present if step == "confirmed" and present == "performed" else _STATES.get(step, present)


def is_pending(taken: Sequence[str]) -> bool:
    """Whether it was passed on to another room and hasn't arrived."""
    return _last(taken, ("transferred", "arrived")) == "transferred"


def is_paused(taken: Sequence[str]) -> bool:
    return _last(taken, ("paused", "resumed")) == "paused"


def _check_standing(step: str, taken: Sequence[str], happened: set[str]) -> None:
    """What depends on the order of steps that can be taken more than once."""
    if is_pending(taken) and step in ("assigned", "session", "agreed", "transferred", "paused"):
        raise Refused("not_arrived")
    if step == "arrived" and not is_pending(taken):
        raise Refused("not_transferred")
    if step == "resumed" and not is_paused(taken):
        raise Refused("not_paused")
    if step == "paused" and is_paused(taken):
        raise Refused("already_paused")
    if step in ("session", "agreed", "recused") and _last(taken, ("assigned", "recused", "transferred")) != "assigned":
        raise Refused("not_assigned")


def _meaning(taken: Sequence[str]) -> set[str]:
    """A reopened case is accepted with that; an agreement and an end both conclude it."""
    happened = set(taken)
    if "reopened" in happened:
        happened.add("accepted")
    if happened & set(CONCLUDING):
        happened.add("concluded")
    return happened


def _may(step: str, taken: Sequence[str]) -> bool:
    try:
        check(step, taken)
    except Refused:
        return False
    return True


def _last(taken: Sequence[str], among: tuple[str, ...]) -> str | None:
    return next((step for step in reversed(taken) if step in among), None)
