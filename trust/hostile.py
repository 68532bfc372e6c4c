"""What waits for the hostile texts: offices that are called by them, and accounts at each step of the sign-in."""

from datetime import timedelta
from pathlib import Path

from pyotp.totp import TOTP
from sqlalchemy import delete, select, update

from core import access, accounts, clock, second_factor
from db.models import Account, SignInAddress
from db.session import WHOLE
from tests import factories
from tests.serving import Server
from trust.shapes import SHAPES

PASSWORD = "Gu3-Cheng-Yue!"
PLAIN = "waits_plain"
# Role and whether the password is still the one that somebody else has set, by the step that asks for a text.
STEPS = {
    "waits_second_factor": ("township_centre", False),
    "waits_set_up": ("audit_manager", False),
    "waits_password": ("township_centre", True),
}


def plant(served: Server) -> None:
    _name_offices(served)
    _report_matter(served)
    for username, (role, must_change) in (STEPS | {PLAIN: ("township_centre", False)}).items():
        area = None if access.is_manager(role) else "530702001"
        with served.records.writing() as session:
            made = {"username": username, "display_name": username, "role": role, "area_code": area}
            accounts.create(session, password=PASSWORD, by=access.operator(), **made)
            session.execute(
                update(Account).where(Account.username == username).values(must_change_password=must_change)
            )
    _give_phone(served, "waits_second_factor")


def forgive(served: Server) -> None:
    """So many failures lock this machine's address, as they should; the next attack comes after the lock."""
    with served.records.writing() as session:
        session.execute(delete(SignInAddress))


def _report_matter(served: Server) -> None:
    """The board shows its filters once there is something to filter."""
    with served.records.writing(within=WHOLE) as session:
        source = factories.data_source(session, "matters", as_of=clock.now(), fetched_at=clock.now())
        factories.matter(session, source, factories.areas_of(session)["530702001"], [("reported", "2026-01-05")])


def _give_phone(served: Server, username: str) -> None:
    key = second_factor.key_file(Path(served.records.url.database or "").parent)
    with served.records.reading() as session:
        account_id = session.scalars(select(Account.id).where(Account.username == username)).one()
    phone = TOTP(second_factor.offer(served.records, account_id, key).secret)
    second_factor.confirm(served.records, account_id, phone.at(clock.now() - timedelta(seconds=30)), key)


def _name_offices(served: Server) -> None:
    with served.records.writing() as session:
        kept = session.scalars(select(Account).where(Account.username == "xitong")).one().password_hash
        now = clock.now()
        session.add_all(
            Account(
                username=f"hostile{number}",
                display_name=shape[:64],
                role="system_manager",
                password_hash=kept,
                password_changed_at=now,
                created_at=now,
                demo=True,
            )
            for number, shape in enumerate(SHAPES)
        )
