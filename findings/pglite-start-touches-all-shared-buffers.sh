#!/usr/bin/env bash
# @electric-sql/pglite 0.5.14. A database that was just opened holds all of its shared buffers in memory.
#
# Guess: as with Postgres, where 128 MB of shared_buffers are address space, and a page of them becomes memory when it is first used: a
# small database costs little, whatever the setting. Seen: all 128 MB are memory before the first statement, so each open database costs
# them whole, and the time to fill them. There is no option for it, but `startParams` takes Postgres' own:
# `[...PGlite.defaultStartParams, '-B', '2048']` is 16 MB. (Postgres reads `-B` in pages of 8 kB.)
#
#     default: shared_buffers 128MB
#     -B 2048: shared_buffers 16MB
#     resident after opening, more than 80 MB apart: yes
#
# On the machine of this record 278 and 169 MB, and 2.2 and 1.4 s of CPU to open.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund @electric-sql/pglite@0.5.14 >/dev/null 2>&1

cat >open.mjs <<'OPEN'
import { readFileSync } from 'node:fs';
import { PGlite } from '@electric-sql/pglite';

const [dataDir, ...parameters] = process.argv.slice(2);
const database = await PGlite.create({ dataDir, startParams: [...PGlite.defaultStartParams, ...parameters] });
const { rows } = await database.query('show shared_buffers');
const kilobytes = Number(/VmRSS:\s+(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))[1]);
await database.close();
console.log(`${rows[0].shared_buffers} ${Math.round(kilobytes / 1024)}`);
OPEN

# Made once: a first start unpacks and writes much more.
node open.mjs ./data >/dev/null
read -r usual usual_mb <<<"$(node open.mjs ./data)"
read -r small small_mb <<<"$(node open.mjs ./data -B 2048)"
cat >seen.txt <<SEEN
default: shared_buffers $usual
-B 2048: shared_buffers $small
resident after opening, more than 80 MB apart: $([ $((usual_mb - small_mb)) -gt 80 ] && echo yes || echo no)
SEEN
echo "$usual_mb and $small_mb MB"

cat >expected.txt <<'EXPECTED'
default: shared_buffers 128MB
-B 2048: shared_buffers 16MB
resident after opening, more than 80 MB apart: yes
EXPECTED

diff expected.txt seen.txt && echo 'as recorded'
