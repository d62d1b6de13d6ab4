import { readdir, stat } from 'node:fs/promises';
import { basename, join, relative, sep } from 'node:path';

/** `name`: as in the folder that was given, with slashes. */
export type LocalFile = { path: string; name: string };

/** Types that Docent reads; other files of a folder are left alone. A file that is named itself is always sent. */
const READ = /\.(txt|md|markdown|html?|pdf|docx|pptx|xlsx|epub|csv|tsv|json|xml|png|jpe?g|tiff?)$/i;

/** The files below the paths. Hidden ones and node_modules are left out. @throws ENOENT for a path that is not there */
export async function listFiles(paths: string[]): Promise<LocalFile[]> {
  const found: LocalFile[] = [];
  for (const path of paths) {
    if ((await stat(path)).isFile()) {
      found.push({ path, name: basename(path) });
      continue;
    }
    const entries = await readdir(path, { recursive: true, withFileTypes: true });
    for (const entry of entries) {
      const file = join(entry.parentPath, entry.name);
      const name = relative(path, file).split(sep).join('/');
      if (entry.isFile() && isRead(name)) found.push({ path: file, name });
    }
  }
  return found.toSorted((one, other) => (one.name < other.name ? -1 : 1));
}

/** Whether a file of a folder is sent. */
export const isRead = (name: string): boolean => READ.test(name) && !/(^|\/)(\.|node_modules\/)/.test(name);
