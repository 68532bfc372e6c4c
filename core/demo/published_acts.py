"""Acts that an article counted without naming the bodies: each stored as an act, on a body that is called unnamed."""

from collections.abc import Iterator, Mapping
from datetime import datetime, time

from core import catalogue, clock
from core.demo import published
from core.demo.published import Figure
from db.models import AccountabilityAction, AccountabilityEvent, MemberUnit
from db.queries import demo
from db.session import Session

KINDS = {
    "circulated_criticism": "circulated_criticism",
    "summons_talks": "summons_talk",
    "yellow_cards": "yellow_card",
    "one_vote_vetoes": "one_vote_veto",
}
"""By the indicator of a published figure."""
NOON = time(12)


def put(session: Session, areas: Mapping[str, int]) -> int:
    """One act for each that was counted, for the places (keys by code) that are there; returns how many."""
    acts: list[AccountabilityAction] = []
    bodies: dict[str, MemberUnit] = {}
    for figure in published.figures():
        if figure.indicator in KINDS and figure.area in areas and figure.value is not None:
            if figure.area not in bodies:
                bodies[figure.area] = _unnamed(figure.area, areas[figure.area])
            acts += _acts(figure, bodies[figure.area], areas[figure.area])
    session.add_all([*bodies.values(), *acts])
    session.flush()
    return len(acts)


def _unnamed(code: str, area_id: int) -> MemberUnit:
    name = catalogue.say("demo.names.unnamed_bodies")
    return MemberUnit(code=f"{demo.KEY}-{code}-unnamed", name=name, area_id=area_id)


def _acts(figure: Figure, body: MemberUnit, area_id: int) -> Iterator[AccountabilityAction]:
    """Their days and lengths weren't published either: each is told as of the last day that the article counts."""
    day, kind = figure.period_end, KINDS[figure.indicator]
    for number in range(1, int(figure.value or 0) + 1):
        act = AccountabilityAction(
            area_id=area_id,
            unit=body,
            kind=kind,
            issuer_id=area_id,
            basis="other",
            reference=catalogue.say("demo.names.published_acts", first=figure.period_start, last=day),
            starts_on=day,
            ends_on=day,
            lift_condition="expiry",
            effect="none",
            state="in_force",
            drafted_by=demo.KEY,
            source_ref=f"{demo.KEY}-{figure.area}-{kind}-{number}",
        )
        at = datetime.combine(day, NOON, clock.SHANGHAI)
        act.events.append(AccountabilityEvent(step="begun", at=at, actor=demo.KEY))
        yield act
