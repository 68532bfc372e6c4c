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
)
