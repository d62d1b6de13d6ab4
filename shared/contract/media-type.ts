// The supported types of files.
import { z } from 'zod';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const EPUB = 'application/epub+zip';

/** An answer that a person wrote: it is created as such, never uploaded. */
export const CURATED_ANSWER = 'application/vnd.docent.curated-answer+json';

const pictures = ['image/png', 'image/jpeg', 'image/tiff'] as const;
export type PictureType = (typeof pictures)[number];

export const MediaType = z.enum([
  'text/plain',
  'text/markdown',
  'text/html',
  'application/pdf',
  'text/csv',
  'application/json',
  DOCX,
  PPTX,
  XLSX,
  EPUB,
  ...pictures,
  CURATED_ANSWER,
]);
export type MediaType = z.infer<typeof MediaType>;

/** Pictures are read by OCR alone. */
export const isPicture = (type: string): type is PictureType =>
  (pictures as readonly string[]).includes(type);
