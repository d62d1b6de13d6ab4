import type { AppCall } from '../../call.ts';
import { findExport } from './find-export.ts';
import { toExport } from './to-export.ts';

/** @throws export_not_found */
export async function getExport(call: AppCall, { export_id }: { export_id: string }) {
  return { export: toExport(call, await findExport(call, export_id)) };
}
