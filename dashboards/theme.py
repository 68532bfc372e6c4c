"""How everything looks: the colours of both themes, what charts share, and the one style sheet of the pages."""

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import streamlit as st

from core import catalogue

FONT = (
    "'Noto Sans SC Variable', 'Noto Sans SC', 'Noto Sans CJK SC', 'Source Han Sans SC', 'Microsoft YaHei', sans-serif"
)
LABEL_SIZE = 13


@dataclass(frozen=True)
class Theme:
    """One theme's colours by what they mean. Palettes never swap themes; tests measure their contrast (WCAG 2.2)."""

    name: str
    canvas: str
    card: str
    border: str
    text: str
    muted: str
    faint: str
    actual: str
    previous: str
    series: tuple[str, str, str, str]
    # Risk and severity: always shown with a word and a shape, and never green.
    level_1: str
    level_2: str
    level_3: str
    level_4: str
    # Direction, only where a metric declares which way is good, and then with a word.
    better: str
    worse: str
    accent: str
    # Five steps from little to much, and the ink that stays readable on each.
    ramp: tuple[str, str, str, str, str]
    ramp_ink: tuple[str, str, str, str, str]
    no_data: str
    hatch: str


LIGHT = Theme(
    name="light",
    canvas="#F3F5F8",
    card="#FFFFFF",
    border="#DCE2EA",
    text="#172033",
    muted="#3F4A5A",
    faint="#5C6878",
    actual="#12436D",
    previous="#8292A5",
    series=("#12436D", "#28A197", "#801650", "#F46A25"),
    level_1="#C92A2A",
    level_2="#B35300",
    level_3="#7A5C00",
    level_4="#1864AB",
    better="#087F5B",
    worse="#C92A2A",
    accent="#12436D",
    ramp=("#E4EDF6", "#BDD4E9", "#8AB2D6", "#3F75AB", "#12436D"),
    ramp_ink=("#172033", "#172033", "#172033", "#FFFFFF", "#FFFFFF"),
    no_data="#E3E6EB",
    hatch="#A9B2BE",
)
DARK = Theme(
    name="dark",
    canvas="#0B1220",
    card="#141D2E",
    border="#26334A",
    text="#F2F5F9",
    muted="#B8C2D1",
    faint="#8A97AB",
    actual="#56B4E9",
    previous="#74819A",
    series=("#56B4E9", "#E69F00", "#009E73", "#F0E442"),
    level_1="#FF6B6B",
    level_2="#FFA94D",
    level_3="#FFE066",
    level_4="#74C0FC",
    better="#38D9A9",
    worse="#FF6B6B",
    accent="#74C0FC",
    ramp=("#1E2E48", "#254A72", "#2F6699", "#55A0D3", "#A6D3F2"),
    ramp_ink=("#F2F5F9", "#F2F5F9", "#FFFFFF", "#0B1220", "#0B1220"),
    no_data="#2A3342",
    hatch="#56627A",
)


def current() -> Theme:
    """The theme this browser shows; the very first run of a session may not know it yet and takes the light one."""
    return DARK if st.context.theme.type == "dark" else LIGHT


def apply(theme: Theme) -> None:
    """Puts the style sheet on the page: once a run, before anything else is drawn."""
    st.html(f"<style>{_variables(theme)}{_style_sheet()}</style>")


def chart_config(theme: Theme) -> dict[str, Any]:
    """What all charts share, as a Vega-Lite configuration: type, ink, hairlines, Chinese dates and numbers."""
    axis = {
        "labelColor": theme.muted,
        "labelFontSize": LABEL_SIZE,
        "titleColor": theme.muted,
        "titleFontSize": LABEL_SIZE,
        "titleFontWeight": "normal",
        "domain": False,
        "ticks": False,
        "labelPadding": 6,
        "gridColor": theme.border,
        "labelAngle": 0,
    }
    return {
        "background": "transparent",
        "font": FONT,
        "padding": 2,
        "view": {"stroke": None},
        "axis": axis,
        "text": {"font": FONT, "fontSize": LABEL_SIZE, "color": theme.text},
        "legend": {"labelColor": theme.muted, "labelFontSize": LABEL_SIZE, "titleColor": theme.muted},
        "locale": {"time": _time_locale(), "number": _number_locale()},
    }


def _time_locale() -> dict[str, Any]:
    words = catalogue.document("text/charts")["locale"]
    names = ("days", "short_days", "months", "short_months", "periods")
    keys = ("days", "shortDays", "months", "shortMonths", "periods")
    formats = {"dateTime": "date_time", "date": "date", "time": "time"}
    return dict(zip(keys, (words[name] for name in names), strict=True)) | {
        key: words[name] for key, name in formats.items()
    }


def _number_locale() -> dict[str, Any]:
    return {"decimal": ".", "thousands": ",", "grouping": [3], "currency": ["", ""], "minus": "\N{MINUS SIGN}"}


def _variables(theme: Theme) -> str:
    colours = {name: value for name, value in vars(theme).items() if isinstance(value, str) and value.startswith("#")}
    colours |= {f"ramp-{step}": colour for step, colour in enumerate(theme.ramp)}
    lines = "".join(f"--fq-{name.replace('_', '-')}:{value};" for name, value in colours.items())
    return f":root{{{lines}--fq-font:{FONT};color-scheme:{theme.name};}}"


@cache
def _style_sheet() -> str:
    return resources.files("dashboards").joinpath("board.css").read_text(encoding="utf-8")
