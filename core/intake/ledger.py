"""The books of one import: its batch row, portions written in one transaction each, counts, report and audit trail."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from core import audit, catalogue, clock
from core.access import Person
from core.intake.line import Line, shown
from core.intake.mapping import REGISTERS
from core.intake.mapping_file import NamedMapping
from core.intake.report import Group, Report
from core.intake.source_file import SourceFile
from db.models import Base, DataSource, ImportBatch
from db.queries import bulk, import_changes
from db.queries import intake as queries
from db.session import WHOLE, Records, Session

PORTION = 2_000
REPEATED = ("repeated_later_holds", "repeated_earlier_holds")


@dataclass(frozen=True)
class Counts:
    """Rows of the file by what became of them; `read` is the sum of the four fates, `doubtful` rows were taken."""

    read: int = 0
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: int = 0
    doubtful: int = 0


@dataclass(frozen=True)
class Outcome:
    """What an import did. `report` is the CSV file of findings, None where there was none to make."""

    kind: str
    source: str
    batch_id: int
    counts: Counts
    report: Path | None
    groups: Sequence[Group]
    refused_columns: dict[str, str]
    unused_columns: dict[str, str]
    """Columns that the mapping doesn't read, each with the nearest one that it does, or ""."""
    facts: dict[str, int] = field(default_factory=dict)
    as_of: datetime | None = None

    @property
    def repeated(self) -> list[str]:
        """What is to be said of numbers that stand in the file more than once, and how often they do."""
        counts = {name: sum(group.count for group in self.groups if group.reason == name) for name in REPEATED}
        return [catalogue.say(f"intake.fact.{name}", count=count) for name, count in counts.items() if count]


