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
SHEETS = ("board.css", "interaction.css", "imports.css", "supervision.css")
# Of the four levels of risk and severity, from the gravest: never a colour alone.
LEVEL_SHAPES = ("\N{BLACK DIAMOND}", "\N{BLACK UP-POINTING TRIANGLE}", "\N{BLACK CIRCLE}", "\N{BLACK SQUARE}")
SEVERITY = {"01": 1, "02": 2, "03": 3, "04": 4}
RISK = {"high": 1, "medium": 2, "low": 4}
Steps = tuple[str, str, str, str, str]


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
    # Their surfaces: where no text has to be read, orange and yellow may be as bright as they are called.
    level_fills: tuple[str, str, str, str]
    # Direction, only where a metric declares which way is good, and then with a word.
    better: str
    worse: str
    accent: str
    # Five steps from little to much: of what is neither good nor bad, of what is good, of what is bad, and from a
    # decrease over no change to an increase. On each the one of both inks that stays readable.
    ramp: Steps
    ramp_better: Steps
    ramp_worse: Steps
    ramp_change: Steps
    inks: tuple[str, str]
    no_data: str
    hatch: str

    def steps(self, tone: str) -> Steps:
        """The colours of a tone: "amount", "better", "worse" or "change"."""
        return {"better": self.ramp_better, "worse": self.ramp_worse, "change": self.ramp_change}.get(tone, self.ramp)

    def ink(self, colour: str) -> str:
        """What is written on a colour."""
        return max(self.inks, key=lambda ink: contrast(ink, colour))


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
    level_fills=("#C92A2A", "#E8590C", "#B38600", "#1864AB"),
    better="#087F5B",
    worse="#C92A2A",
    accent="#12436D",
    ramp=("#E4EDF6", "#BDD4E9", "#8AB2D6", "#3F75AB", "#12436D"),
    ramp_better=("#DFF1EB", "#A9DBC8", "#62B597", "#24806A", "#0A5A44"),
    ramp_worse=("#F5E6EF", "#E6BFD7", "#CF93B8", "#9C3F7D", "#6B1046"),
    ramp_change=("#2F6BA3", "#A9C9E6", "#EEF1F4", "#F2D19C", "#A85B00"),
    inks=("#172033", "#FFFFFF"),
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
    level_fills=("#FF6B6B", "#FFA94D", "#FFE066", "#74C0FC"),
    better="#38D9A9",
    worse="#FF6B6B",
    accent="#74C0FC",
    ramp=("#1E2E48", "#254A72", "#2F6699", "#55A0D3", "#A6D3F2"),
    ramp_better=("#15332C", "#1B5245", "#22735F", "#4DB797", "#A3E6D0"),
    ramp_worse=("#35213A", "#562C53", "#80427A", "#C685B8", "#EBBBE0"),
    ramp_change=("#7ABBEA", "#2C567E", "#222E42", "#6E501D", "#E5AE4C"),
    inks=("#0B1220", "#F2F5F9"),
    no_data="#2A3342",
    hatch="#56627A",
)


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21 (WCAG 2.2)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


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
        "aria": False,
    }
    return {
        "background": "transparent",
        "font": FONT,
        "padding": 2,
        "view": {"stroke": None},
        "axis": axis,
        # A screen reader is told by the marks what they are; what is written beside them would repeat it as data.
        "text": {"font": FONT, "fontSize": LABEL_SIZE, "color": theme.text, "aria": False},
        "rule": {"aria": False},
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
    # Paper is white: a dark screen is turned over, hues kept.
    paper = "invert(1) hue-rotate(180deg)" if theme.name == "dark" else "none"
    return f":root{{{lines}--fq-font:{FONT};--fq-print:{paper};color-scheme:{theme.name};}}"


@cache
def _style_sheet() -> str:
    files = resources.files("dashboards")
    return "".join(files.joinpath(name).read_text(encoding="utf-8") for name in SHEETS)
