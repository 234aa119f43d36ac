#!/usr/bin/env bash
# Breaks the delivery of events in every way that is known, again and again, and prints the table: nothing that was promised may be lost without a word.
#   tools/soak.sh                        600 trials, a seed of the clock's
#   tools/soak.sh --trials 100           so many of each kind
#   tools/soak.sh --seed 7 --kind BitFlips --trials 1     one trial again
set -uo pipefail
cd "$(dirname "$0")/.."

trials=40 seed=$(($(date +%s) % 1000000)) kind=
while [ $# -gt 0 ]; do
  case "$1" in
    --trials) trials=$2 ;;
    --seed) seed=$2 ;;
    --kind) kind=$2 ;;
    *) echo "soak: unknown argument $1; there are --trials, --seed and --kind" >&2; exit 2 ;;
  esac
  shift 2
done

tools/setup.sh --tests || exit 1
dotnet build tests/EdgeAgent.Delivery.Tests --nologo -v quiet --no-restore || exit 1
mkdir -p artifacts/tests
report=$PWD/artifacts/tests/soak-$seed.txt
rm -f "$report"
echo "soak: seed $seed, $trials trials of ${kind:-each kind}; each is written to ${report#$PWD/} as it ends"
EDGEAGENT_CRASH_TRIALS=$trials EDGEAGENT_CRASH_SEED=$seed EDGEAGENT_CRASH_KIND=$kind EDGEAGENT_CRASH_REPORT=$report \
  dotnet artifacts/dotnet/bin/EdgeAgent.Delivery.Tests/debug/EdgeAgent.Delivery.Tests.dll -noLogo -noColor -class '*CrashMatrixTests' -class '*StoreTrialTests' >artifacts/tests/soak.log 2>&1
status=$?
[ -s "$report" ] || cat artifacts/tests/soak.log
grep -A40 -E 'FAILED$' "$report" | grep -v ': kept$'
sed -n '/^kind /,$p' "$report"
[ $status -eq 0 ] && echo "soak: every promise was kept" || echo "soak: FAILED; artifacts/tests/soak.log has it all"
exit $status