@dataclass
class Portion:
    """One transaction's worth of rows: what was done with them so far, each change kept so that it can be undone."""

    session: Session
    batch_id: int
    source_id: int
    source_area_id: int | None
    added: int = 0
    changed: int = 0
    unchanged: int = 0

    def insert(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Adds rows of a table whose keys nobody else needs to know."""
        if rows:
            first = bulk.reserve_ids(self.session, model, len(rows))
            queries.insert_rows(self.session, model, [{**row, "id": first + n} for n, row in enumerate(rows)])
            self.note_added(model, range(first, first + len(rows)))

    def update(self, model: type[Base], rows: Sequence[Mapping[str, Any]]) -> None:
        """Changes rows by their `id`."""
        with self.changing(model, [row["id"] for row in rows]):
            queries.update_rows(self.session, model, rows)

    def note_added(self, model: type[Base], ids: Iterable[int]) -> None:
        import_changes.note_added(self.session, self.batch_id, model, ids)

    @contextmanager
    def changing(self, model: type[Base], ids: Sequence[int]) -> Iterator[None]:
        """Keeps what these rows held before the block changes them."""
        before = import_changes.snapshot(self.session, model, ids) if ids else {}
        yield
        if before:
            import_changes.note_changed(self.session, self.batch_id, model, before)


class Ledger:
    """One import from its first to its last row. A killed one leaves whole portions and a batch without an end."""

    def __init__(
        self,
        records: Records,
        kind: str,
        file: SourceFile,
        named: NamedMapping,
        by: Person,
        home: Path,
        expect: Callable[[Iterable[str]], None] = lambda refs: None,
    ) -> None:
        self._records, self._kind, self._file, self._named, self._by = records, kind, file, named, by
        self._expect = expect
        self._source = named.rules.source
        self._latest: datetime | None = None
        self.counts = Counts()
        self.batch_id = self._begin()
        self.report = Report(home / "reports" / f"import-{self.batch_id:06}-{kind}.csv", shown(file.name))

    @contextmanager
    def portion(self, lines: Sequence[Line]) -> Iterator[Portion]:
        """A transaction for these rows; when the block ends their counts and the audit event go in with them."""
        with self._records.writing(within=WHOLE) as session:
            source = self._stored_source(session)
            area_id = source.area_id if source else None
            portion = Portion(session, self.batch_id, source.id if source else 0, area_id)
            yield portion
            counts = self._counted(portion, lines)
            self._write(session, counts, lines)
        self.counts = counts
        self.report.take(finding for line in lines for finding in line.findings)

    def expect(self, refs: Iterable[str]) -> None:
        """Tells which matters the next portion is about, before it is written."""
        self._expect(refs)

    def seen(self, moment: datetime | None, day: date | None = None) -> None:
        """Tells how recent the content is: an instant, or a day, which counts to its end."""
        at = moment or (_end_of(day) if day else None)
        if at is not None:
            at = min(at, clock.now())
            self._latest = max(self._latest or at, at)

    def finish(self, refused: dict[str, str], unused: dict[str, str], facts: dict[str, int]) -> Outcome:
        """Closes the books: the source is as fresh as its content, the batch has its end."""
        self.report.close()
        path = self.report.path
        with self._records.writing(within=WHOLE) as session:
            source = self._stored_source(session)
            if source is not None:
                before = import_changes.snapshot(session, DataSource, [source.id])
                source.fetched_at = clock.now()
                source.as_of = max(filter(None, (source.as_of, self._as_of())), default=None)
                session.flush()
                import_changes.note_changed(session, self.batch_id, DataSource, before)
            ending = {"finished_at": clock.now(), "report_path": str(path) if path else None}
            queries.count_into(session, self.batch_id, ending)
            self._audit(session, "import.finished", self.counts)
            as_of = source.as_of if source else None
        groups = self.report.groups()
        return Outcome(
            self._kind, self._source.name, self.batch_id, self.counts, path, groups, refused, unused, facts, as_of
        )

    def _begin(self) -> int:
        with self._records.writing(within=WHOLE) as session:
            source = self._stored_source(session)
            batch = ImportBatch(
                kind=self._kind,
                data_source_id=source.id if source else None,
                file_name=shown(self._file.name),
                file_hash=self._file.sha256,
                mapping_hash=self._named.sha256,
                mapping=Path(self._named.name).name[:40],
                started_at=clock.now(),
                account_id=self._by.account_id,
            )
            self.batch_id = queries.add(session, batch)
            self._audit(session, "import.started", Counts())
        return self.batch_id

    def _stored_source(self, session: Session) -> DataSource | None:
        """The row of the source, made at its first import. Registers belong to nobody's feed: they have none."""
        if self._kind in REGISTERS:
            return None
        said = self._source
        source = queries.source(session, said.key)
        if source is None:
            source = DataSource(key=said.key, name=said.name, mode=said.mode, interval_minutes=said.interval_minutes)
            queries.add(session, source)
        # The mapping says what the source is; the row follows it.
        source.name, source.mode, source.interval_minutes = said.name, said.mode, said.interval_minutes
        if source.area_id is None and said.area:
            source.area_id = queries.area_id(session, said.area)
        return source

    def _as_of(self) -> datetime | None:
        fixed = self._source.as_of_date
        return min(_end_of(fixed), clock.now()) if fixed else self._latest

    def _counted(self, portion: Portion, lines: Sequence[Line]) -> Counts:
        before = self.counts
        return replace(
            before,
            read=before.read + len(lines),
            added=before.added + portion.added,
            changed=before.changed + portion.changed,
            unchanged=before.unchanged + portion.unchanged,
            refused=before.refused + sum(line.refused for line in lines),
            doubtful=before.doubtful + sum(line.doubtful for line in lines),
        )

    def _write(self, session: Session, counts: Counts, lines: Sequence[Line]) -> None:
        columns = {f"rows_{name}": getattr(counts, name) for name in Counts.__dataclass_fields__}
        queries.count_into(session, self.batch_id, columns)
        self._audit(session, f"import.{self._kind}", counts, lines)

    def _audit(self, session: Session, action: str, counts: Counts, lines: Sequence[Line] = ()) -> None:
        words = {"first": lines[0].number, "last": lines[-1].number} if lines else {"first": 0, "last": 0}
        detail = catalogue.say("intake.audit.detail", source=self._source.key, **words, **vars(counts))
        audit.append(
            session,
            action=action,
            object_kind="import_batch",
            object_key=str(self.batch_id),
            by=self._by,
            detail=detail,
        )


def _end_of(day: date) -> datetime:
    return clock.start_of(day + timedelta(days=1)) - timedelta(seconds=1)
