#!/usr/bin/env bash
# What must hold of the packages in artifacts/deb and artifacts/tarball (make deb deb-arm64 tarball makes them): lintian, manual pages, the bill of materials, and their
# maintainer scripts and install.sh in a plain Debian root, step by step and broken half-way. One line a check; ends with "package: N passed, N failed". Needs root.
#   tests/package/run.sh [lint|sbom|man|deb|tarball] …        all of them without a name
set -uo pipefail
export LC_ALL=C
cd "$(dirname "$0")/../.." || exit 1
version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' Directory.Build.props)
deb=artifacts/deb/edge-agent_${version}_amd64.deb
arm=artifacts/deb/edge-agent_${version}_arm64.deb
tarball=artifacts/tarball/edge-agent-$version-linux-amd64.tar.gz
work=$(mktemp -d /var/tmp/edge-agent-package-XXXXXX)
trap 'rm -rf "$work"' EXIT
passed=0 failed=0
check() { if eval "$2" >"$work/said" 2>&1; then echo "passed: $1"; passed=$((passed + 1)); else echo "failed: $1"; sed 's/^/  /' "$work/said" | tail -15; failed=$((failed + 1)); fi; }
skip() { echo "skipped: $1"; }

lint() {
  command -v lintian >/dev/null || { skip "lintian is missing; run: apt-get install lintian"; return; }
  local package
  for package in artifacts/deb/edge-agent*_"$version"*.deb; do
    case $package in *+next*) continue ;; esac
    check "lintian finds no error in ${package##*/}" "lintian --allow-root --fail-on error --tag-display-limit 0 $package"
    echo "note: $(lintian --allow-root "$package" 2>/dev/null | grep -c '^W:') warnings in ${package##*/}"
  done
}

sbom() {
  local package folder schema=artifacts/peers/cyclonedx
  for package in "$deb" "$arm"; do
    [ -e "$package" ] || { skip "${package##*/} is not built"; continue; }
    folder=$work/sbom-${package##*_}
    dpkg-deb -x "$package" "$folder"
    check "every native library of ${package##*/} is in the bill of materials with its hash" "node tests/package/sbom.js '$folder'"
    # The schema as those who keep it publish it, pinned.
    if [ ! -e $schema/bom-1.6.SNAPSHOT.schema.json ]; then
      (mkdir -p $schema && cd "$work" && npm pack --silent @cyclonedx/cyclonedx-library@10.3.0 >/dev/null 2>&1 &&
        [ "$(node -e 'process.stdout.write(require("crypto").createHash("sha512").update(require("fs").readFileSync(process.argv[1])).digest("base64"))' cyclonedx-cyclonedx-library-10.3.0.tgz)" = 'RIT28sp1U0PCHaaeF3yNRwk6Jig/XJ8UsYAVOMYaHQ+0VVOvsjcp0PTWQFLUqJFF8XMud+Kdq6G+wtDAh+QJFA==' ] &&
        tar -xzf cyclonedx-cyclonedx-library-10.3.0.tgz package/res/schema) && cp "$work"/package/res/schema/*.json $schema/
    fi
    if [ -e $schema/bom-1.6.SNAPSHOT.schema.json ] && python3 -c 'import jsonschema' 2>/dev/null; then
      check "the bill of materials of ${package##*/} keeps CycloneDX's schema" "python3 tests/package/schema.py $schema '$folder/usr/share/doc/edge-agent/sbom.cdx.json'"
    else
      skip "the schema of CycloneDX or python3-jsonschema is missing"
    fi
  done
}

man() {
  local folder=$work/man page program
  dpkg-deb -x "$deb" "$folder"
  for program in edge-agent edgectl edge-subscriber; do
    page=$folder/usr/share/man/man1/$program.1.gz
    check "$program has a manual page" "[ -s $page ]"
    if command -v mandoc >/dev/null; then check "mandoc has nothing to say about it" "zcat $page >'$work/page' && mandoc -Tlint -W warning '$work/page'"; fi
    # Current: what the packed programs say now gives the same page.
    check "the page of $program is what its --help says" "node tools/manpages.js --out '$work/again' --version $version --date \$(stat -c %Y $page) $program=$folder/usr/lib/edge-agent/$program && zcat $page | cmp - '$work/again/$program.1'"
  done
}

