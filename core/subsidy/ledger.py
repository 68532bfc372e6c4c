"""The ledger as a person may see it, what can still be claimed, and the list that is paid by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from core import access, case_tables, catalogue, clock, exports, titles
from core.access import Person
from core.documents import workbook
from core.documents.workbook import Column, Cover, Sheet
from core.mediation import desk
from core.periods import Span
from core.subsidy import claiming, tariff
from core.words import Words
from db.models.mediation import MediationCase
from db.models.mediator import Mediator
from db.models.subsidy import SubsidyEntry
from db.queries import subsidy
from db.session import Records, Session

MOST, MOST_PAID = 200, 100_000
WHAT = "subsidy.payments"


@dataclass(frozen=True)
class Line:
    """One line; `mediator` is None for who may not see whom it is paid to, `taken_back` the state of its reversal."""

    id: int
    version: int
    code: str
    area: str | None
    room: str
    mediator: str | None
    level: str
    difficulty: str
    form: str
    files: tuple[str, ...]
    amount_fen: int
    state: str
    reverses: bool
    reason: str | None
    taken_back: str | None
    claimed_on: date
    decided_on: date | None
    own: bool


@dataclass(frozen=True)
class Claimable:
    """A case that something can be claimed for; `proved` says whether what must be on record is."""

    id: int
    version: int
    code: str
    room: str
    form: str
    difficulty: str | None
    proved: bool


def lines(records: Records, by: Person, span: Span, state: str | None = None, limit: int = MOST) -> list[Line]:
    """What was decided within the days or still waits, of one's own place (a head: of their room); none for others."""
    if by.area_code is None or not (access.may(by, claiming.CLAIM) or access.may(by, tariff.APPROVE)):
        return []
    with records.reading(within=(by.area_code,)) as session:
        own = desk.own_mediator(session, by)
        if own is not None and not own.head:
            return []
        room = own.mediation_room_id if own else None
        found = subsidy.lines(session, (by.area_code,), room, state=state, first=span.start, last=span.end, limit=limit)
        named = sees_numbers(by, own)
        return [_line(line, area, taken, by, named) for line, area, taken in found]


def sees(records: Records, by: Person) -> bool:
    """Whether the ledger is anything to this person: not to a mediator who doesn't lead their room."""
    with records.reading() as session:
        own = _own(session, by)
        return own is None or own.head


def claimable(records: Records, by: Person, search: str = "") -> list[Claimable]:
    """Cases whose agreement stands and that nothing is claimed for, of one's own place or room."""
    if by.area_code is None or not access.may(by, claiming.CLAIM):
        return []
    with records.reading(within=(by.area_code,)) as session:
        own = desk.own_mediator(session, by)
        if own is not None and not own.head:
            return []
        room = own.mediation_room_id if own else None
        found = subsidy.claimable(session, (by.area_code,), room, search.strip(), 50)
        return [_claimable(case) for case in found]


def sees_numbers(by: Person, own: Mediator | None) -> bool:
    """Whom a line is paid to is seen by who approves it and by the head of the room."""
    return access.may(by, tariff.APPROVE) or (own is not None and own.head)


def payments(records: Records, by: Person, span: Span, words: Words) -> bytes:
    """The list that is paid by: what was approved within the days, a workbook, audited. Raises exports.NotAllowed."""
    with records.reading() as session:
        named = sees_numbers(by, _own(session, by))
    right = tariff.APPROVE if access.may(by, tariff.APPROVE) else claiming.CLAIM
    place = words.of("area", by.area_code)

    def make() -> bytes:
        paid = lines(records, by, span, "approved", MOST_PAID)
        cover = Cover(
            catalogue.say("subsidy.payments.title", place=place),
            by.display_name,
            place=place,
            period=titles.span_words(span),
            as_of=clock.now(),
            notes=[catalogue.say("subsidy.payments.note")],
        )
        return workbook.write([_totals(paid), _details(paid, words)], cover)

    told = f"{by.area_code} {span.start}..{span.end}"
    return exports.export(
        records, by, None, what=WHAT, make=make, purpose=told, right=right if named else tariff.APPROVE
    )


def _own(session: Session, by: Person) -> Mediator | None:
    return desk.own_mediator(session, by)


def _totals(paid: Sequence[Line]) -> Sheet:
    """One row a room and work number."""
    frame = pd.DataFrame(
        [(line.room, line.mediator, -1 if line.reverses else 1, line.amount_fen / 100) for line in paid],
        columns=["room", "mediator", "cases", "amount"],
    )
    summed = frame.groupby(["room", "mediator"], as_index=False, sort=True).sum()
    names: Sequence[tuple[str, workbook.Kind, int]] = (
        ("room", "text", 0),
        ("mediator", "code", 0),
        ("cases", "integer", 0),
        ("amount", "number", 2),
    )
    return Sheet(catalogue.say("subsidy.payments.totals"), summed, [_column(*one) for one in names])


def _details(paid: Sequence[Line], words: Words) -> Sheet:
    rows = [
        {
            "code": line.code,
            "room": line.room,
            "mediator": line.mediator,
            "area": case_tables.place(words, line.area),
            "level": catalogue.label("area_level", line.level),
            "difficulty": catalogue.label("difficulty", line.difficulty),
            "form": catalogue.label("agreement_form", line.form),
            "amount": line.amount_fen / 100,
            "decided_on": line.decided_on,
            "kind": catalogue.say(f"subsidy.kind.{'reversal' if line.reverses else 'claim'}"),
        }
        for line in paid
    ]
    kinds: dict[str, workbook.Kind] = {"code": "code", "mediator": "code", "amount": "number", "decided_on": "date"}
    names = ("code", "room", "mediator", "area", "level", "difficulty", "form", "amount", "decided_on", "kind")
    columns = [_column(name, kinds.get(name, "text"), 2 if name == "amount" else 0) for name in names]
    frame = pd.DataFrame(rows, columns=list(names), dtype=object)
    return Sheet(catalogue.say("subsidy.payments.details"), frame, columns)


def _column(name: str, kind: workbook.Kind, decimals: int) -> Column:
    return Column(name, catalogue.say(f"subsidy.column.{name}"), kind, decimals)


def _line(line: SubsidyEntry, area: str | None, taken: str | None, by: Person, named: bool) -> Line:
    return Line(
        line.id,
        line.version,
        line.case.code,
        area,
        line.room.name,
        line.mediator.work_number if named else None,
        line.level,
        line.difficulty,
        line.form,
        tuple(filter(None, line.files.split(","))),
        line.amount_fen,
        line.state,
        line.reverses_id is not None,
        line.refusal or line.reason,
        taken,
        line.claimed_on,
        line.decided_on,
        line.made_by == by.username,
    )


def _claimable(case: MediationCase) -> Claimable:
    agreed = [event.form for event in case.events if (event.step, event.episode) == ("agreed", case.episode)]
    form = (agreed[-1] if agreed else None) or "oral"
    proved = claiming.proof(form) in desk.taken(case)
    return Claimable(case.id, case.version, case.code, case.room.name, form, case.difficulty, proved)
