# Huiyin: every command a newcomer needs. `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
APT_NEEDS := chromium fonts-wqy-microhei strace

.DEFAULT_GOAL := help
.PHONY: help setup setup-test demo test quick check browser-needs format bench faults messages lock clean

help: ## list these commands
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

$(VENV)/.run: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit("Huiyin needs Python 3.11 or later; set PYTHON=…" if sys.version_info < (3, 11) else 0)'
	@test -d $(VENV) || $(PYTHON) -m venv $(VENV)
	@echo "Installing what Huiyin needs (requirements.lock) …"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.run
	@echo "Installing what the tests need (requirements-test.lock) …"
	@$(BIN)/pip install -qq --disable-pip-version-check --require-hashes -r requirements-test.lock
	@touch $@

setup: $(VENV)/.run ## install into .venv

setup-test: $(VENV)/.test ## install what the tests need, too

demo: setup ## a filled demo shop on http://127.0.0.1:8000
	@exec $(BIN)/huiyin demo

browser-needs:
	@scripts/browser-needs $(APT_NEEDS)

check: setup-test ## lint, types and import contracts
	@$(BIN)/ruff format --check --quiet . && $(BIN)/ruff check --quiet .
	@$(BIN)/mypy huiyin admin feedback models nlp tests
	@$(BIN)/lint-imports --no-cache

test: setup-test browser-needs check ## everything the build checks, on both engines and in the browser
	@echo "On SQLite and on PostgreSQL, side by side; PostgreSQL is printed last …"
	@$(BIN)/pytest --engine postgres > .pytest-postgres.log 2>&1 & postgres=$$!; \
	$(BIN)/pytest --engine sqlite; one=$$?; \
	wait $$postgres; other=$$?; cat .pytest-postgres.log; \
	test $$one = 0 -a $$other = 0

quick: setup-test ## under a minute: the pure parts and SQLite
	@$(BIN)/ruff check --quiet . && $(BIN)/pytest -x --engine sqlite -m "not slow and not browser"

format: setup-test ## put the code into its form
	@$(BIN)/ruff format --quiet . && $(BIN)/ruff check --fix --quiet .

bench: setup-test ## measure every promise of speed, as ratios
	@for file in benchmarks/*.py; do echo "== $$file"; $(BIN)/python $$file || exit 1; done

faults: setup-test ## the long fault runs: kills, system calls, mail, clocks
	@$(BIN)/python -m benchmarks.faults

messages: setup-test ## find sentences without a translation
	@$(BIN)/pytest -q tests/house/test_translations.py

lock: ## resolve the lock files anew
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet pyproject.toml -o requirements.lock
	@$(BIN)/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --quiet --extra test pyproject.toml -o requirements-test.lock

clean: ## remove what was built, keep var/
	@rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache
