// npm run demo:site: serves a page with the widget, under a strict Content-Security-Policy.
// DOCENT_KEY is a publishable key that allows http://localhost:4000 (or SITE_PORT).
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

const url = process.env.DOCENT_URL ?? 'http://127.0.0.1:3000';
const key = process.env.DOCENT_KEY;
const port = Number(process.env.SITE_PORT ?? 4000);
if (!/^pk_\w+$/.test(key ?? '')) {
  console.error(
    `Set DOCENT_KEY to a publishable key (pk_…) whose allowed origins include http://localhost:${port}.`,
  );
  process.exit(1);
}
const page = readFileSync(new URL('index.html', import.meta.url), 'utf8')
  .replace('http://127.0.0.1:3000', url)
  .replace('pk_YOUR_KEY', key);
const server = createServer((_request, response) => {
  response.writeHead(200, {
    'content-type': 'text/html; charset=utf-8',
    'content-security-policy': `default-src 'none'; script-src ${url}; connect-src ${url}`,
  });
  response.end(page);
});
server.listen(port, '127.0.0.1', () =>
  console.log(`The demo site is at http://localhost:${server.address().port}/`),
);
