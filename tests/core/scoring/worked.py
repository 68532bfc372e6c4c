"""A scheme of 12 items for three peer groups and two months of seven bodies, small enough to be reckoned by hand.

Counts are (January, February) as numerator/denominator; T3 joined in February, S2 has hardly any cases, U2 is vetoed.

          due            satisfied      visited        near           reopened      in time        closed  false/checked
 T1  18/20 27/30    8/10  9/10    12/20 24/30    12/20 18/30    1/20 2/30     19/20 29/30    20 30   1 0 / 10 10
 T2  10/20 20/30    7/10  8/10    10/20 15/30     8/20 12/30    2/20 3/30     16/20 24/30    25 25   2 4 / 10 10
 T3        17/20         16/20          16/20          12/20         0/20           18/20         20      0 /    12
 S1  40/50 38/50    9/12 12/13    45/50 45/50    25/50 25/50    2/50 3/50     40/50 45/50    50 50   1 2 / 15 15
 S2   2/3   3/4     1/2   2/2      1/3   1/4      1/3   1/4     0/3  0/4       1/3   1/4      3  4   0 0 /  1  2
 U1 95/100 90/100   6/10  9/10   60/100 60/100  10/100 10/100  5/100 5/100   95/100 95/100  100 100  0 0 / 10 10
 U2  10/20  5/20   10/10  8/10     5/20  6/20     4/20  4/20    3/20 3/20      5/20  5/20    20 20   0 1 / 10 10

Meetings: T1 2, T2 1, T3 1, S1 none, S2 2, U1 3, U2 none. Marks: T1 8 and 9, T2 7, S1 9, S2 10, U1 6, 7, 8, U2 8.
Experience: T1 1, T2 5, S1 3. Acts: T2 -1 from 10 January; T3 +1; S1 -5 until 15 February; U2 a veto from February.
"""

from datetime import date
from decimal import Decimal

from core.scoring import reading
from core.scoring.scheme import Scheme
from core.scoring.snapshot import Act, Body, Count, Entry, Snapshot

JANUARY, FEBRUARY = date(2026, 1, 1), date(2026, 2, 1)
MONTHS = (JANUARY, FEBRUARY)
TEXT = """
key = "worked"
title = "手算示例"
area = "5307"
valid_from = 2026-01-01
basis = "测试"
least = 10
coverage = 60
bonus_cap = 1.5

[[group]]
key = "towns"
title = "镇、乡"
members = { level = "township", kinds = ["town", "township"] }
[[group]]
key = "subdistricts"
title = "街道"
members = { level = "township", kinds = ["subdistrict"] }
[[group]]
key = "units"
title = "重点责任单位"
members = { level = "county", unit_class = "key" }
[[overall]]
title = "镇街综合"
groups = ["towns", "subdistricts"]
"""
ITEMS = (
    # key, points, what it is bound to and the rule
    ("due", "20", 'metric = "due_met_rate"\nrule = { kind = "target", target = 90, per = 0.5 }'),
    ("satisfied", "10", 'metric = "satisfaction_rate"\nrule = { kind = "threshold", at = 80, below = 2 }'),
    (
        "visited",
        "10",
        'metric = "follow_up_rate"\nrule = { kind = "step", steps = [[80, 10], [60, 6]], otherwise = 0 }',
    ),
    ("near", "10", 'metric = "settled_in_village_rate"\nrule = { kind = "rank", last = 2 }'),
    ("reopened", "10", 'metric = "reopening_rate"\nrule = { kind = "mean", per = 1 }'),
    (
        "false",
        "10",
        'metric = "false_closures"\nbase = "checked_closures"\nrule = { kind = "per_count", per = -2 }',
    ),
    ("closed", "10", 'metric = "closed_matters"\ndirection = "higher"\nrule = { kind = "mean", per = 0.1 }'),
    ("meetings", "5", 'evidence = "count"\nrule = { kind = "per_count", per = -0.5, expected = 1 }'),
    ("mark", "10", 'evidence = "mark"\nrule = { kind = "mark" }'),
    ("in_time", "5", 'metric = "resolved_in_time_rate"\nrule = { kind = "target", target = 95, per = 0.2 }'),
    ("bonus", "2", 'evidence = "count"\nbonus = true\nrule = { kind = "per_count", per = 0.5 }'),
    ("acts", "0", 'floor = -10\ncap = 2\nrule = { kind = "acts" }'),
)
METRICS = (
    *("due_met_rate", "satisfaction_rate", "follow_up_rate", "settled_in_village_rate", "reopening_rate"),
    "resolved_in_time_rate",
)
BODIES = {"T1": "towns", "T2": "towns", "T3": "towns", "S1": "subdistricts", "S2": "subdistricts"}
BODIES |= {"U1": "units", "U2": "units"}


