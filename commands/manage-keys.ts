// npm run keys -- list | create | rotate | revoke — the API keys of an app, on the server's machine. With the embedded
// database, stop Docent first.
import { parseArgs } from 'node:util';
import { ZodError } from 'zod';
import { createKey } from '../server/access/keys/create-key.ts';
import { listKeys } from '../server/access/keys/list-keys.ts';
import { revokeKey } from '../server/access/keys/revoke-key.ts';
import { rotateKey } from '../server/access/keys/rotate-key.ts';
import { systemCallIn, type AppCall } from '../server/call.ts';
import { noteCommand } from '../server/security/audit/note-command.ts';
import { CreateKey, RotateKey } from '../shared/contract/keys.panel.ts';
import type { Context } from '../shared/context.ts';
import { DocentError } from '../shared/platform/errors.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';
import { boundTo, findApp } from '../shared/tenancy/app.ts';

const USAGE = `Usage: npm run keys -- COMMAND [--app APP]
  list                                       names, scopes and states
  create --name NAME --scopes SCOPE,SCOPE    prints the new key, once
         [--origins https://…,https://…] [--publishable] [--expires 2027-12-31]
  rotate KEY_ID [--overlap-hours 24]         a new secret; the old one works until then
  revoke KEY_ID                              refused within a second, for good
--app is the id of an app; it may be left out if there is only one.`;

const OPTIONS = {
  app: { type: 'string' },
  name: { type: 'string' },
  scopes: { type: 'string', default: 'chat' },
  origins: { type: 'string' },
  publishable: { type: 'boolean', default: false },
  expires: { type: 'string' },
  'overlap-hours': { type: 'string', default: '24' },
} as const;

await runCommand(() => {
  const { values, positionals } = readArguments();
  const [command, keyId, ...more] = positionals;
  if (more.length > 0 || Boolean(keyId) !== (command === 'rotate' || command === 'revoke'))
    throw new CommandError(USAGE);
  const run = { list, create, rotate, revoke }[command ?? ''];
  if (!run) throw new CommandError(USAGE);
  return withContext(async (ctx) => {
    const call = await openApp(ctx, values.app);
    try {
      return await noteCommand(
        ctx,
        `keys.${command}`,
        { app_id: call.app.appId, ...(keyId && { key_id: keyId }) },
        () => run(call, values, keyId ?? ''),
      );
    } catch (error) {
      if (error instanceof DocentError) throw new CommandError(error.message);
      if (!(error instanceof ZodError)) throw error;
      const { path, message } = error.issues[0]!;
      throw new CommandError(`--${path[0]?.toString().replace('allowed_', '')}: ${message}`);
    }
  });
});

type Values = ReturnType<typeof readArguments>['values'];

async function list(call: AppCall): Promise<string> {
  const { keys } = await listKeys(call);
  return keys
    .map(({ key_id, prefix, name, kind, scopes, revoked_at, expires_at }) =>
      [
        key_id,
        `${prefix}…`,
        kind,
        revoked_at ? 'revoked' : expires_at && new Date(expires_at) < new Date() ? 'expired' : 'active',
        scopes.join(','),
        name,
      ].join('  '),
    )
    .join('\n');
}

async function create(call: AppCall, values: Values): Promise<string> {
  const input = CreateKey.parse({
    name: values.name ?? '',
    kind: values.publishable ? 'publishable' : 'secret',
    scopes: words(values.scopes),
    allowed_origins: words(values.origins ?? ''),
    expires_at: values.expires,
  });
  const { key, secret } = await createKey(call, input);
  return `${key.key_id}\n${secret}\nThis is the only time that the key is shown.`;
}

async function rotate(call: AppCall, values: Values, keyId: string): Promise<string> {
  const { secret } = await rotateKey(
    call,
    RotateKey.parse({ key_id: keyId, overlap_hours: values['overlap-hours'] }),
  );
  return `${keyId}\n${secret}\nThis is the only time that the key is shown. The old one works for ${values['overlap-hours']} more hours.`;
}

async function revoke(call: AppCall, _values: Values, keyId: string): Promise<string> {
  const { key } = await revokeKey(call, { key_id: keyId });
  return `${key.name} (${keyId}) is revoked.`;
}

function words(list: string): string[] {
  return list
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');
}

async function openApp(ctx: Context, given: string | undefined): Promise<AppCall> {
  const apps = await ctx.db.selectFrom('apps').select(['app_id', 'name']).orderBy('name').execute();
  const appId = given ?? (apps.length === 1 ? apps[0]!.app_id : undefined);
  if (!appId)
    throw new CommandError(
      ['Name an app with --app:', ...apps.map(({ app_id, name }) => `  ${app_id}  ${name}`)].join('\n'),
    );
  const app = await findApp(ctx, appId);
  if (!app) throw new CommandError(`There is no app ${appId}. Without --app, this command names them`);
  return systemCallIn(boundTo(ctx, appId), app);
}

function readArguments() {
  try {
    return parseArgs({ options: OPTIONS, allowPositionals: true });
  } catch {
    throw new CommandError(USAGE);
  }
}
