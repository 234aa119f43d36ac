#!/usr/bin/env bash
# Fetches the node packages that the gRPC peers need into artifacts/peers: the versions of package-lock.json, integrity checked, no install scripts.
# Does nothing, and needs no network, where they are already there. (python3-grpcio comes from the distribution.)
set -euo pipefail
cd "$(dirname "$0")"
target=../../../artifacts/peers
cmp -s package-lock.json "$target/package-lock.json" && [ -f "$target/ok" ] && exit 0
command -v npm >/dev/null || { echo "npm is missing; install node" >&2; exit 1; }
rm -rf "$target" && mkdir -p "$target"
cp package.json package-lock.json "$target/"
cd "$target"
npm ci --ignore-scripts --silent >/dev/null
touch ok