def text(**changed: str) -> str:
    """The scheme as it is written; `changed` are items' lines in place of their own."""
    parts = [
        f'[[item]]\nkey = "{key}"\ntitle = "条目 {key}"\nsection = "一"\nsource = "来源"\ntext = "说明"\n'
        + changed.get(key, f"points = {points}\n{rule}" if key != "acts" else rule)
        for key, points, rule in ITEMS
    ]
    return TEXT + "\n" + "\n".join(parts)


def scheme() -> Scheme:
    return reading.read(text())


def snapshot() -> Snapshot:
    counts: dict[tuple[str, str], tuple[Count, ...]] = {}
    for line in (__doc__ or "").splitlines():
        if line[1:3] in BODIES:
            body, told = line[1:3], line[3:].split()
            months = (FEBRUARY,) if body == "T3" else MONTHS
            counts |= _counts(body, told, months)
    return Snapshot(MONTHS, _bodies(), counts, _entries(), _acts(), "2026-02-28")


def _counts(body: str, told: list[str], months: tuple[date, ...]) -> dict[tuple[str, str], tuple[Count, ...]]:
    many = len(months)
    found = {}
    for at, metric in enumerate(METRICS):
        pairs = [part.split("/") for part in told[at * many : (at + 1) * many]]
        found[metric, key(body)] = tuple(
            Count(m, Decimal(a), Decimal(b)) for m, (a, b) in zip(months, pairs, strict=True)
        )
    rest = [part for part in told[len(METRICS) * many :] if part != "/"]
    for at, metric in enumerate(("closed_matters", "false_closures", "checked_closures")):
        numbers = rest[at * many : (at + 1) * many]
        found[metric, key(body)] = tuple(Count(m, Decimal(a)) for m, a in zip(months, numbers, strict=True))
    return found


def key(body: str) -> str:
    return f"{'unit' if body[0] == 'U' else 'area'}:{body}"


def _bodies() -> tuple[Body, ...]:
    return tuple(
        Body(key(code), f"单位{code}", group, (FEBRUARY,) if code == "T3" else MONTHS) for code, group in BODIES.items()
    )


def _entries() -> tuple[Entry, ...]:
    rows = [("T1", "meetings", 2), ("T2", "meetings", 1), ("T3", "meetings", 1), ("S2", "meetings", 2)]
    rows += [("U1", "meetings", 3), ("T1", "mark", 8), ("T1", "mark", 9), ("T2", "mark", 7), ("S1", "mark", 9)]
    rows += [("S2", "mark", 10), ("U1", "mark", 6), ("U1", "mark", 7), ("U1", "mark", 8), ("U2", "mark", 8)]
    rows += [("T1", "bonus", 1), ("T2", "bonus", 5), ("S1", "bonus", 3)]
    return tuple(Entry(key(body), item, date(2026, 2, 10), Decimal(value)) for body, item, value in rows)


def _acts() -> tuple[Act, ...]:
    return (
        Act(key("T2"), "circulated_criticism", date(2026, 1, 10), None, "deduction", Decimal(1)),
        Act(key("T3"), "safe_township", date(2026, 2, 1), date(2027, 2, 1), "bonus", Decimal(1)),
        Act(key("S1"), "yellow_card", date(2026, 1, 5), date(2026, 2, 16), "deduction", Decimal(5)),
        Act(key("U2"), "one_vote_veto", date(2026, 2, 3), None, "veto"),
    )
