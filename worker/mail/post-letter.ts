import type { Config } from '../../shared/platform/config.ts';
import { toHtml, toText, type Letter } from './letter.ts';

const CONNECT_MS = 15_000;
const SILENT_MS = 30_000;
const ALL_MS = 90_000;

/** Why a mail was not accepted: codes only, because a server's own words may hold addresses. */
export class MailRefused extends Error {
  code = 'MAIL_NOT_SENT';
  /** Such as `EAUTH 535`. */
  reason: string;
  /** Another attempt would be refused, too: the server does not know the recipient. */
  isFinal: boolean;

  constructor(error: unknown) {
    super('The mail server did not accept the mail.');
    const {
      code = 'unknown',
      responseCode,
      command,
    } = error as { code?: string; responseCode?: number; command?: string };
    this.reason = responseCode ? `${code} ${responseCode}` : code;
    // A refused sender is a setting that somebody corrects.
    this.isFinal = code === 'EENVELOPE' && command === 'RCPT TO' && (responseCode ?? 0) >= 500;
  }
}

/**
 * Hands a letter to the mail server.
 * @param mailId makes the Message-ID, so that a letter that was sent twice is recognised
 * @throws MailRefused
 */
export async function postLetter(
  { url, from }: NonNullable<Config['smtp']>,
  mailId: string,
  letter: Letter,
  signal: AbortSignal,
): Promise<void> {
  // Loaded by the first mail: most processes send none.
  const { createTransport } = await import('nodemailer');
  const transport = createTransport({
    url,
    connectionTimeout: CONNECT_MS,
    greetingTimeout: CONNECT_MS,
    dnsTimeout: CONNECT_MS,
    socketTimeout: SILENT_MS,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  try {
    await transport.sendMail({
      from,
      // As an object it is one address, whatever is in it.
      to: { name: '', address: letter.to },
      subject: letter.subject,
      text: toText(letter),
      html: toHtml(letter),
      messageId: `<${mailId}@${from.split('@').at(-1)!.replace('>', '')}>`,
      // Nobody's holiday reply is wanted (RFC 3834).
      headers: { 'Auto-Submitted': 'auto-generated' },
      signal: AbortSignal.any([signal, AbortSignal.timeout(ALL_MS)]),
    });
  } catch (error) {
    throw new MailRefused(error);
  } finally {
    transport.close();
  }
}
