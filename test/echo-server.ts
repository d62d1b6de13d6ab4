// A third party that talks too much: a model server and webhook receiver whose every failure quotes what it was sent.
import { fakeEmbedding } from './model-server.ts';
import { startHttpServer } from './http-server.ts';

/** How it answers: well, refusing (400), with a 200 that is no JSON, with broken events, with an error inside the stream, or by hanging up. */
export type Manner = 'well' | 'refuse' | 'garbage' | 'broken' | 'error' | 'hang up';

export type EchoServer = {
  url: string;
  chat: Manner;
  embedding: Manner;
  /** What is said in an answer that goes well. */
  words: string;
  seen: string[];
  close(): Promise<void>;
};

export async function startEchoServer(words: string): Promise<EchoServer> {
  const echo: Omit<EchoServer, 'url' | 'close'> = { chat: 'well', embedding: 'well', words, seen: [] };
  const server = await startHttpServer(async (req, res) => {
    let heard = '';
    for await (const part of req) heard += part;
    echo.seen.push(req.url!);
    const isChat = req.url!.endsWith('/chat/completions');
    const manner = isChat ? echo.chat : req.url!.endsWith('/embeddings') ? echo.embedding : 'refuse';
    if (manner === 'hang up') return void res.destroy();
    const quoted = `You said ${heard} with ${req.headers.authorization}`;
    if (manner === 'refuse')
      return void res.writeHead(400, { 'x-said': words }).end(JSON.stringify({ error: { message: quoted } }));
    if (manner === 'garbage')
      return void res.setHeader('content-type', 'application/json').end(words + quoted);
    if (!isChat) {
      const texts = [JSON.parse(heard).input].flat() as string[];
      const data = texts.map((text, index) => ({ index, embedding: [...fakeEmbedding(text)] }));
      return void res.setHeader('content-type', 'application/json').end(JSON.stringify({ data }));
    }
    res.setHeader('content-type', 'text/event-stream');
    const piece = (content: string) => `data: ${JSON.stringify({ choices: [{ delta: { content } }] })}\n\n`;
    res.write(piece(`${words} `));
    if (manner === 'broken') return void res.end(`data: {${quoted}\n\n`);
    if (manner === 'error')
      return void res.end(`data: ${JSON.stringify({ error: { message: quoted, code: words } })}\n\n`);
    res.end(
      `${piece('[1].')}data: ${JSON.stringify({ choices: [{ delta: {}, finish_reason: 'stop' }] })}\n\n`,
    );
  });
  return Object.assign(echo, {
    url: server.url,
    close: () => server.close(),
  });
}
