# The commands of the house (命令). `make help` lists them; each one installs what it needs.
.DEFAULT_GOAL := help
SHELL := /bin/sh
PY := .venv/bin/python
T ?= tests
ARGS ?=

.PHONY: help run install test check format bench bench-ocr migration features pictures wheel lock clean

help: ## list the commands
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "  make %-11s %s\n", $$1, $$2 }'

run: ## install what is missing and serve on http://127.0.0.1:8000
	@sh tools/install run
	@exec $(PY) -m bot serve $(ARGS)

install: ## everything in .venv, development tools too, and the pages built
	@sh tools/install all

test: install ## the whole test suite; one part of it with T=tests/text
	@exec $(PY) -m pytest $(T) $(ARGS)

check: ## formatting, lint, types, import rules, page checks: all of CI beside the tests
	@sh tools/install all
	@exec $(PY) -m tools.check

format: ## rewrite the code in the house format
	@sh tools/install dev
	@$(PY) -m ruff format .
	@$(PY) -m ruff check --fix .

bench: ## benchmarks, as ratios against a reference measured in the same run
	@sh tools/install dev
	@exec $(PY) -m benchmarks $(ARGS)

bench-ocr: ## accuracy and speed of card reading
	@sh tools/install dev
	@exec $(PY) -m benchmarks.ocr $(ARGS)

migration: ## write the migration for changed models; name it with NAME=add_region
	@sh tools/install dev
	@exec $(PY) -m tortoise -c core.tortoise_conf.TORTOISE_ORM makemigrations $(if $(NAME),--name $(NAME)) $(ARGS)

features: ## which catalogue features have a test
	@sh tools/install dev
	@exec $(PY) -m tools.features $(ARGS)

pictures: ## the README's pictures, taken from the running product
	@sh tools/install all
	@exec $(PY) -m tools.pictures $(ARGS)

wheel: ## build the wheel and try it in an empty environment
	@sh tools/install all
	@exec $(PY) -m tools.smoke_wheel

lock: ## resolve pyproject.toml again into both lock files
	@sh tools/install dev
	@exec $(PY) -m tools.lock $(ARGS)

clean: ## remove everything that can be made again (not ./var)
	@rm -rf .venv node_modules dist miniapp/static sidebar/static .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
