"""The one door to the figures: whoever asks gets their own part of what they ask for, or is refused."""

import ast
import copy
from dataclasses import FrozenInstanceError, replace
from pathlib import Path

import pytest

from core import access, areas
from core.access import OutOfScope, Person
from core.areas import Area, AreaTree
from core.metrics import measure
from core.periods import Period
from core.scope import Request, Scope
from db.read_model.model import ReadModel
from db.session import Records
from tests import scenario
from tests.conftest import ROOT
from tests.scenario import GUCHENG, TODAY, YULONG, D, H, S, V

TREE = AreaTree(
    [
        Area("0", "root", "root", None),
        Area("5307", "丽江市", "prefecture", "0"),
        Area(GUCHENG, "古城区", "county", "5307"),
        Area(YULONG, "玉龙县", "county", "5307"),
        Area(D, "大研街道", "township", GUCHENG),
        Area(S, "束河街道", "township", GUCHENG),
        Area(V, "新华社区", "village", D),
        Area(H, "黄山镇", "township", YULONG),
        # Codes that begin alike lie in different places.
        Area("3301", "杭州市", "prefecture", "0"),
        Area("330102", "上城区", "county", "3301"),
        Area("33010", "别处", "prefecture", "0"),
        Area("330109", "别处的县", "county", "33010"),
    ]
)


def person(area: str | None, role: str = "county_office") -> Person:
    return Person(7, "somebody", "某办公室", role, area)


def see(area: str | None, *asked: str) -> tuple[list[str], tuple[str, ...]]:
    """The codes that are sealed in the scope, and those left out."""
    found = access.scope(person(area), Request(Period("2026-11"), asked), TREE, TODAY)
    return [place.code for place in found.areas], found.narrowed


@pytest.mark.parametrize(
    ("own", "asked", "sealed", "left_out"),
    [
        (GUCHENG, (), [GUCHENG], ()),
        (GUCHENG, (GUCHENG,), [GUCHENG], ()),
        (GUCHENG, (D,), [D], ()),
        (GUCHENG, (V,), [V], ()),
        (GUCHENG, (D, GUCHENG), [GUCHENG], ()),
        (GUCHENG, (V, D, V), [D], ()),
        (GUCHENG, (D, S), [D, S], ()),
        # A larger place is one's own part of it, whatever else is asked for beside it.
        (GUCHENG, ("5307",), [GUCHENG], ("5307",)),
        (GUCHENG, ("0",), [GUCHENG], ("0",)),
        (GUCHENG, ("5307", D), [GUCHENG], ("5307",)),
        # Partly outside: narrowed, and said.
        (GUCHENG, (D, YULONG), [D], (YULONG,)),
        (GUCHENG, (YULONG, "5307"), [GUCHENG], (YULONG, "5307")),
        (GUCHENG, (D, "999999"), [D], ("999999",)),
        ("0", (), ["0"], ()),
        ("0", (YULONG, D), [YULONG, D], ()),
        ("3301", ("0",), ["3301"], ("0",)),
    ],
)
def test_a_person_sees_their_own_part_of_what_they_ask_for(
    own: str, asked: tuple[str, ...], sealed: list[str], left_out: tuple[str, ...]
) -> None:
    assert see(own, *asked) == (sealed, left_out)


@pytest.mark.parametrize(
    ("own", "asked"),
    [
        (GUCHENG, (YULONG,)),
        (GUCHENG, (H,)),
        (D, (S,)),
        (V, (S, H)),
        (GUCHENG, ("999999",)),
        (GUCHENG, ("",)),
        ("0", ("999999",)),
        ("3301", ("33010",)),
        ("3301", ("330109",)),
        ("33010", ("330102",)),
        (None, ()),
        (None, ("0",)),
        ("abolished", ()),
        ("abolished", ("5307",)),
        ("", ("5307",)),
    ],
)
def test_what_lies_wholly_outside_is_refused(own: str | None, asked: tuple[str, ...]) -> None:
    with pytest.raises(OutOfScope) as refused:
        see(own, *asked)
    assert refused.value.wanted == asked
    assert refused.value.person.username == "somebody"


def test_every_pair_of_places_is_judged_by_the_tree_alone() -> None:
    """Against the definition: one may see what lies in one's own place, or one's own part of what holds it."""
    for own in TREE:
        for asked in TREE:
            inside = own.code in [step.code for step in TREE.path(asked.code)]
            around = asked.code in [step.code for step in TREE.path(own.code)]
            if inside or around:
                assert see(own.code, asked.code)[0] == [asked.code if inside else own.code]
            else:
                with pytest.raises(OutOfScope):
                    see(own.code, asked.code)


def test_the_command_lines_person_sees_all_and_an_unknown_role_may_nothing() -> None:
    whole = access.scope(access.operator(), Request(), TREE, TODAY)
    assert [place.code for place in whole.areas] == ["0"]
    assert not access.may(person("0", role="passer_by"), "board")
    assert not access.may(person("0"), "no_such_right")


def test_a_scope_cannot_be_made_copied_or_changed_by_hand() -> None:
    made = access.scope(person(D), Request(Period("2026-11")), TREE, TODAY)
    root = (TREE["0"],)
    with pytest.raises(PermissionError):
        Scope(made.span, root, (), TODAY)
    with pytest.raises(PermissionError):
        Scope(made.span, root, (), TODAY, None, (), object())
    with pytest.raises(PermissionError):
        replace(made, areas=root)
    with pytest.raises(FrozenInstanceError):
        made.areas = root  # type: ignore[misc]
    assert copy.copy(made) == made
    assert {made: 1}[made.over(made.span)] == 1


def test_nothing_but_access_seals_a_scope() -> None:
    users = [file for folder in ("core", "dashboards", "pages", "db") for file in (ROOT / folder).rglob("*.py")]
    sealing = {str(file.relative_to(ROOT)) for file in users if _names(file) & {"seal", "_SEAL"}}
    assert sealing == {"core/access.py", "core/scope.py"}


def _names(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    used = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    used |= {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    return used | {alias.name for node in ast.walk(tree) if isinstance(node, ast.ImportFrom) for alias in node.names}


def test_a_township_user_counts_their_township_alone(records: Records, model: ReadModel) -> None:
    with records.writing() as session:
        scenario.plant(session)
    model.catch_up()
    counted = {
        code: measure(model, ["new_matters"], scenario.scope(records, "2026-11", *asked, person=person(code)))["value"][
            0
        ]
        for code, asked in ((D, ()), (S, ("5307",)), (H, ("0",)), (V, (D,)))
    }
    assert counted == {D: 5, S: 4, H: 1, V: 1}
    tree = areas.load(records)
    assert [area.code for area in tree.path(V)] == ["0", "5307", GUCHENG, D, V]
    assert tree.level_below("0") == "prefecture"
    assert tree.level_below(V) is None


def test_places_are_found_by_code_and_by_name_with_or_without_its_ending() -> None:
    assert [place.code for place in TREE.find(D)] == [D]
    assert [place.code for place in TREE.find("大研街道")] == [D]
    assert [place.code for place in TREE.find("大研")] == [D]
    assert [place.code for place in TREE.find("别处")] == ["33010"]
    assert [place.code for place in TREE.find("别处的")] == ["330109"]
    assert TREE.find("某地") == []
    assert TREE.find("丽") == []
    assert TREE.find("") == []
