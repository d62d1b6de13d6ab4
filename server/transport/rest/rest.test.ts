import { request } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { errorCodes, type ErrorCode } from '../../../shared/contract/index.ts';
import { MediaType } from '../../../shared/contract/media-type.ts';
import { readContract, type Conform } from '../../../test/conform.ts';
import { readEvents } from '../../../test/events.ts';
import { startDocent, type Docent } from '../../../test/harness.ts';
import { bearer, demoAppId, newKey } from '../../../test/keys.ts';
import { modelEnvironment, startModelServer, type ModelServer } from '../../../test/model-server.ts';
import { newExport } from '../../../test/exports.ts';
import {
  archive,
  docxParts,
  epubParts,
  paragraph,
  pptxParts,
  xlsxParts,
} from '../../../test/office-files.ts';
import { newCuratedAnswer } from '../../../test/curated-answers.ts';
import { newHandover } from '../../../test/handovers.ts';
import { newEvaluation } from '../../../test/evaluations.ts';
import { newSwitch, readySwitch } from '../../../test/switches.ts';
import { operations, sampleOf, sendSample, UNKNOWN, type Ids, type Sample } from '../../../test/samples.ts';
import { newId } from '../../../shared/platform/ids.ts';
import { newSecret } from '../../access/keys/secret.ts';

let docent: Docent;
let model: ModelServer;
let conform: Conform;
beforeAll(async () => {
  model = await startModelServer();
  docent = await startDocent(
    {},
    {
      ...modelEnvironment(model),
    },
  );
  await docent.ctx.db
    .updateTable('apps')
    .set({ allowed_models: ['llama-99'] })
    .execute();
  conform = await readContract(docent);
});
afterAll(async () => {
  await docent.close();
  await model.close();
});
beforeEach(() => {
  model.chat = { pieces: ['The incident commander [1].'] };
});

const JSON_TYPE = { 'content-type': 'application/json' };
const post = (path: string, body: BodyInit, headers: Record<string, string> = JSON_TYPE, method = 'POST') =>
  docent.api(path, { method, body, headers });
const QUESTION = { message: 'Who is called first in an outage?' };

/** The one shape of errors, whatever went wrong. */
async function expectError(answer: Promise<Response>, status: number, code: ErrorCode, message?: RegExp) {
  const response = await answer;
  const body = await response.json();
  expect([response.status, body.error?.code]).toEqual([status, code]);
  expect(errorCodes[code][0]).toBe(status);
  expect(response.headers.get('content-type')).toBe('application/json; charset=utf-8');
  expect(response.headers.get('x-request-id')).toMatch(/^req_\w{26}$/);
  expect(body).toEqual({
    success: false,
    error: {
      code,
      message: expect.stringMatching(message ?? /^\S.{5,}\.$/),
      request_id: response.headers.get('x-request-id'),
      details: expect.any(Object),
    },
  });
  return { response, details: body.error.details };
}

