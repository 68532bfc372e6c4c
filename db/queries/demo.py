"""The demo data among other records: finding it, planting its areas, and taking out all of it and nothing else."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import ColumnElement, String, and_, cast, delete, exists, func, not_, or_, select, update
from sqlalchemy.orm import Session, aliased

from db.models import (
    Account,
    AccountabilityAction,
    AccountabilityEvent,
    AccountabilityNotice,
    AccountabilityProposal,
    Alarm,
    AlarmRule,
    Area,
    AreaAlias,
    AuditEvent,
    CadenceState,
    Centre,
    CentrePost,
    DataSource,
    DocumentSeries,
    DutyEscalation,
    DutySetting,
    FrozenFigure,
    Grid,
    ImportBatch,
    IndicatorReturn,
    IssuedProduct,
    Matter,
    MatterEvent,
    MatterRevision,
    MediationCase,
    MediationDeadline,
    MediationEvent,
    MediationPause,
    MediationRoom,
    MediationSession,
    Mediator,
    MemberUnit,
    OperatingMode,
    ReportDuty,
    ReportReturn,
    ServiceCell,
    ServiceMonth,
    ServiceReturn,
    ServiceSupply,
    SubsidyBudget,
    SubsidyEntry,
    SubsidyTariff,
)
from db.models.area import LEVELS
from db.queries import areas, scoring_runs
from db.queries.unlogged import unlogged

KEY = "demo"
"""The key of the demo's data source, the system of the aliases on its areas, the start of its bodies' codes."""


_MEDIATION = (MediationPause, MediationSession, MediationDeadline, MediationEvent, MediationCase)
"""What belongs to cases, which go with their matters; the cases themselves last."""
IN_BULK = (Matter, MatterEvent, *_MEDIATION, SubsidyEntry)
"""The tables that are written, and emptied, as a whole."""


def batch(session: Session) -> ImportBatch | None:
    """The run that made the demo data, None where there is none."""
    return session.scalars(select(ImportBatch).where(ImportBatch.kind == KEY)).first()


def other_matters(session: Session) -> int:
    """How many matters come from other sources."""
    demo = select(DataSource.id).where(DataSource.key == KEY).scalar_subquery()
    return (
        session.scalar(select(func.count()).select_from(Matter).where(Matter.data_source_id != func.coalesce(demo, 0)))
        or 0
    )


def source(session: Session, key: str) -> DataSource | None:
    return session.scalars(select(DataSource).where(DataSource.key == key)).first()


def present_areas(session: Session, on: date) -> dict[str, int]:
    """Key of each area that is valid on a day, by its code."""
    found = session.execute(select(Area.code, Area.id).where(areas.valid(on)))
    return {area.code: area.id for area in found}


def reported(session: Session, data_source_id: int) -> set[tuple]:
    """What the source has already reported, as (indicator, area key, first day, last day)."""
    row = IndicatorReturn
    columns = (row.indicator, row.area_id, row.period_start, row.period_end)
    return {tuple(found) for found in session.execute(select(*columns).where(row.data_source_id == data_source_id))}


def remove(session: Session) -> dict[str, int]:
    """Deletes what the demo's runs put in, and counts the matters and areas. What other records rely on stays."""
    made = list(session.scalars(select(ImportBatch.data_source_id).where(ImportBatch.kind.startswith(KEY))))
    matters = select(Matter.id).where(Matter.data_source_id.in_(made))
    count = session.scalar(select(func.count()).select_from(matters.subquery())) or 0
    with unlogged(session, *IN_BULK):
        for table in (SubsidyEntry, *_MEDIATION, MatterRevision, MatterEvent):
            session.execute(delete(table).where(table.matter_id.in_(matters)))
        session.execute(delete(Matter).where(Matter.data_source_id.in_(made)))
    scoring_runs.remove_generated(session)
    session.execute(delete(IndicatorReturn).where(IndicatorReturn.data_source_id.in_(made)))
    _remove_reports(session)
    _remove_alarms(session)
    _remove_acts(session)
    _remove_bodies(session)
    _remove_services(session)
    session.execute(delete(ImportBatch).where(ImportBatch.data_source_id.in_(made)))
    session.execute(delete(DataSource).where(DataSource.id.in_(made)))
    _remove_accounts(session)
    return {"matters": count, "areas": _remove_areas(session)}


def _remove_reports(session: Session) -> None:
    """What the demo's areas owe and ordered, and what the demo returned elsewhere."""
    planted = select(AreaAlias.area_id).where(AreaAlias.system == KEY)
    codes = select(Area.code).where(Area.id.in_(planted))
    given = select(ReportReturn.report_duty_id).where(ReportReturn.returned_by == KEY)
    ours = or_(ReportDuty.area_id.in_(planted), ReportDuty.id.in_(given))
    issued = select(IssuedProduct.id).where(IssuedProduct.area_id.in_(planted))
    with unlogged(session, ReportDuty, ReportReturn, DutyEscalation):
        # What belongs to a report goes with it.
        session.execute(delete(ReportDuty).where(ours))
    session.execute(delete(FrozenFigure).where(FrozenFigure.issued_product_id.in_(issued)))
    session.execute(delete(IssuedProduct).where(IssuedProduct.area_id.in_(planted)))
    for table in (OperatingMode, DutySetting):
        session.execute(delete(table).where(table.area_code.in_(codes)))
    if session.scalar(select(ReportDuty.id).limit(1)) is None:
        session.execute(delete(CadenceState))


