# Everything runs from .venv, which these targets make from the locked dependencies.
#   make demo   read the bundled day's digest in the terminal, and as a site in ./demo-site
#   make test   run the whole suite, and name what it skipped
#   make fast   run all of it that takes little time
#   make check  lint, and run what is fast: before each commit
#   make crash  kill the bot 500 times on each platform, and count what was lost or came twice; a fifth as often with
#               clocks that are wrong
.PHONY: demo test fast check test-busy test-debian crash hostile lint bench life train lock picture clean play dev fix docs docs-serve

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# uv installs in seconds where it is there; pip does without, and where uv fails. UV= leaves it out.
UV := $(shell uv --version > /dev/null 2>&1 && echo uv)
PIP := $(BIN)/python -m pip install --disable-pip-version-check --quiet
install = $(if $(UV),$(UV) pip install --quiet --python $(BIN)/python $(1) ||) $(PIP) $(1)

demo: $(VENV)/.demo
	$(BIN)/hotpapers demo

test: $(VENV)/.test
	$(BIN)/python -m pytest -n auto

fast: $(VENV)/.test
	$(BIN)/python -m pytest -n auto -m "not slow" $(TESTS)

# What to run before each commit.
check: lint fast

# The suite beside four busy loops, all on two cores.
test-busy: $(VENV)/.test
	.ci/busy $(BIN)/python -m pytest -n 2

# The README's two commands on Debian 12 and 13, which debootstrap makes; as root.
test-debian:
	.ci/debian

lint: $(VENV)/.test
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# Talk to the bot in the terminal, without a workspace.
play: $(VENV)/.test
	@$(BIN)/python -m tests.helpers.play

# Everything a contributor needs, with the hooks that run before each commit.
dev: $(VENV)/.test
	$(BIN)/pre-commit install

fix: $(VENV)/.test
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

# The documentation as a site, in ./site; docs-serve shows it while you write.
docs: $(VENV)/.test
	$(BIN)/mkdocs build --strict --quiet

docs-serve: $(VENV)/.test
	$(BIN)/mkdocs serve

# Kills the bot so often on each platform and counts what people see: docs/reliability.md.
N ?= 500
crash: $(VENV)/.test
	$(BIN)/python -m tests.end_to_end.crash $(N) $(KINDS)

bench: $(VENV)/.test
	$(BIN)/python -m benchmarks

# Days in the life of a small installation, and what memory and disk each takes.
DAYS ?= 14
life: $(VENV)/.test
	$(BIN)/python -m benchmarks.life $(DAYS)

# The weights of the one-line summaries, from the training set in DATA: the same file gives the same weights.
DATA ?= ../shared/data
train: $(VENV)/.test
	$(BIN)/python -m training $(DATA)

# So many hostile papers, read back from all that is written of them; the suite tries a thousand.
hostile: $(VENV)/.test
	$(BIN)/python -m tests.helpers.injection_check $(or $(N),100000)

# The locks hold for every supported Python and name no index.
UV_COMPILE = uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header pyproject.toml
lock:
	$(UV_COMPILE) --extra build -o requirements.lock
	$(UV_COMPILE) --extra build --extra evaluate --extra weekly --extra pptx --extra docs --extra test -o requirements-test.lock

# The pictures in the README: the bundled day's page and messages, as a browser shows them (fonts-noto-color-emoji has
# the flame), and pages of a report of invented papers.
picture: $(VENV)/.test
	$(BIN)/hotpapers demo > /dev/null
	chromium --headless --no-sandbox --disable-gpu --hide-scrollbars --window-size=880,1000 \
	  --user-data-dir="$$(mktemp -d)" --screenshot=docs/digest.png "file://$(CURDIR)/demo-site/2020-08-25.html"
	$(BIN)/python -m tests.helpers.screenshots docs
	$(BIN)/python -m tests.helpers.web_pictures docs
	work="$$(mktemp -d)" && $(BIN)/python -m tests.helpers.weekly_demo "$$work" \
	  && for page in 4:theory 6:terms 8:results; do \
	    pdftoppm -png -r 80 -singlefile -f $${page%%:*} "$$work/report.pdf" docs/weekly-$${page##*:}; done

clean:
	rm -rf $(VENV) demo-site

$(VENV)/.demo: requirements.lock pyproject.toml
	@echo "Setting up $(VENV) (once: seconds with uv, a minute or two with pip) ..."
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "hotpapers needs Python 3.11 or newer; this is %d.%d. Try: make PYTHON=python3.12" % sys.version_info[:2])'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(call install,--require-hashes -r requirements.lock)
	@$(call install,--no-deps --no-build-isolation --editable .)
	@touch $@

$(VENV)/.test: requirements-test.lock $(VENV)/.demo
	@$(call install,--require-hashes -r requirements-test.lock)
	@touch $@
