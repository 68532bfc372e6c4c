"""The guards of the special-group services: who writes, approves and closes what, and what may never become a group."""

from trust.guard import Guard

RETURNS, GROUPS = "tests/core/care/test_returns.py", "tests/core/care/test_groups.py"

GUARDS = (
    Guard(
        "a return's numbers are its township's own",
        "core/care/desk.py",
        'if found is None or found.area.code != home:\n        raise Refused("no_return")',
        'if found is None:\n        raise Refused("no_return")',
        f"{RETURNS}::test_a_township_sees_and_writes_its_own_return_only_and_the_office_none",
    ),
    Guard(
        "a return is shown to its township only",
        "core/care/overview.py",
        "if not found or found[0].area.code != by.area_code:",
        "if not found:",
        f"{RETURNS}::test_a_township_sees_and_writes_its_own_return_only_and_the_office_none",
    ),
    Guard(
        "returns and months are for those with the right",
        "core/care/desk.py",
        "if not access.may(by, right) or by.area_code is None:",
        "if by.area_code is None:",
        f"{RETURNS}::test_a_township_sees_and_writes_its_own_return_only_and_the_office_none",
    ),
    Guard(
        "the office decides in its own area",
        "core/care/desk.py",
        "if found is None or not _holds(desk, home, found.area.code):",
        "if found is None:",
        f"{RETURNS}::test_the_office_decides_in_its_own_area_only",
    ),
    Guard(
        "only a correction that isn't handed in is given up",
        "core/care/returns.py",
        "if row.revision == 0 or row.status not in WRITABLE:",
        "if False:",
        f"{RETURNS}::test_a_correction_that_is_not_handed_in_can_be_given_up_and_nothing_else",
    ),
    Guard(
        "nobody approves what they handed in",
        "core/care/returns.py",
        "if row.submitted_by is not None and row.submitted_by == by.account_id:",
        "if False:",
        f"{RETURNS}::test_nobody_approves_what_they_handed_in",
    ),
    Guard(
        "nobody hands in over what has changed",
        "core/care/desk.py",
        '    if found is None or found.area.code != home:\n        raise Refused("no_return")\n'
        "    if found.version != seen.version:",
        '    if found is None or found.area.code != home:\n        raise Refused("no_return")\n    if False:',
        f"{RETURNS}::test_whoever_acts_on_what_has_changed_is_told",
    ),
    Guard(
        "a small figure is only said to be small",
        "core/answers.py",
        "if not disclosure.shown(numerator):",
        "if False:",
        "tests/core/care/test_cube.py::test_small_figures_are_only_said_to_be_small_and_shares_need_thirty",
    ),
    Guard(
        "no purpose, no return",
        "core/care/returns.py",
        "if not purposes.is_registered(session, purposes.SERVICES):",
        "if False:",
        "tests/core/test_purposes.py::test_without_a_row_no_return_is_handed_in",
    ),
    Guard(
        "no forbidden category becomes a group",
        "core/care/groups.py",
        "if reason := forbidden.header_reason(text):",
        "if reason := None:",
        f"{GROUPS}::test_no_forbidden_category_becomes_a_group_by_any_name",
    ),
    Guard(
        "the register is the security manager's",
        "core/purposes.py",
        "if not access.may(by, RIGHT):",
        "if False:",
        "tests/core/test_purposes.py::test_the_security_manager_keeps_the_register_and_nobody_else",
    ),
)
