// The processes of a cluster: started, started again when they end, restarted one by one.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Front } from './front.ts';
import { startMember, type Member, type MemberRole } from './start-member.ts';

export type Cluster = {
  members(): Member[];
  /** Restarts all processes one by one: the new one is ready before the old one leaves. @throws if one does not start */
  roll(tell?: (line: string) => void): Promise<void>;
  close(): Promise<void>;
};

type Wanted = {
  front: Front;
  api: number;
  worker: number;
  environment: Record<string, string>;
  /** How long an API process that leaves may go on answering. */
  drainMs: number;
  tell: (line: string) => void;
};

const READY_WITHIN_MS = 60_000;
/** Stopping takes a process five seconds at most. */
const STOP_WITHIN_MS = 8_000;
const SHORTEST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 30_000;

/** Starts the first process, which migrates, and then the others at once. @throws if one does not start */
export async function openCluster({
  front,
  api,
  worker,
  environment,
  drainMs,
  tell,
}: Wanted): Promise<Cluster> {
  const members = new Set<Member>();
  const leaving = new WeakSet<Member>();
  const counts = { api: 0, worker: 0 };
  let closing = false;
  let rolling = false;

  async function begin(role: MemberRole): Promise<Member> {
    const member = await startMember(`${role}-${++counts[role]}`, role, environment);
    members.add(member);
    if (member.url) front.add(member.name, member.url);
    void member.ended.then((how) => {
      members.delete(member);
      front.remove(member.name);
      if (!leaving.has(member) && !closing) void again(member, how);
    });
    if (closing) member.kill('SIGINT');
    const readyBy = performance.now() + READY_WITHIN_MS;
    while (member.url && !front.isReady(member.name)) {
      if (!members.has(member) || performance.now() > readyBy)
        throw new Error(`${member.name} did not get ready`);
      await sleep(50);
    }
    return member;
  }

  async function again({ name, role }: Member, how: number | string): Promise<void> {
    tell(`${name} ended with ${how}`);
    for (let pause = SHORTEST_PAUSE_MS; !closing; pause = Math.min(pause * 2, LONGEST_PAUSE_MS)) {
      await sleep(pause);
      if (closing) return;
      const next = await begin(role).catch((error: Error) => tell(error.message));
      if (next) return tell(`${next.name} replaces it`);
    }
  }

  async function end(member: Member, signal: NodeJS.Signals, withinMs: number): Promise<void> {
    leaving.add(member);
    member.kill(signal);
    const stuck = setTimeout(() => member.kill('SIGKILL'), withinMs);
    await member.ended;
    clearTimeout(stuck);
  }

  const cluster: Cluster = {
    members: () => [...members],
    async roll(also = () => {}) {
      if (rolling) throw new Error('The processes are being restarted already.');
      rolling = true;
      const say = (line: string) => [tell, also].forEach((hear) => hear(line));
      try {
        const before = [...members];
        for (const old of before) {
          // It has ended meanwhile, and another was started in its place.
          if (!members.has(old)) continue;
          const next = await begin(old.role);
          say(`${next.name} is ready, ${old.name} leaves`);
          await end(old, 'SIGTERM', drainMs + STOP_WITHIN_MS);
        }
      } finally {
        rolling = false;
      }
    },
    async close() {
      closing = true;
      await Promise.all([...members].map((member) => end(member, 'SIGINT', STOP_WITHIN_MS)));
    },
  };
  const roles: MemberRole[] = [...Array<'api'>(api).fill('api'), ...Array<'worker'>(worker).fill('worker')];
  try {
    await begin(roles[0]!);
    await Promise.all(roles.slice(1).map(begin));
  } catch (error) {
    await cluster.close();
    throw error;
  }
  return cluster;
}
