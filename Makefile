# The words of this project. `make demo` and `make test` do all their own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SET_UP := $(VENV)/.with
# A failing pip fails the recipe, also where what it says is cut down to one line a package.
SHELL := bash
.SHELLFLAGS := -o pipefail -c
TELL := awk '/^Collecting / { print "  " $$2; fflush() } /^Installing collected/ { print "  and now all of them together"; fflush() }'
# Tests share out by tests/conftest.py; PROCESSES=0 runs them one after the other.
PROCESSES ?= logical
QUICK := $(wildcard $(addprefix tests/,domain facts test_facts.py documents grantfile proof notices))

.PHONY: demo quick test lint check format chaos bench constraints clean help

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1\t/p' $(MAKEFILE_LIST)

# Debian's Python may come without venv; then pip brings virtualenv, into a folder of its own.
$(BIN)/python:
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV) >/dev/null 2>&1 || { \
		rm -rf $(VENV) $(VENV)-tool && \
		$(PYTHON) -m pip install --quiet --root-user-action=ignore --target $(VENV)-tool virtualenv && \
		PYTHONPATH=$(VENV)-tool $(PYTHON) -m virtualenv --quiet $(VENV) && \
		rm -rf $(VENV)-tool; }

$(SET_UP)-grants: $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing what Grants needs (half a minute, once) ..."
	@$(PIP) install --constraint constraints.txt --editable . | $(TELL)
	@touch $@

$(SET_UP)-tests: $(SET_UP)-grants
	@echo "Installing what the tests need ..."
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[test,check,bench]'
	@touch $@

$(SET_UP)-bench: $(SET_UP)-grants
	@echo "Installing what the benchmarks compare with ..."
	@$(PIP) install --quiet --constraint constraints.txt --editable '.[bench]'
	@touch $@

demo: $(SET_UP)-grants  ## the reference story on a real Temporal server, to its documents in out/
	@$(BIN)/grants demo $(DEMO)

quick: $(SET_UP)-tests  ## the tests that need no server: rules, facts, documents, grant files
	@$(BIN)/python -m pytest -n $(PROCESSES) $(QUICK)

test: $(SET_UP)-tests  ## every test; what needs PostgreSQL or Chromium says so when it skips
	@$(BIN)/python -m pytest -n $(PROCESSES)

lint: $(SET_UP)-tests  ## format, lint, types and the architecture
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## everything that has to hold before a commit

format: $(SET_UP)-tests  ## let the formatter and the linter mend what they can
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

chaos: $(SET_UP)-tests  ## kill worker and server twenty times; the outcome must be the same
	@$(BIN)/python benchmarks/chaos.py

bench: $(SET_UP)-bench  ## measure: every goal of docs/performance.md, in under ten minutes
	@$(BIN)/python benchmarks/bench.py --rounds $(or $(ROUNDS),5) $(if $(SMALL),--small)

constraints: $(SET_UP)-tests  ## write down what is installed
	@$(PIP) freeze --exclude-editable > constraints.txt

clean:  ## forget the environment, the demo's state and its documents
	@rm -rf $(VENV) .grants out
