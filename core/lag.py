"""The alarm for a transaction that doesn't end: what it wrote is in no figure, and the change log can't be pruned."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from core.catalogue import say
from db.queries import change_lag
from db.queries.change_lag import Holder
from db.session import Records

# The longest import is written in portions of seconds, so nothing of ours takes as long.
LIMIT = timedelta(minutes=5)
STATES = {"active": "active", "prepared": "prepared"}


@dataclass(frozen=True)
class Lag:
    """The figures miss what `holder` wrote since its transaction began, `minutes` ago."""

    minutes: int
    holder: Holder

    @property
    def told(self) -> str:
        """For whoever looks after the server: which connection it is and how to end it."""
        state = "idle_in_transaction" if self.holder.state.startswith("idle") else STATES.get(self.holder.state)
        return say(
            "records.lag.held",
            pid=self.holder.pid,
            application=self.holder.application or say("records.state.unknown"),
            state=say(f"records.state.{state or 'unknown'}"),
            minutes=self.minutes,
        )


def lag(records: Records, now: datetime, limit: timedelta = LIMIT) -> Lag | None:
    """None as long as no writing transaction has been open for longer than `limit`."""
    with records.reading() as session:
        holder = change_lag.oldest(session)
    if holder is None or now - holder.since < limit:
        return None
    return Lag(int((now - holder.since).total_seconds() // 60), holder)
