"""Refusals: whoever asks for what they may not see is told, and it is written down."""

from core import audit
from core.access import OutOfScope
from db.session import Records


def log(records: Records, refused: OutOfScope) -> None:
    """Writes the refusal to the audit trail."""
    with records.writing() as session:
        audit.append(
            session,
            action="scope.refused",
            object_kind="area",
            object_key=",".join(refused.wanted),
            by=refused.person,
            result="refused",
        )
