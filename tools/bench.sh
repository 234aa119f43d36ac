#!/usr/bin/env bash
# The agent beside its peers, in turn, in one run; results in artifacts/bench.
#   tools/bench.sh                 all benchmarks with shorter legs and seven pairs, meant for a quarter of an hour once everything is built
#   tools/bench.sh grpc            the agent's gRPC under load, by tools/load.sh
#   tools/bench.sh commit          one of them; --help lists them and the options
set -euo pipefail
cd "$(dirname "$0")/.."

[ "$*" = grpc ] && exec tools/load.sh

missing=()
need() { eval "$2" >/dev/null 2>&1 || missing+=("$1"); }
need cmake 'command -v cmake'
need g++ 'command -v g++'
need libsqlite3-dev 'echo "#include <sqlite3.h>" | g++ -E -x c -'
need libmosquitto-dev 'echo "#include <mosquitto.h>" | g++ -E -x c -'
need mosquitto 'PATH=$PATH:/usr/sbin command -v mosquitto'
need python3-paho-mqtt '/usr/bin/python3 -c "import paho.mqtt"'
need libsoxr-dev 'echo "#include <soxr.h>" | g++ -E -x c -'
need libfftw3-dev 'echo "#include <fftw3.h>" | g++ -E -x c -'
need python3-scipy '/usr/bin/python3 -c "import scipy"'
need python3-onnx '/usr/bin/python3 -c "import onnx"'
need python3-torch '/usr/bin/python3 -c "import torch"'
[ ! -e /usr/include/opencv4/opencv2/dnn.hpp ] || need libturbojpeg0-dev 'echo "#include <stdio.h>
#include <turbojpeg.h>" | g++ -E -x c -'
[ ${#missing[@]} -eq 0 ] || { echo "bench: peers are missing; run: apt-get install ${missing[*]}" >&2; exit 1; }

cmake -S tools/EdgeAgent.Benchmarks/native -B artifacts/bench/native -DCMAKE_BUILD_TYPE=Release >/dev/null
cmake --build artifacts/bench/native >/dev/null
# The image benchmark's peers need OpenCV; without it that benchmark says that they are not there.
if [ -e /usr/include/opencv4/opencv2/dnn.hpp ]; then
  cmake -S tools/EdgeAgent.Benchmarks/Images/native -B artifacts/bench/native/images -DCMAKE_BUILD_TYPE=Release >/dev/null
  cmake --build artifacts/bench/native/images >/dev/null
fi
# Whole programs are measured as the package ships them: with their own .NET, compiled ahead of time.
if [ $# -eq 0 ] || [[ " $* " == *" start "* || " $* " == *" python "* ]]; then
  case $(uname -m) in x86_64)
    dotnet publish agent/EdgeAgent --nologo -v quiet -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:DebugType=none -o artifacts/bench/agent
    cp artifacts/native/linux-x64/libonnxruntime.so.1 appsettings.json artifacts/bench/agent/
    mkdir -p artifacts/bench/agent/models && cp -r models/repository artifacts/bench/agent/models/ ;;
  esac
fi
# All of them are to be through in a quarter of an hour.
[ $# -gt 0 ] || set -- --pairs 7 --leg-seconds 0.4
dotnet build tools/EdgeAgent.Benchmarks --nologo -v quiet --no-restore -c Release
exec dotnet artifacts/dotnet/bin/EdgeAgent.Benchmarks/release/edge-bench.dll "$@"
