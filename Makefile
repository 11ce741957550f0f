# Diwan: `make help` lists what can be made.

PYTHON ?= python3
PORT ?= 8000

VENV := .venv
BIN := $(VENV)/bin
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
BENCH_STAMP := $(VENV)/.installed-bench

.DEFAULT_GOAL := help
.PHONY: help run setup test lint types unit browser postgresql audit bench lock messages clean

help: ## List what can be made
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1\t\2/' | expand -t 20

run: ## Prepare everything and serve http://127.0.0.1:8000/ (PORT= changes it)
	@$(PYTHON) tools/preflight.py $(PORT)
	@$(MAKE) --silent --no-print-directory $(RUN_STAMP) .env
	@exec $(BIN)/python manage.py run_local --port $(PORT)

setup: $(DEV_STAMP) .env ## Install everything that running and testing need, in .venv
	@$(BIN)/python tools/chromium.py

test: setup lint types unit browser ## Lint, types, unit and browser tests

lint: $(DEV_STAMP) ## Check style
	$(BIN)/ruff check
	$(BIN)/ruff format --check

types: $(DEV_STAMP) ## Check types
	$(BIN)/mypy

unit: $(DEV_STAMP) ## Run the tests that need no browser
	$(BIN)/pytest -m "not browser"

browser: $(DEV_STAMP) ## Run the tests in a real Chromium
	$(BIN)/pytest -m browser

postgresql: $(DEV_STAMP) ## Run the tests that need no browser on a PostgreSQL of their own
	tools/with_postgresql $(BIN)/pytest -m "not browser"

audit: $(DEV_STAMP) ## Look at the public pages with Lighthouse, axe and html-validate (needs node)
	@$(BIN)/python tools/chromium.py
	@$(BIN)/python -m tools.audit $(if $(DATA),--data $(DATA)) $(AUDIT)

bench: $(DEV_STAMP) $(if $(CORPUS),$(BENCH_STAMP)) ## Measure speed and print figures (CORPUS="FILE …": of engine and pages too)
	$(BIN)/python -m benchmarks.analysis
ifdef CORPUS
	$(BIN)/python -m benchmarks.engines $(CORPUS) $(BENCH)
	$(BIN)/python -m benchmarks.pages $(CORPUS) $(BENCH)
endif

lock: ## Write requirements*.txt anew from requirements*.in (needs uv)
	$(PYTHON) tools/lock.py

messages: $(DEV_STAMP) ## Collect interface text for translation (needs GNU gettext) and compile it
	$(BIN)/python manage.py makemessages --all --no-wrap --add-location file --ignore .venv --ignore var
	$(BIN)/pybabel -q compile --directory locale --domain django

clean: ## Remove what was installed and built; the archive in var/ stays
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV):
	@$(PYTHON) tools/preflight.py
	@echo "python    making $(VENV)"
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.txt | $(VENV)
	@echo "libraries installing requirements.txt (about a minute the first time)"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(VENV)
	@echo "libraries installing requirements-dev.txt"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(RUN_STAMP)

$(BENCH_STAMP): requirements-bench.txt $(DEV_STAMP)
	@echo "libraries installing requirements-bench.txt"
	@$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements-bench.txt
	@touch $@

.env:
	@echo "settings  writing .env for local mode"
	@printf '# This machine alone. Never use these settings on a server: see docs/operations.md.\nDIWAN_MODE=local\n' > $@
