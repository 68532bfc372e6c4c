"""The rules of alarms: what they watch, who may set them, and the usual ones that an office can adopt."""

from collections.abc import Iterator
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import Any

from core import access, audit, catalogue, clock
from core.access import Person
from core.alarms.refusal import NotAllowed, Refused
from core.areas import AreaTree
from core.definitions import Metric, definition, definitions
from db.models import AlarmRule
from db.models.alarm import AGAINST, KINDS, OWNERS, PLACES, SEVERITIES, WATCHES
from db.queries import alarms, sources
from db.session import Records, Session

RIGHT = "alarm_rules"
PERIODS = ("r7", "r30", "r90", "this_month", "this_quarter")
CHANGES = ("rise", "fall")
UPWARDS = ("above", "rise")
MOST = Decimal("1e9")
LONGEST = 7 * 24 * 60
"""Minutes that a rule may wait before it rings."""
CONDITIONS = {
    "above": ("above", "value", "year"),
    "below": ("below", "value", "year"),
    "rise": ("rise", "value", "year"),
    "fall": ("fall", "value", "year"),
    "rise_previous": ("rise", "value", "previous"),
    "fall_previous": ("fall", "value", "previous"),
    "stale": ("above", "age", "year"),
}
"""By the code of labels [alarm_kind]: a rule's kind, what it watches, and against what a change is told."""


@dataclass(frozen=True)
class Rule:
    """What a rule says; numbers in the metric's unit, percent of change, or hours where it watches the data's age."""

    area_code: str
    metric: str
    kind: str
    threshold: float
    back_at: float
    period: str
    places: str
    least: int
    owner: str
    severity: str
    respond_hours: int
    enabled: bool = True
    watches: str = "value"
    against: str = "year"
    lasting_minutes: int = 0

    @property
    def condition(self) -> str:
        """The one of CONDITIONS that it is."""
        against = self.against if self.is_change else "year"
        told = (self.kind, self.watches, against)
        return next((code for code, parts in CONDITIONS.items() if parts == told), self.kind)

    @property
    def is_change(self) -> bool:
        return self.kind in CHANGES

    def rings(self, value: float) -> bool:
        return value > self.threshold if self.kind in UPWARDS else value < self.threshold

    def is_back(self, value: float) -> bool:
        """Whether a value lies where an alarm of it ends: for "fall" the change is told as a decrease."""
        return value <= self.back_at if self.kind in UPWARDS else value >= self.back_at


@dataclass(frozen=True)
class Kept:
    """A rule as it may be edited; `version` goes back with an edit."""

    id: int
    version: int
    rule: Rule


def possible() -> list[Metric]:
    """The metrics that can be watched: those whose values are told for places and spans."""
    return [one for one in definitions().values() if one.kind in ("flow", "stock") and not one.protected]


def listed(records: Records, areas: AreaTree, code: str) -> list[Kept]:
    """The rules of an area and of those within it."""
    with records.reading() as session:
        rows = [row for row in alarms.rules(session) if areas.contains(code, row.area_code)]
    return [Kept(row.id, row.version, as_rule(row)) for row in rows]


def as_rule(row: AlarmRule) -> Rule:
    told: dict[str, Any] = {field.name: getattr(row, field.name) for field in fields(Rule)}
    told |= {"threshold": float(row.threshold), "back_at": float(row.back_at)}
    return Rule(**told)


def usual(area_code: str) -> Iterator[Rule]:
    """The rules that ship (catalogue/alarms.toml), for an area."""
    for row in catalogue.table("alarms"):
        yield Rule(area_code, **row)


def adopt(session: Session, areas: AreaTree, *, area_code: str, by: Person) -> int:
    """Adds the usual rules that an area doesn't have; gives how many. Raises NotAllowed."""
    _demand(areas, area_code, by)
    there = {(row.metric, row.kind) for row in alarms.rules(session) if row.area_code == area_code}
    missing = [rule for rule in usual(area_code) if (rule.metric, rule.kind) not in there]
    for rule in missing:
        add(session, areas, rule=rule, by=by)
    return len(missing)


