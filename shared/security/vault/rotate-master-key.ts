import { renameSync, rmSync, writeFileSync } from 'node:fs';
import { appendEntry } from '../audit/append-entry.ts';
import type { Actor } from '../audit/entry.ts';
import type { Context } from '../../context.ts';
import { KEYRING, openKeyring, sealKeyring } from './keyring.ts';
import { writeMasterFacts } from './master-facts.ts';
import { CHECK, findMasterKey, masterKeyFile, nextKeyFile, readSetting, sealCheck } from './master-key.ts';
import { newKeyBytes } from './seal.ts';

export type RotatedMaster = {
  version: number;
  /** Where the new key stands; the operator's to set as MASTER_KEY where `inEnvironment`. */
  file: string;
  inEnvironment: boolean;
};

/**
 * Seals the keyring under another master key; the one before opens nothing of this database any more. Processes that
 * run hold the keyring already and go on as they are; they need the new key at their next start.
 * @param actor who is noted in the audit log; none where that is done already
 * @param given the new key; without it, one is made
 * @throws ConfigError where this environment's key is not the database's
 */
export async function rotateMasterKey(
  ctx: Pick<Context, 'config' | 'db' | 'signing'>,
  actor: Actor | undefined,
  given?: Buffer,
): Promise<RotatedMaster> {
  const { config, db } = ctx;
  const next = given ?? newKeyBytes();
  const inEnvironment = Boolean(config.masterKey);
  const version = await db.transaction().execute(async (tx) => {
    await tx.selectFrom('settings').select('name').where('name', '=', KEYRING).forUpdate().execute();
    const current = findMasterKey(config, await readSetting(tx, CHECK))!;
    const keyring = openKeyring(current, (await readSetting(tx, KEYRING))!);
    // On the disk before it is in force: whatever happens now, one of the two keys is there and opens the database.
    writeFileSync(nextKeyFile(config), next.toString('base64'), { mode: 0o600, flush: true });
    const renewed = { ...keyring, version: keyring.version + 1, since: new Date().toISOString() };
    for (const [name, value] of [
      [KEYRING, sealKeyring(next, renewed)],
      [CHECK, sealCheck(next)],
    ] as const)
      await tx.updateTable('settings').set({ value }).where('name', '=', name).execute();
    await writeMasterFacts(tx, renewed);
    if (actor) await appendEntry(ctx, tx, { ...actor, action: 'keys.rotateMaster', outcome: 'ok' });
    return renewed.version;
  });
  if (!inEnvironment) renameSync(nextKeyFile(config), masterKeyFile(config));
  else if (given) rmSync(nextKeyFile(config));
  return { version, file: inEnvironment ? nextKeyFile(config) : masterKeyFile(config), inEnvironment };
}
