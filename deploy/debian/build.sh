#!/usr/bin/env bash
# Makes the Debian package: artifacts/deb/edge-agent_VERSION_ARCH.deb. The same sources give the same bytes.
#   deploy/debian/build.sh [amd64|arm64]        VERSION=0.2.0 for another version than the sources'
# MAINTAINER names who distributes it.
# amd64 carries its own .NET, compiled ahead of time; arm64 needs the .NET runtime on the box, as no runtime for it can be bundled.
set -euo pipefail
cd "$(dirname "$0")/../.."
arch=${1:-amd64}
case $arch in
  amd64) native=x64 ;;
  arm64) native=arm64 ;;
  *) echo "deb: unknown architecture $arch; there are amd64 and arm64" >&2; exit 2 ;;
esac
command -v dpkg-deb >/dev/null || { echo "deb: dpkg-deb is missing; run: apt-get install dpkg" >&2; exit 1; }
[ -e artifacts/native/linux-$native/libonnxruntime.so.1 ] || { echo "deb: the native ONNX Runtime for $native is missing; run: make setup" >&2; exit 1; }

version=${VERSION:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
maintainer=${MAINTAINER:-EdgeAgent <edge-agent@localhost>}
# When the sources were last changed; files newer than that would differ from build to build.
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
root=artifacts/deb/root-$arch
rm -rf "$root"
lib=$root/usr/lib/edge-agent
mkdir -p "$lib" "$root/usr/bin" "$root/DEBIAN"

publish() {
  case $arch in
    amd64) dotnet publish "$1" --nologo -v quiet -c Release -r linux-x64 --self-contained -p:PublishReadyToRun=true -p:Version="$version" -p:DebugType=none -o "$lib" ;;
    arm64) dotnet publish "$1" --nologo -v quiet -c Release -p:UseAppHost=false -p:Version="$version" -p:DebugType=none -o "$lib" ;;
  esac
}
for project in agent/EdgeAgent tools/edgectl tools/EdgeAgent.Subscriber; do publish $project; done
rm -f "$lib"/*.pdb "$lib"/*.xml
cp artifacts/native/linux-$native/libonnxruntime.so.1 "$lib/"
cp appsettings.json "$lib/"
mkdir -p "$lib/models" && cp -r models/repository "$lib/models/"
for program in edge-agent edgectl edge-subscriber; do
  if [ $arch = amd64 ]; then
    ln -s ../lib/edge-agent/$program "$root/usr/bin/$program"
  else
    printf '#!/bin/sh\nexec dotnet /usr/lib/edge-agent/%s.dll "$@"\n' $program >"$root/usr/bin/$program"
    chmod 755 "$root/usr/bin/$program"
  fi
done

install -Dm644 -t "$root/usr/lib/systemd/system" deploy/systemd/edge-agent.service deploy/systemd/edge-agent@.service
install -Dm644 deploy/systemd/edge-agent.sysusers "$root/usr/lib/sysusers.d/edge-agent.conf"
install -Dm644 deploy/debian/edge-agent.default "$root/etc/default/edge-agent"
doc=$root/usr/share/doc/edge-agent
install -Dm644 -t "$doc/examples/systemd" deploy/systemd/*.conf
install -Dm644 -t "$doc/examples/mosquitto" deploy/mosquitto/*
install -Dm644 -t "$doc" docs/*.md deploy/debian/copyright
printf 'edge-agent (%s) stable; urgency=medium\n\n  * What changed is told in the project'"'"'s history.\n\n -- %s  %s\n' "$version" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"

install -Dm644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/edge-agent"
chmod -R u=rwX,go=rX "$root"
find "$lib" -type f -exec chmod 644 {} +
if [ $arch = amd64 ]; then chmod 755 "$lib"/edge-agent "$lib"/edgectl "$lib"/edge-subscriber; fi
find "$lib" -name createdump -delete

depends='libsndfile1, libsoxr0, libmosquitto1, libsqlite3-0, libssl3 | libssl3t64, libstdc++6, libgcc-s1, libc6 (>= 2.34), systemd'
[ $arch = arm64 ] && depends="$depends, dotnet-runtime-10.0, aspnetcore-runtime-10.0"
cat >"$root/DEBIAN/control" <<CONTROL
Package: edge-agent
Version: $version
Architecture: $arch
Maintainer: $maintainer
Section: science
Priority: optional
Installed-Size: $(du -sk --apparent-size "$root" | cut -f1)
Depends: $depends
Recommends: mosquitto, ffmpeg, alsa-utils
Suggests: gstreamer1.0-tools, chrony
Description: listens to hydrophones and reports what it hears
 EdgeAgent reads live audio on unattended field boxes, runs ONNX models over
 rolling windows, aggregates scores into events, keeps every event on disk until
 an MQTT broker has confirmed it, and is driven over gRPC. The same program
 replays recordings.
CONTROL
printf '/etc/default/edge-agent\n' >"$root/DEBIAN/conffiles"
for script in postinst prerm postrm; do install -m755 deploy/debian/$script "$root/DEBIAN/$script"; done
(cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | LC_ALL=C sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
package=artifacts/deb/edge-agent_${version}_$arch.deb
dpkg-deb --root-owner-group -Zxz --build "$root" "$package" >/dev/null
echo "$package: $(du -h "$package" | cut -f1), $(sha256sum "$package" | cut -d' ' -f1)"
