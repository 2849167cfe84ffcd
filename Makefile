# From nothing to a running clinic: make run. All that is needed is Python 3.11 or newer.

.DEFAULT_GOAL := help
SHELL := /bin/sh
VENV ?= .venv
PYTHON := $(VENV)/bin/python
RUNTIME := $(VENV)/.runtime
DEVELOPMENT := $(VENV)/.development
PIP := $(PYTHON) -m pip install --quiet --disable-pip-version-check --no-input --require-hashes
LOCK := $(VENV)/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-header --no-annotate --no-emit-index-url

.PHONY: help run test test-whole fuzz faults check translations lock audit sbom clean

help:  ## show this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1|/' | \
		awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

run: $(RUNTIME)  ## start the demo clinic on this machine (PORT=8000)
	@exec $(PYTHON) manage.py up

test: $(DEVELOPMENT)  ## run each test once, on SQLite or PostgreSQL, but for the long ones
	@$(PYTHON) -m tests $(ARGS)

test-whole: $(DEVELOPMENT)  ## run all tests there are, on both databases, as CI does
	@$(PYTHON) -m tests --whole

fuzz: $(DEVELOPMENT)  ## send the API thousands of generated requests as each role (FUZZ=12)
	@FUZZ=$${FUZZ:-12} FUZZ_CHANCE=$${FUZZ_CHANCE:-$$(date +%s)} $(PYTHON) -m pytest -n0 -q tests/fuzz

faults: $(DEVELOPMENT)  ## break the machine on purpose and count what reached people
	@$(PYTHON) -m tests.faults $(ARGS)

check: $(DEVELOPMENT)  ## look for mistakes without running the program
	@$(PYTHON) -m tests.guards

translations: $(DEVELOPMENT)  ## bring the Dutch catalogues up to date with the program
	@$(PYTHON) -m tests.guards.translations --update

lock: $(DEVELOPMENT)  ## work out every package with its hashes again, after a change of requirements
	@$(LOCK) requirements.txt --output-file requirements.lock
	@$(LOCK) requirements-dev.txt --output-file requirements-dev.lock

audit: $(DEVELOPMENT)  ## ask the advisory database about the locked packages (needs the internet)
	@$(PYTHON) -m pip_audit --require-hashes --disable-pip --requirement requirements.lock

sbom: $(DEVELOPMENT)  ## write the bill of materials to build/sbom.json (CycloneDX)
	@mkdir -p build
	@$(VENV)/bin/cyclonedx-py requirements requirements.lock --pyproject pyproject.toml \
		--output-reproducible --output-format JSON --output-file build/sbom.json
	@echo "build/sbom.json"

clean:  ## remove what the program and the tools made here, the demo clinic too
	@rm -rf var build .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache

$(RUNTIME): requirements.lock
	@VENV="$(VENV)" sh recovery/launch/make-venv
	@echo "Installing what the clinic runs on (once; about a minute) ..."
	@$(PIP) -r requirements.lock
	@touch $@

$(DEVELOPMENT): requirements.lock requirements-dev.lock
	@VENV="$(VENV)" sh recovery/launch/make-venv
	@echo "Installing what the developers need (once; about a minute) ..."
	@$(PIP) -r requirements-dev.lock
	@touch $(RUNTIME) $@
