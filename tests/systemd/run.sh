#!/usr/bin/env bash
# The package in a real systemd: a clean Debian root, booted in a container, with the .deb installed and the unit at work. Needs root, debootstrap and systemd-container; takes some minutes.
#   tests/systemd/run.sh [--keep]
set -uo pipefail
cd "$(dirname "$0")/../.."
for program in debootstrap systemd-nspawn dpkg-deb; do
  command -v $program >/dev/null || { echo "test-systemd: skipped: $program is missing; run: apt-get install debootstrap systemd-container"; exit 0; }
done
[ "$(id -u)" = 0 ] || { echo "test-systemd: skipped: a container needs root"; exit 0; }
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
old=artifacts/deb/edge-agent_${version}_amd64.deb
new=artifacts/deb/edge-agent_${version}+next_amd64.deb
[ -e "$old" ] || deploy/debian/build.sh || exit 1
# The next version differs in nothing but its number, as far as dpkg can tell.
[ -e "$new" ] && [ "$new" -nt "$old" ] || {
  work=$(mktemp -d); dpkg-deb -R "$old" "$work" && sed -i "s/^Version: .*/Version: ${version}+next/" "$work/DEBIAN/control" && dpkg-deb --root-owner-group -Zgzip -z1 --build "$work" "$new" >/dev/null; rm -rf "$work"
}

base=${EDGEAGENT_SYSTEMD_ROOT:-artifacts/systemd/base}
if [ ! -e "$base/.complete" ]; then
  echo "test-systemd: a clean root in $base (once)"
  rm -rf "$base"; mkdir -p "$(dirname "$base")"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,libsndfile1,libsoxr0,libsqlite3-0,libmosquitto1,mosquitto,mosquitto-clients,procps,libcap2-bin,ca-certificates,libstdc++6,libssl3 \
    bookworm "$base" http://deb.debian.org/debian >artifacts/systemd/debootstrap.log 2>&1 || { tail -3 artifacts/systemd/debootstrap.log; echo "test-systemd: skipped: no Debian root could be made"; exit 0; }
  touch "$base/.complete"
fi

root=$(mktemp -d /var/tmp/edge-agent-systemd-XXXXXX)
machine=edge-agent-$$
nspawn_pid=
cleanup() {
  # PID 1 of the container is a child of nspawn; when nspawn goes, everything in it goes.
  [ -n "$nspawn_pid" ] && kill "$nspawn_pid" 2>/dev/null && wait "$nspawn_pid" 2>/dev/null
  [ "${1:-}" = --keep ] || rm -rf "$root"
}
trap 'cleanup' EXIT
cp -a "$base/." "$root/"
cp "$old" "$root/root/old.deb"; cp "$new" "$root/root/new.deb"
cp tests/systemd/inside.sh "$root/root/inside.sh"
mkdir -p "$root/root/demo"
[ -e artifacts/bin/demo/hydrophone.wav ] || make -s artifacts/bin/demo/hydrophone.wav || exit 1
cp artifacts/bin/demo/hydrophone.wav "$root/root/demo/"
# What runs inside is a unit of its own, so that everything else is as on a box.
cat >"$root/etc/systemd/system/inside.service" <<UNIT
[Unit]
After=multi-user.target
[Service]
Type=oneshot
StandardOutput=file:/root/report
StandardError=file:/root/report.err
ExecStart=/bin/bash /root/inside.sh
ExecStopPost=/bin/touch /root/done
UNIT
ln -s ../inside.service "$root/etc/systemd/system/multi-user.target.wants/inside.service" 2>/dev/null || { mkdir -p "$root/etc/systemd/system/multi-user.target.wants"; ln -s ../inside.service "$root/etc/systemd/system/multi-user.target.wants/inside.service"; }
systemd-nspawn --quiet --register=no --keep-unit --machine="$machine" -D "$root" -b </dev/null >artifacts/systemd/boot.log 2>&1 &
nspawn_pid=$!
for _ in $(seq 900); do
  [ -e "$root/root/done" ] && break
  kill -0 $nspawn_pid 2>/dev/null || break
  sleep 1
done
cat "$root/root/report" 2>/dev/null || { echo "test-systemd: the container did not boot"; tail -20 artifacts/systemd/boot.log; exit 1; }
[ -e "$root/root/done" ] || echo "failed: the container did not come to its end in time"
passed=$(grep -c '^passed: ' "$root/root/report"); failed=$(grep -c '^failed: ' "$root/root/report")
[ -e "$root/root/done" ] || failed=$((failed + 1))
[ "$failed" -eq 0 ] || { cat "$root/root/report.err" | tail -40; cp "$root/root/journal" artifacts/systemd/journal.txt 2>/dev/null; }
echo "systemd: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
