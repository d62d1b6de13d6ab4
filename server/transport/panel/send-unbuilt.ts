import type { Response } from 'express';

/** Shown instead of the panel if its build failed. The API is not affected. */
export function sendUnbuilt(res: Response): void {
  res.status(503).type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The panel is not there · Docent</title>
<style nonce="${res.locals['nonce'] ?? ''}">
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
  body { max-width: 44rem; margin: 12vh auto; padding: 0 1.25rem }
</style>
<h1>The panel could not be built</h1>
<p>Docent itself is running: the API answers as usual. The log says what went wrong with the panel, and
<code>npm run build</code> shows it again. Fix the cause and start Docent again.</p>
</html>
`);
}
