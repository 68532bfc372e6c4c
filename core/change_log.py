"""Keeping the change log no longer than its readers need it."""

from core import clock
from db.queries import change_log
from db.queries.change_log import Pruning
from db.session import Records


def prune(records: Records) -> Pruning:
    """Removes what every live read model has taken in, in one transaction."""
    with records.writing() as session:
        return change_log.prune(session, clock.now())
