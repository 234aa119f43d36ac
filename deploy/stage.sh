#!/usr/bin/env bash
# What every package is made of, as plain folders: artifacts/stage/ARCH/{lib,man,doc}. The Debian package, the tarball and the image take it from there.
#   deploy/stage.sh [amd64|arm64]        VERSION=0.2.0 for another version than the sources'
# amd64 carries its own .NET, compiled ahead of time; arm64 needs the .NET runtime on the box, as no runtime for it can be bundled.
# The same sources give the same bytes: nothing here depends on the clock, the folder, the user or the umask.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/.."
arch=${1:-amd64}
case $arch in
  amd64) native=x64 ;;
  arm64) native=arm64 ;;
  *) echo "stage: unknown architecture $arch; there are amd64 and arm64" >&2; exit 2 ;;
esac
fail() { echo "stage: $*" >&2; exit 1; }
for tool in dotnet node gzip sha256sum; do command -v $tool >/dev/null || fail "$tool is missing; install it"; done

version=${VERSION:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
# When the sources were last changed; files newer than that would differ from build to build.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}

# What was fetched once may have been changed since.
library=linux-$native/libonnxruntime.so.1
[ -e artifacts/native/$library ] || fail "the native ONNX Runtime for $native is missing; run: tools/setup.sh --arch $native"
grep -qx "$(sha256sum artifacts/native/$library | cut -d' ' -f1)  $library" deploy/native.sha256 ||
  fail "artifacts/native/$library has another hash than deploy/native.sha256 says; delete artifacts/native/linux-$native and run: tools/setup.sh --arch $native"

stage=artifacts/stage/$arch
# What decides about every byte; the same again is not built again.
input() {
  echo "$arch $version $SOURCE_DATE_EPOCH $(dotnet --version) $(git rev-parse HEAD 2>/dev/null)"
  git ls-files -co --exclude-standard -z -- agent models pipelines tools docs appsettings.json '*.props' global.json deploy/stage.sh deploy/native.sha256 deploy/licenses 'deploy/debian/depends.*' | sort -zu | while IFS= read -r -d '' file; do [ ! -f "$file" ] || sha256sum "$file"; done
}
if git rev-parse HEAD >/dev/null 2>&1; then
  key=$(input | sha256sum)
  if [ -e "$stage.key" ] && [ "$(cat "$stage.key")" = "$key" ] && [ -e "$stage/doc/sbom.cdx.json" ]; then
    echo "$stage: is there already, version $version"
    exit 0
  fi
fi
rm -rf "$stage" "$stage.key"
lib=$stage/lib man=$stage/man doc=$stage/doc
mkdir -p "$lib" "$man" "$doc"

# -p:PathMap, -p:ContinuousIntegrationBuild: no path of this machine gets into the assemblies.
common=(--nologo -v quiet -c Release -p:Version="$version" -p:DebugType=none -p:ContinuousIntegrationBuild=true "-p:PathMap=$PWD=/src" -o "$lib")
for project in agent/EdgeAgent tools/edgectl tools/EdgeAgent.Subscriber; do
  case $arch in
    amd64) dotnet publish $project -r linux-x64 --self-contained -p:PublishReadyToRun=true "${common[@]}" ;;
    arm64) dotnet publish $project -p:UseAppHost=false "${common[@]}" ;;
  esac
done
# Documentation of the assemblies, and what only debuggers load.
rm -f "$lib"/*.pdb "$lib"/*.xml "$lib"/createdump
cp artifacts/native/$library "$lib/"
cp appsettings.json "$lib/"
mkdir -p "$lib/models" && cp -r models/repository "$lib/models/"
find "$stage" -type f -exec chmod 644 {} +
find "$stage" -type d -exec chmod 755 {} +
[ $arch != amd64 ] || chmod 755 "$lib"/{edge-agent,edgectl,edge-subscriber}

# The programs say themselves what they can do; IL runs here whatever it was packed for.
program() { if [ $arch = amd64 ]; then echo "$lib/$1"; else echo "dotnet $lib/$1.dll"; fi; }
node tools/manpages.js --out "$man" --version "$version" --date "$SOURCE_DATE_EPOCH" "edge-agent=$(program edge-agent)" "edgectl=$(program edgectl)" "edge-subscriber=$(program edge-subscriber)"

cp docs/*.md "$doc/"
node tools/sbom.js --lib "$lib" --arch "$arch" --version "$version" --date "$SOURCE_DATE_EPOCH" --pins deploy/native.sha256 --debian "deploy/debian/depends.$arch" \
  --licenses deploy/licenses --out "$doc/sbom.cdx.json" --notices "$doc/THIRD-PARTY-NOTICES" --copyright "$doc/copyright"
find "$man" "$doc" -type f -exec chmod 644 {} +
find "$stage" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
[ -z "${key:-}" ] || printf '%s\n' "$key" >"$stage.key"
echo "$stage: $(du -sh "$stage" | cut -f1), version $version"
