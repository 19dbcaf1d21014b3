# What a person types. Set-up and checks are in tools/; nothing else is needed to begin.

PYTHON ?= python3
PREPARE = $(PYTHON) -m tools.prepare
BIN = .venv/bin

# An installation's settings are not for the demo or the tests, which have homes of their own.
CLEAN = env $(foreach name,$(sort $(filter FIRSTBELL_% DATABASE_%,$(.VARIABLES))),-u $(name))

.DEFAULT_GOAL := help
.PHONY: help demo rehearse test check fix test-core bench stories pictures docs assets lock bundle clean python

help:
	@echo "make demo              an invented borough's weekend, then its pages (ARGS=--no-serve: no pages)"
	@echo "make rehearse          a whole morning of an invented city, with its troubles (ARGS: see docs/how-to)"
	@echo "make test              every check and every test"
	@echo "make check             the checks without the tests; changes nothing"
	@echo "make fix               format, and mend what ruff can mend"
	@echo "make test-core         the rules alone, every branch"
	@echo "make bench             the linkage beside other engines (ARGS: see bench/linkage/README.md)"
	@echo "make stories           the browser stories"
	@echo "make docs              what is told from the code, anew"
	@echo "make pictures          the pictures of the docs, taken in the stories"
	@echo "make assets            the pages' style and script, anew"
	@echo "make lock              the lock files, anew"
	@echo "make bundle            all for a server without a network, signed (KEY=an SSH key)"
	@echo "make clean             remove what the others made"

python:
	@command -v $(PYTHON) >/dev/null || { echo "Missing on this machine: apt-get install python3 python3-venv npm" >&2; exit 1; }

demo: python
	@$(PREPARE) demo
	@$(CLEAN) FIRSTBELL_HOME="$(CURDIR)/.firstbell-demo" $(BIN)/firstbell demo $(ARGS)

rehearse: python
	@$(PREPARE) demo
	@$(CLEAN) FIRSTBELL_HOME="$(CURDIR)/.firstbell-rehearsal" $(BIN)/firstbell rehearse $(ARGS)

test: python
	@$(PREPARE) test
	@$(BIN)/python -m tools.checks --with-tests

check: python
	@$(PREPARE) test
	@$(BIN)/python -m tools.checks

fix: python
	@$(PREPARE) test
	@$(BIN)/ruff check --fix --quiet .
	@$(BIN)/ruff format --quiet .

test-core: python
	@$(PREPARE) test
	@$(CLEAN) FIRSTBELL_HOME="$(CURDIR)/.firstbell-test" $(BIN)/pytest tests/core \
		--cov=firstbell.core --cov-branch --cov-report=term-missing:skip-covered --cov-fail-under=100

bench: python
	@$(PREPARE) test
	@test -d .venv-bench || $(PYTHON) -m venv .venv-bench
	@$(BIN)/uv --quiet pip sync --python .venv-bench/bin/python --require-hashes requirements-bench.txt
	@$(CLEAN) PYTHONPATH="$(CURDIR)" .venv-bench/bin/python -m bench.linkage.compare $(ARGS)

stories: python
	@$(PREPARE) test
	@$(CLEAN) FIRSTBELL_HOME="$(CURDIR)/.firstbell-test" $(BIN)/pytest tests/stories

docs: python
	@$(PREPARE) test
	@$(CLEAN) $(BIN)/python -m tools.docs

pictures: python
	@$(PREPARE) test
	@$(CLEAN) FIRSTBELL_HOME="$(CURDIR)/.firstbell-test" FIRSTBELL_PICTURES="$(CURDIR)/docs/pictures" \
		$(BIN)/pytest tests/stories

assets: python
	@rm -f build/assets.prepared-*
	@$(PREPARE) demo

LOCK = $(BIN)/uv --quiet pip compile --python $(BIN)/python --universal --generate-hashes \
	--no-header --no-annotate --no-emit-index-url --override tools/overrides.txt

lock: python
	@$(PREPARE) test
	@$(LOCK) --group build pyproject.toml --output-file requirements.txt
	@$(LOCK) --group build --extra dev pyproject.toml --output-file requirements-dev.txt
	@$(LOCK) --group build --group bench --extra dev pyproject.toml --output-file requirements-bench.txt
	@$(LOCK) --group installer --output-file requirements-installer.txt
	@npm install --package-lock-only --ignore-scripts --silent
	@$(BIN)/python -m tools.lock

bundle: python
	@test -n "$(KEY)" || { echo "Say with which SSH key it is signed: make bundle KEY=FILE" >&2; exit 1; }
	@$(PREPARE) test
	@$(BIN)/python -m tools.bundle --key "$(KEY)" $(ARGS)

clean:
	@rm -rf .venv .venv-bench node_modules build .firstbell-demo .firstbell-rehearsal .firstbell-test *.egg-info .coverage* \
		.mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
