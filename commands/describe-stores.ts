// npm run docs:stores: writes the table of stores into docs/privacy.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { describeStores } from '../shared/privacy/describe-stores.ts';

const path = new URL('../docs/privacy.md', import.meta.url);
const page = readFileSync(path, 'utf8');
writeFileSync(
  path,
  page.replace(/^\| data \| about whom [^]*?(?=\n\n)/m, () => describeStores()),
);