# A plain root, made once: what debootstrap makes and the libraries that the package asks for.
plain_root() {
  local base=artifacts/package/base
  if [ ! -e $base/.complete ]; then
    command -v debootstrap >/dev/null && [ "$(id -u)" = 0 ] || return 1
    rm -rf $base; mkdir -p artifacts/package
    debootstrap --variant=minbase --include=systemd,libsndfile1,libsoxr0,libsqlite3-0,libmosquitto1,libstdc++6,libssl3 bookworm $base http://deb.debian.org/debian >artifacts/package/debootstrap.log 2>&1 || return 1
    touch $base/.complete
  fi
  cp -a $base "$1"
  # A chroot has no init that a package could talk to.
  printf '#!/bin/sh\nexit 101\n' >"$1/usr/sbin/policy-rc.d"; chmod 755 "$1/usr/sbin/policy-rc.d"
}
# With processes of its own: .NET looks into /proc, and nothing that is started here outlives it.
in_root() { unshare --mount --pid --fork --mount-proc="$root/proc" chroot "$root" /usr/bin/env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin DEBIAN_FRONTEND=noninteractive LC_ALL=C sh -c "$1"; }
# The same package under another number.
next() { local folder; folder=$(mktemp -d "$work/next-XXXX"); dpkg-deb -R "$deb" "$folder" && eval "${2:-:}" && sed -i "s/^Version: .*/Version: $version+$1/" "$folder/DEBIAN/control" && dpkg-deb --root-owner-group -Zgzip -z1 --build "$folder" "$root/root/$1.deb" >/dev/null; }

