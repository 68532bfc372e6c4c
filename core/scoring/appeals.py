"""Appeals of bodies against an item of a published run: filed within the window, decided by the office, never lost."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from core import access, clock
from core.access import Person
from core.areas import AreaTree
from core.scoring import bodies, office, schemes
from core.scoring.exact import as_hundredths
from core.scoring.faults import NotAllowed, Refused
from core.scoring.office import Seen
from core.scoring.outcome import Cell, sheet_of
from core.scoring.scheme import Item
from core.scoring.snapshot import Body
from db.models.scoring import AS_PUBLISHED, ScoringAppeal, ScoringRun
from db.queries import scoring, scoring_runs
from db.session import Session

GROUNDS, EVIDENCE = 1000, 200


@dataclass(frozen=True)
class Claim:
    """What a body appeals against, why, and what shows it."""

    run_id: int
    body: str
    item: str
    grounds: str
    evidence: str


def file(session: Session, areas: AreaTree, claim: Claim, *, by: Person, on: date | None = None) -> ScoringAppeal:
    """Files an appeal of one's own body. Raises NotAllowed, or Refused such as after the window."""
    run = scoring_runs.run(session, claim.run_id)
    if run is None or run.state not in ("published", "final"):
        raise Refused("not_published")
    _demand(session, areas, claim.body, by)
    if run.state != "published" or run.appeal_until is None or (on or clock.today()) > run.appeal_until:
        raise Refused("window_over", until=run.appeal_until.isoformat() if run.appeal_until else "-")
    body, cell = _cell(session, run, claim)
    if any(one.body == claim.body and one.item == claim.item for one in scoring_runs.appeals(session, run.id)):
        raise Refused("appealed_before")
    appeal = ScoringAppeal(
        run_id=run.id,
        body=body.key,
        called=body.called,
        item=claim.item,
        grounds=office.told(claim.grounds, GROUNDS),
        evidence=office.told(claim.evidence, EVIDENCE),
        filed_by=by.username,
        filed_at=clock.now(),
        state="open",
    )
    session.add(appeal)
    session.flush()
    office.note(session, "appealed", "scoring_appeal", appeal.id, by, before=f"{body.key} {claim.item} {cell.points}")
    return appeal


def decide(
    session: Session, areas: AreaTree, seen: Seen, *, points: Decimal | None, answer: str, by: Person
) -> ScoringAppeal:
    """Upholds an appeal with the points that the item is given, or rejects it (`points` None).

    Raises NotAllowed, Refused: points outside of the item's bounds, one that was decided, somebody with a part in it.
    """
    appeal = scoring_runs.appeal(session, seen.id)
    office.check_version(appeal, seen)
    if appeal is None or appeal.state != "open":
        raise Refused("changed_meanwhile")
    run = appeal.run
    office.demand(by, office.RIGHT, areas, run.scheme.area_code)
    if why := barred(by, maker=run.made_by, filer=appeal.filed_by, body=appeal.body):
        raise Refused(why)
    if points is not None:
        _check_points(session, run, appeal, points)
    appeal.state = "rejected" if points is None else "upheld"
    appeal.hundredths = None if points is None else as_hundredths(points)
    appeal.answer = office.told(answer, GROUNDS)
    appeal.decided_by, appeal.decided_at = by.username, clock.now()
    session.flush()
    office.note(session, "appeal_decided", "scoring_appeal", appeal.id, by, after=f"{appeal.state} {points}")
    return appeal


def barred(by: Person, *, maker: str, filer: str, body: str) -> str:
    """Why it isn't this person's to decide (a code of scoring.refused); "" where they have no part in the matter.

    Nobody decides who made the run, who appealed, or whose own place it is about.
    """
    if by.username == maker:
        return "own_run"
    if by.username == filer:
        return "own_appeal"
    return "own_body" if bodies.is_area(body) and bodies.code_of(body) == by.area_code else ""


def may_file(session: Session, areas: AreaTree, body: str, by: Person) -> bool:
    """Whether it is this person's to appeal for that body."""
    if not access.may(by, office.APPEAL) or by.area_code is None:
        return False
    code = bodies.code_of(body)
    if bodies.is_area(body):
        return areas.contains(by.area_code, code)
    place = scoring.place_of_unit(session, code)
    return place is not None and areas.contains(by.area_code, place)


def _demand(session: Session, areas: AreaTree, body: str, by: Person) -> None:
    if not may_file(session, areas, body, by):
        raise NotAllowed(by.username)


def _cell(session: Session, run: ScoringRun, claim: Claim) -> tuple[Body, Cell]:
    """The body's cell as it was published."""
    row = scoring_runs.sheet(session, run.id, AS_PUBLISHED, claim.body)
    if row is None:
        raise Refused("no_body")
    body = Body(row.body, row.called, row.peer_group, ())
    last = sheet_of(body, row.standing).last
    if last is None or claim.item not in last.cells:
        raise Refused("no_item")
    return body, last.cells[claim.item]


def _check_points(session: Session, run: ScoringRun, appeal: ScoringAppeal, points: Decimal) -> None:
    item = item_of(run, appeal.item)
    row = scoring_runs.sheet(session, run.id, AS_PUBLISHED, appeal.body)
    check_points(item, item.upper(row.peer_group if row else ""), points)


def check_points(item: Item, upper: Decimal, points: Decimal) -> None:
    """Raises Refused where an item can't be given so many points."""
    if not item.floor <= points <= upper or points != points.quantize(Decimal("0.01")):
        raise Refused("beyond_bounds", floor=f"{item.floor:f}", cap=f"{upper:f}")


def item_of(run: ScoringRun, key: str) -> Item:
    return schemes.loaded(run.scheme).scheme.item_of(key)
