"""The guards of scoring: who scores, publishes and appeals for which place, and whose figures are opened to whom."""

from trust.guard import Guard

OFFICE, PAGE = "tests/core/scoring/test_office.py", "tests/dashboards/test_supervision.py"

GUARDS = (
    Guard(
        "scores are made by those with the right, in their own area",
        "core/scoring/office.py",
        'if not access.may(by, right) or not areas.contains(by.area_code or "", area_code):',
        "if False:",
        f"{OFFICE}::test_only_the_office_of_the_place_scores",
    ),
    Guard(
        "nobody publishes their own draft",
        "core/scoring/runs.py",
        "if found.made_by == by.username:",
        "if False:",
        f"{OFFICE}::test_nobody_publishes_their_own_draft",
    ),
    Guard(
        "what its inputs don't give isn't published",
        "core/scoring/runs.py",
        "if verify(session, found.id) != found.output_hash:",
        "if False:",
        f"{OFFICE}::test_a_draft_whose_inputs_do_not_give_its_result_is_not_published",
    ),
    Guard(
        "nobody acts on a run that has changed",
        "core/scoring/office.py",
        'if getattr(found, "version", None) != seen.version:',
        "if False:",
        f"{OFFICE}::test_whoever_acts_on_what_has_changed_is_told",
    ),
    Guard(
        "an appeal is for one's own body",
        "core/scoring/appeals.py",
        "if not may_file(session, areas, body, by):",
        "if False:",
        f"{OFFICE}::test_an_appeal_is_for_ones_own_body_within_the_window_and_once",
    ),
    Guard(
        "whoever made a run decides no appeal against it",
        "core/scoring/appeals.py",
        "if by.username == maker:",
        "if False:",
        f"{OFFICE}::test_an_appeal_is_decided_by_somebody_without_a_part_in_it",
    ),
    Guard(
        "nobody decides their own appeal",
        "core/scoring/appeals.py",
        "if by.username == filer:",
        "if False:",
        f"{OFFICE}::test_an_appeal_is_decided_by_somebody_without_a_part_in_it",
    ),
    Guard(
        "nobody decides on an appeal of their own place",
        "core/scoring/appeals.py",
        'return "own_body" if bodies.is_area(body) and bodies.code_of(body) == by.area_code else ""',
        'return ""',
        f"{OFFICE}::test_an_appeal_is_decided_by_somebody_without_a_part_in_it",
    ),
    Guard(
        "a mark isn't above its cap",
        "core/scoring/entering.py",
        'if item.evidence == "mark" and wanted.value > cap:',
        "if False:",
        f"{OFFICE}::test_bad_marks_are_refused_and_nothing_is_kept",
    ),
    Guard(
        "drafts are for those who score",
        "core/scoring/published.py",
        "scoring_runs.runs(session, shown_only=not scores)",
        "scoring_runs.runs(session, shown_only=False)",
        f"{OFFICE}::test_who_sees_which_runs_and_whose_figures",
    ),
    Guard(
        "figures are opened for one's own bodies only",
        "core/scoring/published.py",
        "return {key for key, code in codes.items() if areas.contains(own, code)}",
        "return set(codes)",
        f"{PAGE}::test_somebody_elses_figures_are_not_opened",
    ),
)
