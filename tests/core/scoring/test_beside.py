"""As published beside recomputed: what came late shows in today's figures and changes nothing that was published."""

import re
from datetime import date
from io import BytesIO

import docx
import pytest

from core.scoring import behind, beside, entering, package, package_word, published
from core.scoring.behind import Behind
from db.models import AccountabilityAction
from db.session import WHOLE
from tests import factories, scenario
from tests.core.scoring.conftest import LEADER, MAKER, MARKED, Supervision, worth
from tests.core.scoring.test_office import DAYAN, mark

pytestmark = pytest.mark.parametrize("records_url", ["sqlite"], indirect=True)


def test_what_came_late_stands_beside_what_was_published(supervision: Supervision) -> None:
    scheme = supervision.load(MARKED)
    supervision.write(entering.enter, mark(scheme), by=MAKER)
    key = supervision.publish(scheme).id
    run = next(one for one in published.runs(supervision.records, supervision.areas, MAKER) if one.id == key)
    rows = published.rows(supervision.records, key)
    now = beside.today(supervision.records, supervision.model, run)
    assert all(pair.same and not beside.changed(run.scheme, pair) for pair in beside.pairs(rows, now))
    # A closing of October that nobody had told until now, three days late, of 大研.
    with supervision.records.writing(within=WHOLE) as session:
        place, feed = factories.areas_of(session)[scenario.D], factories.data_source(session, "late")
        events = [("reported", "2026-10-02", {"due_on": "2026-10-05"}), ("closed", "2026-10-08")]
        factories.matter(session, feed, place, events)
    supervision.model.catch_up()
    now = beside.today(supervision.records, supervision.model, run)
    pairs = {pair.row.body.key: pair for pair in beside.pairs(rows, now)}
    dayan = pairs[DAYAN]
    # Two of two in time were 60 points of 98.50; two of three are 66.67 %, 33.33 below the aim, half a point each.
    (late,) = [one for one in beside.changed(run.scheme, dayan) if one.item.metric == "on_time_rate"]
    assert (late.then.numerator, late.then.denominator, late.now.numerator, late.now.denominator) == (2, 2, 2, 3)
    assert dayan.row.standing.shown == worth("98.50")
    assert (late.then.points, late.now.points, dayan.difference) == (60, worth("43.3333"), worth("-16.67"))
    assert not dayan.same
    # Nothing of it is kept, and the package tells both.
    assert published.rows(supervision.records, key) == rows
    visible = published.visible(supervision.records, supervision.areas, LEADER, [row.body.key for row in rows])
    *_, sheet = package.sheets(run, rows, [], visible, now)
    told = sheet.frame[sheet.frame["body"] == "大研街道"].iloc[0]
    assert (told["published"], told["today"], told["difference"]) == (98.5, 81.83, -16.67)
    assert late.item.title in told["changed"]


def test_what_was_entered_and_which_acts_held_are_told_as_the_run_froze_them(supervision: Supervision) -> None:
    acts = """
[[item]]
key = "acts"
title = "问责"
section = "三"
floor = -10
rule = { kind = "acts" }
source = "督导办"
text = "说明"
"""
    scheme = supervision.load(MARKED + acts)
    supervision.write(entering.enter, mark(scheme), by=MAKER)
    with supervision.records.writing(within=WHOLE) as session:
        places = factories.areas_of(session)
        told = {"basis": "other", "reference": "细则", "lift_condition": "expiry", "drafted_by": "x"}
        told |= {"effect": "deduction", "effect_points": worth("2"), "state": "in_force"}
        day = date(2026, 10, 5)
        both = {"area": places[scenario.D], "issuer": places["5307"]}
        session.add(AccountabilityAction(kind="summons_talk", starts_on=day, **both, **told))
    key = supervision.publish(scheme).id
    supervision.write(entering.withdraw, entry=1, by=MAKER)
    run = next(one for one in published.runs(supervision.records, supervision.areas, MAKER) if one.id == key)
    listed = [
        behind.behind(supervision.records, key, DAYAN, run.scheme.item_of(name))
        for name in ("visit", "acts", "on_time")
    ]
    assert listed == [
        [Behind(date(2026, 10, 20), worth("8.50"), "现场观摩评分表第3号")],
        [Behind(day, worth("2.00"), "", "summons_talk", None, "deduction")],
        [],
    ]
    # What an act takes is told with its sign, on the page and in both files alike.
    rows = published.rows(supervision.records, key)
    acts_row = next(
        row for row in package.sheets(run, rows, [], [DAYAN])[2].frame.to_dict("records") if row["item"] == "问责"
    )
    shown = {name: acts_row[name] for name in ("figure", "numerator", "points", "reckoning")}
    assert shown == {"figure": "\N{MINUS SIGN}2 分", "numerator": -2, "points": -2, "reckoning": "扣2分"}


def test_the_package_as_a_word_file_tells_what_the_workbook_tells(supervision: Supervision) -> None:
    scheme = supervision.load(MARKED)
    supervision.write(entering.enter, mark(scheme), by=MAKER)
    key = supervision.publish(scheme).id
    run = next(one for one in published.runs(supervision.records, supervision.areas, MAKER) if one.id == key)
    rows = published.rows(supervision.records, key)
    now = beside.today(supervision.records, supervision.model, run)
    told = {"place": "丽江市", "months": "2026年9—10月", "who": "督导办"}
    content = package_word.document(run, rows, [], [DAYAN], now, **told)
    word = docx.Document(BytesIO(content))
    lines = [paragraph.text for paragraph in word.paragraphs]
    assert [line for line in lines if line[:2] in ("一、", "二、", "三、", "四、", "五、")] == [
        *("一、公布排名（尚未定案）", "二、条目得分", "三、得分说明", "四、申诉", "五、公布时与现有数据重算对照"),
    ]
    assert run.output_hash in " ".join(lines)
    assert not re.search("（[^（）]*（", "".join(lines))
    tables = [[[cell.text for cell in row.cells] for row in table.rows] for table in word.tables]
    ranked = {row[1]: row[2] for table in tables if table[0][0] == "名次" for row in table[1:]}
    assert len(ranked) == len(rows)
    assert ranked["大研街道"] == "98.50"
    # What lies behind the totals is told of the reader's own bodies only.
    explained = [row[0] for table in tables if table[0][0] == "单位" for row in table[1:]]
    assert set(explained) == {"大研街道"}
    assert ["大研街道", "98.50", "1", "98.50", "1", "0.00"] in tables[-1]
