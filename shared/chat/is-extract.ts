import { BUILTIN_CHAT } from '../models/open-models.ts';

/** Whether an answer is quoted from the documents word for word: small talk and refusals cite nothing. */
export const isExtract = ({ model, citations }: { model: string | null; citations: unknown[] }): boolean =>
  model === BUILTIN_CHAT && citations.length > 0;
