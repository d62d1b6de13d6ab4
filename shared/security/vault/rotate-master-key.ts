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
  /** The file with the new key; the operator must set it as MASTER_KEY if `inEnvironment`. */
  file: string;
  inEnvironment: boolean;
};

/**
 * Seals the key ring with another master key; the old one can no longer open this database. Running processes already
 * have the key ring and continue; they need the new key at their next start.
 * @param actor recorded in the audit log; undefined if that was already done
 * @param given the new key; default: generated
 * @throws ConfigError if this environment's key is not the database's
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
    // On disk before it is active: whatever happens, one of the two keys exists and opens the database.
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
