// npm run keys:rotate-master — rotates the master key, to NEW_MASTER_KEY or a generated one. The servers may run.
import { rotateMasterKey } from '../shared/security/vault/rotate-master-key.ts';
import { runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const { version, file, inEnvironment, given } = await withContext(async (ctx) => ({
    ...(await rotateMasterKey(ctx, { actor_kind: 'command' }, ctx.config.newMasterKey)),
    given: Boolean(ctx.config.newMasterKey),
  }));
  const done = `The master key is now number ${version}. The previous one no longer opens this database.`;
  if (!inEnvironment) return `${done} It is in ${file}. Keep a copy, apart from the backups.`;
  const next = given ? 'the value of NEW_MASTER_KEY' : `the content of ${file}, then delete that file`;
  return `${done} Running servers continue. Before you restart one, set MASTER_KEY to ${next}.`;
});
