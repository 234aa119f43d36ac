#!/usr/bin/env bash
# Builds the packages a second time, from a copy of the sources in another folder, as another time of day, with another umask and locale, and compares every byte with those in artifacts.
#   tests/package/reproducible.sh [deb|deb-arm64|tarball] …        all of them without a name; what was not built before is built first
set -uo pipefail
cd "$(dirname "$0")/../.." || exit 1
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
# Uncommitted files belong to the sources too; both sides must see the same.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}
copy=$(mktemp -d /var/tmp/edge-agent-again-XXXXXX)
trap 'rm -rf "$copy"' EXIT
mkdir "$copy/elsewhere"
git ls-files -co --exclude-standard -z | while IFS= read -r -d '' file; do [ ! -e "$file" ] || printf '%s\0' "$file"; done | tar --null -T - -cf - | tar -xf - -C "$copy/elsewhere"
mkdir "$copy/elsewhere/artifacts"
ln -s "$(readlink -f artifacts/native)" "$copy/elsewhere/artifacts/native"
# The commit is written into the assemblies, and the copy is the same commit.
common=$(git rev-parse --path-format=absolute --git-common-dir)
printf 'gitdir: %s\n' "$(git rev-parse --absolute-git-dir)" >"$copy/elsewhere/.git"
[ -d "$common" ] || { echo "reproducible: this is no checkout"; exit 1; }

[ $# -gt 0 ] || set -- deb deb-arm64 tarball
same=0 different=0
for part in "$@"; do
  case $part in
    deb) build=(deploy/debian/build.sh amd64) files=("artifacts/deb/edge-agent_${version}_amd64.deb" artifacts/deb/edge-agent-vision_"$version"*_amd64.deb) ;;
    deb-arm64) build=(deploy/debian/build.sh arm64) files=("artifacts/deb/edge-agent_${version}_arm64.deb") ;;
    tarball) build=(deploy/tarball/build.sh amd64) files=("artifacts/tarball/edge-agent-$version-linux-amd64.tar.gz") ;;
    *) echo "reproducible: unknown part $part; there are deb, deb-arm64 and tarball"; exit 2 ;;
  esac
  "${build[@]}" || exit 1
  (cd "$copy/elsewhere" && dotnet restore EdgeAgent.sln --nologo -v quiet && umask 077 && TZ=Pacific/Auckland LC_ALL=C.UTF-8 "${build[@]}" >"$copy/log" 2>&1) || { tail -20 "$copy/log"; echo "reproducible: the second build of $part failed"; exit 1; }
  for file in "${files[@]}"; do
    [ -e "$file" ] || continue
    if cmp -s "$file" "$copy/elsewhere/$file"; then
      echo "same: $file $(sha256sum "$file" | cut -d' ' -f1)"
      same=$((same + 1))
    else
      echo "different: $file $(sha256sum "$file" | cut -d' ' -f1) $(sha256sum "$copy/elsewhere/$file" 2>/dev/null | cut -d' ' -f1)"
      if command -v diffoscope >/dev/null; then diffoscope --max-report-size 4000 "$file" "$copy/elsewhere/$file" | head -60; fi
      different=$((different + 1))
    fi
  done
done
echo "reproducible: $same the same, $different different"
[ $different -eq 0 ]