describe('an error of one shape, with the request id of its header, answers', () => {
  test.each([
    ['malformed JSON', '{"message": ', 'invalid_json'],
    ['a JSON string', '"hello"', 'invalid_json'],
    ['half a body in another encoding', Buffer.from('{"message":"\xff\xfe', 'latin1'), 'invalid_json'],
    ['a JSON array', '[{"message":"hi"}]', 'invalid_request'],
    ['an empty object', '{}', 'invalid_request'],
    ['an empty body', '', 'invalid_request'],
  ] as const)('%s', async (_what, body, code) => {
    await expectError(post('/chat', body), 400, code);
    await expectError(post('/search', body), 400, code);
  });

  test('wrong types, naming each field', async () => {
    const body = { message: 5, stream: 'yes', temperature: 9, filter: { document_ids: 'doc' }, metadata: [] };
    const { details } = await expectError(
      docent.api('/chat', { json: body }),
      400,
      'invalid_request',
      /^message: /,
    );
    expect(details.issues.map(({ field }: any) => field).sort()).toEqual([
      'filter.document_ids',
      'message',
      'metadata',
      'stream',
      'temperature',
    ]);
    for (const message of ['', '   ', 'x'.repeat(32_001)])
      await expectError(docent.api('/chat', { json: { message } }), 400, 'invalid_request');
    const pages = [
      'page=0',
      'page=x',
      'page=',
      'page=1.5',
      'per_page=101',
      'per_page=-1',
      'page=1&page=2',
      'status=a',
    ];
    for (const query of pages)
      await expectError(
        docent.api(`/documents?${query}`),
        400,
        'invalid_request',
        /^(page|per_page|status): (?!.*NaN)/,
      );
    for (const query of [
      'start_date=2026-02-30',
      'end_date=0000-01-01',
      'group_by=hour',
      'start_date=2026-02-01&end_date=2026-01-01',
    ])
      await expectError(docent.api(`/usage?${query}`), 400, 'invalid_request');
  });

  test('text that no database can hold', async () => {
    const bodies = [
      { session_id: 'a\0' },
      { end_user_id: 'a\0' },
      { end_user_id: '\ud800' },
      { model: '\0' },
      { filter: { document_ids: ['\0'] } },
      { filter: { metadata: { a: '\0' } } },
    ];
    for (const body of bodies)
      await expectError(docent.api('/chat', { json: { ...QUESTION, ...body } }), 400, 'invalid_request');
    for (const path of [
      '/documents/a%00',
      '/documents/a%00/content',
      '/sessions/%00',
      '/sessions?end_user_id=%00',
    ])
      await expectError(docent.api(path), 400, 'invalid_request');
    expect((await docent.api('/chat', { json: { message: 'A\0B \ud800?' } })).status).toBe(200);
    expect((await docent.api('/search', { json: { query: 'A\0B \ud800?' } })).status).toBe(200);
  });

  test('an unknown route, an unknown id, a path that is not valid percent-encoding', async () => {
    for (const path of ['/nowhere', '/chat/x/y', '/Documents', '//documents', '/'])
      await expectError(docent.api(path), 404, 'not_found');
    await expectError(fetch(`${docent.url}/elsewhere`), 404, 'not_found');
    await expectError(docent.api(`/documents/${UNKNOWN.document_id}`), 404, 'document_not_found');
    await expectError(docent.api(`/sessions/${UNKNOWN.session_id}`), 404, 'session_not_found');
    await expectError(docent.api('/documents/%E0%A4%A'), 400, 'invalid_request', /percent-encoding/);
  });

  test('a wrong method, telling the right ones', async () => {
    const allowOf = async (path: string, method: string) =>
      (await expectError(docent.api(path, { method }), 405, 'method_not_allowed')).response.headers.get(
        'allow',
      );
    expect(await allowOf('/chat', 'GET')).toBe('POST');
    expect((await allowOf('/documents', 'PATCH'))!.split(', ').sort()).toEqual(['GET', 'POST']);
    expect((await allowOf('/documents/x', 'POST'))!.split(', ').sort()).toEqual(['DELETE', 'GET', 'PUT']);
    expect(await allowOf('/status', 'DELETE')).toBe('GET');
  });

  test('a body of another type, of another encoding, or too large', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=b'])
      await expectError(
        post('/chat', '{"message":"hi"}', { 'content-type': type }),
        415,
        'unsupported_media_type',
        /application\/json/,
      );
    await expectError(
      post('/documents', 'text', { 'content-type': 'text/plain' }),
      415,
      'unsupported_media_type',
      /multipart\/form-data/,
    );
    await expectError(
      post('/chat', '{}', { ...JSON_TYPE, 'content-encoding': 'zstd9' }),
      415,
      'unsupported_media_type',
    );
    await expectError(
      post('/chat', '{}', { 'content-type': 'application/json; charset=klingon' }),
      415,
      'unsupported_media_type',
    );
    const large = JSON.stringify({ message: 'hi', metadata: { a: 'x'.repeat(1_100_000) } });
    await expectError(post('/chat', large), 413, 'payload_too_large', /larger than 1 MB/);
    // A key inside the body is known only when the body has been read: the message says how to send more.
    const upload = JSON.stringify({ api_key: docent.apiKey, name: 'a.txt', text: 'x'.repeat(1_100_000) });
    const keyless = fetch(`${docent.url}/api/v1/documents`, {
      method: 'POST',
      headers: JSON_TYPE,
      body: upload,
    });
    await expectError(keyless, 413, 'payload_too_large', /Authorization header/);
    await expectError(
      post('/chat', 'no gzip', { ...JSON_TYPE, 'content-encoding': 'gzip' }),
      400,
      'invalid_request',
      /could not be read/,
    );
  });

  test('a body with more nesting than anyone needs', async () => {
    const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
    await expectError(
      post('/chat', `{"message":"hi","metadata":{"a":${deep}}}`),
      400,
      'invalid_request',
      /^metadata: must not be nested deeper than/,
    );
    expect((await docent.api('/status')).status).toBe(200);
  });

  test('a missing or foreign key', async () => {
    const missing = await expectError(fetch(`${docent.url}/api/v1/documents`), 401, 'missing_api_key');
    expect(missing.response.headers.get('www-authenticate')).toBe('Bearer realm="docent"');
    const foreign = await expectError(
      docent.api('/documents', { headers: bearer(newSecret('secret')) }),
      401,
      'invalid_api_key',
    );
    expect(foreign.response.headers.get('www-authenticate')).toBe(
      'Bearer realm="docent", error="invalid_token", error_description="This API key does not exist."',
    );
  });

  test('an Authorization header without a scheme or a key in it', async () => {
    for (const authorization of ['Bearer', 'Basic abc', docent.apiKey])
      await expectError(docent.api('/documents', { headers: { authorization } }), 401, 'malformed_api_key');
  });

  test('a failure inside, without a word about it', async () => {
    const { blobs } = docent.ctx;
    const { read } = blobs;
    blobs.read = async () => {
      throw new Error('ENOENT: /secret/place');
    };
    try {
      const { documents } = await (await docent.api('/documents')).json();
      const { response } = await expectError(
        docent.api(`/documents/${documents[0].document_id}/content`),
        500,
        'internal_error',
      );
      expect(response.headers.get('content-disposition')).toBeNull();
    } finally {
      blobs.read = read;
    }
  });
});

