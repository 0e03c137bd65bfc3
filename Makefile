# Everything a contributor does. `make` alone lists it.
PYTHON ?= python3
RUN := .venv/bin/python -m
# Two workers by default: the cluster tests share one control plane, the rest is quick.
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help demo test lint types bench fuzz golden docs lock clean dev runtime

help: ## This list
	@grep -E '^[a-z]+:.*##' Makefile | sed -E 's/:.*## /\t/' | expand -t 12

demo: runtime ## From nothing to a running, checked AI cluster on this machine
	@$(RUN) seatrial up examples/inference/cluster.yaml --yes

test: dev ## All tests, the real control plane included
	@$(RUN) pytest -n $(WORKERS) --dist loadgroup

lint: dev ## Style, format and layers
	@$(RUN) ruff check .
	@$(RUN) ruff format --check .
	@.venv/bin/python .venv/bin/lint-imports

types: dev ## pyright, strict
	@$(RUN) pyright

bench: dev ## Benchmarks, each beside what one would use instead
	@.venv/bin/python benchmarks/run.py

fuzz: dev ## Fuzz the reader of manifests for five minutes (Linux)
	@$(RUN) uv pip install -q --target build/fuzz/packages --only-binary :all: --require-hashes -r requirements/fuzz.txt
	@PYTHONPATH=build/fuzz/packages:. .venv/bin/python scripts/fuzz_reader.py $(FUZZ)

golden: dev ## Write the expected outputs of the tests anew; look at the diff
	@SEATRIAL_UPDATE_GOLDEN=1 $(RUN) pytest -n $(WORKERS) tests/compiler tests/spec tests/cli

docs: dev ## Write the generated reference pages anew
	@for script in scripts/make_*_reference.py scripts/make_rule_docs.py; do .venv/bin/python "$$script"; done

lock: dev ## Lock the dependencies of pyproject.toml
	@$(RUN) uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group build pyproject.toml -o requirements/runtime.txt
	@$(RUN) uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group dev pyproject.toml -o requirements/dev.txt
	@$(RUN) uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --group pyproject.toml:fuzz -o requirements/fuzz.txt

runtime:
	@$(PYTHON) scripts/bootstrap.py runtime

dev:
	@$(PYTHON) scripts/bootstrap.py dev

clean: ## Remove what make created in this folder
	@rm -rf .venv .pytest_cache .ruff_cache .hypothesis .import_linter_cache
