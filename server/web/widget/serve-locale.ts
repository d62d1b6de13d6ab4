import { readFileSync, readdirSync } from 'node:fs';
import type { Request, Response } from 'express';
import { sendCached } from './send-cached.ts';

const folder = new URL('locales/', import.meta.url);

/** The widget's own texts by language, e.g. `de`. */
const locales = new Map(
  readdirSync(folder).map((name) => [name.replace('.json', ''), readFileSync(new URL(name, folder))]),
);

/** Serves /widget/locales/LANGUAGE.json; English where there is no file of the language. */
export const serveLocale = (req: Request<{ language: string }>, res: Response): void =>
  sendCached(req, res, 'application/json', locales.get(req.params.language) ?? locales.get('en')!);
