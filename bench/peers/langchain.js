// A chat over documents as a developer writes it in an afternoon, with express, LangChain.js and pgvector. It has no keys, no
// limits, no history and no bill; what Docent adds for these is in the comparison.
// node bench/peers/langchain.js MODEL_PORT DATABASE_URL → prints its port.
import { ChatPromptTemplate } from '@langchain/core/prompts';
import { StringOutputParser } from '@langchain/core/output_parsers';
import { ChatOpenAI, OpenAIEmbeddings } from '@langchain/openai';
import { PGVectorStore } from '@langchain/community/vectorstores/pgvector';
import { RecursiveCharacterTextSplitter } from '@langchain/textsplitters';
import express from 'express';
import pg from 'pg';

const [modelPort, connectionString] = process.argv.slice(2);
const configuration = { baseURL: `http://127.0.0.1:${modelPort}/v1`, apiKey: 'none' };

const store = await PGVectorStore.initialize(
  new OpenAIEmbeddings({ model: 'bench-embedding', apiKey: 'none', configuration }),
  { pool: new pg.Pool({ connectionString, max: 10 }), tableName: 'chunks' },
);
const splitter = new RecursiveCharacterTextSplitter({ chunkSize: 1_000, chunkOverlap: 200 });
const prompt = ChatPromptTemplate.fromMessages([
  ['system', 'Answer from these passages alone, and cite them as [1], [2].\n\n{passages}'],
  ['human', '{question}'],
]);
const chain = prompt
  .pipe(new ChatOpenAI({ model: 'bench', apiKey: 'none', configuration }))
  .pipe(new StringOutputParser());

const app = express();
app.use(express.json({ limit: '200mb' }));

/** [{ name, text }] → once all of it can be found. File by file, as one writes it. */
app.post('/documents', async ({ body }, res) => {
  let count = 0;
  for (const { name, text } of body) {
    const chunks = await splitter.createDocuments([text], [{ name }]);
    await store.addDocuments(chunks);
    count += chunks.length;
  }
  res.json({ chunks: count });
});

app.post('/chat', async ({ body: { message } }, res) => {
  const found = await store.similaritySearch(message, 6);
  const passages = found
    .map(({ pageContent, metadata }, place) => `[${place + 1}] ${metadata.name}\n${pageContent}`)
    .join('\n\n');
  res.setHeader('content-type', 'text/event-stream');
  for await (const text of await chain.stream({ passages, question: message }))
    res.write(`event: message\ndata: ${JSON.stringify({ text })}\n\n`);
  const sources = found.map(({ metadata }) => metadata.name);
  res.end(`event: end\ndata: ${JSON.stringify({ sources })}\n\n`);
});

const server = app.listen(0, '127.0.0.1', () => console.log(server.address().port));
process.on('SIGTERM', () => process.exit(0));
