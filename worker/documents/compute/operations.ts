import type { DocumentWarning } from '../../../shared/contract/documents.ts';
import { isPicture, type MediaType, type PictureType } from '../../../shared/contract/media-type.ts';
import type { Table } from '../../../shared/documents/tables/table.ts';
import { chunkVector, type TermVector } from '../../../shared/retrieval/lexical.ts';
import { detectLanguage } from '../../../shared/retrieval/detect-language.ts';
import { chunkTerms } from '../../../shared/retrieval/terms.ts';
import { chunkText, type Chunk } from '../chunk/chunk-text.ts';
import type { Extracted, ExtractOptions } from '../extract/extracted.ts';
import { extractText } from '../extract/extract-text.ts';
import { textHash } from '../ingest/text-hash.ts';
import { titleOf } from '../title-of.ts';
import { searchedText } from '../searched-text.ts';
import type { RecognisedText } from '../ocr/recognise-text.ts';
import { toPlainError, type PlainError } from './messages.ts';
import type { Listing } from './read-listing.ts';
import type { PageLinks } from './read-links.ts';
import type { Robots } from './read-robots.ts';

/** `terms`: the BM25 vector of its searched text, from `chunkVector`. */
export type PreparedChunk = Chunk & { terms: TermVector };

/** `language`: ISO 639-1 or 'und'. Offsets of the chunks are UTF-16 positions in `text`. */
export type PreparedDocument = {
  text: string;
  /** Of all that is stored of it and searched, the words of its name included. SHA-256, hex. */
  hash: string;
  tables: Table[];
  title: string | null;
  format: Extracted['format'];
  language: string;
  tokenCount: number;
  chunks: PreparedChunk[];
  warnings: DocumentWarning[];
  /** Pages to recognise first; if there are any, the rest is empty. */
  scans: number[];
};

/** A document that was read, or why it could not be. */
export type Prepared = { document: PreparedDocument } | { error: PlainError };

type RenderedPage = {
  bytes: Uint8Array;
  type: MediaType;
  number: number;
  mostPixels: number;
  form: 'pgm' | 'png';
};

/** A file's name as words: without its extension, at the joints that file names have. */
const wordsOfName = (name: string): string =>
  name.replace(/\.[a-z0-9]{1,5}$/i, '').replaceAll(/[_+-]|(?<=\p{Ll})(?=\p{Lu})/gu, ' ');

const toPdf = async (bytes: Uint8Array, type: PictureType, number: number) =>
  (await import('../extract/picture/picture-to-pdf.ts')).pictureToPdf(bytes, type, number);

type Given = {
  bytes: Uint8Array;
  type: MediaType;
  appId: string;
  /** The document's name, which it can be found by. */
  name: string;
  /** Longest chunk in tokens; default: the usual one. */
  maxTokens?: number | undefined;
  options?: ExtractOptions;
};

/** The operations of the child process. Inputs and results are copied between the processes. */
export const operations = {
  /** @throws ExtractionError */
  async prepareDocument(payload: Given): Promise<PreparedDocument> {
    const extracted = await extractText(payload.bytes, payload.type, payload.options);
    const { text, format, tables = [], warnings = [], scans = [] } = extracted;
    const language = detectLanguage(text);
    const title = titleOf(extracted);
    const names = new Set(chunkTerms(`${wordsOfName(payload.name)}\n${title ?? ''}`, language));
    const chunks = chunkText(extracted, { maxTokens: payload.maxTokens }).map((chunk) => {
      const terms = chunkTerms(searchedText(chunk), language);
      return { ...chunk, terms: chunkVector(payload.appId, terms, names) };
    });
    const tokenCount = chunks.reduce((sum, { tokens }) => sum + tokens, 0);
    const hash = textHash({ text, tables, chunks, language, names });
    return { text, hash, tables, title, format, language, tokenCount, chunks, warnings, scans };
  },

  /** Small documents, one after the other: what became of each. */
  async prepareDocuments({ documents }: { documents: Given[] }): Promise<Prepared[]> {
    const prepared: Prepared[] = [];
    for (const given of documents)
      prepared.push(
        await operations.prepareDocument(given).then(
          (document) => ({ document }),
          (error: unknown) => ({ error: toPlainError(error) }),
        ),
      );
    return prepared;
  },

  /** A page as a picture; undefined: it shows nothing. @throws ExtractionError */
  async renderPage({ bytes, type, number, mostPixels, form }: RenderedPage) {
    const { renderPage } = await import('../extract/pdf/render-page.ts');
    const picture = isPicture(type)
      ? await renderPage(await toPdf(bytes, type, number), 1, mostPixels)
      : await renderPage(bytes, number, mostPixels);
    if (!picture) return undefined;
    const { encodePicture } = await import('../ocr/encode-picture.ts');
    return { image: encodePicture(picture, form), hash: picture.hash };
  },

  /** The text of a picture, by Tesseract. */
  async recogniseText(payload: { image: Uint8Array; languages: string[] }): Promise<RecognisedText> {
    return (await import('../ocr/recognise-text.ts')).recogniseText(payload);
  },

  async readRobots(payload: { text: string; url: string; robot: string }): Promise<Robots> {
    return (await import('./read-robots.ts')).readRobots(payload);
  },

  async readLinks(payload: {
    bytes: Uint8Array;
    url: string;
    robot: string;
    robotsTag: string | undefined;
  }): Promise<PageLinks> {
    return (await import('./read-links.ts')).readLinks(payload);
  },

  async readListing(payload: { bytes: Uint8Array; url: string }): Promise<Listing | undefined> {
    return (await import('./read-listing.ts')).readListing(payload);
  },

  /** The built-in model's vectors, in the order of the texts. */
  async embedTexts({ texts }: { texts: string[] }): Promise<Float32Array[]> {
    const { embedText } = await import('../../../shared/models/builtin/embedding.ts');
    return texts.map(embedText);
  },
};
