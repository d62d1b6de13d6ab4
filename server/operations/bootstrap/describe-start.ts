import type { Context } from '../../../shared/context.ts';
import { namesFromFile } from '../../../shared/platform/environment.ts';
import type { FirstStart } from './first-start.ts';

/**
 * The text printed at start: addresses, and on the first start the secrets.
 * @param behind apps that still use the built-in embedding although there is another
 */
export function describeStart(
  { config }: Context,
  url: string,
  first: FirstStart | undefined,
  { building, behind }: { building: boolean; behind: number },
): string {
  const { models, roles } = config;
  const lines = ['', 'Docent is running.', ''];
  if (roles.has('api')) lines.push(`  Portal   ${url}/`, `  API      ${url}/api/v1`);
  if (roles.has('admin'))
    lines.push(`  Panel    ${url}/admin${building ? '   (being built: ready in about a minute)' : ''}`);
  lines.push(`  Models   ${models.chat}, ${models.embedding}`);
  const fromFile = namesFromFile();
  if (fromFile.length > 0) lines.push(`  .env     ${fromFile.join(', ')}`);
  lines.push('');
  if (behind > 0)
    lines.push(
      `  ${behind === 1 ? 'One app still searches' : `${behind} apps still search`} with the built-in embedding. Switch to ${models.embedding} in the panel: the app,`,
      '  Settings, Embedding model. It shows the cost first, and answers go on meanwhile.',
      '',
    );
  if (new URL(config.publicUrl).pathname !== '/')
    lines.push(
      `  PUBLIC_URL has a path. API and widget work below it; portal and panel need a host name of their own.`,
      '',
    );
  if (first)
    lines.push(
      'Shown only once, so keep them:',
      '',
      `  Admin    ${first.adminEmail}`,
      `  Password ${config.adminPassword ? 'as set in ADMIN_PASSWORD' : `${first.adminPassword}   (must be changed at the first login)`}`,
      `  API key  ${config.bootstrapApiKey ? 'as set in BOOTSTRAP_API_KEY' : first.apiKey}`,
      '',
    );
  return lines.join('\n');
}

/** An example that works when pasted. */
export const describeTrial = ({ config }: Context, url: string, { apiKey }: FirstStart): string =>
  [
    'Try it:',
    `  curl -N ${url}/api/v1/chat \\`,
    config.bootstrapApiKey
      ? '    -H "Authorization: Bearer $BOOTSTRAP_API_KEY" \\'
      : `    -H 'Authorization: Bearer ${apiKey}' \\`,
    `    -H 'Content-Type: application/json' \\`,
    `    -d '{"message": "Who is called first in an outage?", "stream": true}'`,
    '',
  ].join('\n');
