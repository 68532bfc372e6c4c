"""Demo accounts: one for each office, with one public password, so that a newcomer can look through all their eyes."""

from dataclasses import dataclass

from core import access, audit, catalogue, clock, passwords
from db.models import Account
from db.queries import accounts, mediation
from db.session import Records, Session


def create(session: Session) -> list[Account]:
    """Adds the accounts of demo_accounts.toml that aren't there yet; returns the new ones.

    An account of an area that doesn't exist is left out. Only the flag `demo` lets the public password pass the rules;
    `fengqiao user password` gives an account one of its own and takes the flag away.
    """
    now = clock.now()
    stored = passwords.hashed(public_password())
    made: list[Account] = []
    for row in catalogue.table("demo_accounts"):
        area = accounts.present_area(session, row["area"], clock.today()) if "area" in row else None
        if accounts.by_name(session, row["username"]) is not None or ("area" in row and area is None):
            continue
        made.append(
            Account(
                username=row["username"],
                display_name=row["office"],
                role=row["role"],
                area=area,
                password_hash=stored,
                password_changed_at=now,
                created_at=now,
                demo=True,
            )
        )
    session.add_all(made)
    session.flush()
    _give_rooms(session)
    if made:
        names = ",".join(account.username for account in made)
        by = access.operator()
        audit.append(session, action="create_account", object_kind="account", object_key="demo", by=by, detail=names)
    return made


def _give_rooms(session: Session) -> None:
    """Accounts of a room become its mediators, one after the other: the first leads it."""
    taken: dict[str, int] = {}
    for row in catalogue.table("demo_accounts"):
        account = accounts.by_name(session, row["username"]) if "room" in row else None
        if account is not None:
            staff = mediation.mediators_of_room(session, row["room"])
            at = taken.setdefault(row["room"], 0)
            taken[row["room"]] += 1
            if at < len(staff) and staff[at].account_id is None:
                staff[at].account_id = account.id


@dataclass(frozen=True)
class Shown:
    """What the sign-in page tells of a demo account. `area` is None for those who see no matters."""

    username: str
    office: str
    area: str | None


def shown(records: Records) -> list[Shown]:
    """The demo accounts that may sign in, in the order they were made; none outside a demonstration."""
    with records.reading() as session:
        return [
            Shown(account.username, account.display_name, account.area.name if account.area else None)
            for account in accounts.demo(session)
        ]


def public_password() -> str:
    """The password of every demo account, shown on the sign-in page while one of them may sign in."""
    return catalogue.document("demo_accounts")["password"]
