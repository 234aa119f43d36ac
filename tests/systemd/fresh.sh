#!/usr/bin/env bash
# The quick start as the README has it, on a machine that has nothing: a clean Debian root with git, make, node and the .NET SDK (this machine's, mounted), a fresh clone, make run, then make test.
# Needs root, debootstrap and systemd-container, and the network. Takes long.
#   tests/systemd/fresh.sh [--run-only] [test arguments, such as -class '*.Configuration.*']
# EDGEAGENT_FRESH_ROOT keeps the clean root between runs; DOTNET_ROOT names another SDK.
set -uo pipefail
cd "$(dirname "$0")/../.."
for program in debootstrap systemd-nspawn; do
  command -v $program >/dev/null || { echo "test-fresh: skipped: $program is missing; run: apt-get install debootstrap systemd-container"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "test-fresh: skipped: a container needs root"; exit 0; }
only=
[ "${1:-}" = --run-only ] && { only=yes; shift; }
sdk=${DOTNET_ROOT:-$(dirname "$(readlink -f "$(command -v dotnet)")")}
base=$(realpath -m "${EDGEAGENT_FRESH_ROOT:-artifacts/systemd/fresh}")
if [ ! -e "$base/.complete" ]; then
  echo "test-fresh: a clean root in $base (once)"
  rm -rf "$base"; mkdir -p "$base"
  debootstrap --variant=minbase --include=ca-certificates,git,make,libicu72,libssl3,libstdc++6,zlib1g,procps bookworm "$base" http://deb.debian.org/debian >"$base.log" 2>&1 || { tail -3 "$base.log"; echo "test-fresh: skipped: no Debian root could be made"; exit 0; }
  cp -L /etc/resolv.conf "$base/etc/resolv.conf" 2>/dev/null
  systemd-nspawn --quiet --register=no --keep-unit --as-pid2 --machine="edge-agent-fresh-$$" -D "$base" --setenv=DEBIAN_FRONTEND=noninteractive \
    /bin/bash -c 'apt-get update -qq && apt-get install -qq -y --no-install-recommends nodejs npm' </dev/null >>"$base.log" 2>&1 || { tail -3 "$base.log"; echo "test-fresh: skipped: node could not be installed"; exit 0; }
  touch "$base/.complete"
fi
work=$(mktemp -d /var/tmp/edge-agent-fresh-XXXXXX)
trap 'rm -rf "$work"' EXIT
root=$work/root
cp -a "$base" "$root"
# This machine's way to the network: names, and the authorities that it trusts.
cp -L /etc/resolv.conf "$root/etc/resolv.conf" 2>/dev/null
cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
git clone -q . "$root/root/edge-agent" || exit 1
inside() {
  systemd-nspawn --quiet --register=no --keep-unit --as-pid2 --machine="edge-agent-fresh-$$" -D "$root" --bind-ro="$sdk:/usr/share/dotnet" --chdir=/root/edge-agent \
    --setenv=PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/share/dotnet --setenv=HOME=/root --setenv=DOTNET_CLI_TELEMETRY_OPTOUT=1 --setenv=DOTNET_NOLOGO=1 \
    --setenv=NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt --setenv=DEBIAN_FRONTEND=noninteractive /bin/bash -c "$1" </dev/null
}

passed=0 failed=0
check() { if eval "$2"; then echo "passed: $1"; passed=$((passed + 1)); else echo "failed: $1"; failed=$((failed + 1)); fi; }
began=$(date +%s)
inside 'timeout -s INT 1500 make run >/root/run.out 2>/root/run.err & for i in $(seq 1500); do grep -q "\"state\":\"open\"" /root/run.out 2>/dev/null && break; kill -0 $! 2>/dev/null || break; sleep 1; done; pkill -INT -f "artifacts/bin/edge-agent run"; wait $!; echo "exit code $?" >>/root/run.err'
tail -5 "$root/root/run.err" | sed 's/^/note: /'
check "make run: the first whale sings" "grep -q '\"state\":\"open\"' '$root/root/run.out'"
check "make run: Ctrl-C ends it in good order" "grep -q 'exit code 0' '$root/root/run.err'"
echo "note: $(( $(date +%s) - began )) s from the clone to the end of make run"
if [ -z "$only" ]; then
  began=$(date +%s)
  inside "make test ARGS=\"$*\" >/root/test.out 2>&1"
  grep -E '^skipped: |passed, ' "$root/root/test.out" | tail -2 | sed 's/^/note: /'
  check "make test: nothing fails" "tail -1 '$root/root/test.out' | grep -qE '^[1-9][0-9]* passed, 0 failed$'"
  echo "note: $(( $(date +%s) - began )) s for make test"
  [ "$failed" -eq 0 ] || { mkdir -p artifacts/systemd; cp "$root/root/test.out" artifacts/systemd/fresh-test.txt; grep -A12 '\[FAIL\]' "$root/root/test.out" | head -60; }
fi
echo "fresh: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