describe('a key', () => {
  const none = { authorization: '' };

  test('is looked for elsewhere when the Authorization header is empty', async () => {
    await expectError(docent.api('/documents', { headers: none }), 401, 'missing_api_key');
    const byHeader = await docent.api('/documents', { headers: { ...none, 'x-api-key': docent.apiKey } });
    expect(byHeader.status).toBe(200);
    const byBody = await docent.api('/chat', {
      json: { ...QUESTION, api_key: docent.apiKey },
      headers: none,
    });
    expect(byBody.status).toBe(200);
  });

  test('may be in the query, whatever the method, where the body names none', async () => {
    const query = `?api_key=${docent.apiKey}`;
    const form = new FormData();
    form.append('file', new Blob(['By its form.']), 'form.txt');
    const byForm = await docent.api(`/documents${query}`, { method: 'POST', body: form, headers: none });
    const { documents } = await byForm.json();
    const path = `/documents/${documents[0].document_id}${query}`;
    const byPut = await post(path, JSON.stringify({ text: 'By PUT.' }), { ...JSON_TYPE, ...none }, 'PUT');
    const byPost = await docent.api(`/chat${query}`, { json: QUESTION, headers: none });
    const byDelete = await docent.api(path, { method: 'DELETE', headers: none });
    expect([byForm, byPut, byPost, byDelete].map(({ status }) => status)).toEqual([202, 202, 200, 200]);
    const inBody = { ...QUESTION, api_key: newSecret('secret') };
    await expectError(docent.api(`/chat${query}`, { json: inBody, headers: none }), 401, 'invalid_api_key');
  });
});

test('a request id of the sender is not taken over', async () => {
  const response = await docent.api('/status', { headers: { 'x-request-id': 'req_mine' } });
  expect(response.headers.get('x-request-id')).toMatch(/^req_\w{26}$/);
});

test.each(['fliter', 'filters', 'Filter', 'document_id', 'metadatas', 'topk', '__proto__'])(
  'a field that does not exist is refused by name, not ignored: %s',
  async (name) => {
    for (const [path, json] of [
      ['/search', `{"query": "pager", "${name}": {}}`],
      ['/chat', `{"message": "pager?", "${name}": {}}`],
      ['/search', `{"query": "pager", "filter": {"${name}": {}}}`],
    ] as const) {
      const response = await docent.api(path, {
        method: 'POST',
        body: json,
        headers: { 'content-type': 'application/json' },
      });
      const { error } = await response.json();
      expect([response.status, error.code]).toEqual([400, 'invalid_request']);
      expect(error.message).toMatch(/[Uu]nrecognized key/);
    }
    expect((await docent.api(`/documents?${name}=1`)).status).toBe(400);
  },
);

