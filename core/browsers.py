"""The browsers that somebody is signed in with: seen and ended by themselves, and by those who manage accounts."""

from dataclasses import dataclass
from datetime import datetime

from core import audit, catalogue, clock, login_sessions
from core.access import Person
from db.models import LoginSession
from db.queries import login_sessions as rows
from db.session import Records

# Told by a word of their own User-Agent, the more special ones first: most call themselves Chrome and Safari as well.
PRODUCTS = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("QIHU", "360"),
    ("360SE", "360"),
    ("QQBrowser/", "QQ"),
    ("UBrowser/", "UC"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Windows", "Windows"),
    ("Android", "Android"),
    ("HarmonyOS", "HarmonyOS"),
    ("iPhone", "iOS"),
    ("iPad", "iOS"),
    ("Mac OS X", "macOS"),
    ("UOS", "UOS"),
    ("Kylin", "Kylin"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True)
class Browser:
    """One session: where and in what it was begun, and when it was last used, to the minute."""

    id: int
    address: str
    browser: str
    since: datetime
    last_seen: datetime
    is_this: bool


def called(user_agent: str) -> str:
    """What people call the browser that introduces itself like this: "Chrome · Windows"; as much as is known."""
    found = (next((name for word, name in kinds if word in user_agent), "") for kinds in (PRODUCTS, SYSTEMS))
    return " · ".join(filter(None, found))


def own(records: Records, who: Person) -> list[Browser]:
    """Those of the person who asks, their own first, then the latest."""
    if who.account_id is None:
        return []
    return listed(records, who.account_id, who.login_session_id)


def listed(records: Records, account_id: int, this: int | None = None) -> list[Browser]:
    """Those of an account whose sessions live now."""
    now = clock.now()
    with records.reading() as session:
        live = [row for row in rows.of_account(session, account_id) if login_sessions.ended(row, now) is None]
        found = [_browser(row, this) for row in live]
    return sorted(found, key=lambda one: (not one.is_this, -one.last_seen.timestamp()))


def end_others(records: Records, by: Person) -> int:
    """Ends all sessions of the person but the one they ask from; returns how many browsers that were."""
    if by.account_id is None:
        return 0
    others = [one for one in own(records, by) if not one.is_this]
    with records.writing() as session:
        rows.revoke_account(session, by.account_id, clock.now(), by.login_session_id)
        detail = str(len(others))
        audit.append(
            session, action="end_own_sessions", object_kind="account", object_key=by.username, by=by, detail=detail
        )
    return len(others)


def _browser(row: LoginSession, this: int | None) -> Browser:
    unknown = catalogue.say("browsers.unknown")
    return Browser(
        row.id, row.address or unknown, row.browser or unknown, row.created_at, row.last_seen_at, row.id == this
    )
