# From nothing to a running clinic: make run. All that is needed is Python 3.11 or newer.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input

.PHONY: help run test faults check translations clean

help:  ## show this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1|/' | \
		awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: $(RUNTIME)  ## start the demo clinic on this machine (PORT=8000)
	@exec $(PYTHON) manage.py up

test: $(DEVELOPMENT)  ## run all tests, on SQLite and on PostgreSQL
	@$(PYTHON) -m tests $(ARGS)

faults: $(DEVELOPMENT)  ## break the machine on purpose and count what reached people
	@$(PYTHON) -m tests.faults $(ARGS)

check: $(DEVELOPMENT)  ## look for mistakes without running the program
	@$(PYTHON) -m tests.guards

translations: $(DEVELOPMENT)  ## bring the Dutch catalogues up to date with the program
	@$(PYTHON) -m tests.guards.translations --update

clean:  ## remove what the program and the tools made here, the demo clinic too
	@rm -rf var build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(RUNTIME): requirements.txt
	@VENV="$(VENV)" sh recovery/launch/make-venv
	@echo "Installing what the clinic runs on (once; about a minute) ..."
	@$(PIP) -r requirements.txt
	@touch $@

$(DEVELOPMENT): requirements.txt requirements-dev.txt
	@VENV="$(VENV)" sh recovery/launch/make-venv
	@echo "Installing what the developers need (once; about a minute) ..."
	@$(PIP) -r requirements-dev.txt
	@touch $(RUNTIME) $@
