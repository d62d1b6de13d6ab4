// Rules of both OpenAPI documents that generators of clients rely on; each was broken, and broke a generated client.
import { describe, expect, test } from 'vitest';
import { UploadedAs } from '../../shared/contract/documents.ts';
import { openaiDocument } from './openai/openapi.ts';
import { plainSchemas } from './plain-schemas.ts';
import { openApiDocument } from './rest/openapi.ts';

const URL = 'http://127.0.0.1:3000';

/** The places of a document where something is true of an object. */
function placesOf(part: unknown, isTrue: (schema: any) => boolean, place = '#'): string[] {
  if (part === null || typeof part !== 'object') return [];
  const below = Object.entries(part).flatMap(([key, value]) => placesOf(value, isTrue, `${place}/${key}`));
  return isTrue(part) ? [place, ...below] : below;
}

const documents = { rest: openApiDocument(URL), openai: openaiDocument(URL) };

describe.each(Object.entries(documents))('the %s document', (_name, document: any) => {
  test.each<[string, (schema: any) => boolean]>([
    [
      'no date has a pattern',
      ({ format, pattern }) => ['date', 'date-time'].includes(format) && pattern !== undefined,
    ],
    [
      'no list of types has two beside null',
      ({ type }) => Array.isArray(type) && type.filter((one) => one !== 'null').length > 1,
    ],
    [
      'nothing has both a type and a choice',
      ({ type, anyOf }) => typeof type === 'string' && Array.isArray(anyOf),
    ],
    [
      'no choice is only a choice within a choice',
      ({ anyOf }) => Array.isArray(anyOf) && anyOf.some((one) => one.anyOf && Object.keys(one).length === 1),
    ],
  ])('%s', (_rule, isBroken) => {
    expect(placesOf(document, isBroken)).toEqual([]);
  });

  test('no two parameters of an operation have the same name in code', () => {
    for (const methods of Object.values<any>(document.paths))
      for (const { parameters = [] } of Object.values<any>(methods)) {
        const names = parameters.map(({ name }: { name: string }) => name.toLowerCase().replaceAll('-', '_'));
        expect(names).toEqual([...new Set(names)]);
      }
  });
});

test('the form of an upload has every part that the server reads', () => {
  const partsOf = ({ requestBody }: any) =>
    Object.keys(requestBody.content['multipart/form-data'].schema.properties).sort();
  const { paths } = documents.rest as any;
  expect(partsOf(paths['/documents'].post)).toEqual(
    ['file', 'metadata', ...Object.keys(UploadedAs.shape)].sort(),
  );
  expect(partsOf(paths['/documents/{document_id}'].put)).toEqual(['file', 'metadata']);
});

test('the plain form says the same', () => {
  const day = { type: 'string', format: 'date' };
  expect(
    plainSchemas({
      day: { ...day, pattern: '^.{10}$' },
      plain: { type: 'string', pattern: '^a$' },
      nothing: { type: ['string', 'null'] },
      mixed: { type: ['string', 'number', 'null'] },
      nested: {
        anyOf: [{ type: ['string', 'number'] }, { anyOf: [day], description: 'A day.' }, { type: 'object' }],
      },
    }),
  ).toEqual({
    day,
    plain: { type: 'string', pattern: '^a$' },
    nothing: { type: ['string', 'null'] },
    mixed: { anyOf: [{ type: 'string' }, { type: 'number' }, { type: 'null' }] },
    nested: {
      anyOf: [
        { type: 'string' },
        { type: 'number' },
        { anyOf: [day], description: 'A day.' },
        { type: 'object' },
      ],
    },
  });
});
