// The supported types of files.
import { z } from 'zod';

export const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
export const PPTX = 'application/vnd.openxmlformats-officedocument.presentationml.presentation';
export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
export const EPUB = 'application/epub+zip';

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
]);
export type MediaType = z.infer<typeof MediaType>;
