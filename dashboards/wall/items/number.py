"""One big number: what the centre wants everybody to see from everywhere."""

from core import catalogue, titles
from core.definitions import UnknownMetric, definition
from dashboards import data
from dashboards.board import headline
from dashboards.components import figure
from dashboards.wall import sight
from dashboards.wall.canvas import Box
from dashboards.wall.sight import Block, Body, Content, Sight


def content(seen: Sight, subject: str) -> Content:
    """`subject` is the metric's key; one that is no longer defined or is protected is said to be gone."""
    name = catalogue.label("wall_item", "number")
    try:
        metric = definition(subject)
    except UnknownMetric:
        return Content(name, blank=catalogue.say("wall.blank.no_item"))
    if metric.protected:
        return Content(name, blank=catalogue.say("wall.blank.no_item"))
    view = seen.view
    reach = data.reach(view.scope, metric.fact)
    rows = data.figures(view.version, view.scope, (subject,), compare=("year", "previous"))
    along = metric.kind not in ("reported", "current")
    year = view.scope.over(headline.twelve_months(view.scope.span.end))
    courses = data.figures(view.version, year, (subject,) if along else (), by=("month",))
    found = figure.figures(rows, courses)[subject]
    filters = titles.filter_words(view.scope.filters, view.words)
    title = " ".join(filter(None, (titles.place_words(view.scope.areas), titles.span_words(view.scope.span), filters)))
    body = sight.card(found, seen)

    def draw(_box: Box) -> Body:
        lines = [
            {"text": " ".join(filter(None, (line.get("word"), line.get("mark"), line["text"], line.get("verdict"))))}
            | {"ink": line.get("ink", "")}
            for line in body["lines"]
        ]
        return {"kind": "big", "label": body["label"], "number": body["number"], "unit": body["unit"], "lines": lines}

    return Content(title, reach, blocks=(Block("", draw),), weight="full")
