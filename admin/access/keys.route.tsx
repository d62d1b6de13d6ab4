import { Stack } from '@mantine/core';
import { useLoaderData } from '@remix-run/react';
import { Scope } from '../../shared/contract/operation.ts';
import { signedIn } from '../api.server.ts';
import { Identity } from './identity.tsx';
import { Keys } from './keys.tsx';
import { Pager } from '../components/pager.tsx';
import { useMay } from '../may.ts';
import { formAction, onSubmit } from '../form-action.server.ts';
import { panel } from '../../shared/contract/panel.ts';
import type { Filter } from '../../shared/contract/filter.ts';
import { AllowOrigins, CreateKey, Limits } from '../../shared/contract/keys.panel.ts';
import { z } from 'zod';

const PER_PAGE = 20;

export const loader = signedIn(async ({ context: { api }, params, request }) => {
  // An empty input has the type of a record without fields, which excludes the app id.
  const inApp = { app_id: params['appId']! };
  const [{ keys }, { enabled }] = await Promise.all([api.keys.list(inApp), api.identity.get(inApp)]);
  const pages = Math.max(1, Math.ceil(keys.length / PER_PAGE));
  const asked = Math.trunc(Number(new URL(request.url).searchParams.get('page'))) || 1;
  const page = Math.min(Math.max(1, asked), pages);
  return {
    keys: keys.slice((page - 1) * PER_PAGE, page * PER_PAGE),
    page,
    pages,
    scopes: Scope.options,
    signing: enabled,
  };
});

const FilterText = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    context.addIssue('must be JSON, such as {"metadata": {"audience": "public"}}');
    return z.NEVER;
  }
});

/** The form gives the filter as text, and the expiry as a number of days or as a day. */
const { name, kind, scopes, allowed_origins } = CreateKey.shape;
const CreateKeyForm = z.object({
  name,
  kind,
  scopes,
  allowed_origins,
  filter: FilterText.optional(),
  expires: z.string(),
  expires_on: z.string(),
});

const DAY_MS = 86_400_000;
const expiryIn = (days: string) => (days ? new Date(Date.now() + Number(days) * DAY_MS) : undefined);

export const action = formAction({
  'create-key': onSubmit(CreateKeyForm, async ({ expires, expires_on, filter, ...key }, { api, ids }) => {
    const expires_at = expires === 'on' ? new Date(`${expires_on}T23:59:59Z`) : expiryIn(expires);
    const created = await api.keys.create({
      app_id: ids['app_id']!,
      ...key,
      filter: filter as Filter | undefined,
      expires_at,
    });
    return { secret: created.secret, scopes: created.key.scopes };
  }),
  'rotate-key': onSubmit(panel.rotateKey.input, (input, { api, ids }) =>
    api.keys.rotate({ app_id: ids['app_id']!, ...input }),
  ),
  'change-key': onSubmit(
    AllowOrigins.extend({ limits: Limits }),
    async ({ limits, ...origins }, { api, ids }) => {
      const app_id = ids['app_id']!;
      await api.keys.allowOrigins({ app_id, ...origins });
      return api.keys.limit({ app_id, key_id: origins.key_id, limits });
    },
  ),
  'renew-identity': ({ api, ids }) => api.identity.renew({ app_id: ids['app_id']! }),
  'remove-identity': ({ api, ids }) => api.identity.remove({ app_id: ids['app_id']! }),
  'revoke-key': onSubmit(panel.revokeKey.input, (input, { api, ids }) =>
    api.keys.revoke({ app_id: ids['app_id']!, ...input }),
  ),
});

export default function AppKeys() {
  const { signing, page, pages, ...keys } = useLoaderData<typeof loader>();
  const mayChange = useMay('admin');
  return (
    <Stack gap="xl">
      <div>
        <Keys {...keys} mayChange={mayChange} />
        <Pager page={page} pages={pages} />
      </div>
      <Identity enabled={signing} />
    </Stack>
  );
}
