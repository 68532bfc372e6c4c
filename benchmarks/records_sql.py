"""The board's headline figures by plain SQL on the SQLite records: the reference that the read model must beat."""

from collections.abc import Callable
from typing import Any

from core.scope import Scope

MATTERS = """
    with recursive place(id) as (
        select id from area where code = :area
        union all select area.id from area join place on area.parent_id = place.id
    ),
    chosen as (select id, area_id, matter_class, risk_level from matter where area_id in (select id from place)),
    handling as (
        select o.matter_id, o.episode, date(o.at, '+8 hours') as opened_on, o.due_on,
               date(c.at, '+8 hours') as closed_on, chosen.matter_class, chosen.risk_level
        from chosen
        join matter_event o on o.matter_id = chosen.id and o.status in ('reported', 'reopened')
        left join matter_event c on c.matter_id = o.matter_id and c.episode = o.episode and c.status = 'closed'
    )
"""
HEADLINE = (
    MATTERS
    + """
    select sum(episode = 1 and opened_on between :start and :end) as new_matters,
           sum(closed_on between :start and :end and closed_on <= due_on) as on_time_rate,
           sum(opened_on <= :end and (closed_on is null or closed_on > :end)) as open_matters,
           sum(due_on < :end and (closed_on is null or closed_on > :end)
               and (closed_on is null or closed_on > due_on)) as overdue_matters,
           sum(opened_on <= :end and (closed_on is null or closed_on > :end)
               and matter_class = 'dispute' and risk_level = 'high') as high_risk_disputes
    from handling
    """
)
SATISFIED = """
    with recursive place(id) as (
        select id from area where code = :area
        union all select area.id from area join place on area.parent_id = place.id
    )
    select sum(e.satisfaction in ('satisfied', 'basically_satisfied')) as satisfaction_rate
    from matter_event e join matter on matter.id = e.matter_id
    where e.status = 'followed_up' and date(e.at, '+8 hours') between :start and :end
      and matter.area_id in (select id from place)
"""
BY_COUNTY = """
    with recursive place(id, county) as (
        select id, code from area where parent_id = (select id from area where code = :area)
        union all select area.id, place.county from area join place on area.parent_id = place.id
    )
    select place.county, count(*)
    from matter_event e join matter on matter.id = e.matter_id join place on place.id = matter.area_id
    where e.status = 'reported' and date(e.at, '+8 hours') between :start and :end
    group by place.county
"""


def headline(session: Any, text: Callable[[str], Any], scope: Scope) -> dict[str, int]:
    """Six figures and the new matters of each place below, as whole numbers."""
    asked = {"area": scope.areas[0].code, "start": str(scope.span.start), "end": str(scope.span.end)}
    (one,) = session.execute(text(HEADLINE), asked).mappings()
    (two,) = session.execute(text(SATISFIED), asked).mappings()
    places = dict(session.execute(text(BY_COUNTY), asked).tuples().all())
    return {**one, **two, **places}
