"""Runs: made as a draft from frozen inputs, reviewed, published by somebody else, final after the appeals."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from core import clock
from core.access import Person
from core.accountability import in_force
from core.areas import AreaTree
from core.periods import Span, unit_end
from core.scoring import bodies, gathering, office, run, schemes, snapshot
from core.scoring.exact import hundredths
from core.scoring.faults import Refused
from core.scoring.office import Seen
from core.scoring.outcome import Correction, Outcome
from core.scoring.scheme import Item, Scheme
from core.scoring.snapshot import Act, Entry, Snapshot
from core.working_days import WorkingDays
from db.models.scoring import AFTER_APPEALS, AS_PUBLISHED, ScoringEntry, ScoringRun
from db.queries import scoring_runs
from db.read_model.model import ReadModel
from db.session import Records, Session


@dataclass(frozen=True)
class Computed:
    """What a run is made of, before it is kept."""

    scheme_id: int
    scheme: Scheme
    snapshot: Snapshot
    outcome: Outcome


def compute(
    records: Records, model: ReadModel, scheme_id: int, span: Span, by: Person, *, trial: bool = False
) -> Computed:
    """Gathers and computes; nothing is kept. A `trial` may be of months in which the scheme doesn't hold.

    Raises Refused, NotAllowed.
    """
    with records.reading() as session:
        row = scoring_runs.scheme(session, scheme_id)
        if row is None:
            raise Refused("no_scheme")
        scheme = schemes.loaded(row).scheme
    if not trial and not schemes.holds(scheme, span.start, span.end):
        since = {"from": scheme.valid_from.isoformat()}
        if scheme.valid_to is None:
            raise Refused("not_in_force_yet", **since)
        raise Refused("not_in_force", until=scheme.valid_to.isoformat(), **since)
    return Computed(scheme_id, scheme, *reckoned(records, model, scheme, span, by))


def reckoned(records: Records, model: ReadModel, scheme: Scheme, span: Span, by: Person) -> tuple[Snapshot, Outcome]:
    """What a scheme, loaded or not, comes to: the one way in which trials and runs are computed.

    With all that was entered under its code, and every act that held. Raises Refused, NotAllowed.
    """
    with records.reading() as session:
        entered = tuple(_entry(one) for one in scoring_runs.entries(session, scheme.key))
    inputs = gathering.gather(records, model, scheme, span, by, entered, acts(records, span))
    return inputs, run.compute(scheme, inputs)


def unentered(scheme: Scheme, inputs: Snapshot) -> list[Item]:
    """The items for which nobody has entered anything: where so many are expected, all lose their points."""
    told = {entry.item for entry in inputs.entries}
    return [item for item in scheme.marked if not item.bonus and item.key not in told]


def acts(records: Records, span: Span) -> tuple[Act, ...]:
    """The accountability acts that held during the span, each with its effect on a score."""
    return tuple(
        Act(
            f"{bodies.UNIT}:{held.unit}" if held.unit else f"{bodies.AREA}:{held.area}",
            held.kind,
            held.starts_on,
            held.until,
            held.effect,
            held.points,
        )
        for held in in_force.acts_in_force(records, span.start, span.end)
    )


def keep(session: Session, areas: AreaTree, computed: Computed, *, by: Person, generated: bool = False) -> ScoringRun:
    """A draft of what was computed, with all its inputs. Raises NotAllowed."""
    scheme, inputs, outcome = computed.scheme, computed.snapshot, computed.outcome
    office.demand(by, office.RIGHT, areas, scheme.area)
    made = ScoringRun(
        scheme_id=computed.scheme_id,
        first_month=inputs.months[0],
        last_month=inputs.months[-1],
        state="draft",
        inputs=inputs.packed(),
        input_hash=inputs.hash,
        rule_hash=scheme.hash,
        output_hash=outcome.hash,
        code_version=office.code_version(),
        as_of=date.fromisoformat(inputs.as_of),
        made_by=by.username,
        made_at=clock.now(),
        generated=generated,
    )
    session.add(made)
    session.flush()
    scoring_runs.put_sheets(session, _sheets(made.id, AS_PUBLISHED, outcome))
    office.note(session, "made", "scoring_run", made.id, by, after=outcome.hash)
    return made


def submit(session: Session, areas: AreaTree, seen: Seen, *, by: Person) -> ScoringRun:
    """Puts a draft before somebody else. Raises NotAllowed, Refused."""
    found = _taken(session, areas, seen, by, "draft")
    found.state = "review"
    session.flush()
    office.note(session, "submitted", "scoring_run", found.id, by, after=found.output_hash)
    return found


def drop(session: Session, areas: AreaTree, seen: Seen, *, by: Person) -> ScoringRun:
    """Gives up what hasn't been published; it stays in the records."""
    found = _taken(session, areas, seen, by, "draft", "review")
    found.state = "dropped"
    session.flush()
    office.note(session, "dropped", "scoring_run", found.id, by, before=found.output_hash)
    return found


