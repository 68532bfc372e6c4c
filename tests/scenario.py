"""A small prefecture whose every figure can be counted by hand: 25 matters in two counties, as told up to a Friday.

Today is 2026-11-21; the one feed's content is as of 2026-11-20 20:00, so the 20th is the last day that is known.
大研 (D) and 束河 (S) lie in 古城 530702, 新华 (V) in 大研, 黄山 (H) in 玉龙 530721; "-" is no known place.

 no where class category source   risk unit  reported (due)         closed            return visit, what else
  1  D   disp. A.02     patrol         U1    2025-01-10 (01-20)     01-15             01-18 satisfied; the first record
  2  D   disp. A.0201   visit          U1    2025-10-03 (10-13)     10-13 on the day
  3  S   disp. A.06     patrol         U2    2025-10-05 (10-15)     10-20 late        10-25 dissatisfied
  4  H   disp. A.02     patrol   high  U3    2025-10-20 (10-30)     2026-10-10 late
  5  D   live. W.road   hotline        U1    2025-11-02 (11-09)     11-08
  6  D   disp. A.02     patrol         U1    2025-11-05 (none)      11-07             on time or not: nobody knows
  7  H   disp. A.06     visit          U3    2025-11-12 (11-22)     11-19
     reopened                                2026-11-03 (11-10)     11-12 late
  8  S   disp. A.02     patrol         U2    2025-11-18 (11-28)     12-01 late
  9  D   disp. A.02     patrol         U1    2026-10-01 (10-11)     10-06             10-09 satisfied
 10  D   disp. A.02     visit          U1    2026-10-15 (10-25)     10-15 at once     10-16 basically satisfied
 11  S   disp. A.06     visit          U2    2026-10-16 (10-26)     11-02 late
 12  V   disp. A.02     patrol         U1    2026-10-31 (11-10)     open, overdue since 11-11
 13  H   disp. A.06     hotline        U3    2026-10-31 23:30 (11-30) open
 14  D   disp. A.02     patrol         U1    2026-11-01 00:30 (11-11) 11-11 23:50 on the day
 15  S   disp. A.06     patrol         U2    2026-11-02 (none)      no date; on time, says the source
 16  S   disp. A.06     patrol         U2    2026-11-02 (none)      no date; late, says the source
 17  S   disp. C.1      patrol         U2    2026-11-03 (none)      no date, and nothing said
 18  -   live. W.road   hotline        U1    2026-11-04 (11-14)     11-10             11-12 dissatisfied
 19  H   disp. A.02     visit    high  U3    2026-11-05 (11-25)     open
 20  D   disp. none     visit    high  U1    2026-11-09 (11-19)     open, overdue since 11-20
 21  D   safety W.fire  patrol   high  U1    2026-11-15 (11-25)     open
 22  D   disp. A.0201   patrol         none  2026-11-16 (11-26)     11-18             11-19 satisfied
 23  V   disp. A.02     patrol         U1    2026-11-20 (11-30)     open
 24  S   disp. A.06     patrol         U2    2026-11-19 (none)      open
 25  D   disp. A.02     patrol         U1    2026-11-21             reported after the data's end

Severity 02 has 19, 01 has 24, scale 02 has 21; all others 04 and 01. The steps in between:
 no accepted dispatched arrived resolved
  9 10-01    10-02      10-03   10-05
 10 10-15
 12 11-02
 14 11-01    11-02              11-10
 19 11-06    11-08
 20 11-12
 21 11-15    11-15      11-17
 22 11-16    11-17      11-17   11-18 by U4
U1 belongs to 大研, U2 to 古城, U3 to 玉龙, U4 to 新华.

C.1 counts as A.02. Staff (resident + seconded, vacant): 古城 40 + 20, 3 from 2025-01-01 and 50 + 16, 4 from 2026-11-10;
玉龙 30 + 40, 10 from 2026-01-01; D nobody, 1 from 2026-11-15. Grids: D 1+1+3 since 2024, one post vacant; V 1+1+0 from
2026-11-20; H 1+1+1 until 2026-11-20, the first day without. In 2025 古城 has 200,000 people, 玉龙 100,000.
Rooms: D since 2020 (committee), S since 2020 (women's team), H from 2026-11-22 (workroom).
"""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from core import access, areas
from core.periods import Period
from core.scope import Request, Scope
from db.models import Area, Centre, CentrePost, DataSource, Grid, IndicatorReturn, MediationRoom
from db.session import Records
from tests import factories

