"""One pass over all bodies, items and months: from a scheme and a snapshot to every point, total and rank.

Pure: the same scheme and the same snapshot give the same outcome to the last digit, whatever the order of the bodies.
A month's standing is that of the run's months up to its end together, so rates are sums over sums.
"""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal, localcontext
from typing import TypeVar

from core.definitions import definition
from core.periods import unit_end
from core.scoring import exact, rules
from core.scoring.exact import HUNDRED, ZERO
from core.scoring.outcome import Cell, Correction, Outcome, Sheet, Standing
from core.scoring.rules import Acts, Figure, Mark, Peers, PerCount
from core.scoring.scheme import Group, Item, Scheme
from core.scoring.snapshot import Act, Body, Count, Snapshot

VETO = "veto"
One = TypeVar("One")
Key = TypeVar("Key", bound=Hashable)


def compute(scheme: Scheme, snapshot: Snapshot, corrections: Sequence[Correction] = ()) -> Outcome:
    """The whole outcome. `corrections` are points that appeals gave, in place of those of the rule, from then on."""
    with localcontext(exact.EXACT):
        known = _Known(scheme, snapshot, corrections)
        standings: dict[str, list[Standing]] = {body.key: [] for body in snapshot.bodies}
        for month in snapshot.months:
            month_of = [standing for group in scheme.group for standing in _group(known, group, month)]
            for standing in _overall(scheme, month_of, known.groups):
                standings[standing.body].append(standing)
        sheets = (Sheet(body, tuple(standings[body.key])) for body in snapshot.bodies)
        return Outcome(tuple(sorted(sheets, key=lambda sheet: sheet.body.key)))


