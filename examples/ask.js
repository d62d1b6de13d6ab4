// Asks a question and prints the answer as it arrives: Node 18 or later, Deno, Bun; no packages.
const url = process.env.DOCENT_URL ?? 'http://127.0.0.1:3000';
const response = await fetch(`${url}/api/v1/chat`, {
  method: 'POST',
  headers: {
    authorization: `Bearer ${process.env.DOCENT_KEY}`,
    'content-type': 'application/json',
  },
  body: JSON.stringify({ message: 'Who is called first in an outage?', stream: true }),
});
if (!response.ok) throw new Error((await response.json()).error.message);

let buffer = '';
for await (const text of response.body.pipeThrough(new TextDecoderStream())) {
  const frames = (buffer + text).split('\n\n');
  buffer = frames.pop();
  for (const frame of frames) {
    const event = /^event: (.*)$/m.exec(frame)?.[1];
    const data = JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null');
    if (event === 'message') process.stdout.write(data.content);
    if (event === 'citation')
      process.stdout.write(`\n  [${data.index}] ${data.document_name}: ${data.quote}\n`);
    if (event === 'error') throw new Error(data.message);
  }
}
