#!/usr/bin/env bash
# Builds everything once and runs every test project; ends with one line "N passed, N failed".
# Arguments are given to each test program (xunit v3), e.g.: tools/test.sh -class '*Aggregation*'
set -uo pipefail
cd "$(dirname "$0")/.."
bin=artifacts/dotnet/bin

tools/setup.sh --tests || { echo "0 passed, 1 failed"; exit 1; }
make --no-print-directory build || { echo "0 passed, 1 failed"; exit 1; }
echo "test: building"
dotnet build EdgeAgent.sln --nologo -v quiet --no-restore || { echo "0 passed, 1 failed"; exit 1; }

passed=0 failed=0 skipped=0
log=$(mktemp)
trap 'rm -f "$log"' EXIT
for project in tests/*.Tests; do
  name=$(basename "$project")
  echo "test: $name"
  timeout -k 10 900 dotnet "$bin/$name/debug/$name.dll" -noLogo -noColor "$@" >"$log" 2>&1
  status=$?
  summary=$(grep -E 'Total: [0-9]+, Errors' "$log" | tail -n 1)
  total=$(sed -nE 's/.*Total: ([0-9]+).*/\1/p' <<<"$summary")
  bad=$(sed -nE 's/.*Failed: ([0-9]+).*/\1/p' <<<"$summary")
  errors=$(sed -nE 's/.*Errors: ([0-9]+).*/\1/p' <<<"$summary")
  left=$(sed -nE 's/.*Skipped: ([0-9]+).*/\1/p' <<<"$summary")
  idle=$(sed -nE 's/.*Not Run: ([0-9]+).*/\1/p' <<<"$summary")
  grep -A1 -E '\[SKIP\]' "$log" | grep -v '^--'
  if [ "${total:-0}" -eq 0 ] && [ $# -eq 0 ]; then
    echo "no test ran in $name"
    status=1
  fi
  if [ "$status" -ne 0 ] || [ -z "$summary" ]; then
    cat "$log"
    [ $((${bad:-0} + ${errors:-0})) -eq 0 ] && bad=1
  fi
  failed=$((failed + ${bad:-0} + ${errors:-0}))
  skipped=$((skipped + ${left:-0}))
  passed=$((passed + ${total:-0} - ${bad:-0} - ${left:-0} - ${idle:-0}))
done

echo "skipped: $skipped (each named with its reason above)"
echo "$passed passed, $failed failed"
[ "$failed" -eq 0 ]
