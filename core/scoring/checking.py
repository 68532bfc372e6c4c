"""Whether a scheme may be used: weights, bindings, rules that can be reached, and lines that no item may cross."""

from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from difflib import get_close_matches

from core.definitions import Metric, definition, definitions
from core.intake import forbidden
from core.scoring.exact import ZERO, added
from core.scoring.faults import Fault
from core.scoring.rules import Acts, Mark, Mean, PerCount, Rank, Step, Target, Threshold, short
from core.scoring.scheme import Group, Item, Scheme

RECEIVED_ON = ("opened_on", "accepted_on", "applied_on")
"""The days on which something is received: what is counted on them is work that came, not work that was done."""
GRADES = ("risk_level", "severity", "scale")
"""What a body itself grades: who is punished for high grades will grade low."""


def faults(scheme: Scheme) -> Iterator[Fault]:
    """Everything that is wrong with it; nothing where it may be used."""
    yield from _groups(scheme)
    yield from _weights(scheme)
    for item in scheme.item:
        yield from _item(scheme, item)


def receives(metric: Metric) -> bool:
    """Whether it counts what was received or how it was graded: less of it is no merit, more of it no fault."""
    if metric.kind == "ratio":
        return receives(metric.parts[0])
    if metric.denominator is not None or metric.numerator is None:
        return False
    return metric.counted_on in RECEIVED_ON or bool(set(metric.numerator.where) & set(GRADES))


def _groups(scheme: Scheme) -> Iterator[Fault]:
    known = [group.key for group in scheme.group]
    items = [item.key for item in scheme.item]
    for name, keys in (("group", known), ("item", items)):
        for key, count in Counter(keys).items():
            if count > 1:
                yield Fault("twice", f"{name} {key}")
    if scheme.valid_to is not None and scheme.valid_to < scheme.valid_from:
        yield Fault("bad_dates", "valid_to")
    for place, wanted in _named_groups(scheme):
        for key in wanted:
            if key not in known:
                yield Fault("unknown_group", place, {"group": key})
    for at, one in enumerate(scheme.group):
        for other in scheme.group[at + 1 :]:
            if _overlap(one, other):
                yield Fault("overlap", one.title, {"other": other.title})


def _named_groups(scheme: Scheme) -> Iterator[tuple[str, tuple[str, ...]]]:
    for overall in scheme.overall:
        yield overall.title, overall.groups
    for item in scheme.item:
        yield item.title, (*item.groups, *(item.points if isinstance(item.points, dict) else ()))


def _overlap(one: Group, other: Group) -> bool:
    """Whether a body could belong to both."""
    mine, theirs = one.members, other.members
    if (mine.level, mine.unit_class) != (theirs.level, theirs.unit_class):
        return False
    pairs = ((mine.kinds, theirs.kinds), (mine.units, theirs.units))
    return all(not a or not b or set(a) & set(b) for a, b in pairs)


def _weights(scheme: Scheme) -> Iterator[Fault]:
    for group in scheme.group:
        worth = added(item.full(group.key) for item in scheme.items_of(group.key) if not item.bonus)
        if worth != scheme.total:
            yield Fault("weights", group.title, {"sum": _plain(worth), "total": _plain(scheme.total)})
    has_bonus = any(item.bonus for item in scheme.item)
    if has_bonus and scheme.bonus_cap <= 0:
        yield Fault("bonus_without_cap", "bonus_cap")
    if scheme.bonus_cap < 0:
        yield Fault("bad_value", "bonus_cap")


def _item(scheme: Scheme, item: Item) -> Iterator[Fault]:
    place = item.title
    if any(forbidden.header_reason(text) for text in (item.title, item.section)):
        yield Fault("person", place)
    yield from _binding(scheme, item)
    yield from _bounds(scheme, item)
    yield from _reachable(scheme, item)
    span = (item.valid_from or scheme.valid_from, item.valid_to or scheme.valid_to)
    if span[1] is not None and span[1] < span[0]:
        yield Fault("bad_dates", place)


def _binding(scheme: Scheme, item: Item) -> Iterator[Fault]:
    acts = isinstance(item.rule, Acts)
    if (item.metric is not None) + (item.evidence is not None) + acts != 1:
        yield Fault("binding", item.title)
        return
    if (isinstance(item.rule, Mark)) != (item.evidence == "mark"):
        yield Fault("mark_rule", item.title)
    for key in filter(None, (item.metric, item.base)):
        metric = definitions().get(key)
        if metric is None:
            yield _unknown(item, key)
            continue
        yield from _measurable(scheme, item, metric)
        # How it is rewarded is said of the item's own metric; where that is unknown there is nothing to say.
        if key == item.metric:
            yield from _fair(item, metric)


