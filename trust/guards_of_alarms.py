"""The guards of alarms: who answers for one, and who sets the rules of a place."""

from trust.guard import Guard

ALARMS = "tests/core/alarms/test_alarms.py"

GUARDS = (
    Guard(
        "an alarm is acknowledged by its owner or the command desk",
        "core/alarms/standing.py",
        "if not all(may(areas, row.area_code, row.rule.owner, by) for row in rows):",
        "if False:",
        f"{ALARMS}::test_its_owner_or_the_command_desk_acknowledges_it_once",
    ),
    Guard(
        "rules are set by the area's command",
        "core/alarms/rules.py",
        "if not access.may(by, RIGHT) or not inside:",
        "if False:",
        f"{ALARMS}::test_only_the_command_of_an_area_sets_rules_there_and_only_such_as_can_be",
    ),
    Guard(
        "a phone answers for the alarms of its wall's place only",
        "core/alarms/standing.py",
        "for key in alarms_seen if key in inside]",
        "for key in alarms_seen]",
        f"{ALARMS}::test_grave_alarms_and_floods_call_until_they_are_answered",
    ),
    Guard(
        "a rule is removed by the area's command",
        "core/alarms/rules.py",
        "    _demand(areas, row.area_code, by)\n    row.enabled, row.removed_at",
        "    row.enabled, row.removed_at",
        f"{ALARMS}::test_a_rule_that_is_removed_ends_its_alarms_and_leaves_them_in_the_history",
    ),
)
