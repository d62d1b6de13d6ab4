#!/usr/bin/env bash
# A throwaway PostgreSQL 15 with pgvector 0.8 on Debian 12, and a PgBouncer in front of it, for CI and for developers.
#
#   eval "$(.ci/postgres.sh start)"            # installs what is missing (as root), then starts a new cluster
#   TEST_DATABASE_URL=$DATABASE_URL npm test
#   TEST_DATABASE_URL=$DATABASE_URL TEST_POOLER_URL=$POOLER_URL npx vitest run server/chat   # through PgBouncer
#   .ci/postgres.sh stop "$PGDATA"             # stops both and removes their folder
#
# `start` prints DATABASE_URL=, POOLER_URL= (if PgBouncer is there), PGDATA= and PID= and nothing else on stdout; the log goes to stderr.
# Without root it works where PostgreSQL and pgvector are installed already.
set -euo pipefail

readonly bin=/usr/lib/postgresql/15/bin
# DESTDIR, as in make: `DESTDIR=/tmp/try .ci/postgres.sh install` tries the build without touching the system.
readonly control="${DESTDIR:-}/usr/share/postgresql/15/extension/vector.control"
readonly apt_source=/etc/apt/sources.list.d/docent-pgvector-src.sources

log() { printf 'postgres.sh: %s\n' "$*" >&2; }
die() { log "$*"; exit 1; }

