"""The guards of the walls: which device and which person gets whose pictures."""

from trust.guard import Guard

DEVICES, DOORS = "tests/core/wall/test_devices.py", "tests/dashboards/wall/test_doors.py"

GUARDS = (
    Guard(
        "a revoked device is shut out",
        "core/wall/devices.py",
        "    if device.revoked_at is not None:\n        raise NotAdmitted",
        "    if False:\n        raise NotAdmitted",
        f"{DEVICES}::test_a_revoked_screen_is_shut_out_with_the_phones_that_steer_it",
    ),
    Guard(
        "a device is let in from its network only",
        "core/wall/devices.py",
        "if device.network is not None and not _lies_in(address, device.network):",
        "if False:",
        f"{DEVICES}::test_a_device_is_let_in_from_its_network_only",
    ),
    Guard(
        "devices are kept by those of their place",
        "core/wall/oversight.py",
        'return access.may(by, DEVICES) and (everywhere or areas.contains(by.area_code or "", area_code))',
        "return True",
        f"{DEVICES}::test_who_may_pair_and_whose_programmes",
    ),
    Guard(
        "a device is sent only to a programme of those who keep it",
        "core/wall/devices.py",
        "        oversight.kept(session, areas, programme_id, by)\n        for one",
        "        for one",
        f"{DEVICES}::test_a_device_is_sent_to_no_programme_of_another_place",
    ),
    Guard(
        "a device is changed by those of its place",
        "core/wall/devices.py",
        "    oversight.kept(session, areas, row.programme_id, by)\n    return row",
        "    return row",
        f"{DEVICES}::test_a_device_that_may_not_be_changed_stays_as_it_is",
    ),
    Guard(
        "programmes are changed by those of their place",
        "core/wall/oversight.py",
        'return access.may(by, PROGRAMMES) and areas.contains(by.area_code or "", area_code)',
        "return True",
        "tests/core/wall/test_editing.py::test_a_programme_is_changed_by_its_own_place_against_what_was_seen",
    ),
    Guard(
        "a wall gets its own programme's pictures only",
        "dashboards/wall/doors.py",
        "if job is None or programme_id is None or job.programme.id != programme_id:",
        "if job is None:",
        f"{DOORS}::test_a_wall_gets_its_own_programme_s_pictures_only",
    ),
    Guard(
        "a programme is tried out by whom it may be seen",
        "dashboards/wall/admission.py",
        "if programme is None or not oversight.may_see(areas, programme.area_code, login.person):",
        "if programme is None:",
        f"{DOORS}::test_a_programme_is_tried_out_by_whom_it_may_be_seen",
    ),
)
