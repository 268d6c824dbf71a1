# The few commands people type. Everything runs from .venv, which is made from the hashed lock file.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.ONESHELL:

PYTHON ?= $(shell for name in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$name >/dev/null 2>&1 && $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& echo $$name && break; done)
LOCK := requirements-dev.lock
# The stamp carries the digest of the lock file, so that another lock makes another .venv.
STAMP := .venv/installed-$(shell cksum < $(LOCK) | tr -s ' ' '-')
# Other people's software in Node, to compare with; where there is no npm, whoever needs it says so and goes on.
PEERS := tests/interoperability
RUN := .venv/bin/python
# An empty or read-only home folder is no reason to fail.
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.PHONY: help demo serve test slow coverage branches mutation browser interop peers check bench bench-million format openapi digests translations lock clean

help: ## show these commands
	@grep -hE '^[a-z-]+:.*## ' Makefile | sed -E 's/:[^#]*## /\t/' | expand -t 16

demo: $(STAMP) ## issue, share and verify a skills passport, then serve it (CI=1 stops after the story)
	@$(RUN) -m app demo $(ARGS)

serve: $(STAMP) ## serve with what is there
	@$(RUN) -m app serve --with-worker $(ARGS)

test: $(STAMP) ## the tests that run on every save, on a real PostgreSQL
	@$(RUN) -m pytest -q -n 2 --dist loadfile -m "not slow and not browser" $(ARGS) tests

slow: $(STAMP) ## the tests that need whole processes
	@$(RUN) -m pytest -q -rs -m slow $(ARGS) tests

coverage: $(STAMP) ## the tests of each save, and which lines and branches none of them reached
	@$(RUN) -m pytest -q -n 2 --dist loadfile -m "not slow and not browser" --cov --cov-report=term $(ARGS) tests

branches: $(STAMP) ## whether tests take every branch of app/credentials; fails when one is left out
	@$(RUN) -m pytest -q -n 2 --dist loadfile --cov=app/credentials --cov-report=term --cov-fail-under=100 $(ARGS) \
	  tests/unit/credentials tests/advisories

mutation: $(STAMP) ## whether tests notice faults put into formats and verification (half an hour; FRESH=1 forgets the last run)
	@[ -z "$(FRESH)" ] || rm -rf mutants
	.venv/bin/mutmut run $(ARGS) | tr '\r' '\n' | tail -n 3
	$(RUN) -m tests.mutation.score

browser: $(STAMP) ## the tests in a real browser
	@$(RUN) -m pytest -q -rs -m browser $(ARGS) tests/browser

interop: $(STAMP) peers ## other people's software verifies what we sign, and we what it signs (needs Node 20)
	@$(RUN) -m pytest -q -rs -m slow $(ARGS) $(PEERS)

peers:
	@if command -v npm >/dev/null && ! cmp -s $(PEERS)/package-lock.json $(PEERS)/node_modules/.installed; then
	  npm ci --prefix $(PEERS) --silent && cp $(PEERS)/package-lock.json $(PEERS)/node_modules/.installed \
	    || echo "npm ci failed: the peers are not there" >&2
	fi

check: $(STAMP) ## style, types, architecture, generated files
	@.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy app
	.venv/bin/mypy clients/python/skills_passport_client
	.venv/bin/lint-imports --no-cache
	$(RUN) -m app openapi --check
	$(RUN) -m app digests --check
	$(RUN) -m app translations --check

bench: $(STAMP) peers ## measure issuing and verifying, beside other people's software
	@$(RUN) -m tests.load.bench $(ARGS)

bench-million: $(STAMP) ## measure the share page with a million credentials in the database
	@$(RUN) -m tests.load.million

format: $(STAMP) ## put the tree into shape
	@.venv/bin/ruff check --fix .
	.venv/bin/ruff format .

openapi: $(STAMP) ## write schemas/api/v1/openapi.json and schemas/api/vc-api.json
	@$(RUN) -m app openapi

digests: $(STAMP) ## write schemas/digests.json
	@$(RUN) -m app digests

translations: $(STAMP) ## collect the sentences of pages into the catalogues
	@$(RUN) -m app translations

lock: ## write both lock files again (needs uv)
	@compile="uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-header \
	  --no-emit-index-url --no-emit-find-links --quiet"
	$$compile --output-file requirements.lock
	$$compile --extra dev --output-file requirements-dev.lock

clean: ## remove .venv and what tools left behind; never data
	@rm -rf .venv mutants .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .coverage htmlcov

$(STAMP): $(LOCK)
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11 or newer is needed." >&2; exit 1; fi
	echo "Making .venv with $$($(PYTHON) --version)" >&2
	$(PYTHON) -m venv --clear .venv
	.venv/bin/python -m pip install --quiet --require-hashes --no-deps -r $(LOCK) >&2
	.venv/bin/python -m pip install --quiet --no-deps --no-build-isolation --no-index -e . >&2
	touch $@