as_postgres() {
  if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

apt() {
  DEBIAN_FRONTEND=noninteractive apt-get -q -y -o DPkg::Lock::Timeout=300 "$@" </dev/null >&2
}

# DPkg::Lock::Timeout does not cover the lock on the package lists, which another apt-get update may hold.
apt_update() {
  local attempt
  for attempt in 1 2 3 4 5; do
    if apt update; then return; fi
    log "apt-get update failed (attempt $attempt of 5)"
    sleep 5
  done
  die 'apt-get update failed: are the package sources reachable?'
}

has_pgvector() { grep -qsE "^default_version = '(0\.([89]|[1-9][0-9])|[1-9])" "$control"; }
has_package() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

install_packages() {
  local package missing=()
  for package in "$@"; do
    if ! has_package "$package"; then missing+=("$package"); fi
  done
  [ ${#missing[@]} -gt 0 ] || return 0
  [ "$(id -u)" = 0 ] || die "run me as root once: ${missing[*]} must be installed"
  apt_update
  log "installing ${missing[*]}"
  # Debian would start a cluster of its own on port 5432; ours is the only one we want.
  local no_cluster=/etc/postgresql-common/createcluster.d/docent-ci.conf
  mkdir -p "${no_cluster%/*}"
  echo 'create_main_cluster = false' >"$no_cluster"
  # Nor a PgBouncer.
  local policy=/usr/sbin/policy-rc.d made_policy=no
  if [ ! -e $policy ]; then
    printf '#!/bin/sh\nexit 101\n' >$policy
    chmod +x $policy
    made_policy=yes
  fi
  apt install --no-install-recommends "${missing[@]}"
  rm -f "$no_cluster"
  if [ $made_policy = yes ]; then rm -f $policy; fi
}

# Debian 12 has no pgvector 0.8; Debian 13 has it as source, and it builds against 15 in seconds.
build_pgvector() {
  [ "$(id -u)" = 0 ] || die 'run me as root once: pgvector 0.8 must be built'
  install_packages postgresql-server-dev-15 build-essential dpkg-dev
  local archive
  # From where this machine gets its packages; security updates are apart.
  archive=$(apt-get indextargets --format '$(REPO_URI)' 'Created-By: Packages' 'Label: Debian' | head -n 1)
  [ -n "$archive" ] || die 'apt knows no archive of Debian'
  cat >"$apt_source" <<SOURCES
Types: deb-src
URIs: $archive
Suites: trixie
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg
SOURCES
  apt_update
  local work
  work=$(mktemp -d /tmp/docent-pgvector.XXXXXX)
  log 'building pgvector'
  (
    cd "$work"
    apt source pgvector
    cd pgvector-*/
    # OPTFLAGS="" leaves out -march=native: what is built here may run on another processor.
    make OPTFLAGS="" PG_CONFIG="$bin/pg_config" >&2
    make install PG_CONFIG="$bin/pg_config" DESTDIR="${DESTDIR:-}" >&2
  )
  rm -rf "$work"
  has_pgvector || die 'pgvector was built, but is older than 0.8 or lies elsewhere than PostgreSQL looks'
}

install_all() {
  install_packages postgresql-15
  # Wanted, not needed: without it, what runs through it is skipped.
  if [ "$(id -u)" = 0 ]; then (install_packages pgbouncer) || log 'PgBouncer could not be installed'; fi
  if has_pgvector; then log 'pgvector is there already'; else build_pgvector; fi
}

start_cluster() {
  local data port _ started=no
  data=$(mktemp -d /tmp/docent-postgres.XXXXXX)
  if [ "$(id -u)" = 0 ]; then chown postgres: "$data"; fi
  cd / # initdb complains about a working directory which the postgres user cannot enter
  as_postgres "$bin/initdb" -D "$data" -U postgres --auth=trust --encoding=UTF8 --locale=C.UTF-8 >&2 </dev/null
  as_postgres tee -a "$data/postgresql.conf" >/dev/null <<SETTINGS
listen_addresses = '127.0.0.1'
unix_socket_directories = '$data'
shared_buffers = 256MB
max_connections = 200
max_wal_size = 2GB
SETTINGS
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
    if as_postgres "$bin/pg_ctl" -D "$data" -w -t 60 -o "-p $port" -l "$data/server.log" start >&2 </dev/null; then
      started=yes
      break
    fi
  done
  if [ $started = no ]; then
    cat "$data/server.log" >&2 || true
    rm -rf "$data"
    die 'the server did not start'
  fi
  echo "DATABASE_URL=postgres://postgres@127.0.0.1:$port/postgres"
  start_pooler "$data" "$port"
  echo "PGDATA=$data"
  echo "PID=$(head -n 1 "$data/postmaster.pid")"
}

# In transaction mode, the hardest: a client's next transaction may run in another session. start_pooler DATA PORT
start_pooler() {
  local data=$1 database_port=$2 port _
  if ! command -v pgbouncer >/dev/null; then return; fi
  for _ in 1 2 3 4 5; do
    port=$((20000 + RANDOM % 12000))
    if (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; then continue; fi
    as_postgres tee "$data/pgbouncer.ini" >/dev/null <<SETTINGS
[databases]
* = host=127.0.0.1 port=$database_port user=postgres
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $port
unix_socket_dir =
auth_type = any
auth_file = /dev/null
pool_mode = transaction
default_pool_size = 10
max_client_conn = 500
server_idle_timeout = 5
logfile = $data/pgbouncer.log
pidfile = $data/pgbouncer.pid
SETTINGS
    if as_postgres pgbouncer -q -d "$data/pgbouncer.ini" >&2 </dev/null; then
      echo "POOLER_URL=postgres://postgres@127.0.0.1:$port/postgres"
      return
    fi
  done
  log 'PgBouncer did not start'
}

stop_cluster() {
  local data=$1
  case $data in
    /tmp/docent-postgres.*) ;;
    *) die "$data is not a folder of mine (/tmp/docent-postgres.*)" ;;
  esac
  [ -f "$data/PG_VERSION" ] || die "$data holds no cluster"
  cd /
  if [ -f "$data/pgbouncer.pid" ]; then kill "$(cat "$data/pgbouncer.pid")" 2>/dev/null || true; fi
  if [ -f "$data/postmaster.pid" ]; then
    as_postgres "$bin/pg_ctl" -D "$data" -w -t 60 -m fast stop >&2 </dev/null
  fi
  rm -rf "$data"
}

case "${1:-}:$#" in
  install:1) install_all ;;
  start:1)
    install_all
    start_cluster
    ;;
  stop:2) stop_cluster "$2" ;;
  *) die "usage: $0 start | stop FOLDER | install" ;;
esac