def _unknown(item: Item, key: str) -> Fault:
    """With the metric that may have been meant, by its key or by what it is called."""
    known = {metric.label: name for name, metric in definitions().items()}
    near = known.get(key) or next(iter(get_close_matches(key, list(definitions()), 1, 0.5)), None)
    if near is None:
        return Fault("unknown_metric", item.title, {"metric": key})
    return Fault("unknown_metric_near", item.title, {"metric": key, "near": near, "label": definition(near).label})


def _measurable(scheme: Scheme, item: Item, metric: Metric) -> Iterator[Fault]:
    """Whether its months can be added up, for each kind of body that the item is for."""
    if metric.protected:
        yield Fault("protected", item.title, {"metric": metric.label})
    parts = metric.parts if metric.kind == "ratio" else (metric,)
    summable = all(part.kind in ("flow", "stock") for part in parts) and len({part.kind for part in parts}) == 1
    if not summable:
        yield Fault("not_scorable", item.title, {"metric": metric.label})
        return
    for group in scheme.group:
        if item.is_for(group.key) and not all(part.has(group.members.dimension) for part in parts):
            yield Fault("not_by_body", item.title, {"metric": metric.label, "group": group.title})


def _fair(item: Item, metric: Metric) -> Iterator[Fault]:
    """No item may punish a received complaint, nor turn round what the catalogue says is good."""
    if metric.better != "neutral" and item.direction not in (None, metric.better):
        yield Fault("against", item.title, {"metric": metric.label})
    if metric.better == "neutral" and item.direction is None and not isinstance(item.rule, PerCount):
        yield Fault("no_direction", item.title, {"metric": metric.label})
    punishes = isinstance(item.rule, PerCount) and item.rule.per < 0 and item.rule.expected is None
    if receives(metric) and (punishes or item.better == "lower"):
        yield Fault("punishes_receipt", item.title, {"metric": metric.label})
    if isinstance(item.rule, PerCount) and not punishes and metric.better == "lower":
        yield Fault("against", item.title, {"metric": metric.label})


def _bounds(scheme: Scheme, item: Item) -> Iterator[Fault]:
    if isinstance(item.rule, Acts):
        if item.bonus or item.points != ZERO or (item.cap or ZERO) < 0 or item.floor >= 0:
            yield Fault("acts_bounds", item.title)
        return
    reached = [group.key for group in scheme.group if item.is_for(group.key)]
    if not reached:
        yield Fault("for_nobody", item.title)
    for key in reached:
        full, upper = item.full(key), item.upper(key)
        if item.floor > upper or upper > full or (item.floor < 0 and item.bonus):
            yield Fault("bounds", item.title)
            return


def _reachable(scheme: Scheme, item: Item) -> Iterator[Fault]:
    """Parts of a rule that no figure can ever reach, or that change nothing."""
    fulls = {item.full(group.key) for group in scheme.group if item.is_for(group.key)}
    rule, full = item.rule, max(fulls, default=ZERO)
    metric = definitions().get(item.metric or "")
    rate = metric is not None and metric.is_rate
    marks: tuple[Decimal, ...] = ()
    match rule:
        case PerCount():
            if rule.per == 0 or rule.free < 0 or (rule.expected is not None and (rule.expected <= 0 or rule.per > 0)):
                yield Fault("unreachable", item.title)
        case Target():
            marks = (rule.target,)
            if rule.per <= 0:
                yield Fault("unreachable", item.title)
        case Threshold():
            marks = (rule.at,)
            if not item.floor <= rule.below < full:
                yield Fault("unreachable", item.title)
        case Step():
            marks = tuple(at for at, _ in rule.steps)
            yield from _steps(item, rule, fulls)
        case Rank():
            if not item.floor <= rule.last < full:
                yield Fault("unreachable", item.title)
        case Mean():
            if rule.per <= 0 or rule.gain < 0:
                yield Fault("unreachable", item.title)
    if rate and any(not 0 <= mark <= 100 for mark in marks):
        yield Fault("beyond_rate", item.title)


def _steps(item: Item, rule: Step, fulls: set[Decimal]) -> Iterator[Fault]:
    """From the best down: each easier to reach than the one before, and worth less.

    Of a metric that isn't known nobody can say which way is good: only its points are looked at.
    """
    known = item.direction is not None or item.metric is None or item.metric in definitions()
    for (at, worth), (lower, less) in zip(rule.steps, rule.steps[1:], strict=False):
        if less >= worth or (known and short(lower, at, item.better) <= 0):
            yield Fault("step_order", item.title)
            return
    worths = [worth for _, worth in rule.steps]
    if not worths or fulls != {worths[0]} or not item.floor <= rule.otherwise < worths[-1]:
        yield Fault("step_points", item.title)


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
