// npm run keys:rotate-master — another master key: NEW_MASTER_KEY, or one that is made. The servers may run.
import { rotateMasterKey } from '../shared/security/vault/rotate-master-key.ts';
import { runCommand, withContext } from '../shared/platform/run-command.ts';

await runCommand(async () => {
  const { version, file, inEnvironment, given } = await withContext(async (ctx) => ({
    ...(await rotateMasterKey(ctx, { actor_kind: 'command' }, ctx.config.newMasterKey)),
    given: Boolean(ctx.config.newMasterKey),
  }));
  const done = `The master key is now number ${version}; the one before opens this database no more.`;
  if (!inEnvironment) return `${done} It stands in ${file}. Keep a copy, apart from the backups.`;
  const next = given ? 'what NEW_MASTER_KEY is' : `what stands in ${file}, and remove that file then`;
  return `${done} Running servers go on. Before one of them is started again, set MASTER_KEY to ${next}.`;
});
