# Every target makes its own virtual environment first; none needs anything but Python 3.11 and, for the
# tests, Debian's PostgreSQL and Chromium.
PYTHON ?= python3.11
VENV   := .venv
BIN    := $(VENV)/bin
SEEDS  ?= 200
WORKERS ?= 2
DEPTH  ?= 2
MINUTES ?= 60
AGENTS ?= 200

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint format storm storm-mutants storm-exhaustive soak bench lock clean

help: ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(VENV)/.ready: requirements/development.txt pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/development.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

setup: $(VENV)/.ready ## make .venv and install the locked dependencies

demo: setup ## server, simulator with a sample company, and agent: watch a bill travel both ways
	$(BIN)/counterfoil demo

test: setup ## every test, in random order, on SQLite and on PostgreSQL, with storms and a browser
	$(BIN)/python -m tests.everything

lint: setup ## ruff, mypy and the import contracts
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: setup ## let ruff lay the code out
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

storm: setup ## random work, lost answers and crashes: SEEDS=200 or SEEDS=17-17 to replay one
	$(BIN)/python -m tests.storm --seeds $(SEEDS) --workers $(WORKERS)

storm-mutants: setup ## every planted bug must be caught by the storms
	$(BIN)/python -m tests.storm --mutants --workers $(WORKERS)

storm-exhaustive: setup ## every history of one write in which at most DEPTH things go wrong
	$(BIN)/python -m tests.storm.exhaustive --depth $(DEPTH) --workers $(WORKERS)

soak: setup ## a real server with AGENTS=200 real agents at work for MINUTES=60: nothing is lost, nothing grows
	$(BIN)/python -m tests.soak --minutes $(MINUTES) --agents $(AGENTS)

bench: setup ## our speeds beside their floors, in one table
	$(BIN)/python -m bench

lock: ## choose dependency versions anew (needs uv)
	uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url pyproject.toml -o requirements/runtime.txt
	uv pip compile -q --python-version 3.11 --generate-hashes --no-emit-index-url --extra development pyproject.toml -o requirements/development.txt

.PHONY: rules errors behaviours
rules: setup ## list anew in docs/rules.md which tests hold which rule
	$(BIN)/python -m tests.rules

errors: setup ## write docs/errors.md anew from the catalogue of errors
	$(BIN)/counterfoil errors > docs/errors.md

behaviours: setup ## write docs/behaviours.md anew from the simulator's list
	$(BIN)/counterfoil simulator behaviours --page > docs/behaviours.md

clean: ## remove what the other targets made
	rm -rf $(VENV) var .mypy_cache .ruff_cache .pytest_cache .hypothesis
