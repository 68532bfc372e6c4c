"""Taking in which areas followed which: a rename, a code change, a merger or a split, a row for each pair."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core import audit, catalogue
from core.access import Person
from core.intake import dates, text_file
from core.intake.cells import clean
from db.models import AreaSuccession
from db.queries import areas
from db.session import Records, Session


class WrongColumns(ValueError):
    """The file lacks a column; `str()` is the Chinese sentence to show."""


class Refused(ValueError):
    """Why a row isn't taken, in Chinese."""

    def __init__(self, key: str, **words: object) -> None:
        super().__init__(catalogue.say(f"areas.successions.{key}", **words))


@dataclass(frozen=True)
class Told:
    """What an import did; `refused` are the rows' numbers in the file with the reason of each."""

    added: int
    unchanged: int
    refused: list[tuple[int, str]]


def take_in(records: Records, file: Path, *, by: Person) -> Told:
    """Reads a table of predecessors, successors and days. The predecessor held before the day, the successor on it.

    Good rows are taken even where others are refused; what is known stays. Raises UnreadableFile, WrongColumns.
    """
    rows = list(_rows(file))
    refused: list[tuple[int, str]] = []
    added = unchanged = 0
    with records.writing() as session:
        known = {(row.predecessor_id, row.successor_id) for row in session.query(AreaSuccession)}
        for line, cells in rows:
            try:
                found = _succession(session, *cells)
            except Refused as refusal:
                refused.append((line, str(refusal)))
                continue
            pair = (found.predecessor_id, found.successor_id)
            added, unchanged = added + (pair not in known), unchanged + (pair in known)
            if pair not in known:
                session.add(found)
                known.add(pair)
        audit.append(
            session,
            action="import_successions",
            object_kind="area",
            object_key=file.name[:64],
            by=by,
            detail=f"added {added}, unchanged {unchanged}, refused {len(refused)}",
        )
    return Told(added, unchanged, refused)


def _rows(file: Path) -> Iterator[tuple[int, tuple[str, ...]]]:
    records = text_file.table(file, None, file.name).records()
    _, header = next(records)
    names = [clean(name) for name in header]
    titles = _titles()
    if missing := [title for title in titles if title not in names]:
        listed = catalogue.say("common.list_separator").join(missing)
        raise WrongColumns(catalogue.say("areas.successions.columns", missing=listed))
    places = [names.index(title) for title in titles]
    for line, cells in records:
        yield line, tuple(clean(cells[place]) if place < len(cells) else "" for place in places)


def _titles() -> list[str]:
    return [catalogue.say(f"areas.successions.column.{name}") for name in ("predecessor", "successor", "day")]


def _succession(session: Session, before: str, after: str, text: str) -> AreaSuccession:
    if not (before and after and text):
        raise Refused("missing")
    read = dates.read(text)
    if read is None:
        raise Refused("bad_date", text=text)
    day = read.day
    predecessor, successor = areas.held_before(session, before, day), areas.held_on(session, after, day)
    if predecessor is None:
        raise Refused("no_predecessor", code=before, day=day)
    if successor is None:
        raise Refused("no_successor", code=after, day=day)
    if predecessor.id == successor.id:
        raise Refused("same")
    return AreaSuccession(predecessor_id=predecessor.id, successor_id=successor.id, happened_on=day)