class _Known:
    """The inputs by what they are asked for, with the counts added up along the months once."""

    def __init__(self, scheme: Scheme, snapshot: Snapshot, corrections: Sequence[Correction]) -> None:
        self.scheme, self.months = scheme, snapshot.months
        self.groups = {body.key: body.group for body in snapshot.bodies}
        self.corrections = {(one.body, one.item): one.points for one in corrections}
        self._counts = snapshot.counts
        self.bodies = _by(snapshot.bodies, lambda body: body.group)
        self._entries = _by(snapshot.entries, lambda entry: (entry.body, entry.item))
        self._acts = _by(snapshot.acts, lambda act: act.body)
        self._sums: dict[tuple[str, str, date], dict[date, Figure]] = {}
        self._begun = dict(_begun(snapshot))

    def present(self, group: str, month: date) -> list[Body]:
        return sorted((body for body in self.bodies.get(group, ()) if month in body.months), key=lambda body: body.key)

    def items(self, group: str, month: date) -> list[Item]:
        """The items of a group that hold in a month."""
        return [item for item in self.scheme.items_of(group) if self.since(item) <= month <= _until(item)]

    def since(self, item: Item) -> date:
        """The first month of the run that counts for an item."""
        begins = item.valid_from or self.months[0]
        return max(self.months[0], begins.replace(day=1))

    def figure(self, item: Item, body: Body, month: date) -> tuple[Figure | None, str]:
        """The figure of an item for a body at a month's end, or why there is none (a code of labels [score_reason])."""
        if isinstance(item.rule, Acts):
            return Figure(self._taken(body, month)), ""
        if self._begun.get(body.key, date.max) > month:
            return None, "no_data"
        if item.metric:
            return self._measured(item, body, month)
        entries = [e for e in self._entries.get((body.key, item.key), ()) if self.since(item) <= e.on <= _end(month)]
        if isinstance(item.rule, Mark):
            mean = exact.average(entry.value for entry in entries)
            return (None, "no_marks") if mean is None else (Figure(exact.value(mean)), "")
        return Figure(self._counted(item, body, month, exact.added(entry.value for entry in entries))), ""

    def _counted(self, item: Item, body: Body, month: date, count: Decimal) -> Decimal:
        """A count as it is; where so many are expected, how many of the months that the body was there are missing."""
        if not isinstance(item.rule, PerCount) or item.rule.expected is None:
            return count
        months = sum(self.since(item) <= day <= month for day in body.months)
        return max(ZERO, item.rule.expected * months - count)

    def _measured(self, item: Item, body: Body, month: date) -> tuple[Figure | None, str]:
        figure = self._sum(item.metric or "", body, self.since(item), month)
        least = self.scheme.least_of(item)
        if item.base:
            under = self._sum(item.base, body, self.since(item), month).numerator
            if under < least:
                return None, "few"
        if figure.denominator is None:
            return replace(figure, numerator=self._counted(item, body, month, figure.numerator)), ""
        if figure.denominator <= 0:
            return None, "no_data"
        return (None, "few") if not item.base and figure.denominator < least else (figure, "")

    def _sum(self, metric: str, body: Body, since: date, month: date) -> Figure:
        place = (metric, body.key, since)
        if place not in self._sums:
            self._sums[place] = dict(self._along(metric, body, since))
        return self._sums[place][month]

    def _along(self, metric: str, body: Body, since: date) -> Iterator[tuple[date, Figure]]:
        """Flows added up from `since` on, stocks as they stand, by month."""
        defined = definition(metric)
        stands = defined.stands
        divides = defined.is_rate or defined.kind == "ratio"
        times = Decimal(defined.per) if defined.kind == "ratio" else HUNDRED
        told: Mapping[date, Count] = {count.month: count for count in self._counts.get((metric, body.key), ())}
        over, under = ZERO, ZERO
        for month in self.months:
            count = told.get(month)
            if stands:
                over, under = ZERO, ZERO
            if count is not None and month >= since and month in body.months:
                over, under = over + count.numerator, under + (count.denominator or ZERO)
            yield month, Figure(over, under if divides else None, times)

    def _taken(self, body: Body, month: date) -> Decimal:
        """What acts that hold on the month's last day take away, less what awards give."""
        worth = {"deduction": Decimal(1), "bonus": Decimal(-1)}
        return exact.added(worth.get(act.effect, ZERO) * (act.points or ZERO) for act in self._held(body, month))

    def is_barred(self, body: Body, month: date) -> bool:
        """Whether an act that holds takes the body out of the ranking altogether."""
        return any(act.effect == VETO for act in self._held(body, month))

    def _held(self, body: Body, month: date) -> list[Act]:
        return [act for act in self._acts.get(body.key, ()) if act.holds(_end(month))]


def _group(known: _Known, group: Group, month: date) -> list[Standing]:
    bodies, items = known.present(group.key, month), known.items(group.key, month)
    cells: dict[str, dict[str, Cell]] = {body.key: {} for body in bodies}
    for item in items:
        for body, cell in _cells(known, group, item, bodies, month):
            cells[body][item.key] = cell
    standings = [_standing(known, group, body, month, items, cells[body.key]) for body in bodies]
    return list(_ranked(standings))


def _cells(known: _Known, group: Group, item: Item, bodies: Sequence[Body], month: date) -> Iterator[tuple[str, Cell]]:
    """The item's points for each body of a group."""
    found = [(body, *known.figure(item, body, month)) for body in bodies]
    peers = Peers.of(figure for _, figure, _ in found if figure is not None)
    for body, figure, reason in found:
        cell = _cell(item, group.key, figure, reason, peers)
        given = known.corrections.get((body.key, item.key))
        yield body.key, cell if given is None else replace(cell, points=exact.points(given), corrected=True)


def _cell(item: Item, group: str, figure: Figure | None, reason: str, peers: Peers) -> Cell:
    if figure is None:
        return Cell(None, reason=reason)
    raw = rules.earned(item.rule, item.full(group), figure, peers, item.better)
    points = rules.bounded(raw, item.floor, item.upper(group))
    plain = (points, figure.value, figure.numerator, figure.denominator)
    if not isinstance(item.rule, rules.AMONG_PEERS):
        return Cell(*plain)
    return Cell(*plain, peers.rank(figure.value, item.better), len(peers.values), peers.mean)


