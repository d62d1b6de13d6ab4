// Makes the faults of a plan happen. Each lasts until something has met it: a fault that nobody felt proves nothing.
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Cluster } from '../../commands/cluster/open-cluster.ts';
import type { Member, MemberRole } from '../../commands/cluster/start-member.ts';
import type { Gate } from '../gate.ts';
import type { Model } from '../stress/model.ts';
import type { Fault } from './plan.ts';

export type Site = {
  cluster: Cluster;
  gate: Gate;
  model: Model;
  /** A small file system with the files of the service. */
  disk: string;
  clock: string;
  /** How often clients have seen an error. */
  seen(code: string): number;
};

const PIECE = Buffer.alloc(65_536);
const FURTHEST_MS = 2 * 3_600_000;
const MET_WITHIN_MS = 60_000;
const TROUBLES = {
  'the model server refuses': 'refuse',
  'the model server stalls': 'stall',
  'the model server cuts off': 'cut',
} as const;

/** One fault, until it is over. @returns whether something met it */
export async function cause(site: Site, { what, forMs, choice }: Fault): Promise<boolean> {
  const { model } = site;
  switch (what) {
    case 'an API process is killed':
      return kill(await someMember(site, choice, 'api'));
    case 'a worker is killed':
      return kill(await someMember(site, choice, 'worker'));
    case 'an API process is halted':
      return halt(await someMember(site, choice, 'api'), forMs);
    case 'a worker is halted':
      return halt(await someMember(site, choice, 'worker'), forMs);
    case 'connections to the database are cut':
    case 'connections to the database are half-open':
    case 'the database does not answer':
    case 'the database is away':
      return breakDatabase(site, what, forMs);
    case 'the model server refuses':
    case 'the model server stalls':
    case 'the model server cuts off': {
      // Of a stalled call, and of one that is cut, a client may learn later.
      const count = () => (what === 'the model server refuses' ? site.seen('model_\\w+') : model.troubled);
      const before = count();
      model.trouble = TROUBLES[what];
      const met = await lasts(forMs, () => count() > before);
      model.trouble = undefined;
      return met;
    }
    case 'the disk is full':
      return fillDisk(site, forMs);
    case 'a clock is set':
      return setClock(await someMember(site, choice), site.clock, choice, forMs);
  }
}

/** For this time, and then until it has been met. */
async function lasts(forMs: number, met: () => boolean): Promise<boolean> {
  const begun = performance.now();
  await sleep(forMs);
  while (!met() && performance.now() - begun < MET_WITHIN_MS) await sleep(50);
  return met();
}

async function someMember({ cluster }: Site, choice: number, role?: MemberRole): Promise<Member> {
  for (;;) {
    const members = cluster.members().filter((member) => !role || member.role === role);
    if (members.length > 0) return members[Math.floor(choice * members.length)]!;
    await sleep(100);
  }
}

async function kill(member: Member): Promise<boolean> {
  member.kill('SIGKILL');
  return (await member.ended) === 'SIGKILL';
}

async function halt(member: Member, forMs: number): Promise<boolean> {
  member.kill('SIGSTOP');
  const isHalted = () => {
    const stat = `/proc/${member.pid}/stat`;
    return existsSync(stat) && / T /.test(readFileSync(stat, 'utf8'));
  };
  const met = isHalted() || (await sleep(50).then(isHalted));
  await sleep(forMs);
  member.kill('SIGCONT');
  return met;
}

async function breakDatabase({ gate, seen }: Site, what: Fault['what'], forMs: number): Promise<boolean> {
  while (gate.open() === 0) await sleep(50);
  const before = seen('database_unavailable');
  switch (what) {
    case 'the database is away': {
      gate.shut();
      const met = await lasts(forMs, () => seen('database_unavailable') > before);
      await gate.reopen();
      return met;
    }
    case 'the database does not answer':
      gate.halt();
      await sleep(forMs);
      gate.resume();
      return true;
    case 'connections to the database are half-open':
      gate.strand();
      await sleep(forMs);
  }
  gate.cut();
  return true;
}

/** What is freed meanwhile is filled, too. */
async function fillDisk({ disk, seen }: Site, forMs: number): Promise<boolean> {
  const path = join(disk, 'ballast');
  const file = await open(path, 'a');
  const before = seen('storage_full');
  let over = false;
  const filling = (async () => {
    while (!over) await file.write(PIECE).catch(() => sleep(50));
  })();
  const met = await lasts(forMs, () => seen('storage_full') > before);
  over = true;
  await filling;
  await file.close();
  rmSync(path, { force: true });
  return met;
}

/** Back or forth, for a process that loaded `clock.ts`, which says when it has done so. */
async function setClock(member: Member, file: string, choice: number, forMs: number): Promise<boolean> {
  const offset = Math.round((choice * 2 - 1) * FURTHEST_MS);
  writeFileSync(file, JSON.stringify({ [member.pid]: offset }));
  let ended = false;
  void member.ended.then(() => (ended = true));
  const confirmation = `${file}.${member.pid}`;
  const met = await lasts(forMs, () => ended || existsSync(confirmation));
  writeFileSync(file, '{}');
  return met;
}
