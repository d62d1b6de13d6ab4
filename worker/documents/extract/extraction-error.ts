export type ExtractionErrorCode =
  | 'encrypted_document'
  | 'broken_document'
  | 'image_only_document'
  | 'empty_document'
  | 'oversized_document'
  | 'too_deeply_nested';

/** A document that gives no text; the message tells its owner what to do and names nothing of its content. */
export class ExtractionError extends Error {
  code: ExtractionErrorCode;

  constructor(code: ExtractionErrorCode, message: string, cause?: unknown) {
    super(message, { cause });
    this.name = 'ExtractionError';
    this.code = code;
  }
}
