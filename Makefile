# Carat. `make run` talks to a real model, `make test` proves the project.

SWIFT ?= swift
FLAGS = -c release --explicit-target-dependency-import-check error
# The runtime is linked in where the system allows it: finding and binding a dozen libraries takes a third of a short command.
# Nobody links against the program, so it needs no table of its functions for others: an eighth of its size.
LINK = $(if $(filter Linux,$(shell uname -s)),--static-swift-stdlib -Xlinker --no-export-dynamic)

BENCHMARKS = Benchmarks/Sources Benchmarks/Tests Benchmarks/Package.swift

.PHONY: run test build install uninstall lint format interop fuzz goldens predictions arm bench-side-by-side bench-counted bench-constraints clean

# MODEL=NAME talks to another model of the library.
run: ; @MODEL="$(MODEL)" scripts/run.sh

test: ; @scripts/test.sh

build: ; @$(SWIFT) build $(FLAGS) $(LINK) --product carat

# The command, its completions and its manual below PREFIX.
PREFIX ?= $(HOME)/.local

install: build ; @scripts/install.sh "$$($(SWIFT) build -c release --show-bin-path)/carat" "$(PREFIX)"

uninstall: ; @scripts/install.sh --remove "$(PREFIX)"

# swift-format does not look at comments; the script does. Needs python3.
lint:
	@$(SWIFT) format lint --strict --recursive --parallel Sources Tests fuzz/Sources $(BENCHMARKS) Package.swift
	@python3 scripts/comments.py

format: ; @$(SWIFT) format --in-place --recursive --parallel Sources Tests fuzz/Sources $(BENCHMARKS) Package.swift

# The same files, the same questions, to llama.cpp, transformers, gguf, safetensors and jsonschema. Needs pip, and compiles llama.cpp.
interop: build ; @scripts/interop.sh

fuzz: ; @$(SWIFT) run -c release --package-path fuzz carat-fuzz --seconds $(or $(SECONDS_EACH),60)

# Records the tiny models of Tests/Goldens anew. Needs pip; nobody needs it to run the tests.
goldens: ; @scripts/goldens.sh

# Predicted beside measured, for every model of the library.
predictions: build ; @scripts/predictions.sh

# Carat and llama.cpp in turn, same files, same cores. Builds llama.cpp and makes 13 GB of files the first time; then about
# two hours. FLAGS_EACH="--only deep --rounds 1" narrows it.
bench-side-by-side: ; @Benchmarks/scripts/side-by-side.sh $(FLAGS_EACH)

# Allocations and instructions a token of the last release build, against committed thresholds. UPDATE=1 sets them anew;
# CARAT=FILE counts another executable.
bench-counted: ; @Benchmarks/scripts/counted.sh $(CARAT) $(if $(UPDATE),--update)

# Schemas of MaskBench under Carat and llguidance in turn. Needs pip; DATA=FOLDER is shared test data.
bench-constraints: ; @Benchmarks/scripts/constraints.sh $(if $(DATA),--data $(DATA)) $(FLAGS_EACH)

clean: ; @rm -rf .build fuzz/.build Benchmarks/.build

# The kernels for ARM, cross-compiled and checked under emulation. Needs gcc for aarch64 and qemu's user mode.
arm: ; @scripts/arm.sh

