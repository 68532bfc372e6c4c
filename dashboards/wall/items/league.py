"""The supervision league on the wall: the published run of the latest months, each peer group in order, how close."""

from functools import partial

from core import catalogue, numbers
from core.coverage import Coverage
from core.scoring import bodies, published
from core.scoring.published import Row, Run
from core.scoring.scheme import Group
from dashboards import data
from dashboards.charts.score_spread import score_spread, spread_table
from dashboards.supervision import choice, league
from dashboards.wall import drawing, sight
from dashboards.wall.canvas import Box, ems
from dashboards.wall.items import parts
from dashboards.wall.sight import Block, Body, Content, Sight

WIDTHS = {"rank": 3.0, "body": 9.0, "total": 4.6, "change": 4.6}
LONGEST = 14.0
"""Characters that a body's name may take before the change against last month gives way to it."""
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
    return Content(_title(seen, run), _reach(run), blocks=tuple(blocks))


def _title(seen: Sight, run: Run) -> str:
    place = seen.view.words.of("area", run.scheme.area)
    state = catalogue.label("scoring_state", run.state)
    return catalogue.say("wall.league.title", place=place, months=choice.months_words(run.span), state=state)


def _reach(run: Run) -> Coverage:
    """What was published doesn't grow old: it tells of its own months."""
    return Coverage(run.span.start, run.told_until, ())


def _of_group(seen: Sight, group: Group, rows: list[Row]) -> list[Block]:
    peers = published.in_order(row for row in rows if row.body.group == group.key)
    head = catalogue.say("wall.league.group", group=group.title, count=len(peers))
    spread = len(peers) > FEW and bodies.is_area(peers[0].body.key)
    # Of many bodies that no picture shows as many as have room.
    least = sight.high(min(len(peers), FEW - 1)) if spread or len(peers) < FEW else 0.0
    blocks = [Block(head, partial(_table, seen, peers), least=least)]
    if spread:
        blocks.append(Block(catalogue.say("wall.league.spread", group=group.title), partial(_spread, seen, peers)))
    return blocks


def _table(seen: Sight, peers: list[Row], box: Box) -> Body:
    shown, note = parts.as_many(seen, box, peers)
    cells = {
        "rank": [{"text": str(row.told.rank or catalogue.say("common.none"))} for row in shown],
        "body": [{"text": row.body.called} for row in shown],
        "total": [{"text": _total(row), "right": True} for row in shown],
        "change": [{"text": league.change_words(row), "right": True} for row in shown],
    }
    heads = {name: catalogue.say(f"supervision.table.{name}") for name in WIDTHS}
    longest = max((ems(row.body.called) for row in shown), default=0.0) + 0.6
    room = seen.inside(box).w / seen.glyphs.han - WIDTHS["rank"] - WIDTHS["total"]
    body = min(LONGEST, max(WIDTHS["body"], longest), max(6.0, room))
    # The order in which columns are given up where the block is narrow: the change first.
    widths = {"body": body} | {name: WIDTHS[name] for name in ("total", "rank", "change")}
    return sight.table(seen, box, heads, cells, widths) | note


def _spread(seen: Sight, peers: list[Row], box: Box) -> Body:
    totals = [(row.body.key, row.body.called, float(row.told.shown), "") for row in peers if row.told.shown is not None]
    if not totals:
        return sight.words(catalogue.say("wall.blank.no_run"))
    dots = spread_table(totals, totals[0][0])
    title, heap = catalogue.say("supervision.table.total"), max(league.LOWEST, int(dots["heap"].max()))
    svg = drawing.chart(score_spread, dots, seen.view.theme, seen.inside(box), seen.glyphs, title=title, heap=heap)
    return sight.picture(svg, title)


def _total(row: Row) -> str:
    return numbers.full(None if row.told.shown is None else float(row.told.shown), 2)
