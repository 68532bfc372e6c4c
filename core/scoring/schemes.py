"""Schemes that were loaded: a changed text is a new edition, an equal one is nothing new."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from importlib import resources

from core import clock
from core.access import Person
from core.areas import AreaTree
from core.scoring import office, reading
from core.scoring.faults import Refused
from core.scoring.scheme import Scheme
from db.models.scoring import ScoringScheme
from db.queries import scoring_runs
from db.session import Records, Session

EXAMPLE = resources.files("core.catalogue") / "schemes" / "example.toml"


@dataclass(frozen=True)
class Loaded:
    """One edition of a scheme."""

    id: int
    edition: int
    scheme: Scheme
    loaded_by: str
    loaded_at: datetime


def load(session: Session, areas: AreaTree, *, text: str, by: Person, generated: bool = False) -> ScoringScheme:
    """Keeps a scheme for runs to come. Raises BadScheme with every fault, NotAllowed, Refused."""
    scheme = reading.read(text)
    if scheme.area not in areas:
        raise Refused("no_area", area=scheme.area)
    office.demand(by, office.RIGHT, areas, scheme.area)
    before = scoring_runs.editions(session, scheme.key)
    if before and before[0].rule_hash == scheme.hash:
        raise Refused("same_scheme", edition=before[0].edition)
    if before and not areas.contains(by.area_code or "", before[0].area_code):
        raise Refused("others_scheme")
    kept = ScoringScheme(
        code=scheme.key,
        edition=before[0].edition + 1 if before else 1,
        title=scheme.title,
        area_code=scheme.area,
        valid_from=scheme.valid_from,
        valid_to=scheme.valid_to,
        written=text,
        rule_hash=scheme.hash,
        loaded_by=by.username,
        loaded_at=clock.now(),
        generated=generated,
    )
    session.add(kept)
    session.flush()
    office.note(session, "loaded", "scoring_scheme", f"{kept.code} {kept.edition}", by, after=scheme.hash)
    return kept


def listed(records: Records, areas: AreaTree, by: Person) -> list[Loaded]:
    """The schemes of places within the person's own, the one loaded last first."""
    with records.reading() as session:
        rows, names = scoring_runs.schemes(session), office.posts(session)
        found = [loaded(row) for row in rows if areas.contains(by.area_code or "", row.area_code)]
        return [replace(one, loaded_by=names.get(one.loaded_by, one.loaded_by)) for one in found]


def example() -> str:
    """The text of the example that comes with the program, with how a scheme is written."""
    return EXAMPLE.read_text(encoding="utf-8")


def written(session: Session, scheme_id: int) -> str:
    """A loaded scheme as its office wrote it. Raises Refused."""
    row = scoring_runs.scheme(session, scheme_id)
    if row is None:
        raise Refused("no_scheme")
    return row.written


def loaded(row: ScoringScheme) -> Loaded:
    return Loaded(row.id, row.edition, reading.read(row.written), row.loaded_by, row.loaded_at)


def holds(scheme: Scheme, first: date, last: date) -> bool:
    """Whether a scheme is in force over these days."""
    return scheme.valid_from <= first and (scheme.valid_to is None or last <= scheme.valid_to)
