"""A number's recent course in the space of a word: a small picture without axes."""

from base64 import b64encode
from collections.abc import Sequence
from html import escape
from itertools import groupby

from core import numbers
from dashboards.theme import Theme

WIDTH, HEIGHT, MARGIN = 160, 34, 4
Point = tuple[float, float]


def sparkline(values: Sequence[float | None], theme: Theme, alt: str) -> str:
    """An <img> of the values in order; gaps where there is none. Fewer than two values draw nothing."""
    picture = drawn(values, theme)
    if picture is None:
        return '<span class="fq-spark"></span>'
    source = "data:image/svg+xml;base64," + b64encode(picture.encode()).decode()
    return f'<img class="fq-spark" src="{source}" alt="{escape(alt)}">'


def drawn(values: Sequence[float | None], theme: Theme) -> str | None:
    """The picture itself, as SVG; None where there is nothing to draw."""
    present = [value for value in values if value is not None and not numbers.absent(value)]
    if len(present) < 2:
        return None
    low, high = min(present), max(present)
    scale = (HEIGHT - 2 * MARGIN) / (high - low) if high > low else 0.0
    step = (WIDTH - 2 * MARGIN) / (len(values) - 1)
    points = [
        None
        if value is None or numbers.absent(value)
        else (MARGIN + step * place, HEIGHT - MARGIN - (value - low) * scale if scale else HEIGHT / 2)
        for place, value in enumerate(values)
    ]
    return _picture(points, theme)


def _picture(points: Sequence[Point | None], theme: Theme) -> str:
    """A line that breaks where there is no value; the dot is the last month's, so without its value there is none."""
    runs = [list(run) for there, run in groupby(points, key=lambda point: point is not None) if there]
    # A value between two gaps is a line of no length, which round ends make a dot.
    line = " ".join("M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in filter(None, run)) + "h0" for run in runs)
    end = points[-1]
    # The same: a dot that stays round however the picture is stretched.
    dot = (
        f'<path d="M{end[0]:.1f} {end[1]:.1f}h0" stroke="{theme.actual}" stroke-width="6" stroke-linecap="round" '
        'vector-effect="non-scaling-stroke"/>'
    ) if end else ""  # fmt: skip
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" preserveAspectRatio="none">'
        f'<path d="{line}" fill="none" stroke="{theme.previous}" stroke-width="1.8" stroke-linecap="round" '
        f'vector-effect="non-scaling-stroke"/>{dot}</svg>'
    )
