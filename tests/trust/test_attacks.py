"""The attacks of `make trust` in their short forms, and the list of guards kept true to the tree."""

from collections.abc import Iterator

import pytest

from tests.conftest import ROOT
from tests.serving import Server
from trust import anonymous_sweep, guards, injections, place, session_attacks, sign_in_checks
from trust.guard import Guard
from trust.guards import GUARDS


@pytest.fixture(scope="module")
def attacked() -> Iterator[Server]:
    with place.server() as server:
        yield server


@pytest.mark.parametrize("attack", session_attacks.ATTACKS, ids=lambda attack: attack.__name__)
def test_no_attack_on_a_session_succeeds(attacked: Server, attack: session_attacks.Attack) -> None:
    assert not attack(attacked)


def test_nothing_answers_without_a_session(attacked: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anonymous_sweep, "METHODS", ("GET", "POST"))
    monkeypatch.setattr(anonymous_sweep, "DISGUISES", ("{0}", "/static/..{0}"))
    (figure,) = anonymous_sweep.against(attacked)
    assert figure.good, figure


def test_failures_at_once_are_all_counted() -> None:
    with place.records(people=False) as records:
        figure = sign_in_checks.counting(records, "SQLite", 40)
    assert figure.good, figure


def test_hostile_texts_are_many_and_different() -> None:
    texts = injections.payloads()
    assert len(texts) == len(set(texts)) == 300


@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_every_guard_of_the_list_stands_where_it_says_and_names_a_test(guard: Guard) -> None:
    whole = (ROOT / guard.file).read_text(encoding="utf-8")
    assert guards.without(whole, guard) != whole
    file, _, name = guard.tests.partition("::")
    assert f"def {name}(" in (ROOT / file).read_text(encoding="utf-8")
