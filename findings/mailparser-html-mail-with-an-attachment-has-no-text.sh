#!/usr/bin/env bash
# mailparser 3.14.2. A mail that has HTML and no plain text: alone, with a picture, with a file, signed.
#
# Guess: simpleParser() makes `text` out of the HTML where a mail has no plain text, as it does for a mail that is HTML alone, whatever else
# the mail carries. Seen: it does so only where the HTML is the whole mail. As soon as there is a part beside or around it, a picture, a
# file, a signature, and even a multipart/alternative with nothing else in it, `text` is undefined and `html` has all the words. An index
# over `text` that works with a test mail is empty for most mails that people send as HTML. An HTML part beside a plain text part is put
# into `text` as it should be, but not where it stands without one.
#
#     HTML alone: "Forty days."
#     in multipart/alternative, alone: undefined, html has the words: true
#     with a picture (multipart/related): undefined, html has the words: true
#     with a file (multipart/mixed): undefined, html has the words: true
#     signed (multipart/signed): undefined, html has the words: true
#     after a plain text part (multipart/mixed): "Hello.\nForty days."
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y >/dev/null
npm install --no-audit --no-fund mailparser@3.14.2 >/dev/null 2>&1

cat >probe.mjs <<'PROBE'
import { simpleParser } from 'mailparser';

const head = ['From: a@example.com', 'To: b@example.com', 'Subject: Notice', 'MIME-Version: 1.0'];
const part = (type, body) => [`Content-Type: ${type}`, '', body];
const multi = (type, ...parts) => [
  `Content-Type: multipart/${type}; boundary=edge`,
  '',
  ...parts.flatMap((lines) => ['--edge', ...lines]),
  '--edge--',
];
const html = part('text/html; charset=utf-8', '<p>Forty days.</p>');
const base64 = (type) => [`Content-Type: ${type}`, 'Content-Transfer-Encoding: base64', '', 'AAAA'];
const mails = {
  'HTML alone': html,
  'in multipart/alternative, alone': multi('alternative', html),
  'with a picture (multipart/related)': multi('related', html, base64('image/png')),
  'with a file (multipart/mixed)': multi('mixed', html, base64('application/pdf; name=a.pdf')),
  'signed (multipart/signed)': multi('signed; protocol="application/pkcs7-signature"', html, base64('application/pkcs7-signature')),
  'after a plain text part (multipart/mixed)': multi('mixed', part('text/plain', 'Hello.'), html),
};
for (const [name, lines] of Object.entries(mails)) {
  const mail = await simpleParser([...head, ...lines, ''].join('\r\n'));
  const words = mail.text === undefined ? `undefined, html has the words: ${mail.html.includes('Forty days.')}` : JSON.stringify(mail.text.trim());
  console.log(`${name}: ${words}`);
}
PROBE

cat >expected.txt <<'EXPECTED'
HTML alone: "Forty days."
in multipart/alternative, alone: undefined, html has the words: true
with a picture (multipart/related): undefined, html has the words: true
with a file (multipart/mixed): undefined, html has the words: true
signed (multipart/signed): undefined, html has the words: true
after a plain text part (multipart/mixed): "Hello.\nForty days."
EXPECTED

node probe.mjs >seen.txt
diff expected.txt seen.txt && echo 'as recorded'
