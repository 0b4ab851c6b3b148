#!/usr/bin/env bash
# Makes the cluster where PGDATA has none, then becomes the server.
set -euo pipefail

# Value of a variable, or the content of the file that its _FILE twin names.
from_file() {
  local name=$1 file_name=$1_FILE
  if [ -n "${!name:-}" ] && [ -n "${!file_name:-}" ]; then
    echo "error: both $name and $file_name are set (but are exclusive)" >&2
    exit 1
  fi
  if [ -n "${!file_name:-}" ]; then cat "${!file_name}"; else echo -n "${!name:-}"; fi
}

make_cluster() {
  local user password database
  user=$(from_file POSTGRES_USER)
  user=${user:-postgres}
  password=$(from_file POSTGRES_PASSWORD)
  database=$(from_file POSTGRES_DB)
  database=${database:-$user}
  if [ -z "$password" ]; then
    echo 'Error: Database is uninitialized and superuser password is not specified: set POSTGRES_PASSWORD_FILE or POSTGRES_PASSWORD.' >&2
    exit 1
  fi
  initdb --username="$user" --pwfile=<(printf '%s\n' "$password") --encoding=UTF8 --auth-local=trust --auth-host=scram-sha-256
  printf '\nhost all all all scram-sha-256\n' >> "$PGDATA/pg_hba.conf"
  # Nobody outside gets in before the database is there: a socket and no port.
  pg_ctl -D "$PGDATA" -o "-c listen_addresses='' -p 5432" -w start
  if [ "$database" != postgres ]; then
    psql -v ON_ERROR_STOP=1 --username "$user" --no-password --no-psqlrc --dbname postgres --set db="$database" \
      <<< 'CREATE DATABASE :"db";'
  fi
  pg_ctl -D "$PGDATA" -m fast -w stop
  echo 'PostgreSQL init process complete; ready for start up.'
}

# An option alone is one for the server.
if [ "${1:0:1}" = '-' ]; then set -- postgres "$@"; fi

if [ "$1" = postgres ]; then
  if [ "$(id -u)" = 0 ]; then
    mkdir -p "$PGDATA"
    find "$PGDATA" ! -user postgres -exec chown postgres {} +
    exec setpriv --reuid=postgres --regid=postgres --init-groups "$0" "$@"
  fi
  mkdir -p "$PGDATA"
  chmod 700 "$PGDATA" || true
  if [ ! -s "$PGDATA/PG_VERSION" ]; then make_cluster; fi
fi
exec "$@"
