#!/usr/bin/env bash
# Breaks live sources in every way that is known while the real agent listens, and prints the table: what was told when, and how soon it was heard again.
#   tools/soak-faults.sh                  20 faults of each kind (285, of which 5 starve the machine for a minute each), a seed of the clock's; about half an hour
#   tools/soak-faults.sh --each 2         so many of each kind
#   tools/soak-faults.sh --only DiskFull  one kind, by its name in the table
#   tools/soak-faults.sh --seed 7         the same faults at the same moments
#   tools/soak-faults.sh --outage 10 --starved 20      shorter cuts (30 s) and busy times (60 s)
set -uo pipefail
cd "$(dirname "$0")/.."

each=20 seed=$(($(date +%s) % 1000000)) outage=30 starved=60 only=
while [ $# -gt 0 ]; do
  case "$1" in
    --each) each=$2 ;;
    --seed) seed=$2 ;;
    --outage) outage=$2 ;;
    --starved) starved=$2 ;;
    --only) only=$2 ;;
    *) echo "soak-faults: unknown argument $1; there are --each, --only, --seed, --outage and --starved" >&2; exit 2 ;;
  esac
  shift 2
done

[ -n "${SOAK_BUILT:-}" ] || { tools/setup.sh --tests && dotnet build tests/EdgeAgent.Tests --nologo -v quiet -clp:NoSummary --no-restore; } || exit 1
echo "soak-faults: seed $seed, $each faults of each kind"
EDGEAGENT_FAULTS=$each EDGEAGENT_FAULTS_SEED=$seed EDGEAGENT_FAULTS_OUTAGE=$outage EDGEAGENT_FAULTS_STARVED=$starved EDGEAGENT_FAULTS_ONLY=$only \
  dotnet artifacts/dotnet/bin/EdgeAgent.Tests/debug/EdgeAgent.Tests.dll -noLogo -noColor -class '*.LiveFaultTests' -showLiveOutput
