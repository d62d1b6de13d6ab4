// npm run admin:recover -- someone@example.com — prints a one-time password for someone who can no longer sign in.
import { recoverAdmin } from '../server/access/admins/recover-admin.ts';
import { ConfigError, readConfig } from '../shared/platform/config.ts';
import { createContext } from '../shared/context.ts';
import { describeError } from '../shared/platform/log.ts';
import { DataFolderInUse } from '../db/embedded/lock.ts';

const email = process.argv[2];
try {
  if (!email) throw new ConfigError('usage: npm run admin:recover -- someone@example.com');
  const ctx = await createContext({ ...readConfig(), roles: new Set() });
  try {
    const password = await recoverAdmin(ctx, email);
    console.log(`${email} can sign in once with this password:\n\n  ${password}\n`);
    console.log('It must be changed at the login. Two-step sign-in is off and all sessions have ended.');
  } finally {
    await ctx.close();
  }
  process.exit(0);
} catch (error) {
  const known = error instanceof ConfigError || error instanceof DataFolderInUse;
  console.error(known ? `Nothing was changed: ${error.message}` : describeError(error).stack);
  process.exit(1);
}
