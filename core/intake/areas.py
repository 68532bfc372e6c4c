"""Taking areas in: parents before children whatever their order in the file, renames kept as aliases."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from core import clock
from core.intake.area_rows import Draft
from core.intake.cells import plain
from core.intake.ledger import PORTION, Ledger, Portion
from core.intake.line import Line
from core.intake.places import BY_NAME, Place, Places
from db.models import Area, AreaAlias
from db.models.area import LEVELS
from db.queries import bulk
from db.queries import intake as queries

FIRST_DAY = date(1949, 10, 1)


class AreaIntake:
    """Matches drafts to the stored tree and writes what is new or different, level by level."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._drafts: dict[str, Draft] = {}
        self._by_code: dict[str, Draft] = {}
        self._made: dict[str, Place] = {}
        self._aliases: list[tuple[str, str, Place]] = []
        self._updates: list[Place] = []
        self._inserts: list[Place] = []

    def gather(self, drafts: Iterable[Draft]) -> tuple[list[Draft], list[Line]]:
        """The drafts in an order in which every parent comes first, and the lines that repeat one of them."""
        repeated = []
        for draft in drafts:
            key = _key(draft)
            first = self._drafts.setdefault(key, draft)
            if first is draft:
                self._by_code[draft.code] = draft
                continue
            repeated.append(draft.line)
            if first.content != draft.content:
                draft.line.refuse("", draft.code, "area_twice", first=first.line.number)
        return list(self._in_order()), repeated

    def write(self, ledger: Ledger, drafts: Sequence[Draft], others: Sequence[Line]) -> None:
        """All drafts, and the lines that hold none (refused or repeated), in portions."""
        for start in range(0, len(drafts), PORTION):
            part = drafts[start : start + PORTION]
            with ledger.portion([draft.line for draft in part]) as portion:
                for draft in part:
                    self._take(portion, draft)
                self._store(portion)
        for start in range(0, len(others), PORTION):
            lines = others[start : start + PORTION]
            with ledger.portion(lines) as portion:
                portion.unchanged += sum(not line.refused for line in lines)

    def _in_order(self) -> Iterator[Draft]:
        placed: set[str] = set()
        for draft in self._drafts.values():
            chain: list[Draft] = []
            step: Draft | None = draft
            while step is not None and _key(step) not in placed:
                if step in chain:
                    for looped in chain[chain.index(step) :]:
                        looped.line.refuse("", looped.code, "cycle", parent=looped.parent_code)
                    break
                chain.append(step)
                step = self._parent_draft(step)
            for step in reversed(chain):
                placed.add(_key(step))
                yield step

    def _parent_draft(self, draft: Draft) -> Draft | None:
        return self._by_code.get(draft.parent_code) if draft.parent_code else None

    def _take(self, portion: Portion, draft: Draft) -> None:
        if draft.line.refused:
            return
        parent = self._parent(draft)
        if parent is None:
            return
        if LEVELS.index(parent.level) >= LEVELS.index(draft.level):
            draft.line.refuse("", draft.code, "level_mismatch", parent=parent.name)
            return
        stored = self._stored(draft)
        if stored is None:
            self._insert(portion, draft, parent)
        elif draft.built or not self._compare(draft, stored, parent):
            self._made[draft.code] = stored
            portion.unchanged += 1
        else:
            portion.changed += 1
            self._made[draft.code] = stored

    def _parent(self, draft: Draft) -> Place | None:
        if not draft.parent_code:
            return self._places.root
        if found := self._made.get(draft.parent_code):
            return found
        if self._parent_draft(draft) is not None:
            draft.line.refuse("", draft.parent_code, "parent_refused")
            return None
        versions = self._places.versions(draft.parent_code)
        if not versions:
            draft.line.refuse("", draft.parent_code, "unknown_parent")
            return None
        return next((place for place in versions if place.valid_on(clock.today())), versions[-1])

    def _stored(self, draft: Draft) -> Place | None:
        if draft.valid_from is None:
            return self._places.by_code(draft.code_system, draft.code)
        versions = [place for place in self._places.versions(draft.code) if place.code_system == draft.code_system]
        return next((place for place in versions if place.valid_from == draft.valid_from), None)

    def _insert(self, portion: Portion, draft: Draft, parent: Place) -> None:
        starts = draft.valid_from or FIRST_DAY
        if self._refuse_overlap(draft, starts):
            return
        twins = (
            [place for place in self._places.by_name(draft.name, parent) if place.level == draft.level]
            if draft.built
            else []
        )
        if len(twins) == 1 and twins[0].parent is parent:
            # The same place under another list's code: the source's code becomes an alias, never a second place.
            self._made[draft.code] = twins[0]
            self._aliases.append((self._places.system, draft.code, twins[0]))
        else:
            place = Place(
                0,
                draft.code,
                draft.code_system,
                draft.name,
                draft.level,
                draft.township_kind,
                parent,
                starts,
                draft.valid_to,
            )
            self._made[draft.code] = place
            self._inserts.append(place)
            self._places.index(place)
            self._aliases += [(self._places.system, plain(name), place) for name in draft.also]
        portion.added += 1

    def _refuse_overlap(self, draft: Draft, starts: date) -> bool:
        for place in self._places.versions(draft.code):
            ended = place.valid_to is not None and place.valid_to <= starts
            before = draft.valid_to is not None and draft.valid_to <= place.valid_from
            if not (ended or before):
                draft.line.refuse("", draft.code, "area_overlap", name=place.name, start=place.valid_from)
                return True
        return False

    def _compare(self, draft: Draft, stored: Place, parent: Place) -> bool:
        """Whether the stored area had to be changed; every change is said, and an old name goes on as an alias."""
        before = (stored.name, stored.parent, stored.level, stored.township_kind, stored.valid_to)
        if stored.name != draft.name:
            draft.line.doubt("", draft.name, "area_renamed", before=stored.name)
            self._aliases.append((BY_NAME, plain(stored.name), stored))
        if stored.parent is not parent or stored.level != draft.level:
            draft.line.doubt("", draft.code, "area_moved", before=stored.parent.name if stored.parent else "")
        stored.name, stored.parent, stored.level = draft.name, parent, draft.level
        stored.township_kind = draft.township_kind
        stored.valid_to = draft.valid_to or stored.valid_to
        if before == (stored.name, stored.parent, stored.level, stored.township_kind, stored.valid_to):
            return False
        self._updates.append(stored)
        return True

    def _store(self, portion: Portion) -> None:
        session = portion.session
        if self._inserts:
            first = bulk.reserve_ids(session, Area, len(self._inserts))
            for number, place in enumerate(self._inserts):
                place.id = first + number
            for level in LEVELS:
                rows = [_row(place) for place in self._inserts if place.level == level]
                queries.insert_rows(session, Area, rows)
                portion.note_added(Area, [place.id for place in self._inserts if place.level == level])
        portion.update(Area, [_row(place) for place in self._updates])
        known = {tuple(row) for row in queries.area_aliases(session, (self._places.system, BY_NAME))}
        wanted = dict.fromkeys((system, alias, place.id) for system, alias, place in self._aliases)
        rows = [{"system": s, "alias": a, "area_id": i} for s, a, i in wanted if (s, a, i) not in known]
        portion.insert(AreaAlias, rows)
        self._inserts.clear()
        self._updates.clear()
        self._aliases.clear()


def _key(draft: Draft) -> str:
    return f"{draft.code} {draft.valid_from or ''}"


def _row(place: Place) -> dict[str, object]:
    return {
        "id": place.id,
        "code": place.code,
        "code_system": place.code_system,
        "name": place.name,
        "level": place.level,
        "township_kind": place.township_kind,
        "parent_id": place.parent.id if place.parent else None,
        "valid_from": place.valid_from,
        "valid_to": place.valid_to,
    }
