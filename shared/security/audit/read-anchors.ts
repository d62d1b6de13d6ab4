import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { CommandError } from '../../platform/run-command.ts';
import type { Head } from './entry.ts';

const Anchor = z.object({ sequence: z.int().min(0), hash: z.string().regex(/^[0-9a-f]{64}$/) });

/** The audit log heads from receipt files: their `audit_head`, wherever it is in the file. */
export function readAnchors(files: string[]): Head[] {
  return files.map((file) => {
    const found = findHead(JSON.parse(readFileSync(file, 'utf8')));
    const anchor = Anchor.safeParse(found);
    if (!anchor.success) throw new CommandError(`${file} is not a receipt: it has no audit_head`);
    return anchor.data;
  });
}

function findHead(value: unknown): unknown {
  if (value === null || typeof value !== 'object') return undefined;
  if ('audit_head' in value) return value.audit_head;
  for (const member of Object.values(value)) {
    const found = findHead(member);
    if (found) return found;
  }
  return undefined;
}
