// The benchmark's model server in its own process: instant or paced answers, fixed embeddings, almost no CPU.
// node bench/model-server.ts FIRST_TOKEN_MS TOKEN_MS TOKENS DIMENSIONS → prints its port.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fakeEmbedding } from '../test/model-server.ts';

const [firstTokenMs = 0, tokenMs = 0, tokens = 100, dimensions = 384] = process.argv.slice(2).map(Number);

const frame = (choice: object, extra: object = {}) =>
  `data: ${JSON.stringify({ id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'bench', choices: [choice], ...extra })}\n\n`;
const frames = Array.from({ length: tokens }, (_, place) =>
  frame({
    index: 0,
    delta: { content: place === tokens - 2 ? '[1]' : ` word${place}` },
    finish_reason: null,
  }),
);
/** As many input tokens as the prompts of the benchmarks have, so that none looks cut off. */
const usage = { prompt_tokens: 2000, completion_tokens: tokens, total_tokens: 2000 + tokens };
const tail = `${frame({ index: 0, delta: {}, finish_reason: 'stop' })}data: ${JSON.stringify({ choices: [], usage })}\n\ndata: [DONE]\n\n`;

const server = createServer((req, res) => {
  const parts: Buffer[] = [];
  req.on('data', (part: Buffer) => parts.push(part));
  req.on('end', () => {
    if (req.url!.endsWith('/embeddings')) {
      const asked = JSON.parse(Buffer.concat(parts).toString());
      const input: string[] = [asked.input].flat();
      const data = input.map((text, index) => {
        const vector = fakeEmbedding(text, dimensions);
        const isBase64 = asked.encoding_format === 'base64';
        return { index, embedding: isBase64 ? Buffer.from(vector.buffer).toString('base64') : [...vector] };
      });
      res.setHeader('content-type', 'application/json');
      return res.end(
        JSON.stringify({
          data,
          usage: { prompt_tokens: input.length * 20, total_tokens: input.length * 20 },
        }),
      );
    }
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    if (!tokenMs && !firstTokenMs) return res.end(frames.join('') + tail);
    let sent = 0;
    setTimeout(() => {
      res.write(frames[sent++]);
      const pace = setInterval(() => {
        if (sent < frames.length) return void res.write(frames[sent++]);
        clearInterval(pace);
        res.end(tail);
      }, tokenMs);
      res.on('close', () => clearInterval(pace));
    }, firstTokenMs);
  });
});
server.listen(0, '127.0.0.1', () => console.log((server.address() as AddressInfo).port));
process.on('SIGTERM', () => process.exit(0));
