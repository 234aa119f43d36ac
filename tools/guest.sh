#!/usr/bin/env bash
# Makes the guest that the soak cuts the power of (make soak-guest): Debian's kernel, an initial file system with busybox, and a disk with the .NET runtime, all in artifacts/guest.
# Needs no root; says what is missing, and then exits with 1.
set -euo pipefail
cd "$(dirname "$0")/.."
guest=$PWD/artifacts/guest
say() { echo "guest: $*" >&2; }
fail() { say "$*; the trials in a guest are skipped"; exit 1; }

[ -f "$guest/root.img" ] && [ -f "$guest/initramfs" ] && [ -f "$guest/vmlinuz" ] && exit 0
[ "$(uname -m)" = x86_64 ] || fail "there is one for x86_64 only"
command -v qemu-system-x86_64 >/dev/null || fail "qemu is missing (apt install qemu-system-x86)"
busybox=$(command -v busybox || true)
[ -n "$busybox" ] && ! ldd "$busybox" >/dev/null 2>&1 || fail "a static busybox is missing (apt install busybox-static)"
PATH=$PATH:/sbin:/usr/sbin
command -v mkfs.ext4 >/dev/null || fail "mkfs.ext4 is missing (apt install e2fsprogs)"
command -v apt-get >/dev/null || fail "apt-get is missing, which brings the kernel"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$guest"

package=$(apt-cache depends linux-image-cloud-amd64 2>/dev/null | sed -n 's/.*Depends: \(linux-image-[0-9].*\)/\1/p' | head -n 1)
[ -n "$package" ] || fail "no linux-image-cloud-amd64 is known to apt (apt-get update)"
say "fetching $package"
(cd "$work" && apt-get download -qq "$package" 2>/dev/null) || fail "$package could not be fetched"
dpkg-deb -x "$work"/linux-image-*.deb "$work/kernel"

# In the order in which they are loaded.
modules=(virtio_ring virtio virtio_pci_modern_dev virtio_pci_legacy_dev virtio_pci virtio_blk)
mkdir -p "$work/init"/{bin,proc,sys,dev,root,modules}
cp "$busybox" "$work/init/bin/busybox"
for module in "${modules[@]}"; do
  find "$work/kernel" -name "$module.ko" -exec cp {} "$work/init/modules/" \;
done
cat >"$work/init/init" <<INIT
#!/bin/busybox sh
# The disk of the runtime is read-only; the one of the trial may lose its power. What the worker says goes out by the second serial line, which nobody else writes to.
b=/bin/busybox
\$b mount -t proc proc /proc
\$b mount -t devtmpfs dev /dev
for module in ${modules[*]}; do [ -f /modules/\$module.ko ] && \$b insmod /modules/\$module.ko; done
\$b mount -t ext4 -o ro /dev/vda /root || exec \$b poweroff -f
\$b mount -t ext4 /dev/vdb /root/data || exec \$b poweroff -f
\$b mount -t proc proc /root/proc
\$b mount -t devtmpfs dev /root/dev
\$b mount -t tmpfs tmp /root/tmp
\$b stty -F /dev/ttyS1 raw -echo
words=\$(\$b sed -n 's/.*words=\([^ ]*\).*/\1/p' /proc/cmdline | \$b tr ';' ' ')
DOTNET_ROOT=/dotnet HOME=/tmp \$b chroot /root /dotnet/dotnet /data/worker/EdgeAgent.DeliveryWorker.dll \$words </dev/ttyS1 >/dev/ttyS1 2>/dev/ttyS0
\$b poweroff -f
INIT
chmod +x "$work/init/init"
(cd "$work/init" && find . | "$busybox" cpio -o -H newc 2>/dev/null | gzip -1) >"$work/initramfs"

dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
runtime=$(ls -d "$dotnet"/shared/Microsoft.NETCore.App/10.* | sort -V | tail -n 1)
[ -d "$runtime" ] || fail "no runtime of .NET 10 in $dotnet"
mkdir -p "$work/root"/{data,proc,dev,tmp,dotnet/host}
cp "$dotnet/dotnet" "$work/root/dotnet/"
cp -r "$dotnet/host/fxr" "$work/root/dotnet/host/"
for framework in Microsoft.NETCore.App Microsoft.AspNetCore.App; do
  mkdir -p "$work/root/dotnet/shared/$framework"
  cp -r "$dotnet/shared/$framework/$(basename "$runtime")" "$work/root/dotnet/shared/$framework/"
done
# The loader, and every library that the runtime asks for, at its start or later (libssl, SQLite).
later=$(ldconfig -p | sed -n 's/.*lib\(sqlite3\.so\.0\|ssl\.so\.3\|crypto\.so\.3\) .*=> //p')
for library in $( (for binary in "$dotnet/dotnet" "$runtime"/*.so $later; do ldd "$binary" 2>/dev/null | grep -o '/[^ ]*'; done; echo "$later") | sort -u); do
  mkdir -p "$work/root$(dirname "$library")"
  cp -L "$library" "$work/root$library"
done
mkfs.ext4 -q -F -d "$work/root" "$guest/root.img" "$(($(du -sm "$work/root" | cut -f 1) + 64))M" >/dev/null || fail "the disk of the runtime could not be made"
mv "$work/initramfs" "$guest/initramfs"
mv "$work"/kernel/boot/vmlinuz-* "$guest/vmlinuz"
say "it is in ${guest#$PWD/}"
