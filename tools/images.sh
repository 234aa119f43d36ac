#!/usr/bin/env bash
# Builds the C shim over OpenCV into the folder of native libraries and puts it beside the agent: tools/images.sh NATIVE BIN.
# Says one line where OpenCV or cmake is missing: image files are then not decoded, and everything else works.
set -euo pipefail
cd "$(dirname "$0")/.."
native=$1 bin=$2
shim=libedge_opencv.so

say() { printf 'images: %s\n' "$*"; }

if [ ! -f "$native/$shim" ] || [ -n "$(find pipelines/native -newer "$native/$shim" -type f -print -quit)" ]; then
  if ! command -v cmake >/dev/null || [ ! -e /usr/include/opencv4/opencv2/imgcodecs.hpp ] && ! pkg-config --exists opencv4 2>/dev/null; then
    say "OpenCV or cmake is not here, so image files will not be decoded; tools/setup.sh --images installs them"
    exit 0
  fi
  log=$(mktemp)
  trap 'rm -f "$log"' EXIT
  if ! { cmake -S pipelines/native -B artifacts/cmake/opencv -DCMAKE_BUILD_TYPE=Release && cmake --build artifacts/cmake/opencv; } >"$log" 2>&1; then
    cat "$log" >&2
    say "the shim over OpenCV could not be built, so image files will not be decoded"
    exit 0
  fi
  mkdir -p "$native"
  # Not over the old file: a process may have it loaded.
  cp "artifacts/cmake/opencv/$shim" "$native/$shim.new"
  mv "$native/$shim.new" "$native/$shim"
fi

mkdir -p "$bin"
cmp -s "$native/$shim" "$bin/$shim" || { cp "$native/$shim" "$bin/$shim.new" && mv "$bin/$shim.new" "$bin/$shim"; }
