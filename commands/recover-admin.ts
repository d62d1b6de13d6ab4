// npm run admin:recover -- someone@example.com — prints a one-time password for someone who can no longer sign in.
import { recoverAdmin } from '../server/access/admins/recover-admin.ts';
import { CommandError, runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const email = process.argv[2];
  if (!email) throw new CommandError('Usage: npm run admin:recover -- someone@example.com');
  const password = await withContext((ctx) => recoverAdmin(ctx, email));
  return [
    `${email} can sign in once with this password:\n\n  ${password}\n`,
    'It must be changed at the login. Two-step sign-in is off and all sessions have ended.',
  ].join('\n');
});
