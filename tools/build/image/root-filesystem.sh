#!/bin/sh
# `root-filesystem.sh FOLDER`: a Linux root with Node's binary, the C and C++ libraries that it and native packages
# load, certificates, and Debian's records of these packages for scanners. No shell, nothing else.
set -eu
root=$1
node=$(command -v node)

# The folder of the program, too: one that WORKDIR makes has the time of the build, so that no two builds are alike.
mkdir -p "$root/app" "$root/usr/local/bin" "$root/etc/ssl/certs" "$root/var/lib/dpkg/status.d"
cp "$node" "$root/usr/local/bin/node"

# Native packages also ask for these by name, though they are part of libc since 2.34.
libraries=$(ldd "$node" | awk '$2 == "=>" { print $3 } $1 ~ /^\// { print $1 }')
folder=$(dirname "$(echo "$libraries" | grep -m1 '/libc\.so\.6$')")
for library in $libraries "$folder"/libdl.so.2 "$folder"/libpthread.so.0 "$folder"/librt.so.1 "$folder"/libresolv.so.2; do
  mkdir -p "$root$(dirname "$library")"
  cp -L "$library" "$root$library"
done

cp -L /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/"
cp -L /etc/os-release "$root/etc/os-release"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"
for package in libc6 libgcc-s1 libstdc++6 ca-certificates; do
  dpkg-query --status "$package" >"$root/var/lib/dpkg/status.d/$package"
done

chmod -R a=rX,u+w "$root"
install -d -m 1777 "$root/tmp"
find "$root" -exec touch --no-dereference --date=@0 {} +
