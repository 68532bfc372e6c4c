"""`fengqiao score`: an example that is sound, faults in words, and what a scheme would have made of past months."""

import re
from datetime import date
from decimal import Decimal
from pathlib import Path

from db.models import AccountabilityAction
from db.session import WHOLE, Records
from tests import factories, scenario
from tests.core.scoring import worked
from tests.core.scoring.test_gathering import TEXT
from tests.dashboards.commands.conftest import Fengqiao


def test_the_example_is_written_once_and_is_sound(fengqiao: Fengqiao, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    assert fengqiao("score", "example", str(file)).exit_code == 0
    assert "没有问题" in fengqiao("score", "check", str(file)).output
    again = fengqiao("score", "example", str(file))
    assert (again.exit_code, "没有覆盖" in again.output) == (1, True)
    assert fengqiao("score", "example").output == file.read_text(encoding="utf-8")


def test_every_fault_is_told_in_words(fengqiao: Fengqiao, tmp_path: Path) -> None:
    file = tmp_path / "scheme.toml"
    file.write_text(worked.text(due='points = 19\nmetric = "nothing"\nrule = { kind = "rank" }'), encoding="utf-8")
    shown = fengqiao("score", "check", str(file))
    assert shown.exit_code == 1
    for words in ("镇、乡：各条目分值之和为 99，应为 100。", "条目 due：指标目录中没有“nothing”。"):
        assert words in shown.output
    assert "没有这个文件" in fengqiao("score", "check", str(tmp_path / "none.toml")).output


def test_past_months_are_tried_and_nothing_is_kept(kept: Records, fengqiao: Fengqiao, tmp_path: Path) -> None:
    with kept.writing() as session:
        scenario.plant(session)
    file = tmp_path / "scheme.toml"
    file.write_text(TEXT, encoding="utf-8")
    shown = fengqiao("score", "try", str(file), "2026-09..2026-10")
    assert shown.exit_code == 0
    assert "大研街道" in shown.output
    assert "100.00" in shown.output
    assert "没有数据，不排名" in shown.output
    assert "看不懂考评期" in fengqiao("score", "try", str(file), "2026-13..2026-14").output
    assert "数据只到 2026-11-20" in fengqiao("score", "try", str(file), "2026-11..2026-11").output


def deducted(records: Records) -> None:
    """An act on 大研 that takes a point and a half."""
    with records.writing(within=WHOLE) as session:
        places = factories.areas_of(session)
        told = {"kind": "circulated_criticism", "effect": "deduction", "effect_points": Decimal("1.5")}
        told |= {"basis": "other", "reference": "x", "lift_condition": "expiry", "drafted_by": "x"}
        told |= {"starts_on": date(2026, 9, 5), "state": "in_force", "issuer": places["5307"]}
        session.add(AccountabilityAction(area=places[scenario.D], **told))


def test_a_scheme_is_loaded_a_draft_made_and_computed_again(kept: Records, fengqiao: Fengqiao, tmp_path: Path) -> None:
    with kept.writing() as session:
        scenario.plant(session)
    file = tmp_path / "scheme.toml"
    acts = 'rule = { kind = "acts" }\nfloor = -10'
    item = f'[[item]]\nkey = "acts"\ntitle = "问责"\nsection = "三"\nsource = "办"\ntext = "说明"\n{acts}\n'
    file.write_text(TEXT + item, encoding="utf-8")
    deducted(kept)
    tried = fengqiao("score", "try", str(file), "2026-09..2026-10").output
    assert re.search(r"大研街道\W+98\.50\W+100\W+0\W+\N{MINUS SIGN}1\.5\b", tried)
    assert "第 1 版" in fengqiao("score", "load", str(file)).output
    assert "内容相同" in fengqiao("score", "load", str(file)).output
    assert "没有这个方案" in fengqiao("score", "run", "other", "2026-09..2026-10").output
    made = fengqiao("score", "run", "small", "2026-09..2026-10")
    assert (made.exit_code, "第 1 次考评的草稿" in made.output) == (0, True)
    # What was tried is what was made.
    assert re.findall(r"结果指纹 (\w+)", tried) == re.findall(r"结果指纹 (\w+)", made.output)
    assert "重算一致" in fengqiao("score", "verify", "1").output
    assert fengqiao("score", "verify", "2").exit_code == 1
