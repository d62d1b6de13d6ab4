// What a browser has to fetch before a page works: from the build's manifest, as gzip sends it. Not timed.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';

const MOST_BYTES = 250_000;

type Chunks = { module: string; imports?: string[] };
type Route = Chunks & { id: string; parentId?: string };
type Manifest = { entry: Chunks; routes: Record<string, Route> };

const client = new URL('../build/panel/client/', import.meta.url);

test('no page needs more than 250 kB of JavaScript at first', () => {
  expect(existsSync(client), 'npm run build comes before').toBe(true);
  const name = readdirSync(new URL('assets/', client)).find((file) => /^manifest-.*\.js$/.test(file))!;
  const manifest = JSON.parse(
    read(`/admin/assets/${name}`)
      .toString()
      .replace(/^window\.__remixManifest=/, '')
      .replace(/;$/, ''),
  ) as Manifest;
  const { entry, routes } = manifest;
  const withParents = (route: Route): Route[] =>
    route.parentId ? [route, ...withParents(routes[route.parentId]!)] : [route];
  const sizes = Object.values(routes).map((route) => {
    const files = [entry, ...withParents(route)].flatMap(({ module, imports = [] }) => [module, ...imports]);
    return { page: route.id, bytes: [...new Set(files)].reduce((sum, file) => sum + size(file), 0) };
  });
  expect(sizes.length).toBeGreaterThan(20);
  expect(sizes.filter(({ bytes }) => bytes > MOST_BYTES)).toEqual([]);
  // The pages do load something: this adds up what it means to.
  expect(Math.min(...sizes.map(({ bytes }) => bytes))).toBeGreaterThan(50_000);
});

const read = (path: string): Buffer => readFileSync(new URL(path.replace(/^\/admin\//, ''), client));

const known = new Map<string, number>();
function size(path: string): number {
  const bytes = known.get(path) ?? gzipSync(read(path)).length;
  known.set(path, bytes);
  return bytes;
}
