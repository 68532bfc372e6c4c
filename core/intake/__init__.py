"""Imports: tables of others become records, with a report that names every cell that was refused or doubtful."""

from core.intake.importing import NotAllowed, run
from core.intake.ledger import Counts, Outcome
from core.intake.mapping import KINDS
from core.intake.mapping_file import DEFAULT, shipped
from core.intake.refusal import MappingRefused, Refusal, UnreadableFile

__all__ = [
    "DEFAULT",
    "KINDS",
    "Counts",
    "MappingRefused",
    "NotAllowed",
    "Outcome",
    "Refusal",
    "UnreadableFile",
    "run",
    "shipped",
]
