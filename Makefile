# Everything a person does with a clone of Commend. `make` alone lists it.
# Needs Python 3.11, pip and make; nothing else.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
# The lock files name everything, so nothing is looked up; Python compiles each module when it is first needed.
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --require-hashes --no-deps --no-compile
# A stamp is newer than the lock file it was made from, so that a second run installs nothing.
RUN_STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help run test format hooks lock clean

help: ## List what can be done.
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Commend needs Python 3.11 or later. Install it, or name one: make PYTHON=/path/to/python3.11"; exit 1; }
	@echo "Making a virtual environment in $(VENV)."
	@$(PYTHON) -m venv $(VENV)

$(RUN_STAMP): requirements.txt | $(BIN)/python
	@echo "Installing what Commend runs on (once; about a quarter of a minute)."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEV_STAMP): requirements-dev.txt | $(BIN)/python
	@echo "Installing what building and testing needs (once; about a minute)."
	@$(PIP) -r requirements-dev.txt
	@touch $(RUN_STAMP) $@

run: $(RUN_STAMP) ## Start everything on this machine with the demo season; Ctrl-C stops it.
	@$(BIN)/python -m config.run

test: $(DEV_STAMP) ## Run every check and test that can run here. ARGS="-k word" goes to pytest.
	@$(BIN)/python tests/suite.py $(ARGS)

format: $(DEV_STAMP) ## Put the code in order.
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

hooks: $(DEV_STAMP) ## Check each commit before it is made.
	@$(BIN)/pre-commit install

lock: ## Lock the requirements again after changing a .in file (needs uv).
	@for name in requirements requirements-dev; do \
		uv pip compile --universal --generate-hashes --python-version 3.11 --no-header --quiet $$name.in -o $$name.txt || exit 1; \
	done

clean: ## Remove the virtual environment and caches; keeps var/, which holds your data.
	@rm -rf $(VENV) .pytest_cache .ruff_cache .mypy_cache .import_linter_cache staticfiles
