"""Pairing: a device shows a code, an administrator types it, and the device fetches its token with its own claim."""

import secrets
from datetime import timedelta
from hashlib import sha256

from core import audit, clock
from core.access import Person
from core.areas import AreaTree
from core.sign_in_rules import WINDOW
from core.wall import oversight, terms
from core.wall.refusal import WallRefused
from db.models import WallDevice, WallPairing
from db.queries import accounts, wall
from db.session import Records, Session

LIFE = timedelta(minutes=10)
DIGITS = 8
# Codes that one address may ask for, and wrong ones that one account may type, within a quarter of an hour.
ASKED, TYPED = 20, 8
# Of all devices that wait at once; the oldest give way.
WAITING = 100


def begin(records: Records, kind: str, address: str) -> tuple[str, str] | None:
    """A fresh code to be shown and the claim to be kept by the device; None where its address asked too often."""
    code, claim, now = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}", secrets.token_urlsafe(32), clock.now()
    with records.writing() as session:
        if not accounts.charge_address(session, f"wall:{address}"[:64], now, WINDOW, ASKED):
            return None
        wall.drop_pairings(session, now, WAITING - 1)
        expires = now + LIFE
        hashes = {"code_hash": digest(code), "claim_hash": digest(claim)}
        session.add(WallPairing(kind=kind, address=address[:64], expires_at=expires, **hashes))
    return code, claim


def approve(
    session: Session,
    areas: AreaTree,
    *,
    code: str,
    name: str,
    programme_id: int,
    height_cm: int,
    distance_cm: int,
    network: str = "",
    steers_id: int | None = None,
    by: Person,
) -> WallDevice:
    """Binds the device that shows `code` to a programme. Raises WallRefused; wrong codes are counted by `charge`."""
    oversight.kept(session, areas, programme_id, by)
    pairing = wall.pairing_by_code(session, digest("".join(filter(str.isdigit, code))), clock.now())
    if pairing is None:
        raise WallRefused("unknown_code")
    device = WallDevice(
        kind=pairing.kind,
        name=terms.name(name),
        programme_id=programme_id,
        steers_id=_steered(session, programme_id, steers_id) if pairing.kind == "remote" else None,
        network=terms.network(network),
        paired_by=by.username,
        paired_at=clock.now(),
        **terms.seat(height_cm, distance_cm),
    )
    session.add(device)
    session.flush()
    pairing.device_id = device.id
    detail = f"{device.kind} {device.name} programme {programme_id} network {device.network or '*'}"
    audit.append(
        session, action="pair_wall", object_kind="wall_device", object_key=str(device.id), by=by, detail=detail
    )
    return device


def charge(records: Records, by: Person) -> bool:
    """Counts one typed code before it is looked at; False where this account has tried too often."""
    with records.writing() as session:
        return accounts.charge_address(session, f"wall-code:{by.username}"[:64], clock.now(), WINDOW, TYPED)


def forgive(session: Session, by: Person) -> None:
    """The code was right."""
    accounts.take_back_address(session, f"wall-code:{by.username}"[:64])


def claim(records: Records, secret: str) -> tuple[str, str | None]:
    """How far the pairing is: ("waiting" | "expired" | "paired", the token to keep); the token is given out once."""
    with records.writing() as session:
        pairing = wall.pairing_by_claim(session, digest(secret), clock.now())
        if pairing is None:
            return "expired", None
        if pairing.device_id is None:
            return "waiting", None
        device = session.get(WallDevice, pairing.device_id)
        session.delete(pairing)
        if device is None or device.token_hash is not None or device.revoked_at is not None:
            return "expired", None
        token = secrets.token_urlsafe(32)
        device.token_hash = digest(token)
        return "paired", token


def is_waiting(records: Records, secret: str) -> bool:
    """Whether there is anything to be claimed yet: asked before `claim`, since a wait shall write nothing."""
    with records.reading() as session:
        pairing = wall.pairing_by_claim(session, digest(secret), clock.now())
        return pairing is not None and pairing.device_id is None


def digest(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def _steered(session: Session, programme_id: int, device_id: int | None) -> int:
    """The screen that a phone shall steer: a live one of the same programme."""
    screen = session.get(WallDevice, device_id) if device_id is not None else None
    if screen is None or screen.kind != "screen" or screen.programme_id != programme_id or screen.revoked_at:
        raise WallRefused("steers_nothing")
    return screen.id
