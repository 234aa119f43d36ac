#!/usr/bin/env bash
# Builds the image with the engine that is here: docker, podman, or buildah where no engine runs.
#   deploy/docker/build.sh [amd64|arm64|l4t] [further arguments of the engine, such as --build-arg BASE_IMAGE=…]
# TAG names it (edge-agent:VERSION); ENGINE takes one engine rather than the first that works.
set -euo pipefail
cd "$(dirname "$0")/../.."
kind=${1:-amd64}
[ $# -eq 0 ] || shift
case $kind in
  amd64 | arm64) arch=$kind file=deploy/docker/Dockerfile ;;
  l4t) arch=arm64 file=deploy/docker/Dockerfile.l4t ;;
  *) echo "image: unknown kind $kind; there are amd64, arm64 and l4t" >&2; exit 2 ;;
esac
version=${VERSION:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
tag=${TAG:-edge-agent:$version$([ "$kind" != l4t ] || echo -l4t)}

engine=${ENGINE:-}
if [ -z "$engine" ]; then
  for candidate in docker podman buildah; do
    # A client without its daemon is no engine.
    if command -v $candidate >/dev/null && { [ $candidate = buildah ] || $candidate info >/dev/null 2>&1; }; then engine=$candidate; break; fi
  done
fi
[ -n "$engine" ] || { echo "image: no container engine works here; run: apt-get install buildah" >&2; exit 1; }

VERSION=$version deploy/stage.sh $arch
arguments=(--build-arg "ARCH=$arch" --build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)" -t "$tag" -f "$file" "$@")
case $engine in
  docker) docker build --platform "linux/$arch" --build-arg "SOURCE_DATE_EPOCH=$SOURCE_DATE_EPOCH" "${arguments[@]}" . ;;
  # Docker's format: the other one has no health check.
  *) "$engine" build --format docker --timestamp "$SOURCE_DATE_EPOCH" --ignorefile "$file.dockerignore" "${arguments[@]}" . ;;
esac
echo "image: $tag, built with $engine"
