"""`fengqiao db distribute` says what it would do, and why it can't, in Chinese."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from core.settings import settings
from dashboards import stores
from db.read_model.tables import KEYS
from tests.dashboards.commands.conftest import Fengqiao
from tests.db.read_model.test_distribution import with_citus
from tests.postgresql import Cluster


@pytest.fixture
def analytics(home, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """`ANALYTICS_URL` with an empty PostgreSQL database."""
    url = cluster.database()
    monkeypatch.setenv("ANALYTICS_URL", url)
    settings.cache_clear()
    yield url
    if stores.read_model.cache_info().currsize:
        stores.read_model().close()
    stores.read_model.cache_clear()
    cluster.drop(url)


def test_a_dry_run_lists_the_statements_and_opens_nothing(fengqiao: Fengqiao) -> None:
    said = fengqiao("db", "distribute", "--dry-run")
    assert said.exit_code == 0
    assert "select create_distributed_table('fact_matter', 'county_key');" in said.output
    assert "select create_reference_table('dim_area');" in said.output
    assert not stores.read_model.cache_info().currsize


def test_a_model_in_a_file_has_nothing_to_distribute(fengqiao: Fengqiao) -> None:
    said = fengqiao("db", "distribute")
    assert said.exit_code == 1
    assert "没有设置 ANALYTICS_URL" in said.output


def test_a_server_without_citus_is_said_and_nothing_changed(fengqiao: Fengqiao, analytics: str) -> None:
    said = fengqiao("db", "distribute")
    assert said.exit_code == 1
    assert "没有 Citus 扩展，未作任何改动" in said.output
    assert "create extension citus" in said.output


def test_where_there_is_citus_it_is_done_once(fengqiao: Fengqiao, analytics: str) -> None:
    with_citus(analytics)
    said = fengqiao("db", "distribute")
    assert said.exit_code == 0, said.output
    assert f"已按县区分布：{len(KEYS)} 张事实与汇总表" in said.output
    with stores.read_model().changing() as connection:
        assert len(list(connection.scalars(text("select said from public.asked")))) == said.output.count(
            "select create"
        )
    again = fengqiao("db", "distribute")
    assert again.exit_code == 0
    assert "已经按县区分布" in again.output


def test_figures_and_the_check_are_those_of_a_model_in_a_file(fengqiao: Fengqiao, analytics: str) -> None:
    checked = fengqiao("check")
    assert checked.exit_code == 0, checked.output
    assert "核对一致" in checked.output
    assert fengqiao("measure", "新增事项").exit_code == 0
    assert stores.read_model().name.endswith("#fengqiao_analytics")
