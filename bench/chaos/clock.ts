// Loaded before a process of the chaos test: its clock follows a file of JSON, { pid: milliseconds }. Timers and
// performance.now() go on, as they do when an operating system's clock is set.
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

const FILE = process.env['CHAOS_CLOCK']!;
const LOOK_EVERY_MS = 250;
const RealDate = Date;
let offset = 0;

class SetDate extends RealDate {
  constructor(...given: unknown[]) {
    if (given.length === 0) super(RealDate.now() + offset);
    else super(...(given as [string]));
  }
  /** Those that the platform makes are dates, too. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    return value instanceof RealDate;
  }
  static override now(): number {
    return RealDate.now() + offset;
  }
}
globalThis.Date = SetDate as DateConstructor;

setInterval(() => {
  if (!existsSync(FILE)) return;
  try {
    offset = (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, number>)[process.pid] ?? 0;
    if (offset !== 0) writeFileSync(`${FILE}.${process.pid}`, String(offset));
  } catch {
    // It is being written.
  }
}, LOOK_EVERY_MS).unref();
