"""The hour in China: instants are stored in UTC, days are those of Asia/Shanghai (no summer time since 1991)."""

from datetime import UTC, date, datetime, time, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    return local_day(now())


def local_day(instant: datetime) -> date:
    """The day on which `instant` falls in China."""
    return instant.astimezone(SHANGHAI).date()


def start_of(day: date) -> datetime:
    """The first instant of `day` in China."""
    return datetime.combine(day, time(), SHANGHAI)


def written(instant: datetime) -> str:
    """The local date and minute, as people in China read them."""
    return instant.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M")


def briefly(instant: datetime, beside: int | None = None) -> str:
    """The local date and minute without this year's number; of other years the date, where minutes tell nothing.

    Where it stands `beside` another year than its own, its year is told, too.
    """
    local = instant.astimezone(SHANGHAI)
    return local.strftime("%m-%d %H:%M" if local.year == today().year == (beside or local.year) else "%Y-%m-%d")
