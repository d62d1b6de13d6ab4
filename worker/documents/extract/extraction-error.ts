export type ExtractionErrorCode =
  | 'encrypted_document'
  | 'broken_document'
  | 'image_only_document'
  | 'empty_document'
  | 'oversized_document'
  | 'too_deeply_nested'
  | 'unknown_encoding'
  | 'no_article';

/** The document contains no readable text. The message says what to do and quotes nothing from it. */
export class ExtractionError extends Error {
  code: ExtractionErrorCode;

  constructor(code: ExtractionErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExtractionError';
    this.code = code;
  }
}
