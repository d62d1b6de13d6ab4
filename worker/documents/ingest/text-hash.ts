import { createHash } from 'node:crypto';
import { withTables } from '../../../shared/documents/tables/table.ts';
import type { PreparedDocument } from '../compute/operations.ts';

/** Of all that is stored of a text and searched, the words of its name included. @returns SHA-256, hex */
export const textHash = ({ text, tables, chunks }: PreparedDocument): string =>
  createHash('sha256')
    .update(withTables(text, tables))
    .update('\0')
    .update(JSON.stringify(chunks))
    .digest('hex');
