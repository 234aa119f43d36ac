#!/bin/sh
# Installs EdgeAgent from this folder: /opt/edge-agent, the programs in /usr/local/bin, the unit, the user. Run as root; running it again changes nothing, or brings the version of this folder.
#   ./install.sh               installs or updates; configuration, events and models stay
#   ./install.sh --check       only says what is missing on this system
#   ./install.sh --uninstall   takes it away; configuration, events and models stay
#   ./install.sh --purge       takes those away too
set -eu
PREFIX=/opt/edge-agent
STATE=/var/lib/edge-agent
UNITS=/etc/systemd/system
PROGRAMS='edge-agent edgectl edge-subscriber'
here=$(cd "$(dirname "$0")" && pwd)

say() { printf 'install: %s\n' "$*"; }
fail() { printf 'install: %s\n' "$*" >&2; exit 1; }
booted() { [ -d /run/systemd/system ]; }

# A library by its file: in the loader's cache, or where systems without one keep them.
has_library() {
  if PATH="$PATH:/sbin:/usr/sbin" ldconfig -p 2>/dev/null | grep -q "[[:space:]]$1 "; then return 0; fi
  for folder in /lib /usr/lib /lib64 /usr/lib64 /usr/local/lib /lib/*-linux-gnu /usr/lib/*-linux-gnu; do
    if [ -e "$folder/$1" ]; then return 0; fi
  done
  return 1
}

# How this system's packages are installed, and what the libraries are called there.
remedy() {
  if command -v apt-get >/dev/null; then echo 'apt-get install libsndfile1 libsoxr0 libmosquitto1 libsqlite3-0 libssl3 libstdc++6'
  elif command -v dnf >/dev/null; then echo 'dnf install libsndfile soxr mosquitto sqlite-libs openssl-libs libstdc++'
  elif command -v zypper >/dev/null; then echo 'zypper install libsndfile1 libsoxr0 libmosquitto1 libsqlite3-0 libopenssl3 libstdc++6'
  elif command -v pacman >/dev/null; then echo 'pacman -S libsndfile libsoxr mosquitto sqlite openssl gcc-libs'
  else echo 'this system'"'"'s package manager'; fi
}

check() {
  missing=
  case "$(uname -m)" in
    x86_64) machine=amd64 ;;
    aarch64) machine=arm64 ;;
    *) machine=$(uname -m) ;;
  esac
  if [ -x "$here/lib/edge-agent" ]; then packed=amd64; else packed=arm64; fi
  if [ "$machine" != "$packed" ]; then say "this archive is for $packed, and this machine is $machine"; missing=yes; fi
  # The C library: 2.34 or later, by its own account.
  libc=$(getconf GNU_LIBC_VERSION 2>/dev/null | sed 's/^glibc //' || true)
  if [ -z "$libc" ]; then
    say 'this system has no glibc; 2.34 or later is needed'
    missing=yes
  elif [ "$(printf '%s\n2.34\n' "$libc" | sort -V | head -n 1)" != 2.34 ]; then
    say "this system has glibc $libc; 2.34 or later is needed"
    missing=yes
  fi
  libraries=
  for library in libsndfile.so.1 libsoxr.so.0 libmosquitto.so.1 libsqlite3.so.0 libssl.so.3 libcrypto.so.3 libstdc++.so.6 libgcc_s.so.1; do
    if ! has_library "$library"; then libraries="$libraries $library"; fi
  done
  if [ -n "$libraries" ]; then
    say "missing:$libraries; try: $(remedy)"
    missing=yes
  fi
  if [ "$packed" = arm64 ] && ! "$here/bin/edge-agent" --version >/dev/null 2>&1 && ! dotnet --list-runtimes 2>/dev/null | grep -q '^Microsoft.AspNetCore.App 10\.'; then
    say 'missing: the ASP.NET Core runtime 10.0 (.NET)'
    missing=yes
  fi
  if ! command -v systemctl >/dev/null; then say 'note: no systemd here; the programs are installed, and starting them is left to you'; fi
  if ! command -v mosquitto >/dev/null; then say 'note: no mosquitto here; without a broker in the configuration events wait on disk'; fi
  [ -z "$missing" ]
}

root_only() { [ "$(id -u)" -eq 0 ] || fail 'run this as root'; }

make_user() {
  if ! getent group edge-agent >/dev/null; then groupadd --system edge-agent; fi
  if ! getent passwd edge-agent >/dev/null; then
    shell=/usr/sbin/nologin
    [ -x "$shell" ] || shell=/sbin/nologin
    useradd --system --gid edge-agent --home-dir "$STATE" --no-create-home --shell "$shell" --comment EdgeAgent edge-agent
  fi
}

install_it() {
  root_only
  if command -v dpkg-query >/dev/null && dpkg-query -W -f '${Status}' edge-agent 2>/dev/null | grep -q '^install ok installed'; then
    fail 'the Debian package edge-agent is installed; take one of the two: apt remove edge-agent'
  fi
  check || fail 'nothing was changed'
  make_user
  # Beside the old one first, so that a copy that breaks off leaves what worked.
  rm -rf "$PREFIX.new"
  mkdir -p "$PREFIX.new"
  cp -a "$here/lib" "$here/bin" "$here/man" "$here/doc" "$here/systemd" "$here/install.sh" "$here/edge-agent.default" "$here/VERSION" "$PREFIX.new/"
  chown -R 0:0 "$PREFIX.new"
  sync "$PREFIX.new" 2>/dev/null || true
  rm -rf "$PREFIX.old"
  if [ -e "$PREFIX" ]; then mv "$PREFIX" "$PREFIX.old"; fi
  mv "$PREFIX.new" "$PREFIX"
  rm -rf "$PREFIX.old"
  mkdir -p /usr/local/bin /usr/local/share/man/man1
  for program in $PROGRAMS; do
    ln -sfn "$PREFIX/bin/$program" "/usr/local/bin/$program"
    ln -sfn "$PREFIX/man/$program.1" "/usr/local/share/man/man1/$program.1"
  done
  if [ ! -d /etc/edge-agent ]; then install -d -m 0750 -o root -g edge-agent /etc/edge-agent; fi
  if [ -d /etc/default ] && [ ! -e /etc/default/edge-agent ]; then install -m 0644 "$PREFIX/edge-agent.default" /etc/default/edge-agent; fi
  if command -v systemctl >/dev/null; then
    mkdir -p "$UNITS"
    first=
    [ -e "$UNITS/edge-agent.service" ] || [ -L "$UNITS/edge-agent.service" ] || first=yes
    for unit in edge-agent.service edge-agent@.service; do
      # A mask is the administrator's word.
      if [ ! -L "$UNITS/$unit" ]; then install -m 0644 "$PREFIX/systemd/$unit" "$UNITS/$unit"; fi
    done
    if booted; then systemctl daemon-reload; fi
    if [ -n "$first" ]; then systemctl enable edge-agent.service >/dev/null 2>&1 || say 'the unit could not be enabled; look at: systemctl enable edge-agent'; fi
    if booted; then
      if [ -n "$first" ]; then systemctl start edge-agent.service || true
      else
        # What was at work, or was trying to be, starts afresh; what somebody has stopped stays so.
        for unit in edge-agent.service $(systemctl list-units --plain --no-legend --all 'edge-agent@*.service' | cut -d' ' -f1); do
          if [ "$(systemctl show -p ActiveState --value "$unit")" != inactive ]; then systemctl restart "$unit" || true; fi
        done
      fi
    fi
  fi
  say "EdgeAgent $(cat "$PREFIX/VERSION") is in $PREFIX"
  if [ ! -e /etc/edge-agent/appsettings.json ]; then say 'run: edge-agent setup, then: systemctl start edge-agent'; fi
}

# What a disk that is mounted there holds goes, and the place it is mounted at stays.
clear_away() { rm -rf "$1" 2>/dev/null || say "$1 could not be removed altogether; look at it"; }

uninstall() {
  root_only
  if command -v systemctl >/dev/null && [ -e "$UNITS/edge-agent.service" ] && [ ! -L "$UNITS/edge-agent.service" ]; then
    if booted; then
      for unit in $(systemctl list-units --plain --no-legend --all 'edge-agent@*.service' | cut -d' ' -f1) edge-agent.service; do systemctl stop "$unit" || true; done
    fi
    systemctl disable edge-agent.service >/dev/null 2>&1 || true
  fi
  for unit in edge-agent.service edge-agent@.service; do
    if [ ! -L "$UNITS/$unit" ]; then rm -f "$UNITS/$unit"; fi
  done
  rm -f "$UNITS"/multi-user.target.wants/edge-agent@*.service
  for program in $PROGRAMS; do
    for link in "/usr/local/bin/$program" "/usr/local/share/man/man1/$program.1"; do
      # Ours only: another program of this name is left.
      case "$(readlink "$link" 2>/dev/null || true)" in "$PREFIX"/*) rm -f "$link" ;; esac
    done
  done
  rm -rf "$PREFIX" "$PREFIX.new" "$PREFIX.old"
  if booted; then systemctl daemon-reload || true; fi
  if [ "${1:-}" = purge ]; then
    # What further agents on the same box have written goes too, while there is a user to know it by.
    if getent passwd edge-agent >/dev/null; then
      for path in "$STATE"-* /var/cache/edge-agent-* /run/edge-agent-*; do
        if [ -e "$path" ] && [ "$(stat -c %U "$path")" = edge-agent ]; then clear_away "$path"; fi
      done
    fi
    for path in "$STATE" /var/cache/edge-agent /run/edge-agent /etc/edge-agent; do clear_away "$path"; done
    rm -rf "$UNITS/edge-agent.service.d" "$UNITS"/edge-agent@*.service.d
    rm -f /etc/default/edge-agent /etc/default/edge-agent-*
    case "$(getent passwd edge-agent || true)" in
      edge-agent:*:"$STATE":*/nologin) userdel edge-agent 2>/dev/null || true ;;
      '') ;;
      *) say 'the user edge-agent was there before and stays' ;;
    esac
    if getent group edge-agent >/dev/null && ! getent passwd edge-agent >/dev/null; then groupdel edge-agent 2>/dev/null || true; fi
    say 'EdgeAgent is gone, with its configuration, events and models'
  else
    say "EdgeAgent is gone; /etc/edge-agent and $STATE stay (--purge takes them too)"
  fi
}

case "${1:-}" in
  '') install_it ;;
  --check) check && say 'everything that is needed is here' ;;
  --uninstall) uninstall ;;
  --purge) uninstall purge ;;
  *) fail "unknown argument $1; there are --check, --uninstall and --purge" ;;
esac
