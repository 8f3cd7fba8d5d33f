# The two commands of this project: `make run` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
PORT ?= 8000
BIN := .venv/bin
PYTEST := $(BIN)/pytest

.PHONY: help run test test-fast explore lint types bench constraints

help: ## Daftar perintah
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

run: ## Menyiapkan dan menjalankan situs contoh di 127.0.0.1 (PORT=8100 untuk porta lain)
	@.ci/setup run
	@ELEARN_PORT=$(PORT) $(BIN)/elearn demo --serve

test: ## Semua pemeriksaan: gaya, tipe, arsitektur, uji di SQLite dan PostgreSQL, uji di peramban
	@.ci/setup test
	@.ci/system-packages
	@.ci/peers
	@.ci/lrs
	@$(MAKE) --no-print-directory lint types
	$(PYTEST) -n 2 --ignore=tests/browser
	$(PYTEST) -n 2 --ignore=tests/browser --database=postgresql
	$(PYTEST) -n 2 tests/browser

test-fast: ## Lingkaran dalam: gaya dan uji tanpa PostgreSQL dan peramban
	@.ci/setup test
	@.ci/system-packages
	@.ci/peers
	@.ci/lrs
	@$(MAKE) --no-print-directory lint
	$(PYTEST) -n 2 --ignore=tests/browser

explore: ## Uji sifat dengan contoh acak yang baru (ulangi sesering mungkin)
	@.ci/setup test
	$(PYTEST) -n 2 --ignore=tests/browser -m hypothesis --hypothesis-profile=explore

lint:
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types:
	$(BIN)/mypy

bench: ## Tolok ukur kecepatan, dicetak sebagai perbandingan dalam satu kali jalan
	@.ci/setup test
	$(BIN)/python -m tests.benchmarks

constraints: ## Memperbarui pin paket ke versi terbaru yang lolos pengujian
	$(BIN)/uv pip compile -q --upgrade --extra test --universal -o constraints.txt setup.cfg
