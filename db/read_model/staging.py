"""Raw rows of the records on their way into the read model: which columns of which tables, read as Arrow batches."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Date,
    DateTime,
    Join,
    MetaData,
    Numeric,
    Select,
    String,
    Table,
    select,
)
from sqlalchemy.orm import Session

from db.models import (
    AccountabilityAction,
    AccountabilityNotice,
    Centre,
    CentrePost,
    Grid,
    IndicatorReturn,
    Matter,
    MatterEvent,
    MediationCase,
    MediationDeadline,
    MediationEvent,
    MediationRoom,
    ReportDuty,
    ServiceCell,
    ServiceMonth,
    ServiceReturn,
    ServiceSupply,
    SubsidyEntry,
)

CHUNK = 50_000
raw = MetaData()
_FOUR = Decimal("0.0001")

_STORED = {
    int: (BigInteger, pa.int64()),
    str: (String, pa.string()),
    bool: (Boolean, pa.bool_()),
    date: (Date, pa.date32()),
    datetime: (DateTime, pa.timestamp("us")),
    Decimal: (lambda: Numeric(18, 4), pa.decimal128(18, 4)),
}


@dataclass(frozen=True)
class Stage:
    """One table of the records as it is staged: `table` in the read model, `statement` on the records."""

    table: Table
    statement: Select[*tuple[Any, ...]]
    key: ColumnElement[int]
    schema: pa.Schema = field(repr=False)

    def read(self, session: Session, ids: Collection[int] | None = None) -> Iterator[pa.RecordBatch]:
        """The rows as batches of at most CHUNK rows; only those whose key is in `ids`, where given."""
        # As text the rows come just as the driver gives them: Arrow reads SQLite's dates and instants several times
        # faster than Python makes objects of them. (And a thousand keys as parameters take longer than the rows.)
        plain = str(self.statement.compile(session.get_bind()))
        if ids is not None:
            plain += f" WHERE {self.key.expression} IN ({', '.join(str(int(one)) for one in ids)})"
        # The driver's own rows: to take a row of SQLAlchemy's apart takes as long as to fetch it.
        cursor: Any = session.connection().exec_driver_sql(plain).cursor
        while rows := cursor.fetchmany(CHUNK):
            yield self._batch(list(zip(*rows, strict=True)))

    def _batch(self, columns: list[tuple[Any, ...]]) -> pa.RecordBatch:
        arrays = [_array(values, kind.type) for values, kind in zip(columns, self.schema, strict=True)]
        return pa.record_batch(arrays, schema=self.schema)


def _array(values: tuple[Any, ...], kind: pa.DataType) -> pa.Array:
    """Values as a driver gives them: typed (PostgreSQL), or text, numbers and 0/1 (SQLite)."""
    if pa.types.is_timestamp(kind):
        first = next((value for value in values if value is not None), None)
        # An instant is kept as UTC without offset; leaving the zone off changes no hour.
        return pa.array(values, pa.string() if isinstance(first, str) else pa.timestamp("us", tz="UTC")).cast(kind)
    if pa.types.is_decimal(kind):
        return pa.array([None if value is None else Decimal(str(value)).quantize(_FOUR) for value in values], kind)
    return pa.array(values).cast(kind)


def _stage(name: str, columns: Mapping[str, Any], key: Any, source: Join | None = None) -> Stage:
    kinds = {label: _STORED[column.type.python_type] for label, column in columns.items()}
    statement = select(*(column.label(label) for label, column in columns.items()))
    return Stage(
        Table(name, raw, *(Column(label, kind()) for label, (kind, _) in kinds.items()), prefixes=["TEMPORARY"]),
        statement if source is None else statement.select_from(source),
        key,
        pa.schema([(label, arrow) for label, (_, arrow) in kinds.items()]),
    )


MATTER = _stage(
    "raw_matter",
    {
        "id": Matter.id,
        "data_source_id": Matter.data_source_id,
        "area_id": Matter.area_id,
        "matter_class": Matter.matter_class,
        "category_key": Matter.category_key,
        "nature": Matter.nature,
        "source": Matter.source,
        "scale": Matter.scale,
        "severity": Matter.severity,
        "risk_level": Matter.risk_level,
        "handling_unit_id": Matter.handling_unit_id,
    },
    Matter.id,
)
MATTER_EVENT = _stage(
    "raw_matter_event",
    {
        "matter_id": MatterEvent.matter_id,
        "episode": MatterEvent.episode,
        "status": MatterEvent.status,
        # "at" is a reserved word of DuckDB.
        "happened_at": MatterEvent.at,
        "dated": MatterEvent.dated,
        "unit_id": MatterEvent.unit_id,
        "due_on": MatterEvent.due_on,
        "on_time": MatterEvent.on_time,
        "satisfaction": MatterEvent.satisfaction,
    },
    MatterEvent.matter_id,
)
TOUCHED = Table("touched", raw, Column("id", BigInteger), prefixes=["TEMPORARY"])
"""The keys of what has changed."""
TOUCHED_SHAPE = pa.schema([("id", pa.int64())])

CENTRE_POST = _stage(
    "raw_centre_post",
    {
        "id": CentrePost.id,
        "area_id": Centre.area_id,
        "centre_type": Centre.centre_type,
        "begins_on": CentrePost.valid_from,
        "ends_on": CentrePost.valid_to,
        "resident": CentrePost.resident,
        "seconded": CentrePost.seconded,
        "vacant": CentrePost.vacant,
    },
    CentrePost.id,
    Join(CentrePost.__table__, Centre.__table__),
)
GRID = _stage(
    "raw_grid",
    {
        "id": Grid.id,
        "area_id": Grid.area_id,
        "begins_on": Grid.valid_from,
        "ends_on": Grid.valid_to,
        "leaders": Grid.leaders,
        "full_time": Grid.full_time,
        "part_time": Grid.part_time,
        "vacant": Grid.vacant,
    },
    Grid.id,
)
MEDIATION_ROOM = _stage(
    "raw_mediation_room",
    {
        "id": MediationRoom.id,
        "area_id": MediationRoom.area_id,
        "room_kind": MediationRoom.kind,
        "speciality": MediationRoom.speciality,
        "begins_on": MediationRoom.valid_from,
        "ends_on": MediationRoom.valid_to,
    },
    MediationRoom.id,
)
# What belongs to a case is found by its matter, as the change log names it.
MEDIATION_CASE = _stage(
    "raw_mediation_case",
    {
        "id": MediationCase.id,
        "matter_id": MediationCase.matter_id,
        "own_category": MediationCase.category_key,
        "channel": MediationCase.channel,
        "link": MediationCase.link,
        "difficulty": MediationCase.difficulty,
        "parties": MediationCase.parties,
        "area_id": Matter.area_id,
        "matter_class": Matter.matter_class,
        "category_key": Matter.category_key,
        "nature": Matter.nature,
        "source": Matter.source,
        "scale": Matter.scale,
        "severity": Matter.severity,
        "risk_level": Matter.risk_level,
        "handling_unit_id": Matter.handling_unit_id,
    },
    MediationCase.matter_id,
    Join(MediationCase.__table__, Matter.__table__),
)
MEDIATION_EVENT = _stage(
    "raw_mediation_event",
    {
        "id": MediationEvent.id,
        "case_id": MediationEvent.mediation_case_id,
        "episode": MediationEvent.episode,
        "step": MediationEvent.step,
        "happened_at": MediationEvent.at,
        "room_id": MediationEvent.mediation_room_id,
        "mediator_id": MediationEvent.mediator_id,
        "form": MediationEvent.form,
        "amount_fen": MediationEvent.amount_fen,
        "satisfaction": MediationEvent.satisfaction,
    },
    MediationEvent.matter_id,
)
MEDIATION_DEADLINE = _stage(
    "raw_mediation_deadline",
    {
        "case_id": MediationDeadline.mediation_case_id,
        "episode": MediationDeadline.episode,
        "kind": MediationDeadline.kind,
        "due_on": MediationDeadline.due_on,
    },
    MediationDeadline.matter_id,
)
SUBSIDY_ENTRY = _stage(
    "raw_subsidy_entry",
    {
        "id": SubsidyEntry.id,
        "area_id": MediationRoom.area_id,
        "room_id": SubsidyEntry.mediation_room_id,
        "reverses_id": SubsidyEntry.reverses_id,
        "level": SubsidyEntry.level,
        "difficulty": SubsidyEntry.difficulty,
        "form": SubsidyEntry.form,
        "state": SubsidyEntry.state,
        "claimed_on": SubsidyEntry.claimed_on,
        "decided_on": SubsidyEntry.decided_on,
        "amount_fen": SubsidyEntry.amount_fen,
    },
    SubsidyEntry.id,
    Join(SubsidyEntry.__table__, MediationRoom.__table__),
)
REPORT_DUTY = _stage(
    "raw_report_duty",
    {
        "id": ReportDuty.id,
        "area_id": ReportDuty.area_id,
        "duty": ReportDuty.duty,
        "body_kind": ReportDuty.body_kind,
        "cadence": ReportDuty.period_unit,
        "period_start": ReportDuty.period_start,
        "period_end": ReportDuty.period_end,
        "wartime": ReportDuty.wartime,
        "due_on": ReportDuty.due_on,
        "superseded": ReportDuty.superseded,
        "returned_on": ReportDuty.returned_on,
        "found": ReportDuty.found,
        "escalated_on": ReportDuty.escalated_on,
    },
    ReportDuty.id,
)
# Of a return only whether it came: its numbers are never staged.
SERVICE_RETURN = _stage(
    "raw_service_return",
    {
        "id": ServiceReturn.id,
        "area_id": ServiceReturn.area_id,
        "revision": ServiceReturn.revision,
        "status": ServiceReturn.status,
        "received_on": ServiceReturn.received_on,
        "complete": ServiceReturn.complete,
        "month": ServiceMonth.month,
        "due_on": ServiceMonth.due_on,
    },
    ServiceReturn.id,
    Join(ServiceReturn.__table__, ServiceMonth.__table__),
)
SERVICE_CELL = _stage(
    "raw_service_cell",
    {
        "id": ServiceCell.id,
        "service_month_id": ServiceCell.service_month_id,
        "cube_version": ServiceCell.cube_version,
        "present_version": ServiceMonth.cube_version,
        "month": ServiceMonth.month,
        "area_id": ServiceCell.area_id,
        "service_group": ServiceCell.service_group,
        "service_line": ServiceCell.service_line,
        "on_time": ServiceCell.on_time,
        "late": ServiceCell.late,
        "undone": ServiceCell.undone,
        "satisfied": ServiceCell.satisfied,
        "dissatisfied": ServiceCell.dissatisfied,
    },
    ServiceCell.service_month_id,
    Join(ServiceCell.__table__, ServiceMonth.__table__),
)
SERVICE_SUPPLY = _stage(
    "raw_service_supply",
    {
        "id": ServiceSupply.id,
        "service_month_id": ServiceSupply.service_month_id,
        "cube_version": ServiceSupply.cube_version,
        "present_version": ServiceMonth.cube_version,
        "month": ServiceMonth.month,
        "area_id": ServiceSupply.area_id,
        "service_line": ServiceSupply.service_line,
        "workers": ServiceSupply.workers,
        "places": ServiceSupply.places,
        "shelters": ServiceSupply.shelters,
        "budget": ServiceSupply.budget,
        "paid": ServiceSupply.paid,
    },
    ServiceSupply.service_month_id,
    Join(ServiceSupply.__table__, ServiceMonth.__table__),
)
INDICATOR_RETURN = _stage(
    "raw_indicator_return",
    {
        "id": IndicatorReturn.id,
        "area_id": IndicatorReturn.area_id,
        "data_source_id": IndicatorReturn.data_source_id,
        "indicator": IndicatorReturn.indicator,
        "period_start": IndicatorReturn.period_start,
        "period_end": IndicatorReturn.period_end,
        "revision": IndicatorReturn.revision,
        "value": IndicatorReturn.value,
        "unit": IndicatorReturn.unit,
        "change_percent": IndicatorReturn.change_percent,
        "change_decimals": IndicatorReturn.change_decimals,
        "qualifier": IndicatorReturn.qualifier,
        "as_of": IndicatorReturn.as_of,
    },
    IndicatorReturn.id,
)
ACCOUNTABILITY = _stage(
    "raw_accountability",
    {
        "id": AccountabilityAction.id,
        "area_id": AccountabilityAction.area_id,
        "member_unit_id": AccountabilityAction.member_unit_id,
        "kind": AccountabilityAction.kind,
        "basis": AccountabilityAction.basis,
        "effect": AccountabilityAction.effect,
        "state": AccountabilityAction.state,
        "starts_on": AccountabilityAction.starts_on,
        "ends_on": AccountabilityAction.ends_on,
        "lifted_on": AccountabilityAction.lifted_on,
        "annulled_on": AccountabilityAction.annulled_on,
        "issued_on": AccountabilityNotice.issued_on,
        "due_on": AccountabilityNotice.due_on,
        "received_on": AccountabilityNotice.received_on,
        "answered_on": AccountabilityNotice.answered_on,
        "closed_on": AccountabilityNotice.closed_on,
    },
    AccountabilityAction.id,
    Join(AccountabilityAction.__table__, AccountabilityNotice.__table__, isouter=True),
)
