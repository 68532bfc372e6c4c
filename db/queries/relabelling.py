"""Matters whose label a later report changed, with what they were called before."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, or_, select
from sqlalchemy.orm import Session

from db.models import Area, Matter, MatterRevision

SOFTER = ("consultation", "suggestion", "praise")


def changed(session: Session, since: datetime, until: datetime) -> Sequence[Row[*tuple[Any, ...]]]:
    """(matter's key, code of its area, whether it was called a complaint, whether it was called one of a group).

    Only where it no longer is, by revisions from `since` up to before `until`. What a matter said before is JSON that
    may be cut off, so its parts are looked for as text.
    """
    complained = and_(MatterRevision.before.contains('"nature":"complaint"'), Matter.nature.in_(SOFTER))
    grouped = or_(*(MatterRevision.before.contains(f'"scale":"{scale}"') for scale in ("02", "03")))
    split = and_(grouped, Matter.scale == "01")
    wanted = (
        select(Matter.id, Area.code, complained, split)
        .join(Matter, MatterRevision.matter_id == Matter.id)
        .join(Area, Matter.area_id == Area.id)
        .where(MatterRevision.at >= since, MatterRevision.at < until, or_(complained, split))
    )
    return session.execute(wanted.select_from(MatterRevision)).all()
