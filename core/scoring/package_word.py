"""The package of a run as a Word file: final tables, a table an item, every explanation, appeals, and today's data."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from decimal import Decimal

from core import catalogue, clock, numbers
from core.documents import official
from core.documents.official import Block, Official, Table
from core.scoring import beside, wording
from core.scoring.appealed import Appeal, Effect
from core.scoring.beside import Pair
from core.scoring.outcome import Standing
from core.scoring.package import settled_total, table_title
from core.scoring.published import Row, Run, in_order
from core.scoring.scheme import Item

RANKED = (1.1, 3.6, 1.5, 1.6, 1.2, 1.6, 1.3, 2.6)
"""How wide the columns of a final table are against each other."""


def document(
    run: Run,
    rows: Sequence[Row],
    appeals: Sequence[Appeal],
    visible: Collection[str],
    now: Mapping[str, Standing] | None,
    effects: Mapping[str, Effect] | None = None,
    *,
    place: str,
    months: str,
    who: str,
) -> bytes:
    """The file's bytes (.docx), in the order of the workbook; what lies behind totals only of `visible` bodies.

    `now` is what today's records give, None where they give nothing for these months; `effects` are as in the workbook.
    """
    mine = [row for group in run.scheme.group for row in _ordered(rows, group.key) if row.body.key in visible]
    parts = [
        (table_title(run), _tables(run, rows)),
        ("items", _items(run, mine)),
        ("explained", _explained(run, mine)),
        ("appeals", _appeals(run, [one for one in appeals if one.body in visible], mine, effects or {})),
        ("beside", _beside(run, mine, now)),
    ]
    blocks: list[Block] = [_lead(run, place, months)]
    for number, (name, found) in enumerate(parts, 1):
        title = catalogue.say(f"supervision.package.{name}")
        blocks.append(catalogue.say("documents.briefing.heading", number=numbers.chinese(number), title=title))
        blocks += list(found) or [_say("nothing")]
    made = catalogue.say("documents.briefing.made", who=who, at=clock.written(clock.now()))
    title = _say("heading", place=place, months=months, title=run.scheme.title)
    return official.write(Official(title, blocks, notes=[made, _hashes(run)], generated=run.generated))


def _lead(run: Run, place: str, months: str) -> str:
    state = catalogue.label("scoring_state", run.state)
    return _say("lead", place=place, months=months, title=run.scheme.title, state=state, as_of=run.until)


def _hashes(run: Run) -> str:
    return _say("hashes", inputs=run.input_hash, output=run.output_hash, code=run.code_version)


def _tables(run: Run, rows: Sequence[Row]) -> Iterator[Block]:
    common = bool(run.scheme.overall)
    heads = _heads("rank", "body", "total", "published", "bonus", "acts", *(["overall"] if common else []), "why")
    widths = RANKED if common else (*RANKED[:6], RANKED[7])
    for group in run.scheme.group:
        if found := _ordered(rows, group.key):
            told = [_standing(row, common=common) for row in found]
            yield Table(group.title, heads, told, (0, *range(2, len(heads) - 1)), widths)


def _standing(row: Row, *, common: bool) -> list[str]:
    told = row.told
    why = catalogue.label("scoring_unranked", told.reason) if told.reason else ""
    points = (told.shown, row.standing.shown, told.bonus, told.acts)
    overall = [_whole(told.overall)] if common else []
    return [_whole(told.rank), row.body.called, *map(_points, points), *overall, why]


def _items(run: Run, rows: Sequence[Row]) -> Iterator[Block]:
    """A table an item: its words, then each body's figure and points."""
    heads = _heads("body", "figure", "points")
    for item in run.scheme.item:
        told = [
            [row.body.called, wording.figure(item, cell), _points(cell.points)]
            for row in rows
            if (cell := row.told.cells.get(item.key)) is not None
        ]
        if told:
            yield _say("item", title=item.title, text=item.text, source=item.source)
            yield Table("", heads, told, (2,), (3, 6, 1.5))


def _explained(run: Run, rows: Sequence[Row]) -> Iterator[Block]:
    """A table a body: how the points of each item came about."""
    heads = _heads("item", "rule", "figure", "reckoning")
    for row in rows:
        items = [item for item in run.scheme.items_of(row.body.group) if item.key in row.told.cells]
        yield Table(row.body.called, heads, [_explanation(row, item) for item in items], (), (2, 4, 3, 3.5))


def _explanation(row: Row, item: Item) -> list[str]:
    cell = row.told.cells[item.key]
    return [
        item.title, wording.rule(item, row.body.group), wording.figure(item, cell), wording.reckoning(item, cell),
    ]  # fmt: skip


def _appeals(run: Run, found: Sequence[Appeal], rows: Sequence[Row], effects: Mapping[str, Effect]) -> Iterator[Block]:
    heads = _heads("body", "item", "grounds", "filed", "state", "given", "final", "answer", "decider")
    known = {row.body.key: row for row in rows}
    if found:
        told = [_appeal(run, one, settled_total(one, known[one.body], effects.get(one.body))) for one in found]
        yield Table("", heads, told, (5, 6), (2, 2.4, 3.2, 2.1, 1.4, 1.3, 1.5, 3, 2.4))


def _appeal(run: Run, one: Appeal, final: Decimal | None) -> list[str]:
    state = catalogue.label("appeal_state", one.state)
    filed = clock.local_day(one.filed_at).isoformat()
    item = run.scheme.item_of(one.item).title
    decided = f"{one.decided_by} {clock.local_day(one.decided_at)}" if one.decided_at else ""
    return [one.called, item, one.grounds, filed, state, _points(one.points), _points(final), one.answer or "", decided]


def _beside(run: Run, rows: Sequence[Row], now: Mapping[str, Standing] | None) -> Iterator[Block]:
    if now is None:
        return
    yield _say("beside_about", at=clock.written(clock.now()))
    heads = _heads("body", "published", "rank", "today", "today_rank", "difference")
    yield Table("", heads, [_pair(pair) for pair in beside.pairs(rows, now)], (1, 2, 3, 4, 5), (4, 2, 1.2, 2, 2, 1.5))


def _pair(pair: Pair) -> list[str]:
    then = (_points(pair.row.standing.shown), _whole(pair.row.standing.rank))
    now = (_points(pair.now.shown), _whole(pair.now.rank)) if pair.now else ("", "")
    return [pair.row.body.called, *then, *now, _points(pair.difference)]


def _ordered(rows: Sequence[Row], group: str) -> list[Row]:
    return in_order(row for row in rows if row.body.group == group)


def _heads(*names: str) -> list[str]:
    return [catalogue.say(f"supervision.package.head.{name}") for name in names]


def _points(value: Decimal | None) -> str:
    return catalogue.say("common.none") if value is None else f"{value:.2f}"


def _whole(value: int | None) -> str:
    return "" if value is None else str(value)


def _say(key: str, **values: object) -> str:
    return catalogue.say(f"supervision.package.word.{key}", **values)
