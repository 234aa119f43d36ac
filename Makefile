# make run    the agent on its embedded demo: synthesized hydrophone in, humpback events out
# make build  artifacts/bin/edge-agent, artifacts/bin/edgectl, artifacts/bin/edge-subscriber
# make test   everything that must hold, ending with "N passed, N failed"
# make soak   760 trials of everything that can break delivery, with the table of what came of them
# make soak-live     sixteen hydrophones for hours of sound: memory, garbage, CPU a stream
# make soak-faults   live sources broken hundreds of times, with the table of what came of it
# make soak-guest   the same in a guest whose power is cut (qemu)
# make deb    artifacts/deb/edge-agent_VERSION_amd64.deb, with its own .NET; ARCH_DEB=arm64 for the other one
# make test-systemd   the package in a real systemd: install, crash, watchdog, ruin, upgrade, sandbox, purge (root)
# make bench  the agent beside its peers: a bare C++ loop, SQLite and libmosquitto from C, paho; make bench NAME for one of them
.DEFAULT_GOAL := build
SHELL := /bin/bash

CONFIGURATION ?= Release
SOURCES := $(wildcard $(shell git ls-files -co --exclude-standard | grep -E '\.(cs|csproj|props|proto|json|sln)$$' | grep -v '^models/repository/'))
PACKAGES := $(wildcard $(shell git ls-files -co --exclude-standard -- models/repository))
ARCH := $(if $(filter aarch64,$(shell uname -m)),arm64,x64)

.PHONY: setup images build run test soak soak-live soak-faults soak-guest bench clean deb test-systemd

setup:
	@tools/setup.sh

build: setup images artifacts/bin/edge-agent artifacts/bin/edgectl artifacts/bin/edge-subscriber artifacts/bin/demo/hydrophone.wav

# The C shim over OpenCV, where that is there; sound does without.
images:
	@tools/images.sh artifacts/native/linux-$(ARCH) artifacts/bin

artifacts/bin/edge-agent: $(SOURCES) $(PACKAGES) | setup
	@echo "build: agent ($(CONFIGURATION))"
	@dotnet publish agent/EdgeAgent --nologo -v quiet --no-restore -c $(CONFIGURATION) -o artifacts/bin
	@cp artifacts/native/linux-$(ARCH)/libonnxruntime.so.1 artifacts/bin/
	@cp appsettings.json artifacts/bin/
	@rm -rf artifacts/bin/models && mkdir -p artifacts/bin/models && cp -r models/repository artifacts/bin/models/
	@touch $@

artifacts/bin/edge-synth: $(SOURCES) | setup
	@dotnet publish tools/EdgeAgent.Synthesis --nologo -v quiet --no-restore -c $(CONFIGURATION) -o artifacts/synth
	@mkdir -p artifacts/bin && ln -sf ../synth/edge-synth $@ && touch $@

artifacts/bin/edge-subscriber: $(SOURCES) | setup
	@dotnet publish tools/EdgeAgent.Subscriber --nologo -v quiet --no-restore -c $(CONFIGURATION) -o artifacts/subscriber
	@mkdir -p artifacts/bin && ln -sf ../subscriber/edge-subscriber $@ && touch $@

artifacts/bin/edgectl: $(SOURCES) | setup
	@dotnet publish tools/edgectl --nologo -v quiet --no-restore -c $(CONFIGURATION) -o artifacts/edgectl
	@mkdir -p artifacts/bin && ln -sf ../edgectl/edgectl $@ && touch $@

artifacts/bin/demo/hydrophone.wav: artifacts/bin/edge-synth
	@mkdir -p $(@D)
	@artifacts/synth/edge-synth song --seconds 120 --seed 1 --rate 10000 --loopable --out $@

run: build
	@artifacts/bin/edge-agent run --set Agent:StateDirectory=artifacts/state $(ARGS)

test: setup
	@tools/test.sh $(ARGS)

soak: setup
	@tools/soak.sh $(ARGS)

soak-live: setup
	@tools/soak-live.sh $(ARGS)

soak-faults: setup
	@tools/soak-faults.sh $(ARGS)

soak-guest: setup
	@tools/guest.sh && tools/soak.sh --kind GuestCut $(ARGS)

deb: setup
	@deploy/debian/build.sh $(or $(ARCH_DEB),amd64)

test-systemd: setup
	@tests/systemd/run.sh $(ARGS)

# What follows "bench" on the command line names benchmarks, not targets.
ifeq (bench,$(firstword $(MAKECMDGOALS)))
BENCHMARKS := $(wordlist 2,$(words $(MAKECMDGOALS)),$(MAKECMDGOALS))
.PHONY: $(BENCHMARKS)
$(BENCHMARKS):
	@:
endif

bench: setup
	@tools/bench.sh $(BENCHMARKS) $(ARGS)

clean:
	@rm -rf artifacts
