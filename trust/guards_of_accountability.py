"""The guards of acts on bodies: whose office acts on whom, who approves, who answers, and who sees a draft."""

from trust.guard import Guard

ACTS, NOTICES = "tests/core/accountability/test_acts.py", "tests/core/accountability/test_notices.py"
PAGE = "tests/dashboards/test_accountability.py"

GUARDS = (
    Guard(
        "lists of acts come from those who act on bodies",
        "core/intake/importing.py",
        'if kind == "acts" and not access.may(by, HOLD):',
        "if False:",
        "tests/core/intake/test_intake_acts.py::test_only_an_office_that_acts_on_bodies_and_only_on_those_below_it",
    ),
    Guard(
        "a list of acts is taken over for bodies below one's office only",
        "core/accountability/recording.py",
        "area, unit = drafting.body_of(session, office, wanted, rule, replace(by, area_code=issuer.code))",
        'area, unit = drafting.body_of(session, office, wanted, rule, replace(by, area_code="0"))',
        "tests/core/intake/test_intake_acts.py::test_only_an_office_that_acts_on_bodies_and_only_on_those_below_it",
    ),
    Guard(
        "bodies are acted on by those with the right",
        "core/accountability/office.py",
        "if not access.may(by, right) or by.area_code is None:",
        "if False:",
        f"{ACTS}::test_only_who_has_the_right_acts_or_approves",
    ),
    Guard(
        "a county acts on no other's bodies",
        "core/accountability/office.py",
        "return office.areas.contains(own, area_code) and (unit or own != area_code)",
        "return True",
        f"{ACTS}::test_a_county_acts_on_its_own_bodies_only",
    ),
    Guard(
        "nobody undoes what an office above has done",
        "core/accountability/office.py",
        'if action is None or not office.areas.contains(by.area_code or "", action.issuer.code):',
        "if action is None:",
        f"{ACTS}::test_a_county_acts_on_its_own_bodies_only",
    ),
    Guard(
        "nobody decides on an act that has changed",
        "core/accountability/office.py",
        "if action.version != seen.version:",
        "if False:",
        f"{ACTS}::test_whoever_acts_on_what_has_changed_is_told",
    ),
    Guard(
        "nobody approves their own draft",
        "core/accountability/deciding.py",
        "if action.drafted_by == by.username:",
        "if False:",
        f"{ACTS}::test_an_act_without_effect_holds_at_once_and_one_with_it_waits_for_another_person",
    ),
    Guard(
        "nobody takes back their own act that touches a score",
        "core/accountability/office.py",
        "if by.username == action.drafted_by:",
        "if False:",
        f"{ACTS}::test_an_act_without_effect_holds_at_once_and_one_with_it_waits_for_another_person",
    ),
    Guard(
        "a notice is answered by its body",
        "core/accountability/office.py",
        'if action is None or action.area.code != by.area_code or action.state != "in_force":',
        "if action is None:",
        f"{NOTICES}::test_only_the_body_answers_and_not_whoever_judges_the_answer",
    ),
    Guard(
        "nobody judges their own answer",
        "core/accountability/notices.py",
        "if notice.answered_by == by.username:",
        "if False:",
        f"{NOTICES}::test_only_the_body_answers_and_not_whoever_judges_the_answer",
    ),
    Guard(
        "a draft is for those who decide on it",
        "core/accountability/register.py",
        "if action.state not in DRAFTS:",
        "if True:",
        "tests/core/accountability/test_acts.py::test_a_draft_is_seen_by_those_who_decide_and_not_by_the_body",
    ),
)
