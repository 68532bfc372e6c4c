"""Two hundred headers and group names that are refused, in every guise, beside look-alikes of work that are taken."""

import tomllib
from itertools import chain
from pathlib import Path

import pytest

from core.catalogue import say
from core.intake.forbidden import header_reason

LISTED = tomllib.loads(Path(__file__).with_name("hostile_headers.toml").read_text(encoding="utf-8"))
HOSTILE, TAKEN = LISTED["hostile"], LISTED["taken"]


def test_there_are_two_hundred_of_them_and_each_is_another() -> None:
    assert len(set(chain.from_iterable(HOSTILE.values()))) >= 200


@pytest.mark.parametrize("reason", HOSTILE)
def test_every_hostile_header_is_refused(reason: str) -> None:
    found = {header: header_reason(header) for header in HOSTILE[reason]}
    assert not [header for header, why in found.items() if why is None]
    # A header may cross the line twice; it is told by the first.
    assert sum(why == reason for why in found.values()) > 0.8 * len(found)
    assert say(f"intake.forbidden.{reason}")


def test_columns_of_work_are_taken_though_they_look_alike() -> None:
    assert not {header: why for header in TAKEN if (why := header_reason(header))}
