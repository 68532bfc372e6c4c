"""The records' tables, one module a thing."""

from db.models.account import Account, LoginSession, SignInTicket
from db.models.accountability import (
    AccountabilityAction,
    AccountabilityEvent,
    AccountabilityNotice,
    AccountabilityProposal,
    DocumentSeries,
)
from db.models.alarm import Alarm, AlarmPending, AlarmRule, AlarmRun
from db.models.annotation import Annotation
from db.models.area import Area, AreaAlias, AreaSuccession
from db.models.audit import AuditEvent, AuditSeal
from db.models.base import Base
from db.models.border import Border, BorderMap
from db.models.cadence import CadenceState, DutyEscalation, DutySetting, ReportDuty, ReportReturn
from db.models.calendar import CalendarDay
from db.models.care import (
    ServiceCapacity,
    ServiceCell,
    ServiceCount,
    ServiceGroup,
    ServiceMonth,
    ServiceReturn,
    ServiceSupply,
)
from db.models.category import Category
from db.models.centre import Centre, CentrePost
from db.models.change import Change, Installation, ModelReader
from db.models.data_source import DataSource
from db.models.grid import Grid
from db.models.indicator import IndicatorReturn
from db.models.intake import ImportBatch, ImportChange, ImportUpload
from db.models.matter import Matter, MatterEvent, MatterRevision
from db.models.mediation import MediationCase, MediationDeadline, MediationEvent, MediationPause, MediationSession
from db.models.mediation_room import MediationRoom
from db.models.mediator import Mediator
from db.models.member_unit import MemberUnit, MemberUnitAlias
from db.models.operating_mode import OperatingMode
from db.models.product import FrozenFigure, IssuedProduct
from db.models.purpose import Purpose
from db.models.scoring import (
    ScoringAppeal,
    ScoringEntry,
    ScoringRun,
    ScoringScheme,
    ScoringSheet,
    ScoringVisit,
)
from db.models.short_link import ShortLink
from db.models.sign_in import FirstRunCode, OldPassword, RecoveryCode, SignInAddress, SignInStep
from db.models.subsidy import SubsidyBudget, SubsidyEntry, SubsidyTariff
from db.models.target import Target
from db.models.used_form import UsedForm
from db.models.wall import WallDevice, WallNotice, WallPairing, WallProgramme, WallSlot

__all__ = [
    "Account",
    "AccountabilityAction",
    "AccountabilityEvent",
    "AccountabilityNotice",
    "AccountabilityProposal",
    "Alarm",
    "AlarmPending",
    "AlarmRule",
    "AlarmRun",
    "Annotation",
    "Area",
    "AreaAlias",
    "AreaSuccession",
    "AuditEvent",
    "AuditSeal",
    "Base",
    "Border",
    "BorderMap",
    "CadenceState",
    "CalendarDay",
    "Category",
    "Centre",
    "CentrePost",
    "Change",
    "DataSource",
    "DocumentSeries",
    "DutyEscalation",
    "DutySetting",
    "FirstRunCode",
    "FrozenFigure",
    "Grid",
    "ImportBatch",
    "ImportChange",
    "ImportUpload",
    "IndicatorReturn",
    "Installation",
    "IssuedProduct",
    "LoginSession",
    "Matter",
    "MatterEvent",
    "MatterRevision",
    "MediationCase",
    "MediationDeadline",
    "MediationEvent",
    "MediationPause",
    "MediationRoom",
    "MediationSession",
    "Mediator",
    "MemberUnit",
    "MemberUnitAlias",
    "ModelReader",
    "OldPassword",
    "OperatingMode",
    "Purpose",
    "RecoveryCode",
    "ReportDuty",
    "ReportReturn",
    "ScoringAppeal",
    "ScoringEntry",
    "ScoringRun",
    "ScoringScheme",
    "ScoringSheet",
    "ScoringVisit",
    "ServiceCapacity",
    "ServiceCell",
    "ServiceCount",
    "ServiceGroup",
    "ServiceMonth",
    "ServiceReturn",
    "ServiceSupply",
    "ShortLink",
    "SignInAddress",
    "SignInStep",
    "SignInTicket",
    "SubsidyBudget",
    "SubsidyEntry",
    "SubsidyTariff",
    "Target",
    "UsedForm",
    "WallDevice",
    "WallNotice",
    "WallPairing",
    "WallProgramme",
    "WallSlot",
]
