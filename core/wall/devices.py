"""The devices of the walls: who is let in with a token, what is noted of them, how they are steered and shut out."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address, ip_network
from typing import NamedTuple

from core import audit, clock
from core.access import Person
from core.areas import AreaTree
from core.wall import oversight, terms
from core.wall.pairing import digest
from core.wall.refusal import WallRefused
from db.models import WallDevice
from db.models.wall import COMMANDS
from db.queries import wall
from db.session import Records, Session

# How often it is noted that a device is there, and how soon again where it shows something else.
TOUCH, AGAIN = timedelta(seconds=30), timedelta(seconds=4)
# A device that asks every few seconds and wasn't seen for so long is away.
AWAY = timedelta(seconds=90)


class NotAdmitted(Exception):
    """`reason`: "unpaired" (no such token), "revoked" or "network" (not from there)."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


class Told(NamedTuple):
    """What a screen says of itself when it asks."""

    address: str
    release: str
    screen: str
    showing: str


@dataclass(frozen=True)
class Device:
    """One that may look (a screen) or steer (a remote) now."""

    id: int
    kind: str
    name: str
    programme_id: int
    steers_id: int | None
    height_cm: int
    distance_cm: int
    command: str | None
    command_number: int
    last_seen_at: datetime | None
    showing: str | None
    address: str | None
    release: str | None
    screen: str | None
    network: str | None
    revoked_at: datetime | None
    version: int

    def is_there(self, now: datetime) -> bool:
        return self.last_seen_at is not None and now - self.last_seen_at < AWAY


def known(records: Records) -> dict[str, Device]:
    """Every device that has a token, by the token's digest; those that were revoked too."""
    with records.reading() as session:
        return {row.token_hash or "": _as_read(row) for row in wall.live_devices(session)}


def find(records: Records, token: str) -> Device | None:
    with records.reading() as session:
        row = wall.device_by_token(session, digest(token))
        return _as_read(row) if row is not None else None


def admitted(device: Device | None, address: str) -> Device:
    """The device, if it may look from there. Raises NotAdmitted."""
    if device is None:
        raise NotAdmitted("unpaired")
    if device.revoked_at is not None:
        raise NotAdmitted("revoked")
    if device.network is not None and not _lies_in(address, device.network):
        raise NotAdmitted("network")
    return device


def admit(records: Records, token: str, address: str) -> Device:
    """The device of this token, as it is now. Raises NotAdmitted."""
    return admitted(find(records, token), address)


def is_news(device: Device, showing: str, now: datetime) -> bool:
    """Whether that it is there is to be noted: twice a minute, and sooner where it shows something else."""
    since = now - device.last_seen_at if device.last_seen_at else TOUCH
    return since >= TOUCH or (showing != device.showing and since >= AGAIN)


def seen(records: Records, told: Mapping[int, Told]) -> None:
    """Notes which devices are there, and as what; all of them at once."""
    now = clock.now()
    with records.writing() as session:
        for device_id, one in told.items():
            wall.touch(
                session,
                device_id,
                last_seen_at=now,
                address=one.address[:64],
                release=one.release[:16],
                screen=one.screen[:16],
                showing=one.showing[:64],
            )


def listed(records: Records, areas: AreaTree, by: Person) -> list[tuple[Device, str]]:
    """The live devices that this person keeps, each with its programme's name."""
    with records.reading() as session:
        rows = wall.devices(session)
        return [(_as_read(row), name) for row, name, area in rows if oversight.keeps(areas, area, by)]


def screen_of(records: Records, device_id: int) -> Device | None:
    """A live screen, for the phone that steers it."""
    with records.reading() as session:
        row = session.get(WallDevice, device_id)
        return _as_read(row) if row is not None and row.revoked_at is None else None


def steer(session: Session, *, device: Device, command: str) -> None:
    """What a phone tells its screen. Raises WallRefused."""
    if device.kind != "remote" or device.steers_id is None or command not in COMMANDS:
        raise WallRefused("steers_nothing")
    wall.steer(session, device.steers_id, command)
    by = Person(None, f"wall:{device.id}", device.name, "wall_device", None)
    key = str(device.steers_id)
    audit.append(session, action="steer_wall", object_kind="wall_device", object_key=key, by=by, detail=command)


def change(
    session: Session,
    areas: AreaTree,
    *,
    device_id: int,
    version: int,
    name: str,
    programme_id: int,
    height_cm: int,
    distance_cm: int,
    network: str = "",
    by: Person,
) -> None:
    """Another name, programme, seat or address range, without pairing it anew. Raises WallRefused.

    The phones that steer a screen go with it to its programme; a phone's own programme is its screen's.
    """
    row = _live(session, areas, device_id, version, by)
    if row.kind == "screen" and programme_id != row.programme_id:
        oversight.kept(session, areas, programme_id, by)
        for one in (row, *wall.remotes_of(session, row.id)):
            one.programme_id = programme_id
    row.name, row.network = terms.name(name), terms.network(network)
    for column, centimetres in terms.seat(height_cm, distance_cm).items():
        setattr(row, column, centimetres)
    row.version += 1
    detail = f"{row.kind} {row.name} programme {row.programme_id} network {row.network or '*'}"
    key = str(row.id)
    audit.append(session, action="change_wall", object_kind="wall_device", object_key=key, by=by, detail=detail)


def revoke(session: Session, areas: AreaTree, *, device_id: int, version: int, by: Person) -> None:
    """Shuts a device out, and with a screen the phones that steer it. Raises WallRefused."""
    row = _live(session, areas, device_id, version, by)
    now = clock.now()
    for one in (row, *wall.remotes_of(session, row.id)):
        one.revoked_at, one.revoked_by, one.version = now, by.username, one.version + 1
    key = str(row.id)
    audit.append(session, action="revoke_wall", object_kind="wall_device", object_key=key, by=by, detail=row.name)


def _live(session: Session, areas: AreaTree, device_id: int, version: int, by: Person) -> WallDevice:
    """A device to be changed, as it was seen, theirs until the transaction ends. Raises WallRefused."""
    row = session.get(WallDevice, device_id, with_for_update=True)
    if row is None or row.version != version or row.revoked_at is not None:
        raise WallRefused("changed_meanwhile")
    oversight.kept(session, areas, row.programme_id, by)
    return row


def _lies_in(address: str, network: str) -> bool:
    try:
        # Of IPv6 the gate tells the network only.
        return ip_address(address.partition("/")[0]) in ip_network(network)
    except ValueError:
        return False


def _as_read(row: WallDevice) -> Device:
    return Device(**{name: getattr(row, name) for name in Device.__dataclass_fields__})
