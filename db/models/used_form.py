"""Forms that have been sent: a second click on the same one finds its token here and does nothing."""

from datetime import datetime

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from db.models.base import Base, UtcDateTime


class UsedForm(Base):
    """The token of one drawing of a form, written in the transaction of what the form did."""

    __tablename__ = "used_form"

    token: Mapped[str] = mapped_column(String(32), primary_key=True)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
