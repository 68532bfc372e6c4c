"""The package of a run as a workbook: final table, item sheets, explanations, appeals, and what today's data give."""

from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Any

import pandas as pd

from core import catalogue, clock
from core.documents.workbook import Column, Sheet
from core.scoring import beside, parts, wording
from core.scoring.appealed import Appeal, Effect
from core.scoring.beside import Pair
from core.scoring.outcome import Cell, Standing
from core.scoring.published import Row, Run, in_order
from core.scoring.scheme import Item

# No item's key has a colon.
_SUM = "sum:"
TOTAL, BESIDE = f"{_SUM}total", ("rescaled", "bonus_cap", "at_zero")
APPEAL = (
    *("body", "item", "published_points", "grounds", "evidence", "filed", "state", "given", "answer"),
    *("decider", "decided", "published", "final"),
)
"""The columns of appeals: what was said, by whom and when it was decided, and what it did."""


def sheets(
    run: Run,
    rows: Sequence[Row],
    appeals: Sequence[Appeal],
    visible: Collection[str],
    now: Mapping[str, Standing] | None = None,
    effects: Mapping[str, Effect] | None = None,
) -> list[Sheet]:
    """The table of all bodies; points and explanations of those that the reader may look into; their appeals.

    `now` is what today's records give, which then stands beside what was published; `effects` what the appeals that
    were decided do, by body, which takes effect when the run is made final.
    """
    ordered = [row for group in run.scheme.group for row in in_order(r for r in rows if r.body.group == group.key)]
    mine = [row for row in ordered if row.body.key in visible]
    return [
        _table(run, ordered),
        _items(run, mine),
        explained(run, mine),
        _appeals(
            run, [one for one in appeals if one.body in visible], {row.body.key: row for row in mine}, effects or {}
        ),
        *([] if now is None else [beside_today(run, beside.pairs(mine, now))]),
    ]


def _table(run: Run, rows: Sequence[Row]) -> Sheet:
    titles = {group.key: group.title for group in run.scheme.group}
    told = [
        {
            "group": titles[row.body.group],
            "rank": row.told.rank,
            "body": row.body.called,
            "total": _number(row.told.shown),
            "published": _number(row.standing.shown),
            "base": _number(row.told.base if row.told.shown is not None else None),
            "bonus": _number(row.told.bonus),
            "acts": _number(row.told.acts),
            "normal": _number(row.told.normal),
            "overall": row.told.overall,
            "assessed": _number(row.told.assessed),
            "why": catalogue.label("scoring_unranked", row.told.reason) if row.told.reason else "",
        }
        for row in rows
    ]
    kinds = {"group": "text", "body": "text", "why": "text", "rank": "integer", "overall": "integer"}
    names = (
        "group",
        "rank",
        "body",
        "total",
        "published",
        "base",
        "bonus",
        "acts",
        "normal",
        "overall",
        "assessed",
        "why",
    )
    kept = tuple(name for name in names if name != "overall" or run.scheme.overall)
    return _sheet(table_title(run), kept, kinds, told)


def table_title(run: Run) -> str:
    """Which table it is: what was published isn't final before it is made so."""
    return {"final": "table", "published": "table_published"}.get(run.state, "table_draft")


def _items(run: Run, rows: Sequence[Row]) -> Sheet:
    """One column an item, one row a body, then what else adds up to the total: each row's sum is that."""
    told = [{"body": row.body.called} | _summands(run, row) | {TOTAL: _number(row.told.shown)} for row in rows]
    columns = [Column("body", _head("body"))]
    columns += [Column(item.key, item.title, "number", 4) for item in run.scheme.item]
    more = [kind for kind in BESIDE if any(_SUM + kind in row for row in told)]
    columns += [Column(_SUM + kind, catalogue.say(f"supervision.items.part_{kind}"), "number", 4) for kind in more]
    columns.append(Column(TOTAL, catalogue.say("supervision.items.part_total"), "number", 2))
    frame = pd.DataFrame(told, columns=[column.name for column in columns], dtype=object)
    return Sheet(catalogue.say("supervision.package.items"), frame, columns)


def _summands(run: Run, row: Row) -> dict[str, float | None]:
    found = parts.parts(run.scheme, row.body.group, row.told)
    return {part.item.key if part.item else _SUM + part.kind: _number(part.points) for part in found}


