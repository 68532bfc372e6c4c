"""One payload for one item, computed once for a scope, a data version, a theme and a size, for all walls with it."""

import json
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from core import catalogue, clock
from core.access import OutOfScope
from core.coverage import Coverage
from core.periods import BadPeriod
from core.scope import UnknownFilter
from core.wall.legibility import Glyphs
from core.wall.programme import Programme, Slot
from dashboards.wall import canvas as canvases
from dashboards.wall import sight
from dashboards.wall.canvas import Box, Canvas
from dashboards.wall.items import ITEMS
from dashboards.wall.sight import Body, Content, Sight
from db.read_model.model import Version

LATE, STALE = 2, 4
"""Intervals after which a feed is late and stale (core.coverage)."""
KEPT = timedelta(hours=1)
"""What is kept in the records ends at the moment of asking; what ends before tells of months that are over."""


@dataclass(frozen=True)
class Job:
    """What has to be drawn. Equal jobs give equal pictures, so the key of one names its picture."""

    programme: Programme
    slot: Slot
    theme: str
    canvas: Canvas
    glyphs: Glyphs
    version: Version
    day: date
    round: int
    """Grows every ten minutes: annotations and targets have no version of their own."""
    wartime: bool = False
    mark: str = ""
    """What else it was drawn from that has no version: which alarms ring."""

    @property
    def place(self) -> tuple[object, ...]:
        """What stays the same when only the data change: whose earlier picture may stand until the new one is there."""
        at = self.programme
        return (at.id, at.area_code, self.slot, self.theme, self.canvas.name, self.glyphs, self.day, self.wartime)

    @property
    def key(self) -> str:
        return sha256(repr((self.place, self.version, self.round, self.mark)).encode()).hexdigest()[:24]


def payload(job: Job) -> bytes:
    """The item as the shell draws it, as JSON; what can't be shown says why."""
    body = _body(job) | {
        "item": job.slot.item,
        "name": catalogue.code_labels("wall_item").get(job.slot.item, catalogue.say("common.unknown")),
        "theme": job.theme,
        "day": job.day.isoformat(),
        "canvas": {"name": job.canvas.name, "width": job.canvas.width, "height": job.canvas.height},
        "glyphs": {"han": job.glyphs.han, "digits": job.glyphs.digits},
        # The last word: a payload cut short lacks it.
        "whole": True,
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()


def _body(job: Job) -> Body:
    build = ITEMS.get(job.slot.item)
    if build is None:
        return _laid_out(job, None, Content("", blank=catalogue.say("wall.blank.no_item")))
    try:
        view = sight.view_of(job.programme, job.slot.request, job.theme, job.version)
    except OutOfScope:
        return _laid_out(job, None, Content("", blank=catalogue.say("wall.blank.out_of_scope")))
    except (BadPeriod, UnknownFilter):
        return _laid_out(job, None, Content("", blank=catalogue.say("wall.blank.bad_period")))
    seen = Sight(view, job.canvas, job.glyphs)
    return _laid_out(job, seen, build(seen, job.slot.subject))


def _laid_out(job: Job, seen: Sight | None, content: Content) -> Body:
    title = canvases.tied(content.title)
    cards = content.cards[: canvases.fitting(job.canvas, job.glyphs.han, title)]
    blocks = () if content.blank else content.blocks
    wanted = [(block.span, block.least) for block in blocks]
    frame = canvases.frame(job.canvas, job.glyphs.han, title, len(cards), wanted)
    pages = [
        [
            *({"box": box, "body": body} for box, body in zip(page.cards, cards, strict=True)),
            *(_block(content, number, box) for number, box in page.blocks),
        ]
        if page.cards
        else [_block(content, number, box) for number, box in page.blocks]
        for page in frame.pages
    ]
    return {
        "title": title,
        "blank": content.blank,
        "full": content.weight == "full",
        "frame": {"head": frame.head, "clock": frame.clock, "foot": frame.foot},
        "pages": pages,
        "freshness": _freshness(content.reach),
    }


def _block(content: Content, number: int, box: Box) -> Body:
    block = content.blocks[number]
    return {"box": box, "question": block.question, "body": block.draw(box)}


def _freshness(reach: Coverage | None) -> Body | None:
    """What the shell needs to tell the age by itself, also while the server is gone."""
    if reach is None:
        return None
    feeds = [source for source in reach.sources if source.mode == "feed" and source.as_of]
    ends = {
        name: min(
            (source.as_of + times * timedelta(minutes=source.interval_minutes) for source in feeds if source.as_of),
            default=None,
        )
        for name, times in (("late", LATE), ("stale", STALE))
    }
    return {
        "as_of": sight.moment(reach.as_of),
        "fetched": sight.moment(reach.fetched_at),
        "late": sight.moment(ends["late"]),
        "stale": sight.moment(ends["stale"]),
        "state": reach.state(clock.now()) if reach.state(clock.now()) in ("none", "finished") else "current",
        # Kept in the records themselves: known until the moment at which the server was last asked.
        "live": reach.as_of is not None and not reach.sources and clock.now() - reach.as_of < KEPT,
        "generated": reach.generated,
    }