debian() {
  root=$work/debian
  plain_root "$root" || { skip "no Debian root could be made; it needs root and debootstrap"; return; }
  cp "$deb" "$root/root/first.deb"
  next second 'echo "# changed by the package" >>"$folder/etc/default/edge-agent"'
  # Breaks off after everything is done: what runs next must cope with all of it.
  next broken 'echo "exit 1" >>"$folder/DEBIAN/postinst"'
  local enabled=/etc/systemd/system/multi-user.target.wants/edge-agent.service

  check "it installs" "in_root 'dpkg -i /root/first.deb'"
  check "what it asks for is all it needs: the programs run" "in_root 'edge-agent --version && edgectl --version && edge-subscriber --version && edge-agent models verify humpback'"
  check "its user has no shell and no home of its own" "in_root 'getent passwd edge-agent' | grep -q ':/var/lib/edge-agent:/usr/sbin/nologin$'"
  check "the configuration's folder is for the agent and root alone" "[ \"\$(stat -c '%a %U' '$root/etc/edge-agent')\" = '750 root' ]"
  check "it is enabled for the first boot" "[ -L '$root$enabled' ]"
  check "installing it again changes nothing" "in_root 'dpkg -i /root/first.deb' && [ -L '$root$enabled' ]"

  echo '{ "Agent": { "Name": "box" } }' >"$root/etc/edge-agent/appsettings.json"; chmod 600 "$root/etc/edge-agent/appsettings.json"; chmod 700 "$root/etc/edge-agent"
  install -d "$root/var/lib/edge-agent/store"; echo events >"$root/var/lib/edge-agent/store/events.db"
  echo 'EDGEAGENT__Agent__Name=buoy-7' >>"$root/etc/default/edge-agent"
  in_root 'systemctl disable edge-agent' >/dev/null 2>&1
  check "an upgrade goes through" "in_root 'dpkg --force-confdef --force-confold -i /root/second.deb'"
  check "an upgrade keeps the configuration, its mode, the events and what was said in /etc/default" "grep -q box '$root/etc/edge-agent/appsettings.json' && [ \"\$(stat -c %a '$root/etc/edge-agent')\" = 700 ] && grep -q events '$root/var/lib/edge-agent/store/events.db' && grep -q buoy-7 '$root/etc/default/edge-agent'"
  check "an upgrade leaves disabled what was disabled" "[ ! -L '$root$enabled' ]"
  in_root 'systemctl enable edge-agent' >/dev/null 2>&1

  check "a postinst that fails is told" "! in_root 'dpkg --force-confold -i /root/broken.deb'"
  check "and the next version mends it" "in_root 'dpkg --force-confold --force-downgrade -i /root/second.deb' && [ \"\$(in_root \"dpkg-query -W -f '\\\${Status}' edge-agent\")\" = 'install ok installed' ]"

  check "a removal keeps configuration and events" "in_root 'dpkg -r edge-agent' && [ -e '$root/etc/edge-agent/appsettings.json' ] && [ -e '$root/var/lib/edge-agent/store/events.db' ] && [ ! -e '$root/usr/bin/edge-agent' ]"
  check "installed again after a removal it is enabled again" "in_root 'dpkg --force-confold -i /root/second.deb' && [ -L '$root$enabled' ]"

  in_root 'systemctl disable edge-agent; systemctl mask edge-agent' >/dev/null 2>&1
  check "with the service masked it upgrades and stays masked" "in_root 'dpkg --force-confold -i /root/second.deb' && [ \"\$(readlink '$root/etc/systemd/system/edge-agent.service')\" = /dev/null ]"
  check "with the service masked it is removed" "in_root 'dpkg -r edge-agent'"
  in_root 'systemctl unmask edge-agent' >/dev/null 2>&1

  # A disk for the events, mounted where they lie, and a second agent's state.
  install -d "$root/var/lib/edge-agent-quay"; in_root 'chown -R edge-agent: /var/lib/edge-agent-quay'
  install -d "$root/var/lib/edge-agent-of-somebody-else"
  mount -t tmpfs tmpfs "$root/var/lib/edge-agent" 2>/dev/null && touch "$root/var/lib/edge-agent/event"
  check "a purge with a disk mounted for the events goes through, empties it and says so" "in_root 'dpkg --purge edge-agent' | grep -q 'could not be removed altogether' && [ ! -e '$root/var/lib/edge-agent/event' ]"
  umount "$root/var/lib/edge-agent" 2>/dev/null && rm -rf "$root/var/lib/edge-agent"
  check "a purge takes the second agent's state and nobody else's" "[ ! -e '$root/var/lib/edge-agent-quay' ] && [ -e '$root/var/lib/edge-agent-of-somebody-else' ]"
  rm -rf "$root/var/lib/edge-agent-of-somebody-else"
  check "a purge leaves nothing" "! find '$root' -xdev \\( -path '$root/proc' -o -path '$root/root' -o -path '$root/var/log' -o -path '$root/usr/share' -o -path '$root/var/lib/dpkg' \\) -prune -o -name '*edge-agent*' -print | grep . && ! in_root 'getent passwd edge-agent || getent group edge-agent'"
  check "purging what is purged is no error" "in_root 'dpkg --purge edge-agent'"

  in_root 'useradd --create-home --shell /bin/bash edge-agent'
  check "a user of that name who is there already is taken as he is" "in_root 'dpkg -i /root/first.deb' && in_root 'getent passwd edge-agent' | grep -q '/bin/bash$'"
  check "and is left by a purge" "in_root 'dpkg --purge edge-agent' | grep -q 'was there before' && in_root 'getent passwd edge-agent' && [ -d '$root/home/edge-agent' ]"
  in_root 'userdel --remove edge-agent' >/dev/null 2>&1

  local vision
  vision=$(ls artifacts/deb/edge-agent-vision_"$version"+debian12_amd64.deb 2>/dev/null)
  if [ -n "$vision" ]; then
    check "edge-agent-vision asks for this release's OpenCV and for the agent" "dpkg-deb -f '$vision' Depends | grep -q 'edge-agent (>= $version).*libopencv-imgcodecs'"
    check "the shim takes what it needs from the loader's path alone" "dpkg-deb -x '$vision' '$work/vision' && ! readelf -d '$work/vision/usr/lib/edge-agent/libedge_opencv.so' | grep -E 'RPATH|RUNPATH'"
  fi
  # Nothing asks for a newer C library than the package says.
  dpkg-deb -x "$deb" "$work/libraries"
  check "no library needs a newer glibc than 2.34" "newest=\$(for library in \$(find '$work/libraries' '$work/vision' -name '*.so*' -type f 2>/dev/null); do readelf -V \$library; done | grep -o 'GLIBC_[0-9.]*' | sort -uV | tail -1); echo \$newest; [ -n \"\$newest\" ] && [ \"\$(printf '%s\nGLIBC_2.34\n' \$newest | sort -V | tail -1)\" = GLIBC_2.34 ]"
}

