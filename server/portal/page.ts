import type { Request, Response } from 'express';

/** A plain first page: what this server is and where its parts are. The full developer portal takes its place here. */
export const portal =
  (publicUrl: string, hasPanel: boolean) =>
  (_req: Request, res: Response): void => {
    res.type('html').send(`<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Docent</title>
<style>
  :root { color-scheme: light dark; font: 16px/1.6 system-ui, sans-serif }
  body { max-width: 44rem; margin: 12vh auto; padding: 0 1.25rem }
  pre { overflow-x: auto; padding: 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: .5rem }
</style>
<h1>Docent</h1>
<p>This server answers questions from documents, as a stream, quoting its sources. The developer portal will be on this page.</p>
<pre>curl -N ${publicUrl}/api/v1/chat \\
  -H "Authorization: Bearer YOUR_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"message": "Who is called first in an outage?", "stream": true}'</pre>
<ul>
  <li><a href="/api/v1/openapi.json">OpenAPI document</a></li>
  <li><a href="/api/v1/status">Status</a></li>
  ${hasPanel ? '<li><a href="/admin">Admin panel</a></li>' : ''}
</ul>
</html>`);
  };
