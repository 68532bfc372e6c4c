"""How rules and alarms are said: numbers in their unit, levels with word and shape, how long something has rung."""

from datetime import datetime
from html import escape

from core import catalogue, clock, numbers, targets
from core.alarms.rules import Rule
from core.alarms.standing import InForce
from core.definitions import definition
from core.titles import period_label
from dashboards.theme import LEVEL_SHAPES, SEVERITY


def line(rule: Rule, value: float) -> str:
    """A threshold as people set it: whole numbers without decimals."""
    metric = definition(rule.metric)
    if rule.watches == "age":
        return targets.written(value, 1, f" {catalogue.say('alarms.rules.hours')}")
    unit = numbers.PERCENT if rule.is_change else metric.unit
    return targets.written(value, max(metric.decimals, 1), unit if unit == numbers.PERCENT else f" {unit}")


def number(rule: Rule, value: float | None) -> str:
    """A value of the rule's kind: in the metric's unit, or percent of change."""
    metric = definition(rule.metric)
    if rule.watches == "age":
        return f"{numbers.full(value, 0)} {catalogue.say('alarms.rules.hours')}"
    if rule.is_change:
        return numbers.full(value, 1) + numbers.PERCENT if value is not None else numbers.full(None)
    written, unit = numbers.quantity(value, metric.unit, metric.decimals)
    return f"{written} {unit}".strip() if unit != numbers.PERCENT else f"{written}{unit}"


def headline(rule: Rule) -> str:
    told = {"metric": definition(rule.metric).label, "kind": catalogue.label("alarm_kind", rule.condition)}
    return catalogue.say("alarms.group.title", **told, threshold=line(rule, rule.threshold))


def subject(rule: Rule) -> str:
    places, owner = catalogue.label("alarm_places", rule.places), catalogue.label("role", rule.owner)
    said = catalogue.say("alarms.group.subject", period=period_label(rule.period), places=places, owner=owner)
    return " · ".join(filter(None, (said, lasting_of(rule))))


def condition(rule: Rule) -> str:
    """Where it rings, and after how long."""
    told = f"{catalogue.label('alarm_kind', rule.condition)} {line(rule, rule.threshold)}"
    return " · ".join(filter(None, (told, lasting_of(rule))))


def lasting_of(rule: Rule) -> str:
    """For how long it must have been so; nothing where it rings at once."""
    return catalogue.say("alarms.rules.lasting", minutes=rule.lasting_minutes) if rule.lasting_minutes else ""


def called(rule: Rule) -> str:
    return catalogue.say(
        "alarms.rules.called",
        metric=definition(rule.metric).label,
        kind=catalogue.label("alarm_kind", rule.condition),
        threshold=line(rule, rule.threshold),
        period=period_label(rule.period),
        places=catalogue.label("alarm_places", rule.places),
    )


def severity(code: str) -> str:
    level = SEVERITY[code]
    return (
        f'<span class="fq-level-{level}">{LEVEL_SHAPES[level - 1]} {escape(catalogue.label("severity", code))}</span>'
    )


def plain(one: InForce) -> str:
    """What it was when it rang; that nothing is told is its own state."""
    if one.state == "no_data":
        return catalogue.say("alarms.state.no_data")
    return number(one.rule, one.value)


def value(one: InForce) -> str:
    return escape(plain(one))


def lasting(since: datetime, until: datetime) -> str:
    """How long, in the largest unit that fits."""
    minutes = int((until - since).total_seconds() // 60)
    if minutes < 60:
        return catalogue.say("alarms.state.minutes", minutes=minutes)
    if minutes < 48 * 60:
        return catalogue.say("alarms.state.hours", hours=minutes // 60)
    return catalogue.say("alarms.state.days", days=minutes // (24 * 60))


def answer(one: InForce, now: datetime) -> str:
    """Who has acknowledged it, or until when somebody shall."""
    if one.acknowledged_at is not None:
        told = {"by": one.acknowledged_by, "at": clock.briefly(one.acknowledged_at)}
        return escape(catalogue.say("alarms.state.answered", **told))
    at = clock.briefly(one.answer_by)
    if one.is_late(now):
        return f'<b class="fq-level-1">{escape(catalogue.say("alarms.state.late", at=at))}</b>'
    return escape(catalogue.say("alarms.state.waiting", at=at))
