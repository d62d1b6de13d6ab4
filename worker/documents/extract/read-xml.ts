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

/** An attribute's value. In XML, linkedom's getAttribute gives it with `&amp;`, `&lt;` and `&gt;`. */
export const attributeOf = (element: Element, name: string): string | undefined =>
  element.getAttributeNode(name)?.value;

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
          target: resolvePart(part, attributeOf(relation, 'Target') ?? ''),
        },
      ]),
  );
}

/** Resolves an address in a part to a name from the archive's root; '' if it is none. It can only lead to names in the archive. */
export function resolvePart(part: string, target: string): string {
  const base = part.split('/').map(encodeURIComponent).join('/');
  const path = URL.parse(target, `zip:///${base}`)?.pathname.replace(/^\//, '') ?? '';
  // Files are named `Q&A 100%.xhtml`, and addressed with and without codes: a `%` that begins none is itself.
  return path.replace(/(?:%[0-9a-f]{2})+/gi, (codes) => {
    try {
      return decodeURIComponent(codes);
    } catch {
      return codes;
    }
  });
}
