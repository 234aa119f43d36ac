#!/usr/bin/env bash
# The real agent under load, in figures: status calls beside servers of python3-grpcio and @grpc/grpc-js, 200 tails of its events.
#   tools/load.sh              about two minutes
#   tools/load.sh push [MB]    a package of so many megabytes (300) over a link that is cut five times, to an agent that is killed twice
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build tools/edgectl --nologo -v quiet --no-restore -c Release
dotnet build tests/EdgeAgent.Tests --nologo -v quiet --no-restore -c Release
tests=artifacts/dotnet/bin/EdgeAgent.Tests/release/EdgeAgent.Tests.dll
if [ "${1:-}" = push ]; then
  EDGEAGENT_PUSH_MB=${2:-300} exec dotnet $tests -noLogo -noColor -showLiveOutput -explicit only -class '*.BadLinkPushTests'
fi
bash tests/EdgeAgent.Rpc.Tests/Peers/setup.sh
EDGEAGENT_LOAD_SECONDS=${EDGEAGENT_LOAD_SECONDS:-20} exec dotnet $tests -noLogo -noColor -showLiveOutput -parallel none -explicit on -class '*.LoadTests'
