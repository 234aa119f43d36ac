#!/usr/bin/env bash
# Makes the Debian packages in artifacts/deb: edge-agent_VERSION_ARCH.deb, and where OpenCV's headers are here edge-agent-vision. The same sources give the same bytes.
#   deploy/debian/build.sh [amd64|arm64]        VERSION=0.2.0 for another version than the sources'
# MAINTAINER names who distributes it.
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.."
arch=${1:-amd64}
command -v dpkg-deb >/dev/null || { echo "deb: dpkg-deb is missing; run: apt-get install dpkg" >&2; exit 1; }
version=${VERSION:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
maintainer=${MAINTAINER:-EdgeAgent <edge-agent@localhost>}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
VERSION=$version deploy/stage.sh "$arch"
stage=artifacts/stage/$arch

# One field of the control file, from the list that the bill of materials is made from.
field() { sed -n "s/^$1: //p" "deploy/debian/depends.$arch" | paste -sd, | sed 's/,/, /g'; }

# What every package has, and the packing: finish ROOT PACKAGE
finish() {
  local root=$1 name=$2 file=artifacts/deb/$2_${3}_$arch.deb doc=$1/usr/share/doc/$2
  mkdir -p "$doc"
  printf '%s (%s) stable; urgency=medium\n\n  * What changed is told in the project'"'"'s history.\n\n -- %s  %s\n' "$name" "$3" "$maintainer" "$(date -u -R -d "@$SOURCE_DATE_EPOCH")" | gzip -9n >"$doc/changelog.gz"
  (cd "$root" && find . -type f ! -path './DEBIAN/*' -printf '%P\n' | sort | xargs -d '\n' md5sum) >"$root/DEBIAN/md5sums"
  find "$root" -type d -exec chmod 755 {} +
  chmod 644 "$root"/DEBIAN/control "$root"/DEBIAN/md5sums
  find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
  dpkg-deb --root-owner-group -Zxz --build "$root" "$file" >/dev/null
  echo "$file: $(du -h "$file" | cut -f1), $(sha256sum "$file" | cut -d' ' -f1)"
}
size() { du -sk --apparent-size "$1" | cut -f1; }

agent() {
  local root=artifacts/deb/root-$arch lib doc program
  rm -rf "$root"
  lib=$root/usr/lib/edge-agent doc=$root/usr/share/doc/edge-agent
  mkdir -p "$root/usr/lib" "$root/usr/bin" "$root/DEBIAN" "$doc"
  cp -a "$stage/lib" "$lib"
  for program in edge-agent edgectl edge-subscriber; do
    if [ $arch = amd64 ]; then
      ln -s ../lib/edge-agent/$program "$root/usr/bin/$program"
    else
      sed "s/@PROGRAM@/$program/" deploy/launcher.sh >"$root/usr/bin/$program"
      chmod 755 "$root/usr/bin/$program"
    fi
  done
  install -Dm644 -t "$root/usr/lib/systemd/system" deploy/systemd/edge-agent.service deploy/systemd/edge-agent@.service
  install -Dm644 deploy/systemd/edge-agent.sysusers "$root/usr/lib/sysusers.d/edge-agent.conf"
  install -Dm644 deploy/debian/edge-agent.default "$root/etc/default/edge-agent"
  install -Dm644 -t "$doc/examples/systemd" deploy/systemd/*.conf
  install -Dm644 -t "$doc/examples/mosquitto" deploy/mosquitto/*
  # For editors: "$schema" in a configuration may name it.
  install -Dm644 -t "$root/usr/share/edge-agent" deploy/appsettings.schema.json
  install -m644 -t "$doc" "$stage"/doc/*
  gzip -9n "$doc/THIRD-PARTY-NOTICES"
  for page in "$stage"/man/*.1; do install -Dm644 "$page" "$root/usr/share/man/man1/$(basename "$page")"; gzip -9n "$root/usr/share/man/man1/$(basename "$page")"; done
  install -Dm644 deploy/debian/lintian-overrides "$root/usr/share/lintian/overrides/edge-agent"
  cat >"$root/DEBIAN/control" <<CONTROL
Package: edge-agent
Version: $version
Architecture: $arch
Maintainer: $maintainer
Section: science
Priority: optional
Installed-Size: $(size "$root")
Depends: $(field Depends)
Recommends: $(field Recommends)
Suggests: $(field Suggests)
Description: listens to hydrophones and reports what it hears
 EdgeAgent reads live audio on unattended field boxes, runs ONNX models over
 rolling windows, aggregates scores into events, keeps every event on disk until
 an MQTT broker has confirmed it, and is driven over gRPC. The same program
 replays recordings.
CONTROL
  printf '/etc/default/edge-agent\n' >"$root/DEBIAN/conffiles"
  chmod 644 "$root/DEBIAN/conffiles"
  for script in postinst prerm postrm; do install -m755 deploy/debian/$script "$root/DEBIAN/$script"; done
  finish "$root" edge-agent "$version"
}

# What decodes image files: the shim over OpenCV, whose packages have other names in each release. It is built for the release that it is built on, and says so.
vision() {
  local root=artifacts/deb/root-vision work depends release
  command -v dpkg-shlibdeps >/dev/null || { echo "deb: edge-agent-vision is left out: dpkg-shlibdeps is missing; run: apt-get install dpkg-dev"; return; }
  [ "$(dpkg --print-architecture)" = $arch ] || { echo "deb: edge-agent-vision is left out: it is built on the release and the architecture that it is for"; return; }
  command -v cmake >/dev/null && [ -e /usr/include/opencv4/opencv2/imgcodecs.hpp ] || { echo "deb: edge-agent-vision is left out: OpenCV's headers or cmake are missing; run: tools/setup.sh --images"; return; }
  release=$(. /etc/os-release; echo "$ID${VERSION_ID:-}")
  work=artifacts/deb/vision
  rm -rf "$root" "$work"
  mkdir -p "$root/DEBIAN" "$work/debian"
  cmake -S pipelines/native -B "$work/cmake" -DCMAKE_BUILD_TYPE=Release "-DCMAKE_CXX_FLAGS=-O2 -fstack-protector-strong -D_FORTIFY_SOURCE=2 -Wformat -Werror=format-security -ffile-prefix-map=$PWD=/src" \
    "-DCMAKE_SHARED_LINKER_FLAGS=-Wl,-z,relro -Wl,-z,now -Wl,--build-id=sha1" -DCMAKE_SKIP_RPATH=ON >"$work/log" 2>&1 && cmake --build "$work/cmake" --target edge_opencv >>"$work/log" 2>&1 || { tail -20 "$work/log" >&2; echo "deb: the shim over OpenCV could not be built" >&2; return 1; }
  install -Dm644 "$work/cmake/libedge_opencv.so" "$root/usr/lib/edge-agent/libedge_opencv.so"
  strip --strip-unneeded "$root/usr/lib/edge-agent/libedge_opencv.so"
  printf 'Source: edge-agent\n\nPackage: edge-agent-vision\nArchitecture: any\n' >"$work/debian/control"
  depends=$(cd "$work" && dpkg-shlibdeps -O -e"../root-vision/usr/lib/edge-agent/libedge_opencv.so" 2>/dev/null | sed -n 's/^shlibs:Depends=//p')
  [ -n "$depends" ] || { echo "deb: dpkg-shlibdeps found no packages for the shim over OpenCV" >&2; return 1; }
  cat >"$root/DEBIAN/control" <<CONTROL
Package: edge-agent-vision
Version: $version+$release
Architecture: $arch
Maintainer: $maintainer
Section: science
Priority: optional
Installed-Size: $(size "$root")
Depends: edge-agent (>= $version), $depends
Enhances: edge-agent
Description: lets EdgeAgent decode image files
 The link between EdgeAgent and OpenCV: JPEG, PNG, TIFF, BMP and WebP files, and
 cameras that send MJPEG. Raw video and sound do without. It fits the release
 that is named in its version.
CONTROL
  install -Dm644 deploy/debian/lintian-overrides.vision "$root/usr/share/lintian/overrides/edge-agent-vision"
  install -Dm644 "$stage/doc/copyright" "$root/usr/share/doc/edge-agent-vision/copyright"
  sed -i '/^Files:$/,/^$/d; /^Files: \*\/.*/,/^$/d; /^License: BSD-3-Clause$/,/^$/d; /^License: MIT$/,$d; /^Comment:/d' "$root/usr/share/doc/edge-agent-vision/copyright"
  finish "$root" edge-agent-vision "$version+$release"
}

agent
vision
