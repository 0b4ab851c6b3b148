#!/bin/sh
# `finish-tree.sh FOLDER UID`: one time, one mode and one owner for all files of an assembled tree, so that its layers
# depend on content alone; only the state folder belongs to the service's user.
set -eu
tree=$1 user=$2

mkdir -p "$tree/service/etc" "$tree/service/var/lib/slipway"
printf 'root:x:0:0:root:/:/nologin\nslipway:x:%s:%s:slipway:/app:/nologin\n' "$user" "$user" >"$tree/service/etc/passwd"
printf 'root:x:0:\nslipway:x:%s:\n' "$user" >"$tree/service/etc/group"
chmod -R a=rX,u+w "$tree"
chown "$user:$user" "$tree/service/var/lib/slipway"
chmod 700 "$tree/service/var/lib/slipway"
find "$tree" -exec touch --no-dereference --date=@0 {} +
