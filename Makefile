# `make run` serves the demo at http://localhost:8000, `make test` checks everything. Both set up what they need first.

VENV := .venv/bin/python
PORT ?= 8000
CATALOGUES := $(patsubst %.po,%.mo,$(wildcard locale/*/LC_MESSAGES/*.po))
BENCHES = $(sort $(shell grep -l '^if __name__' bench/*.py))

.PHONY: run test bench faults messages lock packages-run packages-test clean

run: .venv/requirements.txt packages-run $(CATALOGUES)
	@export DEBUG=1 DEMO=1 PORT=$(PORT) && \
	$(VENV) manage.py migrate --no-input --verbosity 0 && \
	$(VENV) manage.py load_demo && \
	echo "Serving at http://localhost:$(PORT) (stop with Ctrl-C)" && \
	.ci/serve

test: .venv/requirements-dev.txt packages-test $(CATALOGUES)
	@$(VENV) .ci/check.py

# On PostgreSQL with its durable settings: what is measured is what a server would do. A missed goal stops no other bench.
bench: .venv/requirements-dev.txt packages-test $(CATALOGUES)
	@$(VENV) -m tests.servers postgres --durable -- sh -c \
	'missed=0; for file in $(BENCHES); do $(VENV) -m bench.$$(basename $$file .py) || missed=1; done; exit $$missed'

# What may go wrong while people vote, at full size, on both databases (some ten minutes).
faults: .venv/requirements-dev.txt packages-test $(CATALOGUES)
	@$(VENV) -m tests.faults
	@$(VENV) -m tests.servers postgres --durable -- $(VENV) -m tests.faults

# What is installed follows the locks: a lock newer than its copy here is installed again.
.venv/requirements.txt: requirements.txt | .venv/bin/python
	@$(VENV) -m pip install --disable-pip-version-check --quiet --require-hashes --requirement $<
	@cp $< $@

.venv/requirements-dev.txt: requirements-dev.txt | .venv/bin/python
	@$(VENV) -m pip install --disable-pip-version-check --quiet --require-hashes --requirement $<
	@cp $< $@

.venv/bin/python:
	@python=$$(PYTHON="$(PYTHON)" .ci/find-python) && echo "Making .venv with $$python" && "$$python" -m venv .venv

packages-run: | .venv/bin/python
	@$(VENV) .ci/system_packages.py run

packages-test: | .venv/bin/python
	@$(VENV) .ci/system_packages.py test

%.mo: %.po | packages-run
	@msgfmt --check --output-file=$@ $<

# Gather the sentences to translate from code and templates into locale/*/LC_MESSAGES/django.po.
messages: .venv/requirements.txt packages-run
	@mkdir -p locale
	@DEBUG=1 $(VENV) manage.py makemessages --locale es --no-location --no-wrap --ignore '.venv' --ignore var

lock:
	@uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.13 \
	pyproject.toml --output-file requirements.txt
	@uv pip compile --quiet --universal --generate-hashes --no-header --python-version 3.13 \
	pyproject.toml --group dev --output-file requirements-dev.txt

clean:
	@rm -rf .venv var .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
