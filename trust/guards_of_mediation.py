"""The guards of mediation: who works on which case as it was seen, and whose own figures are shown to whom."""

from trust.guard import Guard

MEDIATION, MEDIATION_PAGE = "tests/core/mediation/test_steps.py", "tests/dashboards/test_mediation.py"

SUBSIDY = "tests/core/subsidy/test_claiming.py"

GUARDS = (
    Guard(
        "cases are worked on by those with the right",
        "core/mediation/desk.py",
        "if not access.may(by, RIGHT):",
        "if False:",
        f"{MEDIATION}::test_only_who_may_and_only_in_their_own_area",
    ),
    Guard(
        "cases are worked on in one's own area",
        "core/mediation/desk.py",
        "if case is None or not is_within(desk, by, case.matter.area and case.matter.area.code):",
        "if case is None:",
        f"{MEDIATION}::test_only_who_may_and_only_in_their_own_area",
    ),
    Guard(
        "a room's people work on its cases only",
        "core/mediation/desk.py",
        "if own is not None and own.mediation_room_id != room_id:",
        "if False:",
        f"{MEDIATION}::test_who_works_in_a_room_works_on_its_cases_only",
    ),
    Guard(
        "nobody acts on a case that has changed",
        "core/mediation/desk.py",
        "if case.version != seen.version:",
        "if False:",
        f"{MEDIATION}::test_whoever_acts_on_what_has_changed_is_told",
    ),
    Guard(
        "figures of mediators are for those who were named",
        "core/metrics.py",
        "hidden = column in PRIVATE and not dict(plan.scope.filters).get(column)",
        "hidden = False",
        "tests/core/mediation/test_figures.py::test_a_mediator_is_a_dimension_only_for_whoever_was_named",
    ),
    Guard(
        "a mediator sees their own figures, not the room's",
        "core/mediation/staff.py",
        "if found.head:",
        "if True:",
        f"{MEDIATION_PAGE}::test_a_mediator_sees_their_own_the_head_those_of_the_room_others_the_room",
    ),
    Guard(
        "one person claims a subsidy and another approves it",
        "core/subsidy/deciding.py",
        "if line.made_by == by.username:",
        "if False:",
        f"{SUBSIDY}::test_one_person_claims_and_another_approves",
    ),
    Guard(
        "subsidies are approved by those with the right, where they pay",
        "core/subsidy/tariff.py",
        "if not access.may(by, APPROVE) or not desk.is_within(at, by, area_code):",
        "if False:",
        f"{SUBSIDY}::test_only_who_may_and_only_in_their_own_area",
    ),
    Guard(
        "a line of the ledger is seen in one's own area",
        "core/subsidy/claiming.py",
        "if line is None or not desk.is_within(at, by, line.case.matter.area and line.case.matter.area.code):",
        "if line is None:",
        f"{SUBSIDY}::test_only_who_may_and_only_in_their_own_area",
    ),
    Guard(
        "no more is approved than the year has",
        "core/subsidy/budget.py",
        "if amount_fen > left:",
        "if False:",
        f"{SUBSIDY}::test_no_more_is_approved_than_the_year_has",
    ),
    Guard(
        "whom a subsidy is paid to is seen by the head and the approver",
        "core/subsidy/ledger.py",
        "return access.may(by, tariff.APPROVE) or (own is not None and own.head)",
        "return True",
        f"{SUBSIDY}::test_whom_it_is_paid_to_is_seen_by_the_head_and_by_who_approves",
    ),
    Guard(
        "the ledger is for the head of a room, not its mediators",
        "core/subsidy/claiming.py",
        "if own is not None and not own.head:",
        "if False:",
        f"{SUBSIDY}::test_whom_it_is_paid_to_is_seen_by_the_head_and_by_who_approves",
    ),
)
