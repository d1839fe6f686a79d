# Only Python 3.11+ and make are needed: each target makes what it lacks.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
WORKERS ?= 2
# uv is ten times as fast as pip, and pip is always there
UV := $(shell command -v uv 2>/dev/null)
ifeq ($(UV),)
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check
else
INSTALL = $(UV) pip install --quiet --python $(BIN)/python
endif

.PHONY: bench bench-timelines bench-crawl bench-copies bench-web demo test test-slow lint types eval floors figures pictures clean chromium

demo: $(VENV)/.user
	$(BIN)/tracker demo

test: lint types chromium
	$(BIN)/python -m pytest -n $(WORKERS)

test-slow: $(VENV)/.dev chromium
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(VENV)/.dev
	$(BIN)/mypy

eval: $(VENV)/.user
	$(BIN)/tracker evaluate

floors: $(VENV)/.user
	$(BIN)/tracker evaluate --raise-floors

# Measures the accuracy and writes it into README.md; `make bench` does the same for the speed.
figures: $(VENV)/.user
	$(BIN)/python scripts/figures.py accuracy

# The pictures of README.md, from a fresh demo.
pictures: chromium
	$(BIN)/python scripts/pictures.py

# How long pages take on 10,000 and on 1,000,000 made-up pledges (made once: some minutes and 4 GB in bench-out/).
bench-web: $(VENV)/.dev
	$(BIN)/python bench/web.py

# CPU and memory of a crawl of 2,000 local pages, against a bare Scrapy spider that calls trafilatura.
bench-crawl: $(VENV)/.dev
	$(BIN)/python tests/bench/crawl.py

# How well and how fast syndicated copies are found among 10,800 generated documents.
bench-copies: $(VENV)/.dev
	$(BIN)/python tests/bench/copies.py

# Every benchmark of speed, a table of ratios that also goes into README's figures; BENCH=full runs the large sizes.
bench: $(VENV)/.dev
	$(BIN)/python tests/bench/run.py

# How well and how fast other readers of dates do on the shipped phrases (an environment of their own in bench-out/).
bench-timelines: $(VENV)/.user
	$(BIN)/python bench/timelines/run.py

clean:
	rm -rf $(VENV) demo bench-out build dist

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit("Python 3.11 or newer is needed, this is " + sys.version) if sys.version_info < (3, 11) else None'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.user: pyproject.toml | $(BIN)/python
	$(INSTALL) -e .
	touch $@

$(VENV)/.dev: pyproject.toml | $(BIN)/python
	$(INSTALL) -e '.[dev]'
	touch $@ $(VENV)/.user

# The browser tests want Debian's Chromium; where it cannot be installed they skip loudly, which CI refuses.
chromium: $(VENV)/.dev
	@command -v chromium >/dev/null 2>&1 || { \
	  if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-dejavu-core >/dev/null; \
	  else echo "chromium is not here and cannot be installed: browser tests will be skipped"; fi; }
