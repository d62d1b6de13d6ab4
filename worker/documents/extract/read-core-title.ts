import type { Archive } from './open-archive.ts';
import { elements, readXml } from './read-xml.ts';

const CORE = 'docProps/core.xml';

/** The title in the properties of an office file; undefined if there is none. */
export async function readCoreTitle(archive: Archive): Promise<string | undefined> {
  if (!archive.has(CORE)) return undefined;
  return elements(await readXml(archive, CORE), 'dc:title')[0]?.textContent ?? undefined;
}
