# What people do with this project. `make help` lists it.
PYTHON ?= python3
BIN := .venv/bin
BENCH ?= --quick

# What Python compiled is kept, whatever the shell says: a second start, and each run of the tests, is seconds faster.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help run test test-all test-sqlite test-postgresql test-live test-faults test-inside test-outside test-system bench screenshots lint translations lock environment

help: ## This list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

run: ## The whole portal on this machine: web, worker and mailbox (make run PORT=8001)
	@$(PYTHON) tools/environment.py run
	@exec $(BIN)/flask --app wsgi serve --with-worker

environment: ## Only .venv, with all that the tests need
	@$(PYTHON) tools/environment.py test

test: ## Everything: on SQLite, on PostgreSQL, in real processes and a browser, with a few kills and faults
test: test-sqlite test-postgresql test-live test-faults

test-all: ## The same with every kill and fault we promise to survive, and the figures (up to an hour)
test-all: test-sqlite test-postgresql test-live
	KEPT_FAULTS=full KEPT_ATTACKS=all $(BIN)/pytest tests/faults
	KEPT_TEST_DATABASE=postgresql KEPT_ATTACKS=all $(BIN)/pytest -m attacks

# Two runs beside each other, each of one process: spreading single tests over workers costs a quarter more.
ORDINARY := $(BIN)/pytest -m "not (browser or live or faults or attacks)"
INSIDE := tests/web/staff tests/commands

test-sqlite: ## What is tested in one process, on SQLite
test-sqlite: environment
	@$(MAKE) --no-print-directory --jobs=2 --output-sync=target test-inside test-outside

test-inside:
	$(ORDINARY) $(INSIDE)

test-outside:
	$(ORDINARY) $(INSIDE:%=--ignore=%)

test-postgresql: ## The same on PostgreSQL
test-postgresql: environment
	@KEPT_TEST_DATABASE=postgresql $(MAKE) --no-print-directory --jobs=2 --output-sync=target test-inside test-outside

test-live: ## What needs real processes: the start, the browser
test-live: environment
	$(BIN)/pytest -n 2 --dist loadscope --no-loadscope-reorder -m "browser or live"

test-faults: ## Kills, a full disk, a restarted database, odd input: a few of each
test-faults: environment
	$(BIN)/pytest -n 2 -m attacks
	KEPT_TEST_DATABASE=postgresql $(BIN)/pytest -n 2 -m attacks
	$(BIN)/pytest -n 2 --dist loadscope -m faults

test-system: ## Debian, as root: what the tests need of the system (chromium, CJK fonts, PostgreSQL, Dovecot)
	@.ci/test-system

bench: ## How fast, against a floor measured in the same run (make bench BENCH="--cases 1000000 --open 200000")
bench: environment
	@$(BIN)/python -m bench $(BENCH)

screenshots: ## The pictures of README and docs, taken anew from a demo site
screenshots: environment
	@$(BIN)/python tools/screenshots.py

lint: ## Style, complexity, and a look for untranslated sentences
lint: environment
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	@$(BIN)/python tools/translations.py check

translations: ## Collect the sentences for portal/translations and compile them
translations: environment
	@$(BIN)/python tools/translations.py update

lock: ## Lock requirements*.in again (needs uv)
	@tools/lock
