#!/usr/bin/env bash
# Breaks the delivery of events in every way that is known, again and again, and prints the table: nothing that was promised may be lost without a word.
# First store and publisher alone (CrashKind), then the real agent with real sound (AgentCrashKind).
#   tools/soak.sh                        760 trials, a seed of the clock's
#   tools/soak.sh --trials 100           so many of each kind
#   tools/soak.sh --seed 7 --kind BitFlips --trials 1     one trial again
#   tools/soak.sh --kind LinkCut --report FILE            adds to what FILE holds; the table is of all in it
set -uo pipefail
cd "$(dirname "$0")/.."

trials=40 seed=$(($(date +%s) % 1000000)) kind= report=
while [ $# -gt 0 ]; do
  case "$1" in
    --trials) trials=$2 ;;
    --seed) seed=$2 ;;
    --kind) kind=$2 ;;
    --report) report=$(realpath -m "$2") ;;
    *) echo "soak: unknown argument $1; there are --trials, --seed, --kind and --report" >&2; exit 2 ;;
  esac
  shift 2
done

tools/setup.sh --tests || exit 1
for project in EdgeAgent.Delivery.Tests EdgeAgent.Tests; do
  dotnet build "tests/$project" --nologo -v quiet -clp:NoSummary --no-restore || exit 1
done
mkdir -p artifacts/tests
log=artifacts/tests/soak.log
if [ -z "$report" ]; then
  report=$PWD/artifacts/tests/soak-$seed.txt
  rm -f "$report"
fi
echo "soak: seed $seed, $trials trials of ${kind:-each kind}; each is written to ${report#$PWD/} as it ends"
export EDGEAGENT_CRASH_TRIALS=$trials EDGEAGENT_CRASH_SEED=$seed EDGEAGENT_CRASH_KIND=$kind EDGEAGENT_CRASH_REPORT=$report
bin=artifacts/dotnet/bin status=0
dotnet $bin/EdgeAgent.Delivery.Tests/debug/EdgeAgent.Delivery.Tests.dll -noLogo -noColor -class '*.CrashMatrixTests' -class '*.StoreTrialTests' >$log 2>&1 || status=1
dotnet $bin/EdgeAgent.Tests/debug/EdgeAgent.Tests.dll -noLogo -noColor -class '*.AgentCrashTests' >>$log 2>&1 || status=1
if ! [ -s "$report" ]; then
  cat $log
  echo "soak: no trial was made; is there a kind '$kind'?" >&2
  exit 1
fi
grep -A40 -E 'FAILED$' "$report" | grep -v ': kept$'
grep -E '^(store on a disk|its control)' "$report"
# The last table is of all trials.
awk '/^kind /{table = ""; inside = 1} inside {table = table $0 "\n"} /^all /{inside = 0} END {printf "%s", table}' "$report"
[ $status -eq 0 ] && echo "soak: every promise was kept" || echo "soak: FAILED; $log has it all"
exit $status
