// How a measured system does beside others of the same run.
import { writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';

export type Figure = { value: number; better: 'low' | 'high' };
export type Measured = { name: string; figures: Map<string, Figure> };

/** What BENCH_JSON gets. */
export type Run = {
  bench: 'chat' | 'ingest';
  at: string;
  machine: { cpu: string; cores: number; memory_gb: number; node: string };
  systems: { name: string; figures: Record<string, Figure> }[];
};

/** Less than this is noise. */
const TOLERANCE = 0.05;

/** @returns a line for each figure in which one is behind the other by more than 5 %, with the ratio */
export function behind(one: Measured, other: Measured): string[] {
  const lines: string[] = [];
  for (const [name, { value, better }] of one.figures) {
    const base = other.figures.get(name)?.value;
    if (!base || !value) continue;
    const ratio = value / base;
    if (better === 'low' ? ratio > 1 + TOLERANCE : ratio < 1 - TOLERANCE)
      lines.push(`BEHIND ${other.name}: ${one.name}, ${name}, ${ratio.toFixed(2)} of it`);
  }
  return lines;
}

/** Writes the run as JSON to the file that BENCH_JSON names, if it is set. */
export function writeJson(bench: Run['bench'], systems: Measured[]): void {
  const path = process.env['BENCH_JSON'];
  if (!path) return;
  const run: Run = {
    bench,
    at: new Date().toISOString(),
    machine: {
      cpu: cpus()[0]!.model,
      cores: cpus().length,
      memory_gb: Math.round(totalmem() / 2 ** 30),
      node: process.version,
    },
    systems: systems.map(({ name, figures }) => ({ name, figures: Object.fromEntries(figures) })),
  };
  writeFileSync(path, `${JSON.stringify(run, undefined, 2)}\n`);
}
