"""The metric dictionary, run as the server runs it: everybody who is signed in may read it."""

from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from core.definitions import definitions
from db.session import Records
from tests.dashboards.test_session import cookie, send

PAGE = Path(__file__).parents[2] / "pages" / "metrics.py"


def opened(monkeypatch: pytest.MonkeyPatch, records: Records, username: str, metric: str = "") -> AppTest:
    send(monkeypatch, cookie(records, username))
    test = AppTest.from_file(str(PAGE), default_timeout=30)
    if metric:
        test.query_params["metric"] = metric
    return test.run()


def text(test: AppTest) -> str:
    assert not test.exception
    return "\n".join(element.proto.body for element in test.get("html"))


@pytest.mark.parametrize("username", ["quanyu", "dayan", "shenji"])
def test_everybody_reads_all_metrics(place: Records, monkeypatch: pytest.MonkeyPatch, username: str) -> None:
    test = opened(monkeypatch, place, username)
    assert text(test).count('class="fq-metric"') == len(definitions())
    assert [heading.value.split("（")[0] for heading in test.subheader][:2] == ["办理流程", "时效"]


def test_words_and_themes_narrow_the_list(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "dayan")
    test.text_input(key="dictionary_words").set_value("小事不出村").run()
    assert "小事不出村" in text(test)
    assert text(test).count('class="fq-metric"') < 10
    test.text_input(key="dictionary_words").set_value("天气预报").run()
    assert "没有符合的指标" in text(test)


def test_a_link_shows_one_metric_and_an_unknown_one_is_said(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    test = opened(monkeypatch, place, "dayan", "false_closure_rate")
    assert text(test).count('class="fq-metric"') == 1
    assert "虚假办结率" in text(test)
    unknown = opened(monkeypatch, place, "dayan", "weather")
    assert "weather" in unknown.warning[0].value
    assert text(unknown).count('class="fq-metric"') == len(definitions())


def test_nobody_reads_it_without_signing_in(place: Records, monkeypatch: pytest.MonkeyPatch) -> None:
    send(monkeypatch, {})
    test = AppTest.from_file(str(PAGE), default_timeout=30).run()
    assert not test.exception
    assert "fq-metric" not in text(test)
