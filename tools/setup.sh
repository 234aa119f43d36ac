#!/usr/bin/env bash
# Everything a fresh Debian 12 or Ubuntu 22.04/24.04 machine needs beyond the .NET 10 SDK, git, make and node:
# system libraries (apt), the pinned native ONNX Runtime (npm registry, integrity checked) and NuGet packages.
# Does nothing, and needs no network, where all of it is already there.
# With --images: also what decodes image files (OpenCV's headers and cmake, for the shim). With --tests: also what tests use beside it. Where that can't be had, those tests are skipped and say so.
# With --arch arm64 (or x64): the native ONNX Runtime of another architecture too, for its package.
set -euo pipefail
cd "$(dirname "$0")/.."

ORT_VERSION=1.29.0
# The npm registry's own integrity value of onnxruntime-node 1.29.0 (sha512, base64).
ORT_INTEGRITY='WjiVVB72riILz8HbYvxvmjKyE/WmkYoSfKY++axo5jAR609HQg8MwiG/HhShpTcJfmmAdzxxmB+MMST3A+SiPA=='
# SHA-256 of each library inside it; deploy/stage.sh holds what it packs to the same list.
NATIVE_PINS=deploy/native.sha256

with_tests= with_images= other_arch=
case "${1:-}" in
  '') ;;
  --images) with_images=yes ;;
  --tests) with_tests=yes with_images=yes ;;
  --arch) case "${2:-}" in x64 | arm64) other_arch=$2 ;; *) printf 'setup: --arch takes x64 or arm64\n' >&2; exit 2 ;; esac ;;
  *) printf 'setup: unknown argument %s; there are --images, --tests and --arch\n' "$1" >&2; exit 2 ;;
esac

say()  { printf 'setup: %s\n' "$*"; }
fail() { printf 'setup: %s\n' "$*" >&2; exit 1; }

need_tool() { command -v "$1" >/dev/null || fail "$1 is missing; $2"; }
need_tool dotnet "install the .NET 10 SDK from https://dot.net"
case $'\n'"$(dotnet --list-sdks)" in *$'\n10.'*) ;; *) fail "the .NET 10 SDK is missing (found: $(dotnet --list-sdks | cut -d' ' -f1 | paste -sd' ')); install it from https://dot.net" ;; esac

