# `make demo` and `make test` set up all they need; `make help` lists the rest.
# The first Python of these that is 3.11 or newer is used; PYTHON=... chooses another.
PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11; do \
	$$python -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$python && break; done)
VENV ?= .venv
BIN := $(VENV)/bin
GOLD ?= tests/gold
FLOORS ?= tests/gold/floors.json

.PHONY: help demo test check format lint types layers accuracy accuracy-structure golden lock neo4j mediawiki bench bench-load fuzz differential leaning clean
.DELETE_ON_ERROR:

help: ## List what make can do
	@sed -n 's/^\([a-z-]*\):.*## /  \1\t/p' $(MAKEFILE_LIST) | expand -t 22

demo: $(VENV)/demo.stamp ## Import the bundled sample, print three answers, draw the page
	@$(BIN)/graphtalk demo --output graphtalk-demo.html

# Each job starts servers of its own; a Neo4j that is given serves one.
test: JOBS ?= $(if $(NEO4J_URI),0,2)
test: $(VENV)/test.stamp neo4j mediawiki ## Run all tests, against a real Neo4j, MediaWiki and browser where they can be had (JOBS=2)
	@$(BIN)/pytest -n $(JOBS) --dist worksteal

check: lint types layers test accuracy ## Everything that must pass before a push

format: $(VENV)/test.stamp ## Format the code
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix-only --quiet .

lint: $(VENV)/test.stamp ## Check format and style
	@$(BIN)/ruff format --check . && $(BIN)/ruff check .

types: $(VENV)/test.stamp ## Check types
	@$(BIN)/mypy

layers: $(VENV)/test.stamp ## Check which module imports which
	@$(BIN)/lint-imports

accuracy: $(VENV)/test.stamp ## Score annotated pages (GOLD=folder FLOORS=file)
	@$(BIN)/python tests/scoring.py $(GOLD) --floors $(FLOORS)

accuracy-structure: FLOORS = .ci/structure.json
accuracy-structure: $(VENV)/test.stamp ## Score sets of pages (GOLD="folder…" FLOORS=file PIN=1 PAGE=file SEMANTICS=folder)
	@$(BIN)/python tests/structure.py $(GOLD) --floors $(FLOORS) $(if $(PIN),--pin) \
		$(if $(PAGE),--markdown $(PAGE) --semantics tests/gold tests/gold/unseen tests/gold/untouched $(SEMANTICS))

golden: $(VENV)/test.stamp neo4j mediawiki ## Rewrite golden files and generated docs; read the diff
	@$(BIN)/pytest --update-golden

lock: ## Choose anew the exact versions in requirements.lock (needs uv)
	@{ sed -n 1p requirements.lock; uv pip compile pyproject.toml --quiet --extra dev --extra fast --extra train --universal --python-version 3.11 \
		--no-emit-index-url --no-annotate --no-header --upgrade; } > requirements.new && mv requirements.new requirements.lock

# Without Maven or Java the tests on Neo4j are skipped and say so; GRAPHTALK_REQUIRE_ALL=1 makes that a failure.
neo4j: $(VENV)/test.stamp
	@[ -n "$$NEO4J_URI" ] || $(BIN)/python tools/neo4j/server.py fetch || [ -z "$$GRAPHTALK_REQUIRE_ALL" ]

# Likewise those on MediaWiki without apt-get, or without PHP where this is not run as root.
mediawiki: $(VENV)/test.stamp
	@$(BIN)/python tools/mediawiki/server.py fetch || [ -z "$$GRAPHTALK_REQUIRE_ALL" ]

$(VENV)/bin/python:
	@[ -n "$(PYTHON)" ] || { echo "graphtalk needs Python 3.11 or newer: install it, or name one with PYTHON=..."; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/demo.stamp: pyproject.toml requirements.lock | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable .
	@touch $@

$(VENV)/test.stamp: pyproject.toml requirements.lock | $(VENV)/bin/python
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[dev]'
	@touch $@ $(VENV)/demo.stamp

bench: $(VENV)/test.stamp ## Measure speed, growth and the worst pages (PAGE=file to keep the figures)
	@for program in parse_speed growth worst_cases; do \
		$(BIN)/python -m benchmarks.$$program $(if $(PAGE),--markdown $(PAGE)) || exit; echo; done

bench-load: COMMENTS = 100000
bench-load: $(VENV)/test.stamp neo4j ## Measure how fast stores are filled (COMMENTS=100000 PAGE=file to keep the figures)
	@$(BIN)/python -m benchmarks.load --comments $(COMMENTS) $(if $(PAGE),--markdown $(PAGE))

fuzz: SECONDS = 600
fuzz: $(VENV)/test.stamp ## Look for pages that cannot be parsed (SECONDS=600)
	@$(BIN)/python -m benchmarks.fuzz --seconds $(SECONDS)

differential: QUERIES = 20000
differential: SEED = 1
differential: $(VENV)/test.stamp neo4j ## Ask both stores random queries and compare the rows (QUERIES=20000 SEED=1)
	@$(BIN)/pytest tests/test_differential.py --random-queries $(QUERIES) --random-seed $(SEED)

leaning: $(VENV)/test.stamp ## Make all weights anew, from remarks and annotated pages (REAL="real pages that a reader went through")
	@$(BIN)/pip install --quiet --disable-pip-version-check --constraint requirements.lock --editable '.[train]'
	@$(BIN)/python tools/leaning/train.py graphtalk/languages tools/leaning/en.jsonl \
		tests/gold tests/gold/voices tests/gold/ordinary tests/gold/formal --real $(REAL)

clean: ## Remove what was set up here
	rm -rf $(VENV) .neo4j .mediawiki .mypy_cache .ruff_cache .pytest_cache .hypothesis build dist
