import type { Context } from '../context.ts';
import { seal, unseal } from '../security/vault/seal.ts';

/** The address of a mail, and the secret of the link in it. */
export type MailContent = { email: string; token?: string };

const placeOf = (mailId: string) => `mails/${mailId}/content`;

export const sealMail = (
  { masterKey }: Pick<Context, 'masterKey'>,
  mailId: string,
  content: MailContent,
): Buffer => seal(masterKey.sealing, JSON.stringify(content), placeOf(mailId));

export const openMail = (
  { masterKey }: Pick<Context, 'masterKey'>,
  mailId: string,
  sealed: Buffer,
): MailContent => JSON.parse(unseal(masterKey.sealing, sealed, placeOf(mailId)).toString());
