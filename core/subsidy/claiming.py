"""Claiming what a case is worth, and asking that an approved line be taken back; somebody else decides."""

from collections.abc import Sequence
from datetime import date

from core import access, audit, catalogue, clock
from core.access import Person
from core.mediation import desk
from core.mediation.desk import Desk, Seen
from core.mediation.refusal import NotAllowed, Refused
from core.subsidy import tariff
from db.models.mediation import DIFFICULTIES, MediationCase, MediationEvent
from db.models.subsidy import SubsidyEntry
from db.queries import subsidy
from db.session import Session

CLAIM = "subsidy"


def claim(
    session: Session,
    at: Desk,
    seen: Seen,
    *,
    difficulty: str | None,
    files: Sequence[str],
    on: date,
    by: Person,
) -> SubsidyEntry:
    """One line for the present handling of a case, from the tariff of the day of its agreement.

    `difficulty` is asked for where the case has none; `files` are the papers found complete. Raises
    NotAllowed or Refused.
    """
    demand(by)
    case = desk.taken_up(session, at, seen, by)
    _check_head(session, by)
    agreed = _agreement(case)
    if on > clock.today():
        raise Refused("in_future")
    if on < clock.local_day(agreed.at):
        raise Refused("before_last", day=clock.local_day(agreed.at).isoformat())
    if subsidy.standing(session, case.id, case.episode) is not None:
        raise Refused("subsidy_claimed_before")
    _check_files(case, agreed.form or "", files)
    found = tariff.of_room(session, at, case.room, clock.local_day(agreed.at))
    if found is None:
        raise Refused("subsidy_no_tariff")
    kind = (case.room.area.level, _graded(case, difficulty), agreed.form or "")
    if kind not in found.amounts:
        raise Refused("subsidy_no_tariff")
    return _line(session, case, agreed, found, kind, files, on, by)


def reverse(session: Session, at: Desk, *, entry: int, version: int, reason: str, on: date, by: Person) -> SubsidyEntry:
    """A line that takes an approved one back, to be approved as any other. Raises NotAllowed or Refused."""
    demand(by)
    _check_head(session, by)
    paid = taken_up(session, at, entry, version, by)
    desk.check_room(session, paid.mediation_room_id, by)
    if paid.state != "approved" or paid.reverses_id is not None:
        raise Refused("subsidy_not_approved")
    if subsidy.reversal(session, paid.id) is not None:
        raise Refused("subsidy_reversed_before")
    if reason not in catalogue.code_labels("subsidy_reason"):
        raise Refused("no_reason")
    if on > clock.today():
        raise Refused("in_future")
    names = ("matter_id", "mediation_case_id", "episode", "area_id", "mediation_room_id", "mediator_id")
    same = {name: getattr(paid, name) for name in (*names, "level", "difficulty", "form", "files")}
    taken = {"reverses_id": paid.id, "amount_fen": -paid.amount_fen, "reason": reason}
    line = SubsidyEntry(**same, **taken, state="claimed", claimed_on=on, made_by=by.username)
    session.add(line)
    session.flush()
    note(session, "reversed", line, by)
    return line


def taken_up(session: Session, at: Desk, entry: int, version: int, by: Person) -> SubsidyEntry:
    """The line as it was seen, held for this transaction. Raises Refused."""
    line = subsidy.held(session, entry)
    if line is None or not desk.is_within(at, by, line.case.matter.area and line.case.matter.area.code):
        raise Refused("subsidy_no_entry")
    if line.version != version:
        raise Refused("subsidy_changed")
    return line


def demand(by: Person) -> None:
    if not access.may(by, CLAIM):
        raise NotAllowed(by.username)


def required(form: str) -> tuple[str, ...]:
    """The papers that a file must hold for an agreement of that form, as codes of subsidy_file."""
    return tuple(catalogue.document("subsidy")["files"][form])


def proof(form: str) -> str:
    """The step that must be on record before anything is paid."""
    return str(catalogue.document("subsidy")["proved_by"][form])


def note(session: Session, step: str, line: SubsidyEntry, by: Person) -> None:
    told = f"{line.state} {line.amount_fen} {line.area_id} {line.mediation_room_id} {line.version}"
    key = f"{line.case.code}#{line.id}"
    audit.append(session, action=f"subsidy.{step}", object_kind="subsidy_entry", object_key=key, by=by, after=told)


def _check_head(session: Session, by: Person) -> None:
    own = desk.own_mediator(session, by)
    if own is not None and not own.head:
        raise Refused("subsidy_not_head")


def _agreement(case: MediationCase) -> MediationEvent:
    agreed = [event for event in case.events if (event.step, event.episode) == ("agreed", case.episode)]
    if not agreed or case.status not in subsidy.HOLDING:
        raise Refused("subsidy_no_agreement")
    if agreed[-1].mediator_id is None:
        raise Refused("not_assigned")
    return agreed[-1]


def _check_files(case: MediationCase, form: str, files: Sequence[str]) -> None:
    labels = catalogue.code_labels("subsidy_file")
    if missing := [labels[code] for code in required(form) if code not in files]:
        raise Refused("subsidy_files", missing=catalogue.say("common.list_separator").join(missing))
    if proof(form) not in desk.taken(case):
        raise Refused(f"subsidy_not_{proof(form)}")


def _graded(case: MediationCase, difficulty: str | None) -> str:
    """How hard it was, as the case says; where it says nothing, as it is graded now, which the case keeps."""
    if case.difficulty is None:
        if difficulty not in DIFFICULTIES:
            raise Refused("subsidy_no_difficulty")
        case.difficulty = difficulty
    return case.difficulty


def _line(
    session: Session,
    case: MediationCase,
    agreed: MediationEvent,
    found: tariff.Tariff,
    kind: tariff.Kind,
    files: Sequence[str],
    on: date,
    by: Person,
) -> SubsidyEntry:
    level, difficulty, form = kind
    line = SubsidyEntry(
        matter_id=case.matter_id,
        case=case,
        episode=case.episode,
        area_id=found.area_id,
        mediation_room_id=case.mediation_room_id,
        mediator_id=agreed.mediator_id,
        level=level,
        difficulty=difficulty,
        form=form,
        files=",".join(code for code in required(form) if code in files),
        amount_fen=found.amounts[kind],
        state="claimed",
        claimed_on=on,
        made_by=by.username,
    )
    session.add(line)
    session.flush()
    note(session, "claimed", line, by)
    return line
