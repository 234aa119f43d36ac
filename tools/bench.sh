#!/usr/bin/env bash
# The agent beside a bare C++ loop, in one run; needs cmake and g++. Arguments are given to edge-bench (see --help).
set -euo pipefail
cd "$(dirname "$0")/.."
command -v cmake >/dev/null && command -v g++ >/dev/null || { echo "bench: cmake and g++ are missing; run: apt-get install cmake g++" >&2; exit 1; }
cmake -S tools/EdgeAgent.Benchmarks/native -B artifacts/bench/native -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build artifacts/bench/native >/dev/null
dotnet build tools/EdgeAgent.Benchmarks --nologo -v quiet --no-restore -c Release
exec dotnet artifacts/dotnet/bin/EdgeAgent.Benchmarks/release/edge-bench.dll "$@"
