# 常用命令。只输入 make 即列出全部；每个命令都会先把自己需要的东西装好。

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help setup demo test check bench soak faults trust lock browser postgresql nginx

# Chinese output and files read the same whatever the machine's locale is.
export LC_ALL := C.UTF-8
export PYTHONUTF8 := 1

PORT ?= 8501
ARGS ?=

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

setup: .venv/.project ## 准备运行环境（.venv；锁定的依赖未变时不做任何事）

.venv/.packages: requirements.lock
	@bash .ci/packages
	@touch $@

.venv/.project: .venv/.packages pyproject.toml
	@.venv/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@
	@echo "运行环境已备好。make demo 看演示，或用 .venv/bin/fengqiao serve 启动空系统。"

demo: setup ## 用演示数据启动看板：http://localhost:8501（换端口：make demo PORT=8502）
	@.venv/bin/fengqiao demo-data
	@.venv/bin/fengqiao serve --port '$(PORT)'

test: setup browser postgresql nginx ## 运行全部测试，含浏览器测试（只跑一部分：make test ARGS=tests/core）
	@.venv/bin/python -m pytest $(ARGS)

browser: ## 准备浏览器测试所需的 Chromium 与中文字体
	@bash .ci/browser

postgresql: ## 准备测试所用的 PostgreSQL 程序（测试自行启停，不留服务）
	@bash .ci/postgresql

nginx: ## 准备测试所用的 nginx 程序（测试自行启停，不留服务）
	@bash .ci/nginx

check: setup ## 检查代码：格式、规范、类型、分层
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/pyright
	@.venv/bin/lint-imports

bench: setup browser postgresql ## 运行性能基准，输出各项比值（一千万件：make bench MATTERS=10000000）
	@.venv/bin/python -m benchmarks.board --matters $(or $(MATTERS),1000000)
	@.venv/bin/python -m benchmarks.page --matters $(or $(MATTERS),1000000)
	@.venv/bin/python -m benchmarks.mediation
	@.venv/bin/python -m benchmarks.imports
	@.venv/bin/python -m benchmarks.scoring --matters $(or $(MATTERS),1000000)

soak: setup browser postgresql ## 大屏长时间试验：终止服务、断网、停数据库、跨零点、静置（默认 120 分钟：make soak MINUTES=10）
	@.venv/bin/python -m faults.wall --minutes $(or $(MINUTES),120)
	@.venv/bin/python -m benchmarks.wall

faults: setup postgresql ## 故意制造故障（强行终止、磁盘写满、文件损坏、备份恢复、随机操作序列），输出结果表；约需一小时半
	@.venv/bin/python -m faults

trust: setup browser postgresql ## 攻击本系统（会话、地址、口令、范围、审计、注入、逐个拆除防护），输出结果表；只跑一项：make trust ARGS=session_attacks
	@.venv/bin/python -m trust $(ARGS)

lock: ## 依 pyproject.toml 重新生成 requirements.lock（全部升级：make lock UPGRADE=1）
	@bash .ci/lock $(if $(UPGRADE),--upgrade)
