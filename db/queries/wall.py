"""Walls in the records: programmes, devices by their token, waiting pairings, notices that are on."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Row, delete, exists, func, select, update
from sqlalchemy.orm import Session, selectinload

from db.models import WallDevice, WallNotice, WallPairing, WallProgramme


def programmes(session: Session) -> Sequence[WallProgramme]:
    statement = select(WallProgramme).options(selectinload(WallProgramme.slots)).order_by(WallProgramme.id)
    return session.scalars(statement).all()


def device_by_token(session: Session, token_hash: str) -> WallDevice | None:
    return session.scalars(select(WallDevice).where(WallDevice.token_hash == token_hash)).first()


def live_devices(session: Session) -> Sequence[WallDevice]:
    """All that have a token, those that were revoked lately among them."""
    return session.scalars(select(WallDevice).where(WallDevice.token_hash.is_not(None))).all()


def device_names(session: Session) -> dict[str, str]:
    """What devices are called, by the name under which they act."""
    rows = session.execute(select(WallDevice.id, WallDevice.name)).all()
    return {f"wall:{row.id}": row.name for row in rows}


def devices(session: Session) -> Sequence[Row[WallDevice, str, str]]:
    """Those that weren't revoked, each with its programme's name and place."""
    statement = select(WallDevice, WallProgramme.name, WallProgramme.area_code).join(
        WallProgramme, WallProgramme.id == WallDevice.programme_id
    )
    return session.execute(statement.where(WallDevice.revoked_at.is_(None)).order_by(WallDevice.id)).all()


def touch(session: Session, device_id: int, **seen: object) -> None:
    """Notes when and as what a device was last seen, whatever somebody changes of it meanwhile."""
    session.execute(update(WallDevice).where(WallDevice.id == device_id).values(**seen))


def steer(session: Session, device_id: int, command: str) -> None:
    """The next of the commands of a screen; its number tells it that this is a new one."""
    number = WallDevice.command_number + 1
    session.execute(update(WallDevice).where(WallDevice.id == device_id).values(command=command, command_number=number))


def is_in_use(session: Session, programme_id: int) -> bool:
    used = exists().where(WallDevice.programme_id == programme_id, WallDevice.revoked_at.is_(None))
    return session.scalar(select(used)) or False


def forget_revoked(session: Session, programme_id: int) -> None:
    """Removes what only names a programme that is about to go: its revoked devices and their pairings."""
    gone = select(WallDevice.id).where(WallDevice.programme_id == programme_id)
    session.execute(delete(WallPairing).where(WallPairing.device_id.in_(gone)))
    session.execute(
        delete(WallDevice).where(WallDevice.programme_id == programme_id, WallDevice.steers_id.is_not(None))
    )
    session.execute(delete(WallDevice).where(WallDevice.programme_id == programme_id))


def pairing_by_code(session: Session, code_hash: str, now: datetime) -> WallPairing | None:
    """The device that shows this code and isn't bound yet, held until the transaction ends."""
    waiting = (WallPairing.code_hash == code_hash, WallPairing.expires_at > now, WallPairing.device_id.is_(None))
    return session.scalars(select(WallPairing).where(*waiting).with_for_update()).first()


def pairing_by_claim(session: Session, claim_hash: str, now: datetime) -> WallPairing | None:
    live = (WallPairing.claim_hash == claim_hash, WallPairing.expires_at > now)
    return session.scalars(select(WallPairing).where(*live)).first()


def drop_pairings(session: Session, now: datetime, keep: int) -> None:
    """Removes what has expired, and of the rest all but the newest `keep`."""
    session.execute(delete(WallPairing).where(WallPairing.expires_at <= now))
    oldest = select(WallPairing.id).order_by(WallPairing.id.desc()).offset(keep).limit(1).scalar_subquery()
    session.execute(delete(WallPairing).where(WallPairing.id <= oldest))


def notices(session: Session, programme_id: int, now: datetime) -> Sequence[WallNotice]:
    """Those that are on, the newest first."""
    on = (WallNotice.programme_id == programme_id, WallNotice.acknowledged_at.is_(None), WallNotice.expires_at > now)
    return session.scalars(select(WallNotice).where(*on).order_by(WallNotice.id.desc())).all()


def acknowledge(session: Session, notice_id: int, by: str, now: datetime) -> int:
    """How many were ended by it: of two who acknowledge at once, one did."""
    waiting = (WallNotice.id == notice_id, WallNotice.acknowledged_at.is_(None))
    values = {"acknowledged_at": now, "acknowledged_by": by}
    return session.execute(update(WallNotice).where(*waiting).values(values)).rowcount  # type: ignore[attr-defined]


def count_programmes(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(WallProgramme)) or 0


def remotes_of(session: Session, device_id: int) -> Sequence[WallDevice]:
    """The live phones that steer a screen."""
    theirs = (WallDevice.steers_id == device_id, WallDevice.revoked_at.is_(None))
    return session.scalars(select(WallDevice).where(*theirs)).all()
