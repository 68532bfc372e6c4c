"""A rule in words: what an item asks, how its points came about, and what would bring more of them."""

from decimal import ROUND_CEILING, Decimal

from core import catalogue, numbers
from core.definitions import definition
from core.scoring.exact import ZERO, quotient
from core.scoring.outcome import Cell
from core.scoring.rules import Acts, Mean, PerCount, Rank, Step, Target, Threshold, short
from core.scoring.scheme import Item

Words = dict[str, object]
UP, DOWN, SAME = "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK DOWN-POINTING TRIANGLE}", "\N{EN DASH}"


def number(value: Decimal | None, places: int = 2) -> str:
    """With so many places at most, without zeros behind."""
    if value is None:
        return catalogue.say("common.none")
    written = numbers.full(float(value), places)
    return written.rstrip("0").rstrip(".") if "." in written else written


def signed(value: Decimal, places: int = 2) -> str:
    """What is added or taken, with its sign."""
    sign = "+" if value > 0 else numbers.MINUS if value < 0 else ""
    return f"{sign}{number(abs(value), places)}"


def changed(by: Decimal | None) -> str:
    """By how many points against the month before, with the sign of its direction; of none the sign alone."""
    if by is None:
        return catalogue.say("common.none")
    return f"{UP if by > 0 else DOWN} {abs(by)}" if by else SAME


def rule(item: Item, group: str) -> str:
    """The rule as it was written, in one sentence."""
    told = _told(item, group)
    match item.rule:
        case PerCount() as shape:
            form = "expected" if shape.expected is not None else "per_less" if shape.per < 0 else "per_more"
        case Mean() as shape:
            form = "mean_gain" if shape.gain else "mean"
        case Acts():
            form = "acts"
        case shape:
            form = shape.kind
    said = catalogue.say(f"scoring.rule.{form}", **told)
    return said + _bounds(item, group)


def _told(item: Item, group: str) -> Words:
    unit = unit_of(item)
    side = catalogue.say(f"scoring.rule.side_{item.better}")
    told: Words = {"full": number(item.full(group)), "unit": unit, "step": step_of(item), "side": side}
    match item.rule:
        case PerCount(per=per, free=free, expected=expected):
            told |= {"per": number(abs(per), 4), "free": number(free), "expected": number(expected)}
        case Target(target=target, per=per):
            told |= {"target": number(target), "per": number(per, 4)}
        case Threshold(at=at, below=below):
            told |= {"at": number(at), "below": number(below)}
        case Step(steps=steps, otherwise=otherwise):
            parts = (catalogue.say("scoring.rule.one_step", at=number(a), unit=unit, worth=number(w)) for a, w in steps)
            told |= {"steps": catalogue.say("common.list_separator").join(parts), "otherwise": number(otherwise)}
        case Rank(last=last):
            told |= {"last": number(last)}
        case Mean(per=per, gain=gain):
            told |= {"per": number(per, 4), "gain": number(gain, 4)}
    return told


def _bounds(item: Item, group: str) -> str:
    """What of floor and cap isn't plain from the rule."""
    said = ""
    if item.floor != ZERO:
        said += catalogue.say("scoring.rule.floor", floor=number(item.floor))
    if item.cap is not None and item.cap != item.full(group):
        said += catalogue.say("scoring.rule.cap", cap=number(item.cap))
    return said


def unit_of(item: Item) -> str:
    """In what its figure is told."""
    if item.metric:
        return definition(item.metric).unit
    return catalogue.say(
        "scoring.rule.point" if item.evidence == "mark" or isinstance(item.rule, Acts) else "scoring.rule.time"
    )


def step_of(item: Item) -> str:
    """In what differences of its figure are told: those of percentages in points."""
    unit = unit_of(item)
    return catalogue.say("scoring.rule.percentage_point") if unit == numbers.PERCENT else unit


def figure(item: Item, cell: Cell) -> str:
    """The figure with its numerator and denominator, or why there is none."""
    if cell.reason:
        return catalogue.label("scoring_reason", cell.reason)
    value = signed(brought(item, cell.value)) if isinstance(item.rule, Acts) else number(cell.value)
    if isinstance(item.rule, PerCount) and item.rule.expected is not None:
        return catalogue.say("scoring.rule.missing", count=value)
    unit = unit_of(item)
    written = f"{value}{unit}" if unit == numbers.PERCENT else f"{value} {unit}"
    if cell.denominator is None:
        return written
    return catalogue.say(
        "scoring.rule.parts", value=written, numerator=number(cell.numerator), denominator=number(cell.denominator)
    )


