# Everything happens in .venv; nothing but python3 (3.11 or newer) with its venv module, git and make is needed.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.DEFAULT_GOAL := help
.PHONY: help setup demo test system check fmt fuzz bench peers train lock clean

help:  ## show this list
	@awk -F':.*## ' '/^[a-z]+:.*## / {printf "  make %-8s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

$(STAMP): requirements/all.txt pyproject.toml
	@command -v $(PYTHON) >/dev/null || \
	  { echo "there is no '$(PYTHON)' here. On Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Sekimori needs Python 3.11 or newer; '$(PYTHON)' is older. Try: make $(MAKECMDGOALS) PYTHON=python3.12"; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "'$(PYTHON)' has no venv module. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/all.txt
	$(BIN)/pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps --editable .
	@touch $@

setup: $(STAMP)  ## install everything into .venv, pinned by hash

demo: setup  ## run the main job, end to end, in a scratch folder
	$(BIN)/sekimori demo

test: setup  ## run the whole test suite
	$(BIN)/pytest --numprocesses=auto --dist=loadgroup

system:  ## install the programs that some tests need (apt, as root)
	apt-get update -qq
	apt-get install -y -qq --no-install-recommends $$(grep -v '^#' deploy/system-packages.txt)

check: setup  ## lint, types (for Windows and macOS too), import arrows
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/mypy --config-file mypy-elsewhere.ini --cache-dir .mypy_cache/win32 --platform win32
	$(BIN)/mypy --config-file mypy-elsewhere.ini --cache-dir .mypy_cache/darwin --platform darwin
	$(BIN)/lint-imports

fmt: setup  ## format and sort imports
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

fuzz: setup  ## fuzz every reader, SECONDS (60) for each format, or only FORMAT="PDF DXF"
	$(BIN)/python -m tests.fuzz.every --seconds $(or $(SECONDS),60) --only $(FORMAT)

bench: setup  ## print every measured figure that the documents quote
	@for bench in bench/[a-z]*.py; do echo "== $$bench"; $(BIN)/python -m bench.$$(basename $$bench .py) || exit 1; done

peers: .venv-peers/.installed  ## install the extractors that bench/readers.py holds ours to, into .venv-peers

.venv-peers/.installed: requirements/peers.txt
	$(PYTHON) -m venv .venv-peers
	.venv-peers/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements/peers.txt
	@touch $@

train: setup  ## train the shipped models again from ../shared/data
	$(BIN)/sekimori train

lock: setup  ## pin the dependencies again (pip install uv first)
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header --all-extras --group dev --group bench pyproject.toml requirements/build.in --output-file requirements/all.txt
	uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-annotate \
	  --no-header requirements/peers.in --output-file requirements/peers.txt

clean:  ## remove .venv and every cache
	rm -rf $(VENV) .venv-peers .fuzz .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache dist build
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
