import { createRequire } from 'node:module';

const { resolve } = createRequire(import.meta.url);

/** The engine of tesseract.js: no code of it uses the network. */
export const ENGINE = 'tesseract.js-core';

/** The package with a language's data. */
export const packageOf = (language: string): string => `@tesseract.js-data/${language}`;

/** The file with a language's data in node_modules. @throws if its package is not installed */
export const findLanguage = (language: string): string =>
  resolve(`${packageOf(language)}/4.0.0_best_int/${language}.traineddata.gz`);

/** Whether a package's file is there. */
export function isInstalled(find: () => string): boolean {
  try {
    find();
    return true;
  } catch {
    return false;
  }
}

export const findEngine = (): string => resolve(`${ENGINE}/tesseract-core-simd-lstm`);
