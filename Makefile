# Every command a person needs. All of them set up what they need in .venv, once.

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help demo test check lock messages

PORT ?= 8000
VENV := .venv
PYTHON_HERE := $(VENV)/bin/python

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

# Nothing of a developer's .env may have its say here, so the demo is the same for everyone.
DEMO = LOCAL=true DEBUG=false DATABASE_URL=sqlite:///var/demo.sqlite3 REDIS_URL= EMAIL_URL=file:var/mail \
       SITE_URL="http://localhost:$(PORT)" ALLOWED_HOSTS='localhost,127.0.0.1,[::1]' LOG_LEVEL=WARNING

demo: $(VENV)/runtime ## show the application on this machine (PORT=8123 for another port)
	@exec env $(DEMO) $(PYTHON_HERE) manage.py demo

# The whole suite on SQLite without Redis and on PostgreSQL with it, side by side: one after the other takes twice as
# long on two cores. A DATABASE_URL of your own is for `pytest` alone.
PYTEST = env -u DATABASE_URL -u DJANGO_SETTINGS_MODULE TEST_DATABASE=$(1) \
         $(PYTHON_HERE) -m coverage run -m pytest $(ARGS)

test: $(VENV)/development ## run every test on SQLite and on PostgreSQL (ARGS="-k sign" for some)
	@rm -f .coverage .coverage.*; mkdir -p var
	@trap 'kill $$sqlite $$postgres; wait; exit 1' INT TERM; \
	$(call PYTEST,postgres) > var/test-postgres.log 2>&1 & postgres=$$!; \
	$(call PYTEST,sqlite) & sqlite=$$!; \
	wait $$sqlite; on_sqlite=$$?; \
	echo "On PostgreSQL:"; wait $$postgres; on_postgres=$$?; cat var/test-postgres.log; \
	$(PYTHON_HERE) -m coverage combine --quiet && $(PYTHON_HERE) -m coverage report; \
	exit $$((on_sqlite | on_postgres))

LOCALLY = env LOCAL=true DATABASE_URL=sqlite://:memory: REDIS_URL=
# A server's settings as they should be: the deployment check must find nothing to say about them.
ON_A_SERVER = env LOCAL=false DEBUG=false SITE_URL=https://letters.example.org ALLOWED_HOSTS=letters.example.org \
              SECRET_KEY=for-this-check-alone-fifty-characters-and-not-a-secret-0123456789 \
              DEFAULT_FROM_EMAIL=letters@example.org EMAIL_URL=smtp+tls://user:password@mail.example.org:587 \
              DATABASE_URL=sqlite://:memory: REDIS_URL=

check: $(VENV)/development ## lint, types, architecture, migrations, deployment settings, translations
	$(PYTHON_HERE) -m ruff check
	$(PYTHON_HERE) -m ruff format --check
	$(LOCALLY) $(PYTHON_HERE) -m mypy
	$(VENV)/bin/lint-imports
	$(LOCALLY) $(PYTHON_HERE) manage.py makemigrations --check
	$(ON_A_SERVER) $(PYTHON_HERE) manage.py check --deploy --fail-level WARNING
	$(LOCALLY) $(PYTHON_HERE) manage.py messages --check

messages: $(VENV)/development ## bring the translations up to date with the pages
	@$(LOCALLY) $(PYTHON_HERE) manage.py messages

# Maintainers only. `make lock ARGS=--upgrade` takes the newest releases that the .in files allow.
LOCK = "$$folder/bin/uv" pip compile --quiet --universal --python-version 3.12 --generate-hashes \
       --no-emit-index-url --no-header $(ARGS)

lock: $(VENV)/made ## pin what requirements.in and requirements-dev.in ask for
	@folder=$$(mktemp -d) && trap 'rm -rf "$$folder"' EXIT && $(PYTHON_HERE) -m venv "$$folder" && \
	"$$folder/bin/python" -m pip install --quiet --disable-pip-version-check uv && \
	$(LOCK) requirements.in -o requirements.txt && $(LOCK) requirements-dev.in -o requirements-dev.txt

# What is installed. A file here says that its step was finished; one that was interrupted is begun again.

PIP_INSTALL = $(PYTHON_HERE) -m pip install -qq --disable-pip-version-check --no-input --require-hashes

$(VENV)/runtime: $(VENV)/made requirements.txt
	@echo "Installing what the application needs into $(VENV) (once, about half a minute) ..."
	@$(PIP_INSTALL) -r requirements.txt && touch $@

$(VENV)/development: $(VENV)/made requirements.txt requirements-dev.txt
	@echo "Installing what development needs into $(VENV) (once, about a minute) ..."
	@$(PIP_INSTALL) -r requirements-dev.txt && touch $@ $(VENV)/runtime

# The Python that is named with PYTHON=..., or else the first of these that is new enough.
PYTHONS = $(or $(PYTHON),python3 python3.13 python3.12)

$(VENV)/made:
	@for python in $(PYTHONS); do \
	    $$python -c 'import sys; sys.exit(sys.version_info < (3, 12))' 2>/dev/null && found=$$python && break; \
	done; \
	if [ -z "$$found" ]; then \
	    echo "This needs Python 3.12 or newer, and none of these is: $(PYTHONS)." \
	         "Name yours: make $(firstword $(MAKECMDGOALS)) PYTHON=/path/to/python3" >&2; exit 1; \
	elif ! $$found -c 'import ensurepip, venv' 2>/dev/null; then \
	    echo "$$found lacks the module venv: install it (on Debian and Ubuntu: apt-get install python3-venv)." >&2; \
	    exit 1; \
	fi; \
	$$found -m venv --clear $(VENV) && touch $@
