"""The supervision league on the wall: the published run of the latest months, each peer group in order, how close."""

from collections import Counter
from functools import partial

from core import catalogue, numbers
from core.coverage import Coverage
from core.scoring import bodies, published, wording
from core.scoring.published import Row, Run
from core.scoring.scheme import Group
from dashboards import data
from dashboards.charts.score_spread import AROUND, DOT, score_spread, spread_table
from dashboards.supervision import choice, league
from dashboards.theme import LABEL_SIZE
from dashboards.wall import drawing, sight
from dashboards.wall.canvas import Box, ems
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight

BESIDE = 6.1
"""Characters that a rank and a total take beside a name: where they don't have them, they stand below it."""
FEW = 6
"""Of fewer bodies the order says all that a picture of their totals would."""


def content(seen: Sight, _subject: str) -> Content:
    name = catalogue.label("wall_item", "league")
    runs = data.scoring_runs(seen.view.person)
    if not runs:
        return Content(name, blank=catalogue.say("wall.blank.no_run"))
    run = max(runs, key=lambda run: (run.span.end, run.id))
    rows = data.scoring_rows(run.id, f"{run.output_hash} {run.final_hash}")
    groups = [group for group in run.scheme.group if any(row.body.group == group.key for row in rows)]
    blocks = [block for group in groups for block in _of_group(seen, group, rows)]
    return Content(_title(seen, run), _reach(seen, run), blocks=tuple(blocks))


def _title(seen: Sight, run: Run) -> str:
    place = seen.view.words.of("area", run.scheme.area)
    state = catalogue.label("scoring_state", run.state)
    return catalogue.say("wall.league.title", place=place, months=choice.months_words(run.span), state=state)


def _reach(seen: Sight, run: Run) -> Coverage:
    """What was published doesn't grow old: it tells of its own months. Of a demo's figures every run is made up."""
    demo = run.generated or data.reach(seen.view.scope).generated
    return Coverage(run.span.start, run.told_until, (), demo=demo)


def _of_group(seen: Sight, group: Group, rows: list[Row]) -> list[Block]:
    peers = published.in_order(row for row in rows if row.body.group == group.key)
    head = catalogue.say("wall.league.group", group=group.title, count=len(peers))
    if not any(row.told.rank for row in peers):
        return [Block(head, partial(_unranked, peers))]
    spread = len(peers) > FEW and bodies.is_area(peers[0].body.key)
    # Of many bodies that no picture shows as many as have room, of long names three.
    many = sight.high(2 * 3 + 1) if seen.canvas.upright else 0.0
    least = sight.high(min(len(peers), FEW - 1)) if spread or len(peers) < FEW else many
    blocks = [Block(head, partial(_table, seen, peers), least=least)]
    if spread:
        blocks.append(Block(catalogue.say("wall.league.spread", group=group.title), partial(_spread, seen, peers)))
    return blocks


def _unranked(peers: list[Row], _box: Box) -> Body:
    """Of a group without any rank why that is so."""
    reasons = Counter(row.told.reason for row in peers if row.told.reason)
    reason = catalogue.label("scoring_unranked", reasons.most_common(1)[0][0]) if reasons else ""
    return sight.words(catalogue.say("wall.blank.no_rank"), reason)


def _table(seen: Sight, peers: list[Row], box: Box) -> Body:
    longest = max(ems(row.body.called) for row in peers) + sight.BETWEEN
    room = seen.inside(box).w / seen.glyphs.han
    below = seen.canvas.upright and longest + BESIDE > room
    # The order in which columns are given up where the block is narrow: the change first.
    widths = {
        "body": longest if below else min(longest, room - BESIDE),
        "rank": 4.2 if below else 2.6,
        "total": 3.4,
        "change": 4.0,
    }
    shown, note = parts.as_many(seen, box, peers, widths if below else None)
    cells = {
        "rank": [{"text": _rank(row, below)} for row in shown],
        "body": [{"text": row.body.called} for row in shown],
        "total": [{"text": _total(row), "right": True} for row in shown],
        "change": [{"text": _change(row), "right": True} for row in shown],
    }
    heads = {name: catalogue.say(f"supervision.table.{name}") for name in ("rank", "body", "total", "change")}
    return sight.table(seen, box, heads, cells, widths, two_lines=below) | note


def _rank(row: Row, below: bool) -> str:
    """Below a name, where no head says so, a rank says what it is."""
    if not row.told.rank:
        return catalogue.say("common.none")
    return catalogue.say("wall.league.rank", rank=row.told.rank) if below else str(row.told.rank)


def _change(row: Row) -> str:
    """In words where nothing has changed: a dash would be taken for no answer."""
    words = league.change_words(row)
    return catalogue.say("numbers.unchanged") if words == wording.SAME else words


def _spread(seen: Sight, peers: list[Row], box: Box) -> Body:
    totals = [(row.body.key, row.body.called, float(row.told.shown), "") for row in peers if row.told.shown is not None]
    if not totals:
        return sight.words(catalogue.say("wall.blank.no_rank"))
    dots, inside, total = spread_table(totals, totals[0][0]), seen.inside(box), catalogue.say("supervision.table.total")
    # Heaped from the foot, whatever the height.
    room = (inside.h * LABEL_SIZE / seen.glyphs.han - AROUND) / DOT
    title, heap = "" if seen.canvas.upright else total, max(int(room), int(dots["heap"].max()))
    svg = drawing.chart(score_spread, dots, seen.view.theme, inside, seen.glyphs, title=title, heap=heap)
    return sight.picture(svg, total)


def _total(row: Row) -> str:
    return numbers.full(None if row.told.shown is None else float(row.told.shown), 2)