def _standing(
    known: _Known, group: Group, body: Body, month: date, items: Sequence[Item], cells: Mapping[str, Cell]
) -> Standing:
    """The total: points of what is assessed, brought to the full total, then bonuses up to their cap, then acts."""
    scheme = known.scheme
    plain = [item for item in items if not item.bonus and not isinstance(item.rule, Acts)]
    earned, worth, whole = ZERO, ZERO, ZERO
    for item in plain:
        whole += item.full(group.key)
        if (points := cells[item.key].points) is not None:
            earned, worth = earned + points, worth + item.full(group.key)
    bonus = min(scheme.bonus_cap, _sum_of(cells, [item for item in items if item.bonus]))
    acts = _sum_of(cells, [item for item in items if isinstance(item.rule, Acts)])
    base = exact.points(exact.quotient(earned * scheme.total, worth)) if worth else None
    assessed = exact.total(exact.quotient(HUNDRED * worth, whole)) if whole else ZERO
    total = None if base is None else exact.total(max(ZERO, base + bonus + acts))
    there = sum(day <= month for day in body.months)
    reason = "veto" if known.is_barred(body, month) else _unranked(scheme, total, assessed, there)
    return Standing(body.key, month, total, base, bonus, acts, assessed, reason, dict(cells))


def _sum_of(cells: Mapping[str, Cell], items: Iterable[Item]) -> Decimal:
    return exact.added(points for item in items if (points := cells[item.key].points) is not None)


def _unranked(scheme: Scheme, total: Decimal | None, assessed: Decimal, months: int) -> str:
    """Why a body has no rank (a code of labels [score_reason]); "" where it has one."""
    if total is None:
        return "no_data"
    if months < scheme.least_months:
        return "late"
    return "few" if assessed < scheme.coverage else ""


def _ranked(standings: Sequence[Standing]) -> Iterator[Standing]:
    """With ranks among those that may be ranked; ties share one. Normalised by the mean of the group."""
    totals = [one.total for one in standings if not one.reason and one.total is not None]
    mean = exact.average(totals)
    peers = Peers(tuple(sorted(totals)), mean)
    for one in standings:
        if one.reason or one.total is None:
            yield one
            continue
        normal = exact.total(exact.quotient(HUNDRED * one.total, mean)) if mean else None
        yield replace(one, rank=peers.rank(one.total, "higher"), of=len(totals), normal=normal)


def _overall(scheme: Scheme, standings: Sequence[Standing], groups: Mapping[str, str]) -> Iterator[Standing]:
    """With the common order of groups that are ranked apart."""
    common = {key: overall for overall in scheme.overall for key in overall.groups}
    normals: dict[str, list[Decimal]] = defaultdict(list)
    for one in standings:
        if one.normal is not None and groups[one.body] in common:
            normals[common[groups[one.body]].title].append(one.normal)
    peers = {title: Peers(tuple(sorted(found)), None) for title, found in normals.items()}
    for one in standings:
        overall = common.get(groups[one.body])
        if overall is None or one.normal is None:
            yield one
        else:
            among = peers[overall.title]
            yield replace(one, overall=among.rank(one.normal, "higher"), overall_of=len(among.values))


def _begun(snapshot: Snapshot) -> Iterator[tuple[str, date]]:
    """The first month in which anything is told of a body: before it, even a count of none is no figure."""
    firsts: dict[str, date] = {}
    told = [(body, one.month) for (_, body), counts in snapshot.counts.items() for one in counts if one.tells]
    told += [(entry.body, entry.on.replace(day=1)) for entry in snapshot.entries]
    for body, month in told:
        firsts[body] = min(month, firsts.get(body, date.max))
    yield from firsts.items()


def _until(item: Item) -> date:
    return item.valid_to or date.max


def _end(month: date) -> date:
    return unit_end(month, "month")


def _by(found: Iterable[One], key: Callable[[One], Key]) -> dict[Key, list[One]]:
    grouped: dict[Key, list[One]] = defaultdict(list)
    for one in found:
        grouped[key(one)].append(one)
    return dict(grouped)