def explained(run: Run, rows: Sequence[Row]) -> Sheet:
    """One row an item of each body: its rule, figure with both parts, and how the points came about."""
    told = [
        _explanation(row, item, cell)
        for row in rows
        for item in run.scheme.items_of(row.body.group)
        if (cell := row.told.cells.get(item.key)) is not None
    ]
    names = ("body", "section", "item", "rule", "figure", "numerator", "denominator", "points", "reckoning", "source")
    texts: dict[str, str] = {name: "text" for name in names if name not in ("numerator", "denominator", "points")}
    return _sheet("explained", names, texts, told)


def _explanation(row: Row, item: Item, cell: Cell) -> dict[str, Any]:
    return {
        "body": row.body.called,
        "section": item.section,
        "item": item.title,
        "rule": wording.rule(item, row.body.group),
        "figure": wording.figure(item, cell),
        "numerator": None if cell.numerator is None else _number(wording.brought(item, cell.numerator)),
        "denominator": _number(cell.denominator),
        "points": _number(cell.points),
        "reckoning": wording.reckoning(item, cell),
        "source": item.source,
    }


def _appeals(run: Run, appeals: Sequence[Appeal], rows: Mapping[str, Row], effects: Mapping[str, Effect]) -> Sheet:
    told = [
        {
            "body": one.called,
            "item": run.scheme.item_of(one.item).title,
            "grounds": one.grounds,
            "evidence": one.evidence,
            "filed": clock.local_day(one.filed_at),
            "state": catalogue.label("appeal_state", one.state),
            "given": _number(one.points),
            "answer": one.answer or "",
            "decider": one.decided_by or "",
            "decided": clock.local_day(one.decided_at) if one.decided_at else None,
            **_effect(one, rows, effects.get(one.body)),
        }
        for one in appeals
    ]
    texts = dict.fromkeys(("body", "item", "grounds", "evidence", "state", "answer", "decider"), "text")
    return _sheet("appeals", APPEAL, texts | {"filed": "date", "decided": "date"}, told)


def _effect(one: Appeal, rows: Mapping[str, Row], effect: Effect | None) -> dict[str, Any]:
    """The item as it was published, and the body's total with what was decided; none while the appeal waits."""
    row = rows[one.body]
    cell = row.standing.cells.get(one.item)
    return {
        "published_points": _number(cell.points if cell else None),
        "published": _number(row.standing.shown),
        "final": _number(settled_total(one, row, effect)),
    }


def settled_total(one: Appeal, row: Row, effect: Effect | None) -> Decimal | None:
    """The body's total with all that appeals gave so far; None while this one waits."""
    return None if one.decided_at is None else (effect.now if effect else row.told).shown


def beside_today(run: Run, pairs: Sequence[Pair]) -> Sheet:
    """One row a body: as published, as today's records give it, and the items that are no longer so."""
    titles = {group.key: group.title for group in run.scheme.group}
    told = [
        {
            "group": titles[pair.row.body.group],
            "body": pair.row.body.called,
            "published": _number(pair.row.standing.shown),
            "rank": pair.row.standing.rank,
            "today": _number(pair.now.shown if pair.now else None),
            "today_rank": pair.now.rank if pair.now else None,
            "difference": _number(pair.difference),
            "changed": _changes(run, pair),
        }
        for pair in pairs
    ]
    names = ("group", "body", "published", "rank", "today", "today_rank", "difference", "changed")
    kinds = {"group": "text", "body": "text", "changed": "text", "rank": "integer", "today_rank": "integer"}
    return _sheet("beside", names, kinds, told)


def _changes(run: Run, pair: Pair) -> str:
    parts = (
        f"{one.item.title} {wording.number(one.then.points)} → {wording.number(one.now.points)}"
        for one in beside.changed(run.scheme, pair)
    )
    return catalogue.say("common.list_separator").join(parts)


def _sheet(title: str, names: Sequence[str], kinds: Mapping[str, str], told: list[dict[str, Any]]) -> Sheet:
    columns = [Column(name, _head(name), kinds.get(name, "number"), 2) for name in names]  # type: ignore[arg-type]
    frame = pd.DataFrame(told, columns=list(names), dtype=object)
    return Sheet(catalogue.say(f"supervision.package.{title}"), frame, columns)


def _head(name: str) -> str:
    return catalogue.say(f"supervision.package.head.{name}")


def _number(value: Decimal | None) -> float | None:
    return None if value is None else float(value)
