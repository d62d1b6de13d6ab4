import { join } from 'node:path';

/** The file that says where the embedded database of a folder was moved. */
export const movedMark = (dataDir: string): string => join(dataDir, 'database-moved-to');