test('a query does not reach into a body', async () => {
  const body = await (await docent.api('/chat?stream=true&message=other', { json: QUESTION })).json();
  expect(body.success).toBe(true);
});

test('a sender that breaks off in the middle of its body leaves the server well', async () => {
  const headers = { ...bearer(docent.apiKey), ...JSON_TYPE, 'content-length': 1000 };
  await new Promise<void>((resolve) => {
    const req = request(`${docent.url}/api/v1/chat`, { method: 'POST', headers });
    req.on('error', () => {}).on('close', () => resolve());
    req.write('{"message":');
    setTimeout(() => req.destroy(), 50);
  });
  expect((await docent.api('/status')).status).toBe(200);
});

describe('the OpenAPI document', () => {
  test('is OpenAPI 3.1 whose schemas are JSON Schema, readable by any page', async () => {
    const response = await fetch(`${docent.url}/api/v1/openapi.json`, {
      headers: { origin: 'https://anyone.example' },
    });
    expect(response.headers.get('access-control-allow-origin')).toBe('*');
    const { document } = conform;
    expect(document.openapi).toMatch(/^3\.1\.\d+$/);
    expect(document.info).toMatchObject({
      title: 'Docent',
      version: expect.stringMatching(/^\d+\.\d+\.\d+/),
    });
    expect(document.servers).toEqual([{ url: expect.stringMatching(/^http.+\/api\/v1$/) }]);
    expect(conform.compileAll()).toBeGreaterThan(operations.length * 4);
    const text = JSON.stringify(document);
    for (const [, ref] of text.matchAll(/"\$ref":"#\/([^"]+)"/g)) {
      const target = ref!
        .split('/')
        .reduce((at: any, step) => at?.[step.replaceAll('~1', '/').replaceAll('~0', '~')], document);
      expect(target, ref).toBeDefined();
    }
  });

  test('has every operation of the contract, with its parameters, and no other', () => {
    const described = Object.entries(conform.document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, { operationId }]) => `${operationId} ${method} ${path}`),
    );
    expect(described.sort()).toEqual(
      operations.map(({ id, method, path }) => `${id} ${method} ${path}`).sort(),
    );
    for (const operation of operations) {
      const documented = conform.document.paths[operation.path]![operation.method]!;
      expect(documented.summary).toBe(operation.summary);
      const inPath = (documented.parameters ?? []).filter((one: any) => one.in === 'path');
      expect(inPath.map(({ name }: any) => `{${name}}`)).toEqual(operation.path.match(/\{\w+\}/g) ?? []);
      expect(inPath.every(({ required }: any) => required)).toBe(true);
      expect(documented.security).toEqual(operation.scope ? undefined : []);
      if (operation.scope) expect(documented.description).toContain(operation.scope);
      for (const one of Object.values<any>(documented.responses))
        expect(one.description.length).toBeGreaterThan(0);
      for (const code of operation.errors)
        expect(documented.responses[errorCodes[code][0]].description).toContain(`\`${code}\``);
    }
  });

  test('has every error code', () => {
    const { code } = conform.document.components.schemas.Error.properties.error.properties;
    expect(code.enum.toSorted()).toEqual(Object.keys(errorCodes).sort());
  });
});

