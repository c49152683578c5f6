# Carat. `make run` talks to a real model, `make test` proves the project.

SWIFT ?= swift
FLAGS = -c release --explicit-target-dependency-import-check error

.PHONY: run test build lint format interop fuzz goldens predictions arm clean

run: ; @scripts/run.sh

test: ; @scripts/test.sh

build: ; @$(SWIFT) build $(FLAGS) --product carat

lint: ; @$(SWIFT) format lint --strict --recursive --parallel Sources Tests fuzz/Sources Package.swift

format: ; @$(SWIFT) format --in-place --recursive --parallel Sources Tests fuzz/Sources Package.swift

# The same files, the same questions, to llama.cpp, transformers, gguf and safetensors. Needs pip, and compiles llama.cpp.
interop: build ; @scripts/interop.sh

fuzz: ; @$(SWIFT) run -c release --package-path fuzz carat-fuzz --seconds $(or $(SECONDS_EACH),60)

# Records the tiny models of Tests/Goldens anew. Needs pip; nobody needs it to run the tests.
goldens: ; @scripts/goldens.sh

# Predicted beside measured, for every model of the library.
predictions: build ; @scripts/predictions.sh

# The kernels for ARM, cross-compiled and checked under emulation. Needs gcc for aarch64 and qemu's user mode.
arm: ; @scripts/arm.sh

clean: ; @rm -rf .build fuzz/.build
