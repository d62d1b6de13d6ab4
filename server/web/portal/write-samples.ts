import type { SampleRequest } from './read-request.ts';

export type Samples = { curl: string; javascript: string; python: string; client: string };

/** One request in each language that callers use. */
export const writeSamples = (request: SampleRequest): Samples => ({
  curl: writeCurl(request),
  javascript: writeJavaScript(request),
  python: writePython(request),
  client: writeClient(request),
});

function writeCurl({ method, server, path, needsKey, json, file }: SampleRequest): string {
  const isUsual = method === 'GET' || (method === 'POST' && (json || file));
  return [
    `curl ${isUsual ? '' : `-X ${method} `}${server}${path}`,
    needsKey && '-H "Authorization: Bearer $DOCENT_KEY"',
    json && '-H "Content-Type: application/json"',
    json && `-d '${JSON.stringify(json)}'`,
    file && `-F file=@${file}`,
  ]
    .filter(Boolean)
    .join(' \\\n  ');
}

function writeJavaScript({ method, server, path, needsKey, json, file, answers }: SampleRequest): string {
  const headers = [
    needsKey && 'authorization: `Bearer ${process.env.DOCENT_KEY}`',
    json && "'content-type': 'application/json'",
  ].filter(Boolean);
  const options = [
    method !== 'GET' && `method: '${method}'`,
    headers.length > 0 && `headers: { ${headers.join(', ')} }`,
    json && `body: JSON.stringify(${toScript(json, 2)})`,
    file && 'body: form',
  ].filter(Boolean);
  const read = {
    json: 'console.log(await response.json());',
    events:
      'for await (const text of response.body.pipeThrough(new TextDecoderStream())) process.stdout.write(text);',
    file: 'const file = await response.blob();\nconsole.log(file.type, file.size);',
  };
  return [
    file && "import { openAsBlob } from 'node:fs';\n",
    file && `const form = new FormData();\nform.append('file', await openAsBlob('${file}'), '${file}');`,
    `const response = await fetch('${server}${path}'${options.length > 0 ? `, {\n${options.map((one) => `  ${one},\n`).join('')}}` : ''});`,
    read[answers],
  ]
    .filter(Boolean)
    .join('\n');
}

function writePython({ id, method, server, path, needsKey, json, file, answers }: SampleRequest): string {
  const headers = [
    needsKey && `"Authorization": f"Bearer {os.environ['DOCENT_KEY']}"`,
    (json || file) && '"Content-Type": "application/json"',
  ].filter(Boolean);
  // The standard library has no forms; a text can be sent as JSON.
  const text = file && `open("${file}", encoding="utf-8").read()`;
  const body = text
    ? `{${id === 'uploadDocuments' ? `"name": "${file}", ` : ''}"text": ${text}}`
    : json && toPython(json);
  const read = {
    json: '    print(json.load(response))',
    events: '    for line in response:\n        print(line.decode(), end="")',
    file: '    content = response.read()\n    print(len(content))',
  };
  return [
    `import ${[(body || answers === 'json') && 'json', needsKey && 'os', 'urllib.request'].filter(Boolean).join(', ')}`,
    '',
    'request = urllib.request.Request(',
    `    "${server}${path}",`,
    method !== 'GET' && `    method="${method}",`,
    headers.length > 0 && `    headers={${headers.join(', ')}},`,
    body && `    data=json.dumps(${body}).encode(),`,
    ')',
    'with urllib.request.urlopen(request) as response:',
    read[answers],
  ]
    .filter((line) => line !== false && line !== undefined)
    .join('\n');
}

function writeClient(request: SampleRequest): string {
  const { id, server, input, file, needsKey } = request;
  // A file that is no document: the client reads JSON.
  if (id === 'exportConversations') return writeJavaScript(request);
  const given = Object.keys(input).length > 0 ? toScript(input, 0) : '';
  const own: Record<string, string> = {
    sendMessage: `for await (const { event, data } of docent.chat(${toScript({ message: input['message'] }, 0)})) {
  if (event === 'message') process.stdout.write(data.content);
  if (event === 'citation') console.log(data.index, data.document_name, data.quote);
}`,
    replayAnswer: `// An answer of chat() that was cut off goes on by itself.
const { content } = await docent.chat({ message: 'Who is called first in an outage?' }).whole();
console.log(content);`,
    uploadDocuments: `console.log(await docent.upload(await openAsBlob('${file}'), { name: '${file}' }));`,
    replaceDocument: `const text = await readFile('${file}', 'utf8');
console.log(await docent.replaceDocument({ ...${given}, text }));`,
    getDocumentContent: `const response = await docent.download('${String(input['document_id'])}');
console.log((await response.blob()).size);`,
    downloadExport: `const response = await docent.download('${String(input['export_id'])}');
console.log((await response.blob()).size);`,
  };
  return [
    id === 'uploadDocuments' && "import { openAsBlob } from 'node:fs';",
    id === 'replaceDocument' && "import { readFile } from 'node:fs/promises';",
    "import { createDocent } from 'docent-client';",
    '',
    `const docent = createDocent({ baseUrl: '${new URL(server).origin}'${needsKey || id === 'downloadExport' ? ', apiKey: process.env.DOCENT_KEY' : ''} });`,
    own[id] ?? `console.log(await docent.${id}(${given}));`,
  ]
    .filter((line) => line !== false)
    .join('\n');
}

const quoted = (text: string) =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;

/** A value as JavaScript, on one line if it fits. */
function toScript(value: unknown, indent: number): string {
  if (typeof value === 'string') return quoted(value);
  if (Array.isArray(value)) return `[${value.map((one) => toScript(one, indent)).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const fields = Object.entries(value).map(
    ([name, one]) => `${/^[a-z_]\w*$/i.test(name) ? name : quoted(name)}: ${toScript(one, indent + 2)}`,
  );
  const line = `{ ${fields.join(', ')} }`;
  const space = ' '.repeat(indent);
  return fields.length === 0
    ? '{}'
    : line.length < 80
      ? line
      : `{\n${fields.map((field) => `${space}  ${field},\n`).join('')}${space}}`;
}

function toPython(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (Array.isArray(value)) return `[${value.map(toPython).join(', ')}]`;
  if (typeof value === 'object')
    return `{${Object.entries(value)
      .map(([name, one]) => `${JSON.stringify(name)}: ${toPython(one)}`)
      .join(', ')}}`;
  return JSON.stringify(value);
}
