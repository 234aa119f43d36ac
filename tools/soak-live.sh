#!/usr/bin/env bash
# Sixteen hydrophones at 48 kHz with the shipped int8 model for an hour in real time: prints memory's slope, gen-2 collections and CPU a stream.
#   tools/soak-live.sh                          an hour; a tenth of one core
#   tools/soak-live.sh --minutes 10 --streams 4
set -uo pipefail
cd "$(dirname "$0")/.."

minutes=60 streams=16
while [ $# -gt 0 ]; do
  case "$1" in
    --minutes) minutes=$2 ;;
    --streams) streams=$2 ;;
    *) echo "soak-live: unknown argument $1; there are --minutes and --streams" >&2; exit 2 ;;
  esac
  shift 2
done

[ -n "${SOAK_BUILT:-}" ] || { tools/setup.sh --tests && dotnet build tests/EdgeAgent.Tests --nologo -v quiet -clp:NoSummary --no-restore -c Release; } || exit 1
EDGEAGENT_SOAK_MINUTES=$minutes EDGEAGENT_SOAK_STREAMS=$streams \
  dotnet artifacts/dotnet/bin/EdgeAgent.Tests/release/EdgeAgent.Tests.dll -noLogo -noColor -explicit only -class '*.LiveSoakTests' -showLiveOutput