def _remove_alarms(session: Session) -> None:
    """The demo's rules with what they rang, and what others rang in its areas."""
    planted = select(AreaAlias.area_id).where(AreaAlias.system == KEY)
    codes = select(Area.code).where(Area.id.in_(planted))
    ours = select(AlarmRule.id).where(or_(AlarmRule.changed_by == KEY, AlarmRule.area_code.in_(codes)))
    session.execute(delete(Alarm).where(or_(Alarm.area_id.in_(planted), Alarm.alarm_rule_id.in_(ours))))
    session.execute(delete(AlarmRule).where(AlarmRule.id.in_(ours)))


def _remove_bodies(session: Session) -> None:
    for rules in (SubsidyTariff, SubsidyBudget):
        session.execute(delete(rules).where(rules.set_by == KEY))
    ours = Centre.code.startswith(f"{KEY}-")
    session.execute(delete(CentrePost).where(CentrePost.centre_id.in_(select(Centre.id).where(ours))))
    _remove_rooms(session)
    for table in (Centre, Grid):
        session.execute(delete(table).where(table.code.startswith(f"{KEY}-")))
    used = or_(
        MemberUnit.id.in_(select(Matter.handling_unit_id).where(Matter.handling_unit_id.is_not(None))),
        MemberUnit.id.in_(select(MatterEvent.unit_id).where(MatterEvent.unit_id.is_not(None))),
        *(
            MemberUnit.id.in_(select(table.member_unit_id).where(table.member_unit_id.is_not(None)))
            for table in (AccountabilityAction, AccountabilityProposal)
        ),
    )
    session.execute(delete(MemberUnit).where(MemberUnit.code.startswith(f"{KEY}-"), not_(used)))


def _remove_services(session: Session) -> None:
    """The months of offices in places that the demo planted, with all that was told of them there."""
    ours = select(AreaAlias.area_id).where(AreaAlias.system == KEY)
    with unlogged(session, ServiceReturn, ServiceCell, ServiceSupply):
        session.execute(delete(ServiceMonth).where(ServiceMonth.area_id.in_(ours)))


def _remove_acts(session: Session) -> None:
    """The demo's acts, what was proposed and not taken up, and the series of numbers of which none is left."""
    own = AccountabilityAction.source_ref.startswith(f"{KEY}-")
    ours = select(AccountabilityAction.id).where(own)
    proposal, series, notice = AccountabilityProposal, DocumentSeries, AccountabilityNotice
    session.execute(delete(proposal).where(or_(proposal.action_id.is_(None), proposal.action_id.in_(ours))))
    for table in (AccountabilityEvent, AccountabilityNotice):
        session.execute(delete(table).where(table.action_id.in_(ours)))
    session.execute(delete(AccountabilityAction).where(own))
    used = and_(notice.issuer_id == series.issuer_id, notice.kind == series.kind, notice.year == series.year)
    session.execute(delete(series).where(not_(exists().where(used))))


def _remove_rooms(session: Session) -> None:
    """Rooms and mediators that cases of other sources name stay."""
    ours = select(MediationRoom.id).where(MediationRoom.code.startswith(f"{KEY}-"))
    named = (MediationCase, MediationEvent)
    mediating = [Mediator.id.in_(select(table.mediator_id).where(table.mediator_id.is_not(None))) for table in named]
    session.execute(delete(Mediator).where(Mediator.mediation_room_id.in_(ours), not_(or_(*mediating))))
    used = [MediationRoom.id.in_(select(table.mediation_room_id)) for table in (*named, Mediator)]
    session.execute(delete(MediationRoom).where(MediationRoom.id.in_(ours), not_(or_(*used))))


def _remove_accounts(session: Session) -> None:
    """Demo accounts that the audit trail names can't be deleted: they are shut and their names set free."""
    named = or_(*(exists().where(table.account_id == Account.id) for table in (AuditEvent, ImportBatch)))
    session.execute(delete(Account).where(Account.demo, not_(named)))
    kept = update(Account).where(Account.demo, Account.enabled)
    session.execute(
        kept.values(enabled=False, area_id=None, username=Account.username + "~" + cast(Account.id, String))
    )


def _remove_areas(session: Session) -> int:
    """From the villages up, the areas that the demo planted and nothing else refers to."""
    removed = 0
    for level in reversed(LEVELS):
        ours = select(AreaAlias.area_id).where(AreaAlias.system == KEY)
        free = delete(Area).where(Area.level == level, Area.id.in_(ours), *(not_(used) for used in _uses_of_area()))
        removed += session.execute(free).rowcount  # type: ignore[attr-defined]
    return removed


def _uses_of_area() -> Iterable[ColumnElement[bool]]:
    child = aliased(Area)
    yield Area.id.in_(select(child.parent_id).where(child.parent_id.is_not(None)))
    for column in (AccountabilityAction.issuer_id, AccountabilityNotice.issuer_id, DocumentSeries.issuer_id):
        yield Area.id.in_(select(column))
    for table in (
        AccountabilityAction,
        AccountabilityProposal,
        Matter,
        MemberUnit,
        MediationRoom,
        Grid,
        Centre,
        IndicatorReturn,
        Account,
        DataSource,
        ServiceMonth,
        ServiceReturn,
        ServiceCell,
        ServiceSupply,
        ReportDuty,
        IssuedProduct,
        Alarm,
        SubsidyTariff,
        SubsidyBudget,
        SubsidyEntry,
    ):
        yield Area.id.in_(select(table.area_id).where(table.area_id.is_not(None)))