TODAY = date(2026, 11, 21)
D, S, V, H = "530702001", "530702002", "530702001001", "530721100"
GUCHENG, YULONG = "530702", "530721"
ROAD = {"matter_class": "livelihood", "category_key": "W.livelihood_road", "source": "hotline"}
FIRE = {"matter_class": "public_safety", "category_key": "W.public_safety_fire", "risk_level": "high"}
VISIT, MONEY, HIGH = {"source": "visit"}, {"category_key": "A.06"}, {"risk_level": "high"}


def plant(session: Session) -> None:
    """The whole scenario with its areas; of everything else in the database there is nothing."""
    places = factories.areas(session)
    _matters(session, places)
    _bodies(session, places)


def scope(
    records: Records,
    period: str = "2026-11",
    *areas_asked: str,
    filters: tuple[tuple[str, tuple[str, ...]], ...] = (),
    person: access.Person | None = None,
    today: date = TODAY,
) -> Scope:
    """A scope as somebody (the operator, unless said) gets it on the scenario's today."""
    request = Request(Period.parse(period), areas_asked, filters)
    return access.scope(person or access.operator(), request, areas.load(records), today)


def _matters(session: Session, places: dict[str, Area]) -> None:
    feed = factories.data_source(session)
    homes = {"U1": D, "U2": GUCHENG, "U3": YULONG, "U4": V}
    units = {code: factories.member_unit(session, code, area=places[home]) for code, home in homes.items()}

    def matter(where: str, unit: str, opened: str, due: str, *later: factories.Event, **columns: object) -> None:
        trail = [("reported", opened, {"due_on": due or None}), *later]
        factories.matter(session, feed, places.get(where), trail, handling_unit=units.get(unit), **columns)

    closed, visited = "closed", "followed_up"
    happy, content, unhappy = ({"satisfaction": s} for s in ("satisfied", "basically_satisfied", "dissatisfied"))
    matter(D, "U1", "2025-01-10", "2025-01-20", (closed, "2025-01-15"), (visited, "2025-01-18", happy))
    matter(D, "U1", "2025-10-03", "2025-10-13", (closed, "2025-10-13"), category_key="A.0201", **VISIT)
    matter(S, "U2", "2025-10-05", "2025-10-15", (closed, "2025-10-20"), (visited, "2025-10-25", unhappy), **MONEY)
    matter(H, "U3", "2025-10-20", "2025-10-30", (closed, "2026-10-10"), **HIGH)
    matter(D, "U1", "2025-11-02", "2025-11-09", (closed, "2025-11-08"), **ROAD)
    matter(D, "U1", "2025-11-05", "", (closed, "2025-11-07"))
    again = [("reopened", "2026-11-03", {"due_on": "2026-11-10"}), (closed, "2026-11-12")]
    matter(H, "U3", "2025-11-12", "2025-11-22", (closed, "2025-11-19"), *again, **MONEY, **VISIT)
    matter(S, "U2", "2025-11-18", "2025-11-28", (closed, "2025-12-01"))
    steps = (
        ("accepted", "2026-10-01"),
        ("dispatched", "2026-10-02"),
        ("arrived", "2026-10-03"),
        ("resolved", "2026-10-05"),
    )
    matter(D, "U1", "2026-10-01", "2026-10-11", *steps, (closed, "2026-10-06"), (visited, "2026-10-09", happy))
    matter(
        D,
        "U1",
        "2026-10-15",
        "2026-10-25",
        ("accepted", "2026-10-15"),
        (closed, "2026-10-15"),
        (visited, "2026-10-16", content),
        **VISIT,
    )
    matter(S, "U2", "2026-10-16", "2026-10-26", (closed, "2026-11-02"), **MONEY, **VISIT)
    matter(V, "U1", "2026-10-31", "2026-11-10", ("accepted", "2026-11-02"))
    matter(H, "U3", "2026-10-31 23:30", "2026-11-30", source="hotline", **MONEY)
    steps = ("accepted", "2026-11-01"), ("dispatched", "2026-11-02"), ("resolved", "2026-11-10")
    matter(D, "U1", "2026-11-01 00:30", "2026-11-11", *steps, (closed, "2026-11-11 23:50"))
    matter(S, "U2", "2026-11-02", "", (closed, "2026-11-02", {"dated": False, "on_time": True}), **MONEY)
    matter(S, "U2", "2026-11-02", "", (closed, "2026-11-02", {"dated": False, "on_time": False}), **MONEY)
    matter(S, "U2", "2026-11-03", "", (closed, "2026-11-03", {"dated": False}), category_key="C.1")
    matter("-", "U1", "2026-11-04", "2026-11-14", (closed, "2026-11-10"), (visited, "2026-11-12", unhappy), **ROAD)
    steps = ("accepted", "2026-11-06"), ("dispatched", "2026-11-08")
    matter(H, "U3", "2026-11-05", "2026-11-25", *steps, severity="02", **VISIT, **HIGH)
    matter(D, "U1", "2026-11-09", "2026-11-19", ("accepted", "2026-11-12"), category_key=None, **VISIT, **HIGH)
    steps = ("accepted", "2026-11-15"), ("dispatched", "2026-11-15"), ("arrived", "2026-11-17")
    matter(D, "U1", "2026-11-15", "2026-11-25", *steps, scale="02", **FIRE)
    village = {"unit_id": units["U4"].id}
    steps = ("accepted", "2026-11-16"), ("dispatched", "2026-11-17"), ("arrived", "2026-11-17 10:00")
    late_visit = ("resolved", "2026-11-18 08:00", village), (closed, "2026-11-18"), (visited, "2026-11-19", happy)
    matter(D, "-", "2026-11-16", "2026-11-26", *steps, *late_visit, category_key="A.0201")
    matter(V, "U1", "2026-11-20", "2026-11-30")
    matter(S, "U2", "2026-11-19", "", severity="01", **MONEY)
    matter(D, "U1", "2026-11-21", "2026-12-01")