# Packages of the list on standard input that are not here: a package and the library, the program or the file (or pattern of files) that it brings.
missing_packages() {
  local name part present
  present=$(PATH=$PATH:/sbin:/usr/sbin ldconfig -p)
  while read -r name part; do
    case "$part" in
      /*) compgen -G "$part" >/dev/null && continue ;;
      *.so.*) case "$present" in *"$part"*) continue ;; esac ;;
      *) PATH=$PATH:/sbin:/usr/sbin command -v "$part" >/dev/null && continue ;;
    esac
    echo "$name"
  done
}

# Runs apt-get as root. Fails where this user may not.
apt_get() {
  local as_root=()
  [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
  DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get "$@" -qq >/dev/null
}

# What the agent itself runs with: nothing goes on without it.
system_packages() {
  local missing
  mapfile -t missing < <(missing_packages <<'LIST'
libsndfile1 libsndfile.so.1
libsoxr0 libsoxr.so.0
libsqlite3-0 libsqlite3.so.0
libmosquitto1 libmosquitto.so.1
mosquitto mosquitto
mosquitto-clients mosquitto_sub
LIST
  )
  [ ${#missing[@]} -eq 0 ] && return
  [ "$(id -u)" -eq 0 ] || sudo -n true 2>/dev/null || fail "system libraries are missing; run: sudo apt-get install -y --no-install-recommends ${missing[*]}"
  command -v apt-get >/dev/null || fail "system libraries are missing and apt-get is not here; install: ${missing[*]}"
  say "installing ${missing[*]}"
  apt_get update
  apt_get install -y --no-install-recommends "${missing[@]}"
  # The agent runs a broker of its own; the one that Debian starts with the package would only hold its port.
  case " ${missing[*]} " in
    *' mosquitto '*)
      if [ -d /run/systemd/system ]; then
        if [ "$(id -u)" -eq 0 ]; then systemctl disable --now -q mosquitto.service || true; else sudo -n systemctl disable --now -q mosquitto.service || true; fi
      fi ;;
  esac
}

# Packages of the list on standard input, for a purpose; what can't be had is told with what that means.
optional_packages() {
  local purpose=$1 otherwise=$2 missing package without=()
  mapfile -t missing < <(missing_packages)
  [ ${#missing[@]} -eq 0 ] && return
  say "installing ${missing[*]} for $purpose"
  apt_get update 2>/dev/null || true
  if ! apt_get install -y --no-install-recommends "${missing[@]}" 2>/dev/null; then
    # One that this release does not have keeps the others from nobody.
    for package in "${missing[@]}"; do apt_get install -y --no-install-recommends "$package" 2>/dev/null || without+=("$package"); done
  fi
  [ ${#without[@]} -eq 0 ] || say "${without[*]} could not be installed; $otherwise"
}

# Images are decoded by OpenCV through a C shim that make build makes. Sound does without, so nobody waits for it who did not ask.
image_packages() {
  optional_packages images 'image files are not decoded, and their tests are skipped' <<'LIST'
libopencv-dev /usr/include/opencv4/opencv2/imgcodecs.hpp
cmake cmake
g++ g++
LIST
}

# What tests hold the agent against: a disk of their own making (C on SQLite), recorders and cameras, clients that others wrote.
# Not here, and used too where they are: packages that start a server with them (ejabberd, nats-server, prometheus), and the largest (GStreamer with its plugins and python3-gi, python3-opencv, python3-onnx).
test_packages() {
  optional_packages 'the tests' 'the tests that need them are skipped' <<'LIST'
flac flac
gcc cc
libsqlite3-dev /usr/include/sqlite3.h
curl curl
openssl openssl
iproute2 ip
iptables iptables
alsa-utils arecord
ffmpeg ffmpeg
sox sox
libfaketime /usr/lib/*-linux-gnu/faketime/libfaketimeMT.so.1
python3 python3
python3-grpcio /usr/lib/python3/dist-packages/grpc
python3-protobuf /usr/lib/python3/dist-packages/google/protobuf
python3-jsonschema /usr/lib/python3/dist-packages/jsonschema
python3-numpy /usr/lib/python3/dist-packages/numpy
python3-paho-mqtt /usr/lib/python3/dist-packages/paho
LIST
}

machine_arch() {
  case "$(uname -m)" in
    x86_64) echo x64 ;;
    aarch64) echo arm64 ;;
    *) fail "no ONNX Runtime build for $(uname -m); set Runtime:OnnxRuntimeLibrary to one of your own" ;;
  esac
}

# The native ONNX Runtime of one architecture, into artifacts/native.
onnx_runtime() {
  local arch=$1 folder work package library got
  folder=artifacts/native/linux-$arch
  [ -f "$folder/onnxruntime-$ORT_VERSION.ok" ] && return
  need_tool node "install node"
  need_tool npm "install npm"
  say "fetching ONNX Runtime $ORT_VERSION for linux-$arch (107 MB, once)"
  work=$(mktemp -d)
  # Expanded now: the variable is gone when the script ends.
  trap "rm -rf '$work'" EXIT
  (cd "$work" && npm pack --silent "onnxruntime-node@$ORT_VERSION" >/dev/null) || fail "the package onnxruntime-node@$ORT_VERSION could not be fetched; check the network and try again"
  package=$work/onnxruntime-node-$ORT_VERSION.tgz
  got=$(node -e 'process.stdout.write(require("crypto").createHash("sha512").update(require("fs").readFileSync(process.argv[1])).digest("base64"))' "$package")
  [ "$got" = "$ORT_INTEGRITY" ] || fail "onnxruntime-node@$ORT_VERSION has another integrity hash than the pinned one (sha512-$got); not using it"
  library=$work/package/bin/napi-v6/linux/$arch/libonnxruntime.so.1
  tar -xzf "$package" -C "$work" "package/bin/napi-v6/linux/$arch/libonnxruntime.so.1"
  grep -qx "$(sha256sum "$library" | cut -d' ' -f1)  linux-$arch/libonnxruntime.so.1" $NATIVE_PINS || fail "libonnxruntime.so.1 for linux-$arch has another hash than $NATIVE_PINS says; not using it"
  mkdir -p "$folder"
  mv "$library" "$folder/libonnxruntime.so.1"
  touch "$folder/onnxruntime-$ORT_VERSION.ok"
  rm -rf "$work"
}

packages() {
  local stamp=artifacts/restored
  if [ -f $stamp ] && [ -z "$(find . -path ./artifacts -prune -o \( -name '*.csproj' -o -name 'Directory.*.props' -o -name '*.sln' -o -name global.json \) -newer $stamp -print -quit)" ]; then return; fi
  say "restoring NuGet packages"
  dotnet restore EdgeAgent.sln --nologo -v quiet
  mkdir -p artifacts && touch $stamp
}

system_packages
[ -z "$with_images" ] || image_packages
[ -z "$with_tests" ] || test_packages
here=$(machine_arch)
onnx_runtime "$here"
[ -z "$other_arch" ] || onnx_runtime "$other_arch"
packages