tar_ball() {
  root=$work/tarball
  [ -e "$tarball" ] || { skip "${tarball##*/} is not built; run: make tarball"; return; }
  plain_root "$root" || { skip "no Debian root could be made; it needs root and debootstrap"; return; }
  tar -xzf "$tarball" -C "$root/root"
  local folder=/root/edge-agent-$version-linux-amd64 library
  check "install.sh --check finds everything" "in_root '$folder/install.sh --check'"
  library=$(cd "$root" && ls usr/lib/x86_64-linux-gnu/libsoxr.so.0.* | head -1)
  mv "$root/$library" "$root/root/hidden"; in_root ldconfig
  mv "$root/usr/lib/x86_64-linux-gnu/libsoxr.so.0" "$root/root/hidden.link" 2>/dev/null
  check "a missing library is named with the remedy, and nothing is changed" "in_root '$folder/install.sh' 2>&1 | tee '$work/missing'; grep -q 'missing: libsoxr.so.0; try: apt-get install' '$work/missing' && [ ! -e '$root/opt/edge-agent' ] && ! in_root 'getent passwd edge-agent'"
  mv "$root/root/hidden" "$root/$library"; in_root ldconfig
  check "it installs" "in_root '$folder/install.sh'"
  check "the programs run from where they were put" "in_root 'edge-agent --version && edgectl --version && edge-subscriber --version && edge-agent models verify humpback'"
  check "the unit runs what was installed, and systemd has nothing to say about it" "in_root 'systemd-analyze verify --man=no /etc/systemd/system/edge-agent.service /etc/systemd/system/edge-agent@quay.service 2>&1' | grep -v '^$' | tee '$work/verify'; ! grep . '$work/verify' && ! grep -rn '/usr/bin/edge-agent' '$root/etc/systemd/system/edge-agent.service'"
  check "it is enabled" "[ -L '$root/etc/systemd/system/multi-user.target.wants/edge-agent.service' ]"
  find "$root/opt" "$root/usr/local" "$root/etc" -printf '%p %m %U %l\n' | sort >"$work/once"
  check "installing again changes nothing" "in_root '$folder/install.sh' && find '$root/opt' '$root/usr/local' '$root/etc' -printf '%p %m %U %l\n' | sort | diff '$work/once' -"
  rm -rf "$root/opt/edge-agent.new"; mkdir -p "$root/opt/edge-agent.new/half" "$root/opt/edge-agent.old/half"
  check "what an installation left half-way does not disturb the next" "in_root '$folder/install.sh' && [ ! -e '$root/opt/edge-agent.new' ] && [ ! -e '$root/opt/edge-agent.old' ]"
  echo '{}' >"$root/etc/edge-agent/appsettings.json"; install -d "$root/var/lib/edge-agent"; touch "$root/var/lib/edge-agent/event"
  check "--uninstall takes the programs and leaves configuration and events" "in_root '/opt/edge-agent/install.sh --uninstall' && [ ! -e '$root/opt/edge-agent' ] && [ ! -L '$root/usr/local/bin/edge-agent' ] && [ ! -e '$root/etc/systemd/system/edge-agent.service' ] && [ -e '$root/etc/edge-agent/appsettings.json' ] && [ -e '$root/var/lib/edge-agent/event' ]"
  check "--uninstall twice is no error" "in_root '$folder/install.sh --uninstall'"
  # What a second agent has written, and something of that name that is not its.
  install -d "$root/var/lib/edge-agent-quay" "$root/var/cache/edge-agent-quay" "$root/var/lib/edge-agent-of-somebody-else" "$root/etc/systemd/system/edge-agent@quay.service.d"
  in_root 'chown -R edge-agent: /var/lib/edge-agent-quay /var/cache/edge-agent-quay'; touch "$root/etc/default/edge-agent-quay"
  check "--purge leaves nothing, of further agents neither" "in_root '$folder/install.sh --purge' && ! find '$root' -xdev \\( -path '$root/proc' -o -path '$root/root' -o -path '$root/var/log' \\) -prune -o -name '*edge-agent*' ! -name '*-of-somebody-else' -print | grep . && ! in_root 'getent passwd edge-agent || getent group edge-agent'"
  check "--purge leaves what is somebody else's" "[ -e '$root/var/lib/edge-agent-of-somebody-else' ]"
  check "an argument that it does not know changes nothing" "! in_root '$folder/install.sh --unknown' && [ ! -e '$root/opt/edge-agent' ]"
}

[ -e "$deb" ] || { echo "package: ${deb##*/} is not built; run: make deb"; exit 1; }
[ $# -gt 0 ] || set -- lint sbom man deb tarball
for part in "$@"; do
  case $part in
    lint) lint ;;
    sbom) sbom ;;
    man) man ;;
    deb) debian ;;
    tarball) tar_ball ;;
    *) echo "package: unknown part $part; there are lint, sbom, man, deb and tarball"; exit 2 ;;
  esac
done
echo "package: $passed passed, $failed failed"
[ "$failed" -eq 0 ]
