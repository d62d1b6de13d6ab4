import type { ExportRow } from '../../../shared/privacy/exports/export-row.ts';

export const isOver = ({ expires_at }: ExportRow): boolean => expires_at !== null && expires_at <= new Date();
