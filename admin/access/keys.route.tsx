import { data } from '@remix-run/node';
import { useLoaderData } from '@remix-run/react';
import { Scope } from '../../shared/contract/operation.ts';
import { problemOf, signedIn, textOf } from '../api.server.ts';
import { Keys } from './keys.tsx';
import { readLimits } from './limit-fields.tsx';
import { may } from '../may.ts';

export const loader = signedIn(async ({ context: { api }, params }, admin) => {
  // An empty input has the type of a record without fields, which excludes the app id.
  const inApp = { app_id: params['appId']! };
  const { keys } = await api.keys.list(inApp);
  return { keys, scopes: Scope.options, mayChange: may(admin, 'admin') };
});

export const action = signedIn(async ({ request, context: { api }, params }) => {
  const app_id = params['appId']!;
  const form = await request.formData();
  const text = (name: string) => textOf(form, name);
  try {
    switch (text('intent')) {
      case 'create-key': {
        const { secret } = await api.keys.create({
          app_id,
          name: text('name'),
          kind: text('kind') as 'secret' | 'publishable',
          scopes: form.getAll('scopes') as Scope[],
          allowed_origins: listOf(text('allowed_origins')),
          expires_at: expiry(text('expires'), text('expires_on')),
        });
        return { secret };
      }
      case 'rotate-key': {
        const overlap_hours = Number(text('overlap_hours'));
        return { done: await api.keys.rotate({ app_id, key_id: text('key_id'), overlap_hours }) };
      }
      case 'change-key': {
        const named = { app_id, key_id: text('key_id') };
        await api.keys.allowOrigins({ ...named, allowed_origins: listOf(text('allowed_origins')) });
        return { done: await api.keys.limit({ ...named, limits: readLimits(text) }) };
      }
      case 'revoke-key':
        return { revoked: (await api.keys.revoke({ app_id, key_id: text('key_id') })).key.key_id };
      default:
        throw data('Unknown action.', { status: 400 });
    }
  } catch (error) {
    const problem = problemOf(error);
    return data({ problem }, { status: problem.status });
  }
});

const listOf = (text: string) => text.split(/[\s,]+/).filter(Boolean);

const DAY_MS = 86_400_000;

/** When a key expires: after a number of days, at the end of a day (UTC), or never. */
function expiry(choice: string, day: string): Date | undefined {
  if (choice === 'on') return new Date(`${day}T23:59:59Z`);
  return choice === '' ? undefined : new Date(Date.now() + Number(choice) * DAY_MS);
}

export default function AppKeys() {
  return <Keys {...useLoaderData<typeof loader>()} />;
}