def brought(item: Item, count: Decimal | None) -> Decimal:
    """A count as it is told: of acts what they bring, though what they take away is what is kept."""
    found = count or ZERO
    return -found if isinstance(item.rule, Acts) else found


def reckoning(item: Item, cell: Cell) -> str:
    """How the points came about: against what the figure was set, and by how much it missed it."""
    if cell.corrected:
        return catalogue.say("scoring.rule.corrected", points=number(cell.points))
    if cell.points is None or cell.value is None:
        return catalogue.label("scoring_reason", cell.reason)
    told: Words = {"points": number(cell.points), "unit": unit_of(item), "step": step_of(item)}
    match item.rule:
        case Target(target=wanted) | Threshold(at=wanted):
            missing = short(cell.value, wanted, item.better)
            form = "reached" if missing <= 0 else "missed"
            told |= {"wanted": number(wanted), "missing": number(missing)}
        case Mean():
            missing = short(cell.value, cell.mean if cell.mean is not None else cell.value, item.better)
            form = "at_mean" if missing <= 0 else "below_mean"
            told |= {"mean": number(cell.mean), "missing": number(abs(missing))}
        case Rank():
            form = "ranked"
            told |= {"rank": cell.rank, "of": cell.of}
        case Acts():
            form = "given" if cell.points > 0 else "taken" if cell.points < 0 else "neither"
            told["points"] = number(abs(cell.points))
        case _:
            form = "plain"
    return catalogue.say(f"scoring.reckoned.{form}", **told)


def recoverable(item: Item, group: str, cell: Cell) -> Decimal:
    """The points that the item could still bring; none where it isn't assessed. What acts took can come back."""
    if cell.points is None:
        return ZERO
    if isinstance(item.rule, Acts):
        return max(ZERO, -cell.points)
    return max(ZERO, item.upper(group) - cell.points)


def what_would_help(item: Item, group: str, cell: Cell) -> str:
    """What would bring the full points, computed from the rule; "" where there is nothing to gain."""
    if cell.value is None or recoverable(item, group, cell) <= 0:
        return ""
    told: Words = {"points": number(recoverable(item, group, cell)), "unit": unit_of(item)}
    if cell.corrected:
        # What an appeal gave doesn't follow from the figure any more.
        return catalogue.say("scoring.help.mark", **told)
    match item.rule:
        case Target(target=wanted) | Threshold(at=wanted):
            return _more(item, cell, wanted, told)
        case Step(steps=steps):
            return _more(item, cell, steps[0][0], told)
        case Mean() if cell.mean is not None:
            return _more(item, cell, cell.mean, told)
        case PerCount(expected=expected) if expected is not None:
            return catalogue.say("scoring.help.missing", count=number(cell.value), **told)
        case PerCount(per=per, free=free) if per < 0:
            return catalogue.say("scoring.help.fewer", count=number(cell.value - free), **told)
        case Rank():
            return catalogue.say("scoring.help.rank", rank=cell.rank, of=cell.of, **told)
        case Acts():
            return catalogue.say("scoring.help.acts", **told)
    return catalogue.say("scoring.help.mark", **told)


def _more(item: Item, cell: Cell, wanted: Decimal, told: Words) -> str:
    """Of a rate how many cases of the same denominator would do; of a count how many."""
    told = told | {"wanted": number(wanted)}
    if cell.denominator is None or cell.numerator is None:
        return catalogue.say(f"scoring.help.count_{item.better}", count=number(abs(wanted - cell.value)), **told)  # type: ignore[operator]
    exact = quotient(wanted * cell.denominator, Decimal(100))
    gap = exact - cell.numerator if item.better == "higher" else cell.numerator - exact
    count = gap.to_integral_value(ROUND_CEILING)
    return catalogue.say(f"scoring.help.rate_{item.better}", count=number(count), of=number(cell.denominator), **told)