def add(session: Session, areas: AreaTree, *, rule: Rule, by: Person) -> AlarmRule:
    """Raises NotAllowed or Refused."""
    _demand(areas, rule.area_code, by)
    check(rule)
    row = AlarmRule(**columns(rule), changed_by=by.username, changed_at=clock.now())
    session.add(row)
    session.flush()
    _tell(session, "alarm_rule.add", row, by)
    return row


def change(session: Session, areas: AreaTree, *, kept: int, version: int, rule: Rule, by: Person) -> AlarmRule:
    """Raises NotAllowed, or Refused with "changed_meanwhile" where somebody was faster."""
    row = alarms.held_rule(session, kept)
    if row is None or row.version != version:
        raise Refused("changed_meanwhile")
    _demand(areas, row.area_code, by)
    check(rule)
    if rule.area_code != row.area_code:
        raise Refused("other_area")
    for name, value in columns(rule).items():
        setattr(row, name, value)
    row.changed_by, row.changed_at = by.username, clock.now()
    if not row.enabled:
        alarms.end(session, row.id, clock.now())
    session.flush()
    _tell(session, "alarm_rule.change", row, by)
    return row


def remove(session: Session, areas: AreaTree, *, kept: int, version: int, by: Person) -> None:
    """Its alarms end and stay in the history. Raises NotAllowed, or Refused with "changed_meanwhile"."""
    row = alarms.held_rule(session, kept)
    if row is None or row.version != version:
        raise Refused("changed_meanwhile")
    _demand(areas, row.area_code, by)
    row.enabled, row.removed_at = False, clock.now()
    row.changed_by, row.changed_at = by.username, clock.now()
    alarms.end(session, row.id, clock.now())
    session.flush()
    _tell(session, "alarm_rule.remove", row, by)


def check(rule: Rule) -> None:
    """Raises Refused for what can't be a rule."""
    if rule.metric not in {one.key for one in possible()}:
        raise Refused("no_metric")
    listed_codes = ((rule.kind, KINDS), (rule.places, PLACES), (rule.owner, OWNERS), (rule.severity, SEVERITIES))
    if any(code not in codes for code, codes in listed_codes) or rule.period not in PERIODS:
        raise Refused("bad_rule")
    _check_condition(rule)
    if not 0 <= rule.lasting_minutes <= LONGEST:
        raise Refused("bad_wait")
    if not -MOST < Decimal(str(rule.threshold)) < MOST or rule.least < 0 or not 1 <= rule.respond_hours <= 720:
        raise Refused("bad_number")
    if (rule.kind in UPWARDS and rule.back_at > rule.threshold) or (
        rule.kind not in UPWARDS and rule.back_at < rule.threshold
    ):
        raise Refused("back_beyond")


def _check_condition(rule: Rule) -> None:
    if rule.watches not in WATCHES or rule.against not in AGAINST:
        raise Refused("bad_rule")
    if rule.watches == "age":
        if rule.kind != "above" or rule.places != "self":
            raise Refused("age_of_one")
        if not sources.is_fed(definition(rule.metric).fact):
            raise Refused("no_age")


def columns(rule: Rule) -> dict[str, Any]:
    """The rule as columns of its row."""
    told = {field.name: getattr(rule, field.name) for field in fields(Rule)}
    return told | {"threshold": Decimal(str(rule.threshold)), "back_at": Decimal(str(rule.back_at))}


def _demand(areas: AreaTree, area_code: str, by: Person) -> None:
    inside = area_code in areas and areas.contains(by.area_code or "", area_code)
    if not access.may(by, RIGHT) or not inside:
        raise NotAllowed(by.username)


def _tell(session: Session, action: str, row: AlarmRule, by: Person) -> None:
    told = f"{row.metric} {row.kind} {row.threshold} {row.back_at} {row.period} {row.places} {row.enabled}"
    told += f" {row.watches} {row.against} {row.lasting_minutes}"
    audit.append(
        session, action=action, object_kind="alarm_rule", object_key=f"{row.id} {row.area_code}", by=by, detail=told
    )
