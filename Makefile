# Stagecraft. `make help` lists what there is.
SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help run sandbox test-sandbox test check format bench bench-verdict bench-quizzes bench-teach bench-statistics bench-lab bench-lab-speed bench-lab-crash lock clean python writable

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

help: ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

run: $(VENV)/.run ## serve on http://127.0.0.1:8000 (PORT=, DATABASE_URL=, SITE_URL=)
	@exec $(BIN)/python manage.py serve

sandbox: | $(VENV)/bin/python ## make what real builds need (as root on Debian, SANDBOX_DIR=), and prove its walls
	@$(BIN)/python -m sandbox.setup
	@exec $(BIN)/python -m sandbox doctor

test-sandbox: $(VENV)/.dev ## make the sandbox, build for real in it, and attack it (as root on Debian)
	@$(BIN)/python -m sandbox.setup
	@exec $(BIN)/python -m pytest -n 2 --dist worksteal tests/sandbox

test: $(VENV)/.dev ## install what tests need and run them all
	@exec $(BIN)/python tests/run.py

check: $(VENV)/.dev ## format, lint, types, imports, templates, content, migrations
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/djade --target-version 5.2 --check $$(git ls-files --cached --others --exclude-standard 'templates/*.html')
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python manage.py check_content
	$(BIN)/python manage.py makemigrations --check --dry-run
	SITE_URL=https://stagecraft.example SECRET_KEY=$$($(BIN)/python -c 'import secrets; print(secrets.token_urlsafe(60))') \
	  $(BIN)/python manage.py check --deploy --fail-level WARNING

format: $(VENV)/.dev ## write the format that check wants
	$(BIN)/ruff check --fix-only -q .
	$(BIN)/ruff format -q .
	$(BIN)/djade --target-version 5.2 $$(git ls-files --cached --others --exclude-standard 'templates/*.html') || true

bench: $(VENV)/.run ## time the checker, beside hadolint where it is found (HADOLINT=, FILES=2000)
	@exec $(BIN)/python bench/speed.py

bench-verdict: $(VENV)/.run ## how often the verdict on a pattern is right, on simulated learners
	@exec $(BIN)/python bench/verdict.py

bench-quizzes: $(VENV)/.dev ## what a question costs on a server with 100,000 answers, and what a crash loses
	@$(BIN)/python bench/quizzes.py
	@exec $(BIN)/python bench/quizzes.py crash

bench-teach: $(VENV)/.dev ## what the bank costs with 10,000 questions, and what a crash loses of a draft
	@$(BIN)/python bench/teach.py
	@exec $(BIN)/python bench/teach.py crash

bench-statistics: $(VENV)/.dev ## what the statistics cost with 1,000,000 answers (ANSWERS=, COPIES=)
	@exec $(BIN)/python -m bench.tallies

bench-lab: $(VENV)/.run ## build every exercise's files, and count what was foreseen of them (after make sandbox)
	@exec $(BIN)/python bench/lab.py

bench-lab-speed: $(VENV)/.run ## what the box costs over the bare builder, and four builds over one (as root)
	@exec $(BIN)/python bench/lab_speed.py

bench-lab-crash: $(VENV)/.dev ## kill workers 50 times while they build, and look for what is lost or left
	@exec $(BIN)/python bench/lab_crash.py

lock: ## write requirements*.txt anew from pyproject.toml (needs uv)
	uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras -q -o requirements.txt
	uv pip compile pyproject.toml --extra lti -c requirements.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras -q -o requirements-lti.txt
	uv pip compile pyproject.toml --group dev --extra lti -c requirements.txt -c requirements-lti.txt --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-strip-extras -q -o requirements-dev.txt

clean: ## remove what was made here, except the data folder
	rm -rf $(VENV) .mypy_cache .ruff_cache .import_linter_cache .pytest_cache .hypothesis .coverage

python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Stagecraft needs Python 3.11 or newer, and $(PYTHON) is $$($(PYTHON) --version 2>&1 || echo missing). Name another: make run PYTHON=/path/to/python3.12" >&2; exit 1; }

writable:
	@[ -w . ] || { echo "Stagecraft keeps its environment and data in this folder, and $(CURDIR) cannot be written to." >&2; exit 1; }

$(VENV)/bin/python: | python writable
	@echo "Making $(VENV) …"
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "No virtual environment could be made; on Debian: apt-get install python3-venv" >&2; exit 1; }

$(VENV)/.run: requirements.txt | $(VENV)/bin/python
	@echo "Installing the locked requirements …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(VENV)/.dev: requirements-dev.txt | $(VENV)/bin/python
	@echo "Installing the locked requirements for development …"
	@$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.txt
	@touch $@ $(VENV)/.run
