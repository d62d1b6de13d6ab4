import type { Config } from '../platform/config.ts';

/** What is known of an embedding model: from its model card. */
type KnownEmbedding = {
  dimensions?: number;
  /** Longest input in tokens. */
  window?: number;
  queryPrefix?: string;
  documentPrefix?: string;
};

const RETRIEVE = 'Represent this sentence for searching relevant passages: ';
const INSTRUCT =
  'Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ';
const E5 = { queryPrefix: 'query: ', documentPrefix: 'passage: ', window: 512 };
const NOMIC = { queryPrefix: 'search_query: ', documentPrefix: 'search_document: ', dimensions: 768 };

/** The first that fits counts. */
const KNOWN: [name: RegExp, known: KnownEmbedding][] = [
  [/^text-embedding-3-small/, { dimensions: 1536, window: 8191 }],
  [/^text-embedding-3-large/, { dimensions: 3072, window: 8191 }],
  [/^text-embedding-ada-002/, { dimensions: 1536, window: 8191 }],
  [/^gemini-embedding-001/, { dimensions: 3072, window: 2048 }],
  [/^mistral-embed/, { dimensions: 1024, window: 8192 }],
  [/^nomic-embed-text-v2/, { ...NOMIC, window: 512 }],
  [/^nomic-embed/, { ...NOMIC, window: 2048 }],
  [/e5-mistral-7b-instruct/, { queryPrefix: INSTRUCT, window: 4096 }],
  [/multilingual-e5-large-instruct/, { queryPrefix: INSTRUCT, dimensions: 1024, window: 512 }],
  [/e5-small/, { ...E5, dimensions: 384 }],
  [/e5-base/, { ...E5, dimensions: 768 }],
  [/e5-large/, { ...E5, dimensions: 1024 }],
  [/^bge-m3/, { dimensions: 1024, window: 8192 }],
  [/^bge-small-en/, { queryPrefix: RETRIEVE, dimensions: 384, window: 512 }],
  [/^bge-base-en/, { queryPrefix: RETRIEVE, dimensions: 768, window: 512 }],
  [/^bge-large-en|^bge-large$/, { queryPrefix: RETRIEVE, dimensions: 1024, window: 512 }],
  [/^mxbai-embed-large/, { queryPrefix: RETRIEVE, dimensions: 1024, window: 512 }],
  [
    /^snowflake-arctic-embed-?l-v2|^snowflake-arctic-embed2/,
    { queryPrefix: 'query: ', dimensions: 1024, window: 8192 },
  ],
  [/^snowflake-arctic-embed/, { queryPrefix: RETRIEVE, window: 512 }],
  [/^qwen3-embedding-0\.6b/, { queryPrefix: INSTRUCT, dimensions: 1024, window: 32_768 }],
  [/^qwen3-embedding-4b/, { queryPrefix: INSTRUCT, dimensions: 2560, window: 32_768 }],
  [/^qwen3-embedding/, { queryPrefix: INSTRUCT, window: 32_768 }],
  [
    /^embeddinggemma/,
    {
      queryPrefix: 'task: search result | query: ',
      documentPrefix: 'title: none | text: ',
      dimensions: 768,
      window: 2048,
    },
  ],
  [/^all-minilm/, { dimensions: 384, window: 256 }],
  [/^gte-(small|base|large)$/, { window: 512 }],
  [/^jina-embeddings-v2/, { window: 8192 }],
  [/^granite-embedding/, { window: 512 }],
];

/** By the name without its owner and tag: `BAAI/bge-m3` and `bge-m3:latest` are `bge-m3`. */
export function knownEmbedding(model: string): KnownEmbedding {
  const name = model.toLowerCase().split('/').at(-1)!.replace(/:.*$/, '');
  return KNOWN.find(([pattern]) => pattern.test(name))?.[1] ?? {};
}

/** The longest input of an embedding model in tokens; undefined: not known. */
export const embeddingWindow = (
  model: string,
  { embedding, embeddingMaxTokens }: Config['models'],
): number | undefined =>
  (model === embedding ? embeddingMaxTokens : undefined) ?? knownEmbedding(model).window;
