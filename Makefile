# Banshi: the two commands are `make demo` and `make test`; `make help` lists the rest.
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PORT ?= 8000
SIZE ?= 100000
DEMO_DIR ?= var/demo
# The stamp carries the hash of what it was made from: a pull that changes a lock installs anew.
RUN_STAMP := $(VENV)/.run-$(shell cat requirements.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
DEV_STAMP := $(VENV)/.dev-$(shell cat requirements-dev.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
BENCH_STAMP := $(VENV)/.bench-$(shell cat requirements-bench.lock pyproject.toml 2>/dev/null | cksum | cut -d' ' -f1)
MESSAGES := $(shell find src -name '*.po' 2>/dev/null)
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --progress-bar off

.DEFAULT_GOAL := help
.PHONY: help demo test check bench service lock format messages clean

help: ## Show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

$(BIN)/python:
	@echo "· making $(VENV)"
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Banshi needs Python 3.11 or newer; this is %d.%d" % sys.version_info[:2])'
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): | $(BIN)/python
	@echo "· installing from requirements.lock"
	@$(PIP) --require-hashes -r requirements.lock
	@$(PIP) --no-deps --no-build-isolation -e .
	@$(BIN)/python -m compileall -q src
	@touch $@

$(DEV_STAMP): | $(RUN_STAMP)
	@echo "· installing from requirements-dev.lock"
	@$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

$(BENCH_STAMP): | $(RUN_STAMP)
	@echo "· installing from requirements-bench.lock"
	@$(PIP) --require-hashes -r requirements-bench.lock
	@touch $@

$(VENV)/.messages: $(MESSAGES) | $(RUN_STAMP)
	@$(BIN)/banshi messages compile
	@touch $@

demo: $(RUN_STAMP) $(VENV)/.messages ## Build the demonstration region once and serve it on 127.0.0.1:8000
	@BANSHI_DEMO=1 BANSHI_DATA_DIR=$(DEMO_DIR) $(BIN)/banshi demo --port $(PORT)

test: $(DEV_STAMP) $(VENV)/.messages ## Run every test on SQLite and on PostgreSQL, with journeys in a real browser
	@scripts/test $(VENV)

check: $(DEV_STAMP) $(VENV)/.messages ## Lint, contracts, types, migrations, messages
	@$(BIN)/ruff check . && $(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-logo 2>/dev/null || $(BIN)/lint-imports
	@$(BIN)/mypy
	@BANSHI_DATA_DIR=var/check $(BIN)/banshi makemigrations --check --dry-run
	@BANSHI_DATA_DIR=var/check $(BIN)/banshi messages update --check

bench: $(DEV_STAMP) $(BENCH_STAMP) $(VENV)/.messages ## Measure every promise that is a speed: make bench SIZE=1000000
	@SIZE=$(SIZE) scripts/bench $(VENV)

service: $(RUN_STAMP) ## Copy the smallest room as a new one: make service NAME=lending
	@$(BIN)/python scripts/new_service.py "$(NAME)" $(TITLE)

format: $(DEV_STAMP) ## Put the code into the house's form
	@$(BIN)/ruff check --fix-only --quiet . ; $(BIN)/ruff format --quiet .

messages: $(DEV_STAMP) ## Bring the English catalogues up to date with the pages
	@BANSHI_DATA_DIR=var/check $(BIN)/banshi messages update

lock: | $(BIN)/python ## Pin the dependencies anew, with hashes and no index address
	@$(BIN)/python -m pip install --quiet uv
	@$(BIN)/uv pip compile -q -U --python-version 3.11 --generate-hashes --no-emit-index-url --extra build pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile -q -U --python-version 3.11 --generate-hashes --no-emit-index-url --extra build --extra test --extra lint -c requirements.lock pyproject.toml -o requirements-dev.lock
	@$(BIN)/uv pip compile -q -U --python-version 3.11 --generate-hashes --no-emit-index-url --extra build --extra bench -c requirements.lock pyproject.toml -o requirements-bench.lock

clean: ## Remove what was built, not your data
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .hypothesis build dist var/check
