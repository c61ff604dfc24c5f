# The words of this project. `make demo` and `make test` do all their own set-up.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.PHONY: demo test check lint format chaos constraints clean

$(READY): pyproject.toml constraints.txt
	@echo "Setting up $(VENV) ..."
	@$(PYTHON) -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[test,check]'
	@touch $(READY)

demo: $(READY)  ## the reference story on a real Temporal server, to its documents in out/
	@$(BIN)/grants demo

test: $(READY)  ## every test that needs nothing but Python
	@$(BIN)/python -m pytest

lint: $(READY)  ## format, lint, types and the architecture
	@$(BIN)/ruff format --check .
	@$(BIN)/ruff check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

check: lint test  ## everything that has to hold before a commit

format: $(READY)
	@$(BIN)/ruff format .
	@$(BIN)/ruff check --fix .

chaos: $(READY)  ## kill worker and server twenty times; state, documents and stream must be the same
	@$(BIN)/python benchmarks/chaos.py

constraints: $(READY)  ## write down what is installed
	@$(BIN)/python -m pip freeze --exclude-editable | grep -v '^-e' > constraints.txt

clean:
	@rm -rf $(VENV) .grants out
