# Every target makes the virtual environment it needs, in this folder.
.PHONY: demo serve test test-slow test-long test-lowest planted matrix lint style types mypy pyright format wheel-check sdist-check bench clean FORCE
SHELL := /bin/sh
unexport VIRTUAL_ENV PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE DJANGO_SETTINGS_MODULE

PYTHONS := 3.13 3.12 3.11 3.14
WORKERS ?= 2
ARGS ?=
PORT ?= 8000
ENVIRONMENT := sh .ci/environment
PYTEST := python -m tests.services pytest -n $(WORKERS)
PLANTED := tests/planted/test_planted.py
TALKING := $(foreach area,access allowlist auth catalog compiler execution matching signing,$(wildcard tests/unit/$(area) tests/integration/$(area))) \
	tests/golden tests/acceptance/auth tests/acceptance/test_auth_docs.py tests/acceptance/example_project \
	tests/integration/gate/test_partial_answers.py tests/integration/views/test_graphql.py \
	tests/integration/views/test_outages.py
NOT_PLANTED := --ignore=$(PLANTED)

demo: .venv  ## run the example: load its data, freeze its operations, ask it as each role
	.venv/bin/python -m example_project.demo

serve: .venv  ## serve the example, in development mode
	@.venv/bin/python -m example_project.demo --load
	@echo "http://127.0.0.1:$(PORT)/"
	.venv/bin/python manage.py runserver 127.0.0.1:$(PORT)

test: .envs/test  ## the quick tests, with Django's long-term release
	.envs/test/bin/$(PYTEST) $(NOT_PLANTED) -m "not slow" $(ARGS)

test-slow: .envs/test  ## the tests that start servers and processes many times
	@-sh .ci/node
	@-sh .ci/chromium
	.envs/test/bin/$(PYTEST) $(NOT_PLANTED) -m slow --dist loadfile $(ARGS)

planted: .envs/test  ## the tests of the tests: each of many bugs, planted in a copy, is noticed
	.envs/test/bin/$(PYTEST) $(PLANTED) --dist worksteal $(ARGS)

test-long: .envs/test  ## all tests, the planted bugs too, with many more random examples
	@-sh .ci/node
	@-sh .ci/chromium
	GRAPHGATE_PROFILE=long .envs/test/bin/$(PYTEST) $(ARGS)

test-lowest: .envs/lowest  ## what talks to other packages, with the oldest of them that pyproject.toml allows
	.envs/lowest/bin/$(PYTEST) -m "not slow" $(TALKING) $(ARGS)

matrix:  ## what depends on the versions, with newer pairs of Python and Django, where the Python is here
	WORKERS="$(WORKERS)" sh .ci/matrix $(ARGS)

lint: style types

style: .envs/lint
	.envs/lint/bin/ruff check
	.envs/lint/bin/ruff format --check

types: mypy pyright
mypy: .envs/lint
	.envs/lint/bin/mypy
pyright: .envs/lint
	.envs/lint/bin/pyright --pythonpath .envs/lint/bin/python

format: .envs/lint
	.envs/lint/bin/ruff check --fix
	.envs/lint/bin/ruff format

wheel-check: .envs/test  ## the built wheel works alone
	sh .ci/wheel-check .envs/test/bin/python

sdist-check: .envs/test  ## the unpacked sdist runs its own tests
	sh .ci/sdist-check .envs/test/bin/python

bench: .envs/test
	.envs/test/bin/python -m benchmarks $(ARGS)

clean:
	rm -rf .venv .envs .demo build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis

.venv: FORCE
	@$(ENVIRONMENT) $@ "$(PYTHONS)" -e ".[postgres,redis,jwt]" --group example
.envs/test: FORCE
	@$(ENVIRONMENT) $@ "3.11 3.12 3.13" -e ".[all]" --group test "django==5.2.*"
.envs/lowest: FORCE
	@LOWEST=yes $(ENVIRONMENT) $@ "3.11 3.12 3.13" -e ".[all]" --group test
.envs/lint: FORCE
	@$(ENVIRONMENT) $@ "3.12 3.13 3.11" -e ".[all]" --group lint
FORCE:
