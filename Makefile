# make run    the agent on its embedded demo: synthesized hydrophone in, humpback events out
# make run-camera, make run-microscope   the same with pictures: boats in a harbour, spores under a microscope (needs OpenCV for the latter)
# make build  artifacts/bin/edge-agent, artifacts/bin/edgectl, artifacts/bin/edge-subscriber
# make test   everything that must hold, ending with "N passed, N failed"
# make soak   760 trials of everything that can break delivery, with the table of what came of them
# make soak-crash   one box that crashes 60 times at random moments, alone or with everything it started: healthy each time, nothing lost; CRASHES=N, SEED=N
# make soak-live     sixteen hydrophones for hours of sound: memory, garbage, CPU a stream
# make soak-faults   live sources broken hundreds of times, with the table of what came of it
# make soak-guest   the same in a guest whose power is cut (qemu)
# make soak-push  a model of 300 MB over a link that is cut five times, to an agent that is killed twice; MB=1000 for more
# make deb    artifacts/deb/edge-agent_VERSION_amd64.deb, with its own .NET, and edge-agent-vision for this release; deb-arm64 for the other one
# make tarball   artifacts/tarball/edge-agent-VERSION-linux-amd64.tar.gz with install.sh, for systems without dpkg; tarball-arm64
# make image  edge-agent:VERSION for containers, by docker, podman or buildah; image-l4t for Jetsons
# make sbom   what the packages carry, with versions, hashes and licences: artifacts/stage/amd64/doc/sbom.cdx.json (every package has it)
# make reproducible   builds the packages twice, in two folders, and compares every byte
# make test-package   what must hold of the built packages: lintian, manual pages, bill of materials, install, upgrade, ruin, purge in a plain root (root)
# make test-systemd   the package in a real systemd: install, crash, watchdog, ruin, upgrade, sandbox, purge (root)
# make test-fresh     the quick start on a machine that has nothing: clean Debian root, fresh clone, make run, make test (root, network, long); ARGS=--run-only
# make bench grpc  status calls and event tails of the real agent, beside servers of python3-grpcio and @grpc/grpc-js
# make bench  the agent beside its peers, within a quarter of an hour: a bare C++ loop, SQLite, libmosquitto, libsoxr, libjpeg-turbo and FFTW from C, OpenCV, paho, PyTorch, scipy; make bench NAME for one of them
.DEFAULT_GOAL := build
SHELL := /bin/bash

CONFIGURATION ?= Release
SOURCES := $(wildcard $(shell git ls-files -co --exclude-standard | grep -E '\.(cs|csproj|props|proto|json|sln)$$' | grep -v '^models/repository/'))
PACKAGES := $(wildcard $(shell git ls-files -co --exclude-standard -- models/repository))
ARCH := $(if $(filter aarch64,$(shell uname -m)),arm64,x64)

.PHONY: setup images build run run-camera run-microscope test soak soak-live soak-faults soak-crash soak-guest soak-push bench clean deb deb-arm64 tarball tarball-arm64 image image-l4t sbom reproducible test-package test-systemd test-fresh

setup:
	@tools/setup.sh

build: setup images artifacts/bin/edge-agent artifacts/bin/edgectl artifacts/bin/edge-subscriber artifacts/bin/demo/hydrophone.wav

# The C shim over OpenCV, where that is there; sound does without.
images:
	@tools/images.sh artifacts/native/linux-$(ARCH) artifacts/bin
	@tools/images.sh artifacts/native/linux-$(ARCH) artifacts/synth >/dev/null

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

# The camera is edge-synth, which paints a harbour as fast as a camera would.
run-camera: build
	@artifacts/bin/edge-agent run --config deploy/demo/camera.json --set Agent:StateDirectory=artifacts/state-camera $(ARGS)

# The microscope is edge-synth, which puts a field into a folder every five seconds; it ends with the agent.
run-microscope: build
	@rm -rf artifacts/demo/fields artifacts/state-microscope && mkdir -p artifacts/demo/fields; \
	artifacts/bin/edge-synth fields --every 5 --count 100000 --seed 5 --out artifacts/demo/fields & microscope=$$!; \
	trap 'kill $$microscope 2>/dev/null' EXIT; \
	artifacts/bin/edge-agent run --config deploy/demo/microscope.json --set Agent:StateDirectory=artifacts/state-microscope $(ARGS)

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

soak-crash: setup
	@tools/setup.sh --tests
	@for project in tools/edgectl tests/EdgeAgent.Tests; do dotnet build $$project --nologo -v quiet --no-restore || exit 1; done
	@EDGEAGENT_PROCESS_CRASHES=$(or $(CRASHES),60) EDGEAGENT_CRASH_SEED=$(or $(SEED),1) dotnet artifacts/dotnet/bin/EdgeAgent.Tests/debug/EdgeAgent.Tests.dll -noLogo -noColor -showLiveOutput -class '*.ProcessCrashTests'

soak-push: setup
	@tools/load.sh push $(MB)

deb: setup
	@deploy/debian/build.sh $(or $(ARCH_DEB),amd64)

deb-arm64 tarball-arm64 image-l4t: | setup-arm64

.PHONY: setup-arm64
setup-arm64: setup
	@tools/setup.sh --arch arm64

deb-arm64:
	@deploy/debian/build.sh arm64

tarball: setup
	@deploy/tarball/build.sh amd64

tarball-arm64:
	@deploy/tarball/build.sh arm64

image: setup
	@deploy/docker/build.sh amd64 $(ARGS)

image-l4t:
	@deploy/docker/build.sh l4t $(ARGS)

sbom: setup
	@deploy/stage.sh amd64

reproducible: setup
	@tests/package/reproducible.sh $(ARGS)

test-package:
	@tests/package/run.sh $(ARGS)

test-systemd: setup
	@tests/systemd/run.sh $(ARGS)

test-fresh:
	@tests/systemd/fresh.sh $(ARGS)

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
