"""A world of marked things: whatever belongs to a place carries a mark of its own, so that a foreign one shows."""

import re
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from sqlalchemy import select

from core import access, accounts, audit, clock, login_sessions
from core.access import Person
from db.models import Account, Annotation, Area, ImportBatch, Target
from db.models.account import ROLES
from db.models.area import ROOT_CODE
from db.session import WHOLE, Records, Session
from trust import scope as fuzz

MARK = re.compile(r"T\d{6}|(?:annotated|imported|aimed|signs|noted)-\w+(?=~)")


@dataclass(frozen=True)
class Marked:
    """The marks there are: which place each belongs to, and the accounts that look for them."""

    world: fuzz.World
    matters: dict[str, str | None]
    people: dict[str, Person]

    def may_show(self, person: Person, page: str, mark: str) -> bool:
        """Whether a page may show this mark to this person, by the tree alone."""
        kind, _, rest = mark.partition("-")
        own = person.area_code
        if kind in ("signs", "noted"):
            # Their own name, or the pages that are there for names and for the trail.
            return mark + "~" == person.username or page in (("people", "audit") if kind == "signs" else ("audit",))
        if own is None or access.is_manager(person.role):
            return False
        if not rest:
            return page == "situation" and self.world.inside(own, self.matters[mark])
        if page == "imports":
            return kind == "imported" and self.world.inside(own, rest)
        above = kind != "imported" and page == "situation" and self.world.inside(rest, own)
        return above or (kind != "imported" and self.world.inside(own, rest))


def planted(world: fuzz.World) -> Marked:
    """An account of every role for every place, and in every place one thing of each kind."""
    with world.records.writing(within=WHOLE) as session:
        places = list(session.scalars(select(Area)))
        for place in places:
            _things(session, place)
        for number in range(60):
            audit.append(
                session, action="export", object_kind="document", object_key=f"noted-{number}~", by=access.operator()
            )
        session.flush()
        who = {account.username: accounts.person(account) for account in session.scalars(select(Account))}
    return Marked(world, {row.code: row.place for row in world.rows}, who)


def _things(session: Session, place: Area) -> None:
    now = clock.now()
    mine = [_account(role, place) for role in ROLES if not access.is_manager(role)]
    managers = [_account(role, None) for role in ROLES if access.is_manager(role)] if place.code == ROOT_CODE else []
    session.add_all([*mine, *managers])
    session.flush()
    days = {"starts_on": fuzz.FIRST, "ends_on": fuzz.FIRST + timedelta(days=fuzz.DAYS)}
    signed = {"changed_by": f"aimed-{place.code}~", "changed_at": now}
    session.add(Annotation(label=f"annotated-{place.code}~", kind="event", area_code=place.code, **days, **signed))
    session.add(Target(metric="on_time_rate", area_code=place.code, value=Decimal(90), **days, **signed))
    session.add(
        ImportBatch(
            kind="matters",
            file_name=f"imported-{place.code}~",
            file_hash="x",
            mapping_hash="x",
            started_at=now,
            finished_at=now,
            account_id=mine[0].id,
        )
    )


def _account(role: str, place: Area | None) -> Account:
    now = clock.now()
    name = f"signs-{role}_{place.code if place else 'nowhere'}~"
    return Account(
        username=name,
        display_name=role,
        role=role,
        area=place,
        password_hash="x",
        created_at=now,
        password_changed_at=now,
    )


def cookie(records: Records, person: Person) -> str:
    """What the browser of somebody holds who has just signed in."""
    token = login_sessions.open_anonymous(records)
    login = login_sessions.find(records, token)
    fresh = login and login_sessions.exchange(records, token, login_sessions.issue_ticket(records, login, person))
    if fresh is None:
        raise AssertionError(person)
    return fresh
