"""What people enter for an item: marks of an on-site visit, counted events, each with the document that shows it."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import clock
from core.access import Person
from core.areas import AreaTree
from core.periods import unit_start
from core.scoring import bodies, office, schemes
from core.scoring.exact import as_hundredths, hundredths
from core.scoring.faults import Refused
from core.scoring.office import Seen
from core.scoring.scheme import Item, Scheme
from core.scoring.snapshot import Body
from db.models.scoring import ScoringEntry, ScoringScheme, ScoringVisit
from db.queries import scoring_runs
from db.session import Session

LONGEST = 200
MOST = Decimal(1000)


@dataclass(frozen=True)
class Wanted:
    """One mark or count. `value` has two places at most; `evidence` names the document that shows it."""

    scheme_id: int
    item: str
    body: str
    on: date
    value: Decimal
    evidence: str


def enter(session: Session, areas: AreaTree, wanted: Wanted, *, by: Person, generated: bool = False) -> ScoringEntry:
    """Keeps it for runs to come. Raises NotAllowed, or Refused such as for a mark above its cap."""
    kept, scheme = _scheme(session, areas, wanted.scheme_id, by)
    item = next((item for item in scheme.marked if item.key == wanted.item), None)
    if item is None:
        raise Refused("no_item")
    body = body_of(session, scheme, wanted.body, wanted.on)
    _check(item, body, wanted)
    visit = scoring_runs.planned_visit(session, kept.code, body.key, wanted.on) if item.evidence == "mark" else None
    if visit is not None:
        visit.state = "done"
    entry = ScoringEntry(
        scheme_code=kept.code,
        body=body.key,
        called=body.called,
        item=item.key,
        on_day=wanted.on,
        hundredths=as_hundredths(wanted.value),
        evidence=office.told(wanted.evidence, LONGEST),
        visit_id=visit.id if visit else None,
        entered_by=by.username,
        entered_at=clock.now(),
        generated=generated,
    )
    session.add(entry)
    session.flush()
    about = f"{entry.body} {entry.item} {entry.on_day} {hundredths(entry.hundredths)}"
    office.note(session, "entered", "scoring_entry", entry.id, by, after=about)
    return entry


def withdraw(session: Session, areas: AreaTree, *, entry: int, by: Person) -> ScoringEntry:
    """Takes back what was wrong: runs to come leave it out, others keep it. Raises NotAllowed, Refused."""
    found = scoring_runs.entry(session, entry)
    if found is None or found.withdrawn_at is not None:
        raise Refused("changed_meanwhile")
    office.demand(by, office.RIGHT, areas, _area(session, found.scheme_code))
    found.withdrawn_by, found.withdrawn_at = by.username, clock.now()
    session.flush()
    office.note(session, "withdrawn", "scoring_entry", found.id, by)
    return found


def plan_visit(
    session: Session, areas: AreaTree, *, scheme_id: int, body: str, on: date, by: Person, generated: bool = False
) -> ScoringVisit:
    """Puts a visit into the calendar. Raises NotAllowed, Refused."""
    kept, scheme = _scheme(session, areas, scheme_id, by)
    if on < clock.today() and not generated:
        raise Refused("visit_past")
    found = body_of(session, scheme, body, on)
    told = {"scheme_code": kept.code, "body": found.key, "called": found.called, "planned_on": on}
    visit = ScoringVisit(**told, state="planned", entered_by=by.username, generated=generated)
    session.add(visit)
    session.flush()
    office.note(session, "visit_planned", "scoring_visit", visit.id, by, after=f"{found.key} {on}")
    return visit


def cancel_visit(session: Session, areas: AreaTree, seen: Seen, *, by: Person) -> ScoringVisit:
    """Takes a visit that hasn't been made off the calendar. Raises NotAllowed, Refused."""
    found = scoring_runs.visit(session, seen.id)
    office.check_version(found, seen)
    if found is None or found.state != "planned":
        raise Refused("changed_meanwhile")
    office.demand(by, office.RIGHT, areas, _area(session, found.scheme_code))
    found.state = "cancelled"
    session.flush()
    office.note(session, "visit_cancelled", "scoring_visit", found.id, by)
    return found


def body_of(session: Session, scheme: Scheme, key: str, on: date) -> Body:
    """One of the scheme's bodies, as it is on a day. Raises Refused where nobody of that key is there then."""
    found = (body for body in bodies.found(session, scheme, (unit_start(on, "month"),)) if body.key == key)
    if (body := next(found, None)) is None:
        raise Refused("no_body")
    return body


def _check(item: Item, body: Body, wanted: Wanted) -> None:
    if wanted.on > clock.today():
        raise Refused("in_future")
    if not item.is_for(body.group):
        raise Refused("not_for_body", item=item.title)
    if wanted.value < 0 or wanted.value > MOST or wanted.value != wanted.value.quantize(Decimal("0.01")):
        raise Refused("bad_value")
    cap = item.full(body.group)
    if item.evidence == "mark" and wanted.value > cap:
        raise Refused("above_cap", cap=f"{cap.normalize():f}")
    if item.evidence == "count" and wanted.value != wanted.value.to_integral_value():
        raise Refused("not_whole")


def _scheme(session: Session, areas: AreaTree, scheme_id: int, by: Person) -> tuple[ScoringScheme, Scheme]:
    kept = scoring_runs.scheme(session, scheme_id)
    if kept is None:
        raise Refused("no_scheme")
    office.demand(by, office.RIGHT, areas, kept.area_code)
    return kept, schemes.loaded(kept).scheme


def _area(session: Session, code: str) -> str:
    return scoring_runs.editions(session, code)[0].area_code
