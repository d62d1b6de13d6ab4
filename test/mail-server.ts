// A mail server as a test plays it: real SMTP on a port of its own, with a user and a password.
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

const MAIL_USER = 'docent@example.org';
export const MAIL_PASSWORD = 'p@ss:word/%';

/** A mail as it arrived: from the envelope, and whole with its headers. */
export type ReceivedMail = { to: string[]; raw: string };

export type MailServer = {
  /** SMTP_URL. */
  url: string;
  received: ReceivedMail[];
  /** The answer to the next senders, recipients or, from the second one on, to a login; undefined: all is well. */
  refusal: { at: 'sender' | 'recipient' | 'login'; code: number } | undefined;
  close(): Promise<void>;
};

export async function startMailServer(): Promise<MailServer> {
  const received: ReceivedMail[] = [];
  const refuse = (code: number, whom: string) =>
    Object.assign(new Error(`refused ${whom}`), { responseCode: code });
  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: ({ username, password }, _session, done) => {
      if (mail.refusal?.at === 'login') return done(refuse(mail.refusal.code, String(username)));
      const isRight = username === MAIL_USER && password === MAIL_PASSWORD;
      return isRight ? done(null, { user: username }) : done(refuse(535, String(username)));
    },
    onMailFrom: ({ address }, _session, done) =>
      mail.refusal?.at === 'sender' ? done(refuse(mail.refusal.code, address)) : done(),
    onRcptTo: ({ address }, _session, done) =>
      mail.refusal?.at === 'recipient' ? done(refuse(mail.refusal.code, address)) : done(),
    onData: (stream, session, done) => {
      const parts: Buffer[] = [];
      stream.on('data', (part: Buffer) => parts.push(part));
      stream.on('end', () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        received.push({ to, raw: Buffer.concat(parts).toString() });
        done();
      });
    },
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  const login = `${encodeURIComponent(MAIL_USER)}:${encodeURIComponent(MAIL_PASSWORD)}`;
  const mail: MailServer = {
    url: `smtp://${login}@127.0.0.1:${port}`,
    received,
    refusal: undefined,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
  return mail;
}

/** The plain text of a mail, decoded, its lines ended by \n. */
export const textOf = (mail: ReceivedMail): string => decodedText(mail).replaceAll('\r\n', '\n');

function decodedText({ raw }: ReceivedMail): string {
  const [, encoding = '', body = ''] =
    /content-type: text\/plain[^]*?content-transfer-encoding: (\S+)[^]*?\r\n\r\n([^]*?)\r\n--(?! |=20)/i.exec(
      raw,
    ) ?? [];
  if (encoding.toLowerCase() === 'base64') return Buffer.from(body, 'base64').toString();
  if (encoding.toLowerCase() !== 'quoted-printable') return body;
  const bytes = body
    .replaceAll('=\r\n', '')
    .replaceAll(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  return Buffer.from(bytes, 'latin1').toString();
}

/** The value of a header. */
export const headerOf = ({ raw }: ReceivedMail, name: string): string | undefined =>
  new RegExp(`^${name}: (.*)\r$`, 'im').exec(raw)?.[1];
