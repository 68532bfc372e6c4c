"""Taking lists of acts on bodies in: an office's own register of earlier years, by the rules of its desk."""

from collections.abc import Sequence

from core import catalogue
from core.access import Person
from core.accountability import recording
from core.accountability.office import Office
from core.accountability.refusal import NotAllowed, Refused
from core.intake.act_rows import ActReader, ActRow, Lookup, Told
from core.intake.header import Header
from core.intake.ledger import Ledger, Portion
from core.intake.line import Line
from core.intake.mapping import Acts
from db.models import AccountabilityAction
from db.queries import accountability, import_changes

# At which field of the act a refusal lies; others lie at what the act is called.
FIELD = {
    "unknown_code": "kind",
    "wrong_level": "area_code",
    "body_elsewhere": "area_code",
    "no_unit": "unit_code",
    "no_issuer_there": "issuer_code",
    "too_far_ahead": "starts_on",
    "ends_before_start": "ends_on",
    "notice_today": "effect",
    "award_effect": "effect",
    "act_effect": "effect",
    "points_missing": "effect_points",
    "points_without_effect": "effect_points",
    "bad_points": "effect_points",
    "no_reason": "lift_reason",
}
HINTS = ("same_act", "told_otherwise", "number_taken", "no_number", "step_day", "body_elsewhere")
"""Refusals whose way out is told in words of their own."""


class ActIntake:
    """A row that the desk would refuse is refused with the cell it stands in; what is known already stays."""

    def __init__(self, rules: Acts, lookup: Lookup, office: Office, by: Person) -> None:
        self._rules, self._lookup, self._office, self._by = rules, lookup, office, by
        self._seen: dict[str, tuple[str, ActRow]] = {}

    def reader(self, header: Header) -> ActReader:
        return ActReader(self._rules, header, self._lookup)

    def facts(self) -> dict[str, int]:
        return {}

    def write(self, ledger: Ledger, reader: ActReader, lines: Sequence[Line]) -> None:
        pairs = [(line, row) for line in lines if not line.refused and (row := reader.read(line))]
        with ledger.portion(lines) as portion:
            for line, row in pairs:
                self._take(portion, line, row)

    def _take(self, portion: Portion, line: Line, row: ActRow) -> None:
        first, before = self._seen.setdefault(row.past.key, (line.place, row))
        if first != line.place:
            if before.past == row.past:
                portion.unchanged += 1
            else:
                line.refuse(row.cells["ref"].column, row.cells["ref"].text, "act_twice", first=first)
            return
        with portion.session.begin_nested() as kept:
            try:
                self._write(portion, row)
            except (Refused, NotAllowed) as refused:
                kept.rollback()
                _refuse(line, row, refused)

    def _write(self, portion: Portion, row: ActRow) -> None:
        session = portion.session
        known = accountability.imported(session, row.past.key)
        if known is None:
            action = recording.record(session, self._office, row.past, by=self._by)
            session.flush()
            _note(portion, action)
            portion.added += 1
        elif recording.go_on(session, known, row.past, by=self._by):
            portion.changed += 1
        else:
            portion.unchanged += 1


def _note(portion: Portion, action: AccountabilityAction) -> None:
    """Keeps what was added, as it is now: whoever takes a step with it afterwards keeps it from being undone."""
    portion.note_added(AccountabilityAction, [action.id])
    present = import_changes.snapshot(portion.session, AccountabilityAction, [action.id])
    import_changes.note_changed(portion.session, portion.batch_id, AccountabilityAction, present)


def _refuse(line: Line, row: ActRow, refused: Refused | NotAllowed) -> None:
    reason = refused.reason if isinstance(refused, Refused) else "not_allowed"
    values = dict(refused.values) if isinstance(refused, Refused) else {}
    at = str(values.get("at") or FIELD.get(reason, "ref"))
    cell = row.cells.get(at) or Told(row.cells["ref"].column, row.cells["ref"].text)
    why = catalogue.say(f"accountability.refused.{reason}", **values)
    line.refuse(cell.column, cell.text, f"act_{reason}" if reason in HINTS else "act_step", why=why)
