"""Who may do what with the walls of which place."""

from core import access
from core.access import Person
from core.areas import AreaTree
from core.wall.refusal import WallRefused
from db.models import WallProgramme
from db.session import Session

PROGRAMMES = "walls"
DEVICES = "wall_devices"


def may_see(areas: AreaTree, area_code: str, by: Person) -> bool:
    """Whether the person may see what a programme of this place shows."""
    return access.may(by, PROGRAMMES) and areas.contains(by.area_code or "", area_code)


def keeps(areas: AreaTree, area_code: str, by: Person) -> bool:
    """Whether the devices of this place are theirs; a manager keeps those of all places, figures unseen."""
    everywhere = access.is_manager(by.role)
    return access.may(by, DEVICES) and (everywhere or areas.contains(by.area_code or "", area_code))


def own(session: Session, areas: AreaTree, programme_id: int, by: Person) -> WallProgramme:
    """A programme to be changed, theirs until the transaction ends. Raises WallRefused."""
    row = _held(session, programme_id)
    if not may_see(areas, row.area_code, by):
        raise WallRefused("no_right")
    return row


def kept(session: Session, areas: AreaTree, programme_id: int, by: Person) -> WallProgramme:
    """A programme whose devices are to be changed. Raises WallRefused."""
    row = _held(session, programme_id)
    if not keeps(areas, row.area_code, by):
        raise WallRefused("no_right")
    return row


def _held(session: Session, programme_id: int) -> WallProgramme:
    row = session.get(WallProgramme, programme_id, with_for_update=True)
    if row is None:
        raise WallRefused("changed_meanwhile")
    return row
