"""What stands behind points that no figure gives: the marks and counts entered, and the acts that held, as a run froze
them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core.scoring import snapshot
from core.scoring.exact import hundredths
from core.scoring.rules import Acts
from core.scoring.scheme import Item
from db.queries import scoring_runs
from db.session import Records


@dataclass(frozen=True)
class Behind:
    """One entry with the document that shows it, or (with its `kind`) one act until the day it no longer held."""

    on: date
    value: Decimal | None
    evidence: str = ""
    kind: str = ""
    until: date | None = None
    effect: str = ""


def behind(records: Records, run_id: int, body: str, item: Item) -> list[Behind]:
    """Oldest first; nothing for an item that is counted by a metric."""
    if item.metric is not None:
        return []
    with records.reading() as session:
        found = scoring_runs.run(session, run_id, whole=True)
        if found is None:
            return []
        inputs = snapshot.unpacked(found.inputs)
        if isinstance(item.rule, Acts):
            held = (act for act in inputs.acts if act.body == body)
            listed = [Behind(act.since, act.points, "", act.kind, act.until, act.effect) for act in held]
        else:
            rows = scoring_runs.entries(session, found.scheme.code, standing_only=False)
            shown = {(one.body, one.item, one.on_day, hundredths(one.hundredths)): one.evidence for one in rows}
            mine = (one for one in inputs.entries if (one.body, one.item) == (body, item.key))
            listed = [Behind(e.on, e.value, shown.get((e.body, e.item, e.on, e.value), "")) for e in mine]
    return sorted(listed, key=lambda one: (one.on, one.kind, one.value or 0))
