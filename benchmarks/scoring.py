"""Scores of 66 townships and 40 units by 60 items over 12 months, and one body's explanation, against a bare reference.

python -m benchmarks.scoring [--matters 1000000]

The reference of a run are the statements that its figures send to DuckDB, run bare; that of an explanation is one
reading of the run's row.
"""

import argparse
import os
import tempfile
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any

from benchmarks import installation
from benchmarks.board import _bare, _print, _recorded, _took
from benchmarks.installation import MILLION, Installation
from core import access, areas, clock, foundation
from core.periods import Span
from core.scoring import gathering, published, reading, run, runs, schemes, wording
from core.scoring.faults import Refused
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Snapshot
from db.models.scoring import ScoringRun
from db.session import Records, sqlite_url

ROUNDS, ITEMS = 5, 60
KINDS = (
    "police",
    "justice",
    "civil_affairs",
    "human_resources",
    "housing",
    "natural_resources",
    "agriculture",
    "transport",
)
"""Kinds of units of a county: eight in each of five counties."""
METRICS = (
    *("due_met_rate", "on_time_rate", "satisfaction_rate", "false_closure_rate", "reopening_rate", "follow_up_rate"),
    *("resolved_in_time_rate", "acceptance_rate", "closing_rate", "resolution_rate", "settled_in_village_rate"),
    *("settled_in_township_rate", "due_known_rate", "category_known_rate", "complete_rate"),
)
SHAPES = (
    'kind = "target", target = {at}, per = 0.1',
    'kind = "mean", per = 0.1',
    'kind = "rank", last = 0',
    'kind = "step", steps = [[{at}, {full}], [{then}, 0.5]], otherwise = 0',
)


def text() -> str:
    """A scheme of 60 items: fifteen metrics by four shapes of rules."""
    group = '[[group]]\nkey = "{0}"\ntitle = "{0}"\nmembers = {{ {1} }}\n'
    full = Decimal(100) / ITEMS
    worth = [full.quantize(Decimal("0.01"))] * (ITEMS - 1)
    worth.append(Decimal(100) - sum(worth))
    units = ", ".join(f'"{kind}"' for kind in KINDS)
    parts = [
        'key = "bench"\ntitle = "bench"\narea = "5307"\nvalid_from = 2000-01-01\nbasis = "bench"\nleast = 1\n',
        group.format("towns", 'level = "township", kinds = ["town", "township", "other"]'),
        group.format("subdistricts", 'level = "township", kinds = ["subdistrict"]'),
        group.format("key_units", f'level = "county", unit_class = "key", units = [{units}]'),
        group.format("general_units", f'level = "county", unit_class = "general", units = [{units}]'),
        '[[overall]]\ntitle = "all"\ngroups = ["towns", "subdistricts"]\n',
    ]
    for number, points in enumerate(worth):
        metric = METRICS[number % len(METRICS)]
        lower = metric in ("false_closure_rate", "reopening_rate")
        told = {"at": 2 if lower else 95, "then": 8 if lower else 80, "full": points}
        shape = SHAPES[number // len(METRICS)].format(**told)
        parts.append(
            f'[[item]]\nkey = "i{number}"\ntitle = "{metric} {number}"\nsection = "s"\nsource = "s"\ntext = "t"\n'
            f'points = {points}\nmetric = "{metric}"\nrule = {{ {shape} }}\n'
        )
    return "\n".join(parts)


def main(matters: int = MILLION) -> None:
    there = installation.opened(matters)
    scheme, span = reading.read(text()), _year()
    gathered: list[Snapshot] = []
    gather = partial(_gather, there, scheme, span)
    statements = _recorded(there, lambda: gathered.append(gather()))
    snapshot = gathered[-1]
    print(f"{len(snapshot.bodies)} bodies, {len(scheme.item)} items, {len(snapshot.months)} months", flush=True)
    whole = [_took(lambda: run.compute(scheme, _gather(there, scheme, span))) for _ in range(ROUNDS)]
    bare = [_took(partial(_bare, there, statements)) for _ in range(ROUNDS)]
    _print("a whole run, gathered and computed", whole, bare, "its statements bare", "<= 5000 ms")
    alone = [_took(lambda: run.compute(scheme, snapshot)) for _ in range(ROUNDS)]
    _print("computed from its kept inputs", alone, bare, "its statements bare", "<= 5000 ms")
    with tempfile.TemporaryDirectory(prefix="fengqiao-bench-") as folder:
        _explained(there, snapshot, Path(folder))


def _year() -> Span:
    """The last year that is over."""
    last = clock.today().year - 1
    return Span(date(last, 1, 1), date(last, 12, 31))


def _gather(there: Installation, scheme: Scheme, span: Span) -> Snapshot:
    try:
        return gathering.gather(there.records, there.model, scheme, span, access.operator(), (), ())
    except Refused as refused:
        raise SystemExit(refused.reason) from refused


def _explained(there: Installation, snapshot: Snapshot, folder: Path) -> None:
    """Opening one body where the run is kept: its sheet, its peers' median and best, every sentence."""
    records = Records(sqlite_url(folder))
    foundation.prepare(records)
    tree, by = areas.load(there.records), access.operator()
    with records.writing() as session:
        kept = schemes.load(session, tree, text=text(), by=by)
        scheme = schemes.loaded(kept).scheme
        computed = runs.Computed(kept.id, scheme, snapshot, run.compute(scheme, snapshot))
        made = runs.keep(session, tree, computed, by=by).id
    bodies = [body.key for body in snapshot.bodies]
    ours = [_took(partial(_open, records, scheme, made, bodies[at])) for at in range(ROUNDS)]
    theirs = [_took(partial(_row, records, made)) for _ in range(ROUNDS)]
    _print("one body's explanation, opened", ours, theirs, "one reading of the run's row", "<= 300 ms")
    records.close()


def _open(records: Records, scheme: Scheme, made: int, body: str) -> list[str]:
    rows = published.rows(records, made)
    sheet = published.sheet(records, made, body)
    if sheet is None or sheet.last is None:
        raise SystemExit(f"{body} has no sheet")
    group = next(row.body.group for row in rows if row.body.key == body)
    spreads = published.spreads(rows, group)
    told = []
    for item in scheme.items_of(group):
        cell = sheet.last.cells[item.key]
        told += [wording.rule(item, group), wording.figure(item, cell), wording.reckoning(item, cell)]
        told += [wording.what_would_help(item, group, cell), str(spreads.get(item.key))]
    return told


def _row(records: Records, made: int) -> Any:
    with records.reading() as session:
        return session.get_one(ScoringRun, made).output_hash


if __name__ == "__main__":
    os.environ.pop("DATABASE_URL", None)
    parser = argparse.ArgumentParser()
    parser.add_argument("--matters", type=int, default=MILLION)
    main(parser.parse_args().matters)
