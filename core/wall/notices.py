"""Urgent notices: written by a person, on all walls of a programme within seconds, until somebody acknowledges them."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core import audit, clock
from core.access import Person
from core.areas import AreaTree
from core.intake.personal import holds_number
from core.wall import oversight
from core.wall.refusal import WallRefused
from db.models import WallNotice
from db.queries import wall
from db.session import Records, Session

LONGEST = 120
MINUTES = (1, 720)


@dataclass(frozen=True)
class Notice:
    id: int
    text: str
    posted_at: datetime
    expires_at: datetime


def current(records: Records, programme_id: int) -> list[Notice]:
    """Those that are on, the newest first."""
    with records.reading() as session:
        rows = wall.notices(session, programme_id, clock.now())
        return [Notice(row.id, row.text, row.posted_at, row.expires_at) for row in rows]


def post(session: Session, areas: AreaTree, *, programme_id: int, text: str, minutes: int, by: Person) -> None:
    """Puts a notice on the walls of a programme. Raises WallRefused; what looks like somebody's number is refused."""
    oversight.own(session, areas, programme_id, by)
    text = " ".join(text.split())
    if not text or len(text) > LONGEST:
        raise WallRefused("bad_notice")
    if holds_number(text):
        raise WallRefused("personal")
    if not MINUTES[0] <= minutes <= MINUTES[1]:
        raise WallRefused("bad_minutes")
    now = clock.now()
    until = now + timedelta(minutes=minutes)
    row = WallNotice(programme_id=programme_id, text=text, posted_by=by.username, posted_at=now, expires_at=until)
    session.add(row)
    session.flush()
    audit.append(session, action="post_notice", object_kind="wall_notice", object_key=str(row.id), by=by, detail=text)


def acknowledge(session: Session, areas: AreaTree, *, notice_id: int, by: Person) -> None:
    """Somebody of the programme's place has taken note: the walls go on. Raises WallRefused."""
    row = session.get(WallNotice, notice_id)
    if row is None:
        raise WallRefused("changed_meanwhile")
    oversight.own(session, areas, row.programme_id, by)
    _end(session, notice_id, by)


def acknowledge_from(session: Session, *, notice_id: int, programme_id: int, device_id: int, name: str) -> None:
    """The same from the phone that steers a screen of the programme."""
    row = session.get(WallNotice, notice_id)
    if row is None or row.programme_id != programme_id:
        raise WallRefused("changed_meanwhile")
    _end(session, notice_id, Person(None, f"wall:{device_id}", name, "wall_device", None))


def _end(session: Session, notice_id: int, by: Person) -> None:
    if wall.acknowledge(session, notice_id, by.username, clock.now()):
        key = str(notice_id)
        audit.append(session, action="acknowledge_notice", object_kind="wall_notice", object_key=key, by=by)
