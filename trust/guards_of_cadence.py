"""The guards of the cadence of work: who reports what, who orders wartime mode, and on what they act."""

from trust.guard import Guard

RETURNING = "tests/core/cadence/test_returning.py"
MODES = "tests/core/cadence/test_modes.py"
GENERATING = "tests/core/cadence/test_generating.py"

GUARDS = (
    Guard(
        "a report is given by the office that owes it",
        "core/cadence/returning.py",
        "if not may(areas, row.duty, area.code, by):",
        "if False:",
        f"{RETURNING}::test_only_the_office_that_owes_it_reports",
    ),
    Guard(
        "nobody reports on what has changed",
        "core/cadence/returning.py",
        "if row.version != seen.version:",
        "if False:",
        f"{RETURNING}::test_nobody_acts_on_what_has_changed_or_is_not_asked_for",
    ),
    Guard(
        "wartime mode is ordered by the area's command centre",
        "core/cadence/operating.py",
        "if not may(areas, area_code, by):",
        "if False:",
        f"{MODES}::test_only_the_command_centre_of_an_area_orders_it",
    ),
    Guard(
        "duties are switched by the area's command centre",
        "core/cadence/switching.py",
        'if not access.may(by, RIGHT) or area_code not in areas or not areas.contains(by.area_code or "", area_code):',
        "if False:",
        f"{GENERATING}::test_only_the_command_of_an_area_switches_duties_there",
    ),
)
