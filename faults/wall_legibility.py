"""Whether a wall can be read: every item on every screen in both lights, measured in a real browser.

Glyphs as large as the seat asks for, ink against its ground at least 4.5 : 1, no words across each other or cut off.
"""

import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from playwright.sync_api import Page
from sqlalchemy import select, update

from core import clock
from db.models import Alarm, AlarmRule, Area, WallProgramme
from db.session import WHOLE, Records
from faults.town import Figure

CHECK = Path(__file__).with_suffix(".js").read_text(encoding="utf-8")
SCREENS = {"1080p": (1920, 1080), "4K": (3840, 2160), "three": (5760, 2160), "portrait": (1080, 1920)}
THEMES = ("dark", "light")
PATIENCE = 120.0
SHOWN = "() => { const one = document.getElementById('canvas'); return one.dataset.item + ' ' + one.dataset.page; }"
# The light in which the wall has all its pictures for a screen; nothing while one is missing.
HELD = """async (screen) => {
  const state = await fetch('/wall/state?screen=' + screen).then((answer) => answer.json());
  const kept = await Promise.all(state.slots.map((slot) => Kept.get('item:' + slot.id)));
  const whole = kept.every((one, at) => one && !one.broken && one.value.key === state.slots[at].key);
  return whole ? state.theme : '';
}"""
GLYPHS = """() => {
  const style = document.documentElement.style;
  return { han: parseFloat(style.getPropertyValue('--han')), digits: parseFloat(style.getPropertyValue('--digits')) };
}"""


def figure(found: dict[str, list[str]]) -> Figure:
    wrong = [f"{where}: {one}" for where, all_of_it in found.items() for one in all_of_it]
    result = f"{len(found)} pages of {len({where.split()[-2] for where in found})} items looked at"
    return Figure("wall: everything can be read", " | ".join([result, *wrong[:20]]), not wrong and bool(found))


def ring(records: Records) -> None:
    """An alarm of the least grave of the demo's rules, which stands among the items."""
    with records.writing(within=WHOLE) as session:
        rule = session.scalars(select(AlarmRule).order_by(AlarmRule.severity.desc())).first()
        area = session.scalars(select(Area).where(Area.code == "530702")).first()
        if rule is None or area is None:
            raise RuntimeError("the demo has no rule, or no area")
        told = {"alarm_rule_id": rule.id, "area_id": area.id, "area_code": area.code, "raised_at": clock.now()}
        session.add(Alarm(**told, state="breach", value=1))


def check(
    page: Page, records: Records, screens: Sequence[str] = tuple(SCREENS), themes: Sequence[str] = THEMES
) -> dict[str, list[str]]:
    """By screen, light, item and page what can't be read."""
    found: dict[str, list[str]] = {}
    for theme in themes:
        with records.writing() as session:
            session.execute(update(WallProgramme).values(theme=theme))
        for name in screens:
            width, height = SCREENS[name]
            page.set_viewport_size({"width": width, "height": height})
            _await_pictures(page, theme, f"{width}x{height}")
            for where, wrong in _pages(page):
                found[f"{name} {theme} {where}"] = wrong
    return found


def _await_pictures(page: Page, theme: str, screen: str) -> None:
    """Until the wall has everything that the server has drawn for this screen in this light."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        page.wait_for_timeout(500)
        if page.evaluate(HELD, screen) == theme:
            page.wait_for_timeout(700)
            return
    raise TimeoutError(f"{theme} {screen}")


def _pages(page: Page) -> Iterator[tuple[str, list[str]]]:
    seen: set[str] = set()
    while (where := page.evaluate(SHOWN)) not in seen:
        seen.add(where)
        yield where, page.evaluate(CHECK, page.evaluate(GLYPHS))
        page.keyboard.press("ArrowRight")
        page.wait_for_timeout(120)
