# Everything is set up from a bare clone; a machine needs Python 3.11+ and make, nothing else.
SHELL := /bin/sh
VENV := .venv
BIN := $(VENV)/bin
PYTHON ?= $(shell for p in python3.11 python3.12 python3.13 python3.14 python3; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys,venv; sys.exit(sys.version_info < (3,11))' 2>/dev/null && { echo $$p; break; }; done)
STAMP := $(VENV)/.installed
# One more than there are cores, since tests wait for servers, processes and leases too; no more than 4: a container may
# be given few of the cores that it sees.
WORKERS ?= $(shell cores=$$(getconf _NPROCESSORS_ONLN); expr $$(( cores < 3 ? cores : 3 )) + 1)
PYTEST := $(BIN)/pytest -n $(WORKERS) --dist worksteal
# Hundreds of processes are started by tests: without compiled modules each of them would compile all of ours again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help setup demo run test check static fast system lock clean bench

help:
	@echo "make demo    a newsroom of invented outlets and Redline watching it, in your browser"
	@echo "make run     the daemon on config/redline.toml"
	@echo "make setup   install into $(VENV); the command is then $(BIN)/redline"
	@echo "make test    everything: format, lint, types, import contracts, all tests"
	@echo "make check   the same without the slow tests, under two minutes"
	@echo "make bench-diff (-extract -look -archive -takeout -frontier -fetch -deliver -policy)   figures beside other tools"

setup: $(STAMP)

$(STAMP): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Redline needs Python 3.11 or newer with the venv module (Debian: apt install python3-venv)"; exit 2; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "installing into $(VENV) ..."
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $(STAMP)

demo: setup
	@exec $(BIN)/redline demo

run: setup
	@exec $(BIN)/redline run --config config/redline.toml

# What tests need beside Python: a browser and a feed reader, where the system's packages can be installed.
system:
	@sh .ci/system-packages

static: setup
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

fast: setup
	$(PYTEST) -q -m "not slow and not browser"

check: static fast

test: setup system static
	$(PYTEST)

bench-%: setup
	@$(BIN)/python -m bench.$*

bench: bench-diff bench-extract bench-look bench-archive bench-takeout bench-frontier bench-fetch bench-deliver bench-policy

# The lock holds names, versions and hashes only; it is made with uv, which is not needed to use it.
lock:
	uv pip compile --universal --python-version 3.11 --all-extras --group dev --generate-hashes --no-header pyproject.toml -o requirements.lock

clean:
	rm -rf $(VENV) .mypy_cache* .ruff_cache .pytest_cache .hypothesis
