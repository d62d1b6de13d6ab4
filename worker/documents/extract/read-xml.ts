import { DOMParser } from 'linkedom';
import { broken, type Archive } from './open-archive.ts';
import { refuseDeepNesting } from './deep-nesting.ts';

/**
 * A part of an archive as XML. Entities are not expanded, and nothing external is fetched.
 * @throws ExtractionError
 */
export async function readXml(archive: Archive, name: string): Promise<Element> {
  const bytes = await archive.read(name);
  const text = new TextDecoder(encodingOf(bytes)).decode(bytes);
  const document = new DOMParser().parseFromString(text, 'text/xml');
  const root = document.documentElement as unknown as Element | null;
  if (!root) throw broken(new Error(`${name} is no XML`));
  try {
    refuseDeepNesting(root);
  } catch (error) {
    throw broken(error);
  }
  return root;
}

const encodingOf = (bytes: Uint8Array) =>
  bytes[0] === 0xff && bytes[1] === 0xfe
    ? 'utf-16le'
    : bytes[0] === 0xfe && bytes[1] === 0xff
      ? 'utf-16be'
      : 'utf-8';

/** All elements with a name below another one, in document order; names include their prefix. */
export const elements = (root: Element, name: string): Element[] => [...root.getElementsByTagName(name)];

/** The relationships of a part: id → name of the target part. */
export async function relationsOf(
  archive: Archive,
  part: string,
): Promise<Map<string, { type: string; target: string }>> {
  const file = part.replace(/([^/]*)$/, '_rels/$1.rels');
  if (!archive.has(file)) return new Map();
  const root = await readXml(archive, file);
  return new Map(
    elements(root, 'Relationship')
      .filter((relation) => relation.getAttribute('TargetMode') !== 'External')
      .map((relation) => [
        relation.getAttribute('Id') ?? '',
        {
          type: (relation.getAttribute('Type') ?? '').replace(/^.*\//, ''),
          target: resolvePart(part, relation.getAttribute('Target') ?? ''),
        },
      ]),
  );
}

/** Resolves a name in a part from the archive's root; it can only lead to names in the archive. */
export const resolvePart = (part: string, target: string): string =>
  decodeURI(new URL(target, `zip:///${part}`).pathname.replace(/^\//, ''));
