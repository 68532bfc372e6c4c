"""The catalogue of metrics is consistent, and a definition that isn't is refused when it is read."""

import pytest
from pydantic import ValidationError

from core import catalogue
from core.definitions import Metric, UnknownMetric, definition, definitions
from db.queries.figures import Flow, Stock
from db.read_model.tables import AREA_LEVELS, FACTS

WHOLE = definition("on_time_rate").model_dump()


def test_the_catalogue_defines_the_metrics_of_the_first_board() -> None:
    assert len(definitions()) >= 40
    for key, metric in definitions().items():
        assert metric.key == key
        assert metric.source.strip()
        assert metric.owner.strip()
        assert len(metric.definition) > 8
        assert metric.fact in FACTS
        assert (metric.unit == "%") == metric.is_rate
        assert metric.protected == (metric.fact == "fact_service")


def test_only_flows_and_stocks_are_counted_by_the_read_model() -> None:
    kinds = {key: type(metric.figure()) for key, metric in definitions().items() if metric.kind in ("flow", "stock")}
    assert kinds["new_matters"] is Flow
    assert kinds["open_matters"] is Stock


@pytest.mark.parametrize(
    "change",
    [
        {"counted_on": None},
        {"counted_on": "some_day"},
        {"numerator": None},
        {"numerator": {"column": "no_such_column"}},
        {"denominator": {"where": {"no_such_column": ("1",)}}},
        {"kind": "stock"},
        {"kind": "duration"},
        {"kind": "reported"},
        {"kind": "guess"},
        {"fact": "fact_weather"},
        {"better": "bigger"},
        {"numerator": {"column": "on_time", "sum": True}},
        {"colour": "red"},
        {"label": None},
    ],
)
def test_a_broken_definition_is_refused(change: dict[str, object]) -> None:
    Metric(**WHOLE)
    with pytest.raises(ValidationError):
        Metric(**WHOLE | change)


def test_an_unknown_metric_is_named() -> None:
    with pytest.raises(UnknownMetric, match="no_such_metric"):
        definition("no_such_metric")


def test_only_what_the_catalogue_calls_a_dimension_divides_a_figure() -> None:
    new = definition("new_matters")
    assert all(new.has(name) for name in (*AREA_LEVELS, "category", "source", "handling_unit", "risk_level"))
    assert not any(new.has(name) for name in ("matter_id", "opened_on", "episode", "first", "room_kind", "area"))
    assert not any(definition("new_civil_cases").has(name) for name in catalogue.code_labels("dimension"))