def _bodies(session: Session, places: dict[str, Area]) -> None:
    first, change, end = date(2025, 1, 1), date(2026, 11, 10), date(2026, 11, 20)
    gucheng = Centre(code="C1", name="古城区综治中心", centre_type="governance", area=places[GUCHENG])
    dayan = Centre(code="C3", name="大研街道综治中心", centre_type="governance", area=places[D])
    people = {
        "indicator": "population",
        "unit": "person",
        "data_source_id": session.scalars(select(DataSource.id)).one(),
    }
    year = {"period_start": first, "period_end": date(2025, 12, 31), "reported_at": factories.moment("2026-02-01")}
    yulong = Centre(code="C2", name="玉龙县综治中心", centre_type="governance", area=places[YULONG])
    session.add_all(
        [
            CentrePost(centre=gucheng, resident=40, seconded=20, vacant=3, valid_from=first, valid_to=change),
            CentrePost(centre=gucheng, resident=50, seconded=16, vacant=4, valid_from=change),
            CentrePost(centre=yulong, resident=30, seconded=40, vacant=10, valid_from=date(2026, 1, 1)),
            CentrePost(centre=dayan, resident=0, seconded=0, vacant=1, valid_from=date(2026, 11, 15)),
            IndicatorReturn(area=places[GUCHENG], value=200_000, **people, **year),
            IndicatorReturn(area=places[YULONG], value=100_000, **people, **year),
            _grid("G1", places[D], 3, date(2024, 1, 1), vacant=1),
            _grid("G2", places[V], 0, end),
            _grid("G3", places[H], 1, date(2024, 1, 1), end),
            _room("R1", places[D], "committee", date(2020, 1, 1)),
            _room("R2", places[S], "women_team", date(2020, 1, 1)),
            _room("R3", places[H], "workroom", date(2026, 11, 22)),
        ]
    )


def _grid(code: str, area: Area, part_time: int, begins: date, ends: date | None = None, vacant: int = 0) -> Grid:
    name = f"网格{code}"
    team = {"part_time": part_time, "vacant": vacant}
    return Grid(code=code, name=name, grid_level=4, area=area, valid_from=begins, valid_to=ends, **team)


def _room(code: str, area: Area, kind: str, begins: date) -> MediationRoom:
    return MediationRoom(code=code, name=f"调解室{code}", kind=kind, area=area, valid_from=begins)
