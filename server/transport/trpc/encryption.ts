// The encryption keys' age and rotation. Never their bytes.
import { panel } from '../../../shared/contract/index.ts';
import { getEncryption } from '../../security/encryption/get-encryption.ts';
import { rotateAppKey } from '../../security/encryption/rotate-app-key.ts';
import { replaceMasterKey } from '../../security/encryption/replace-master-key.ts';
import { allow, withinAsTeam } from './base.ts';

export const encryption = {
  get: allow('viewer')
    .input(panel.getEncryption.input)
    .query(({ ctx }) => getEncryption(ctx.call)),
  rotateMaster: allow('owner')
    .input(panel.rotateMasterKey.input)
    .mutation(({ ctx }) => replaceMasterKey(ctx.call)),
  rotateApp: withinAsTeam('owner')
    .input(panel.rotateAppKey.input)
    .mutation(({ ctx }) => rotateAppKey(ctx.call)),
};