describe('every answer is as the document says', () => {
  let ids: Ids;
  beforeAll(async () => {
    const { documents } = await (await docent.api('/documents?status=ready')).json();
    const answer = await (await docent.api('/chat', { json: { ...QUESTION, resumable: true } })).json();
    const { session_id, message_id } = answer;
    const { erasure } = await (await docent.api('/erasures', { json: { end_user_id: 'nobody' } })).json();
    const { erasure_id } = erasure;
    const { export_id, token } = await newExport(docent);
    const url = 'http://127.0.0.1:9/page';
    const pages = await (await docent.api('/documents', { json: { url } })).json();
    const { source } = await (
      await docent.api('/sources', { json: { kind: 'list', addresses: [url] } })
    ).json();
    const switch_id = await newSwitch(docent, await demoAppId(docent));
    ids = {
      document_id: documents[0].document_id,
      page_id: pages.documents[0].document_id,
      source_id: source.source_id,
      session_id,
      message_id,
      erasure_id,
      export_id,
      token,
      switch_id,
      handover_id: await newHandover(docent, await demoAppId(docent), 'harbour', session_id),
      answer_id: (await newCuratedAnswer(docent, 'harbour')).answer_id,
      ...(await newEvaluation(docent, await demoAppId(docent), 'harbour')),
    };
  });
  // Deletions last, and of those the inner ones first.
  const byKeyLast = operations.toSorted(
    (a, b) =>
      Number(a.method === 'delete') - Number(b.method === 'delete') ||
      (a.method === 'delete' ? b.path.length - a.path.length : 0),
  );

  test.each(byKeyLast.map((operation) => [operation.id, operation] as const))(
    '%s: success',
    async (id, operation) => {
      await readySwitch(docent, ids.switch_id!, id);
      if (id === 'resumeEvaluationRun')
        await docent.ctx.db.updateTable('evaluation_runs').set({ status: 'cancelled' }).execute();
      const response = await sendSample(docent, operation, sampleOf(operation, ids));
      expect(response.status).toBe(operation.status);
      if (operation.alwaysStreams) {
        const { events } = await readEvents(response);
        expect(events.at(-1)!.event).toBe('end');
        for (const event of events) conform.event(id, event);
        return;
      }
      const body = await conform.answer(id, response);
      if (!operation.binary) expect(body.success).toBe(true);
    },
  );

  test('declares the media type of every original', async () => {
    const cell = '<row r="1"><c r="A1"><v>7</v></c></row>';
    const files: [string, string | Buffer][] = [
      ['a.txt', 'A text.'],
      ['a.md', '# A text'],
      ['a.html', '<!doctype html><html><body>A page.</body></html>'],
      ['a.csv', 'ward,beds\nnorth,7\n'],
      ['a.json', '{"ward": "north"}'],
      ['a.pdf', '%PDF-1.7\n%âãÏÓ\n1 0 obj'],
      ['a.docx', archive(docxParts(paragraph('A text.')))],
      ['a.pptx', archive(pptxParts([{ title: 'A', points: ['A text.'] }]))],
      ['a.xlsx', archive(xlsxParts({ A: cell }))],
      ['a.png', Buffer.from('89504e470d0a1a0a', 'hex')],
      ['a.jpg', Buffer.from('ffd8ffe0', 'hex')],
      ['a.tif', Buffer.from('II*\0')],
      ['a.epub', archive(epubParts('A', { one: '<p>A text.</p>' }, ['one']))],
    ];
    const form = new FormData();
    for (const [name, content] of files) form.append('file', new Blob([content as BlobPart]), name);
    const { documents } = await (await docent.api('/documents', { method: 'POST', body: form })).json();
    const types = new Set<string>();
    const curated = await newCuratedAnswer(docent, 'pier');
    for (const { document_id } of [...documents, curated]) {
      const response = await docent.api(`/documents/${document_id}/content`);
      types.add(response.headers.get('content-type')!.split(';')[0]!);
      await conform.answer('getDocumentContent', response);
    }
    expect([...types].sort()).toEqual([...MediaType.options].sort());
  });

  test.each(operations.map((operation) => [operation.id, operation] as const))(
    '%s: errors',
    async (id, operation) => {
      const send = (headers: Record<string, string> = {}, sample = sampleOf(operation)) =>
        sendSample(docent, operation, sample, headers);
      const write = (path: string, body: string, headers: Record<string, string> = JSON_TYPE) =>
        docent.api(path, { method: operation.method.toUpperCase(), body, headers });
      if (operation.scope) {
        const none = await newKey(docent, {
          scopes: [operation.scope === 'chat' ? 'usage:read' : 'chat'],
          allowed_origins: ['https://a.example'],
        });
        const expired = await newKey(docent, { expires_at: new Date(0) });
        for (const headers of [
          { authorization: '' },
          bearer(newSecret('secret')),
          bearer(expired.secret),
          bearer(none.secret),
          { ...bearer(none.secret), origin: 'https://b.example' },
        ])
          expect((await conform.answer(id, await send(headers))).success).toBe(false);
      }
      // A person of whom nothing is held is erased well; a document that is not there is not.
      const without: Record<string, () => Sample> = {
        requestErasure: () => ({ path: '/erasures', json: { session_id: 'sess_none' } }),
        createCuratedAnswer: () => {
          const { path, json } = sampleOf(operation);
          return { path, json: { ...json, message_ids: [newId('msg')] } };
        },
      };
      const missing = without[id]?.();
      const unknown = await conform.answer(id, await send({}, missing));
      if (operation.errors.some((code) => code.endsWith('_not_found'))) expect(unknown.success).toBe(false);
      const { path, json } = sampleOf(operation);
      if (json) {
        const wrong = Object.fromEntries(Object.keys(json).map((name) => [name, 7]));
        if (Object.keys(json).length > 0)
          expect((await conform.answer(id, await send({}, { path, json: wrong }))).error.code).toBe(
            'invalid_request',
          );
        expect((await conform.answer(id, await write(path, '{'))).error.code).toBe('invalid_json');
        expect(
          (await conform.answer(id, await write(path, '{}', { 'content-type': 'text/plain' }))).error.code,
        ).toBe('unsupported_media_type');
        expect(
          (
            await conform.answer(
              id,
              await write(path, JSON.stringify({ message: 'x'.repeat(2_000_000) }), {
                ...JSON_TYPE,
                authorization: '',
              }),
            )
          ).success,
        ).toBe(false);
      } else if (path.includes('?')) {
        const wrong = path.replaceAll(/=[^&]+/g, '=%00');
        expect((await conform.answer(id, await send({}, { path: wrong }))).error.code).toBe(
          'invalid_request',
        );
      }
    },
  );

  test('documents sent as a form', async () => {
    const body = new FormData();
    body.append('file', new Blob(['Some text of a form.']), 'form.txt');
    expect(
      (await conform.answer('uploadDocuments', await docent.api('/documents', { method: 'POST', body })))
        .documents,
    ).toHaveLength(1);
    const failing = await docent.api('/documents', { method: 'POST', body: new FormData() });
    expect((await conform.answer('uploadDocuments', failing)).success).toBe(false);
  });

  test('usage by each grouping, with and without a price', async () => {
    await docent.api('/chat', { json: { ...QUESTION, model: 'llama-99' } });
    for (const group of ['model', 'day', 'key']) {
      const body = await conform.answer('getUsage', await docent.api(`/usage?group_by=${group}`));
      expect(body.usage.unpriced_tokens).toBeGreaterThan(0);
      expect(body[`by_${group}`].length).toBeGreaterThan(0);
    }
    expect(
      (await conform.answer('getUsage', await docent.api('/usage?end_date=2001-01-01'))).usage.total_requests,
    ).toBe(0);
  });

  test('events of a stream: message, citation and end; error after the first byte, an HTTP error before', async () => {
    const ask = async () => readEvents(await docent.api('/chat', { json: { ...QUESTION, stream: true } }));
    const seen = [...(await ask()).events];
    model.chat = { pieces: ['one ', 'two'], cutAfter: 1, tokenMs: 100 };
    seen.push(...(await ask()).events);
    expect(new Set(seen.map(({ event }) => event))).toEqual(new Set(['message', 'citation', 'end', 'error']));
    for (const event of seen) conform.event('sendMessage', event);

    model.chat = { failures: { status: 400, times: 9 } };
    const refused = await docent.api('/chat', { json: { ...QUESTION, stream: true } });
    expect((await conform.answer('sendMessage', refused)).error.code).toBe('model_failed');
    model.chat = {};
    const { session_id } = await conform.answer(
      'sendMessage',
      await docent.api('/chat', { json: { ...QUESTION, model: 'llama-99' } }),
    );
    await conform.answer('getSession', await docent.api(`/sessions/${session_id}`));
  });
});

test('a server that is being stopped says so on every operation, and that it is worth trying again', async () => {
  const { stopping } = docent.ctx;
  docent.ctx.stopping = new AbortController();
  docent.ctx.stopping.abort();
  try {
    for (const operation of operations) {
      const response = await sendSample(docent, operation, sampleOf(operation));
      expect(response.headers.get('retry-after')).toBe('5');
      expect((await conform.answer(operation.id, response)).error.code).toBe('server_stopping');
    }
  } finally {
    docent.ctx.stopping = stopping;
  }
});
