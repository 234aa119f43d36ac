#!/usr/bin/env bash
# Makes artifacts/tarball/edge-agent-VERSION-linux-ARCH.tar.gz for systems without dpkg: what the Debian package has, and install.sh. The same sources give the same bytes.
#   deploy/tarball/build.sh [amd64|arm64]
set -euo pipefail
umask 022
export LC_ALL=C TZ=UTC
cd "$(dirname "$0")/../.."
arch=${1:-amd64}
version=${VERSION:-$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)}
export SOURCE_DATE_EPOCH=${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct 2>/dev/null || date +%s)}
VERSION=$version deploy/stage.sh "$arch"
name=edge-agent-$version-linux-$arch
root=artifacts/tarball/$name
rm -rf "$root"
mkdir -p "$root/systemd" "$root/bin"
cp -a "artifacts/stage/$arch/." "$root/"
for program in edge-agent edgectl edge-subscriber; do
  if [ "$arch" = amd64 ]; then
    ln -s ../lib/$program "$root/bin/$program"
  else
    sed "s:@PROGRAM@:$program:g; s:/usr/lib/edge-agent:/opt/edge-agent/lib:g" deploy/launcher.sh >"$root/bin/$program"
    chmod 755 "$root/bin/$program"
  fi
done
for unit in edge-agent.service edge-agent@.service; do
  sed 's:/usr/bin/edge-agent:/opt/edge-agent/bin/edge-agent:g; s:file\:///usr/share/doc/edge-agent:file\:///opt/edge-agent/doc:' deploy/systemd/$unit >"$root/systemd/$unit"
done
install -Dm644 -t "$root/doc/examples/systemd" deploy/systemd/*.conf
install -Dm644 -t "$root/doc/examples/mosquitto" deploy/mosquitto/*
install -m644 deploy/appsettings.schema.json "$root/doc/appsettings.schema.json"
install -m644 deploy/debian/edge-agent.default "$root/edge-agent.default"
install -m755 deploy/tarball/install.sh "$root/install.sh"
printf '%s\n' "$version" >"$root/VERSION"
file=artifacts/tarball/$name.tar.gz
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
tar -C artifacts/tarball --sort=name --owner=0 --group=0 --numeric-owner --mtime="@$SOURCE_DATE_EPOCH" --format=gnu -cf - "$name" | gzip -9n >"$file.new"
mv "$file.new" "$file"
echo "$file: $(du -h "$file" | cut -f1), $(sha256sum "$file" | cut -d' ' -f1)"