def publish(session: Session, areas: AreaTree, calendar: WorkingDays, seen: Seen, *, by: Person) -> ScoringRun:
    """Publishes what somebody else made, and opens the appeals. Raises NotAllowed, Refused."""
    found = _taken(session, areas, seen, by, "review")
    if found.made_by == by.username:
        raise Refused("own_draft")
    if verify(session, found.id) != found.output_hash:
        raise Refused("not_reproduced")
    scheme = schemes.loaded(found.scheme).scheme
    found.state = "published"
    found.published_by, found.published_at = by.username, clock.now()
    found.appeal_until = calendar.after(clock.today(), scheme.appeal_days)
    session.flush()
    office.note(session, "published", "scoring_run", found.id, by, after=found.output_hash)
    return found


def finish(session: Session, areas: AreaTree, seen: Seen, *, by: Person, today: date | None = None) -> ScoringRun:
    """Makes a published run final, with what the appeals gave. Raises NotAllowed, Refused."""
    found = _taken(session, areas, seen, by, "published")
    if found.appeal_until is not None and (today or clock.today()) <= found.appeal_until:
        raise Refused("window_open", until=found.appeal_until.isoformat())
    if waiting := scoring_runs.count_of_open(session, found.id):
        raise Refused("appeals_open", count=waiting)
    final = recomputed(session, found.id)
    if final is None:
        raise Refused("no_run")
    scoring_runs.put_sheets(session, _sheets(found.id, AFTER_APPEALS, final))
    found.state, found.final_hash = "final", final.hash
    found.finished_by, found.finished_at = by.username, clock.now()
    session.flush()
    office.note(session, "finished", "scoring_run", found.id, by, before=found.output_hash, after=final.hash)
    return found


def recomputed(session: Session, run_id: int, *, with_appeals: bool = True) -> Outcome | None:
    """The outcome once more, from the kept inputs alone; None for a run that isn't there."""
    found = scoring_runs.run(session, run_id, whole=True)
    if found is None:
        return None
    given = corrections(session, run_id) if with_appeals else ()
    return run.compute(schemes.loaded(found.scheme).scheme, snapshot.unpacked(found.inputs), given)


def verify(session: Session, run_id: int) -> str:
    """The hash that a recomputation from the kept inputs gives; that of the run, if all is as it was."""
    outcome = recomputed(session, run_id, with_appeals=False)
    return outcome.hash if outcome else ""


def corrections(session: Session, run_id: int) -> tuple[Correction, ...]:
    """What upheld appeals gave."""
    upheld = (one for one in scoring_runs.appeals(session, run_id) if one.state == "upheld")
    return tuple(
        Correction(one.body, one.item, hundredths(one.hundredths)) for one in upheld if one.hundredths is not None
    )


def span_of(found: ScoringRun) -> Span:
    return Span(found.first_month, unit_end(found.last_month, "month"))


def _taken(session: Session, areas: AreaTree, seen: Seen, by: Person, *states: str) -> ScoringRun:
    """The run as it was seen, held for this transaction, where it is in one of the states."""
    found = scoring_runs.held_run(session, seen.id)
    if found is None:
        raise Refused("no_run")
    office.demand(by, office.RIGHT, areas, found.scheme.area_code)
    office.check_version(found, seen)
    if found.state not in states:
        raise Refused("other_state")
    return found


def _sheets(run_id: int, edition: int, outcome: Outcome) -> list[dict[str, Any]]:
    return [
        {
            "run_id": run_id,
            "edition": edition,
            "body": sheet.body.key,
            "called": sheet.body.called,
            "peer_group": sheet.body.group,
            "months": sheet.text,
            "standing": sheet.last_text,
        }
        for sheet in outcome.sheets
    ]


def _entry(row: ScoringEntry) -> Entry:
    return Entry(row.body, row.item, row.on_day, hundredths(row.hundredths))
