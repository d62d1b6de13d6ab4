import fc from 'fast-check';
import { marked } from 'marked';
import { describe, expect, test } from 'vitest';
import { linkGuard, REMOVED } from './link-guard.ts';

const HOSTS = ['example.com', '*.docs.example.org'];
const guarded = (pieces: string[], hosts = HOSTS) => {
  const guard = linkGuard(hosts);
  return pieces.map((piece) => guard.pass(piece)).join('') + guard.end();
};

/** Where the links of a text lead that a reader of Markdown makes of it. */
function targetsOf(text: string): string[] {
  const found: string[] = [];
  void marked.walkTokens(marked.lexer(text), (token) => {
    if (token.type === 'link' || token.type === 'image') found.push(token.href);
  });
  return found;
}

/** A link as a browser follows it from a page of its own: to an allowed host, or nowhere else. */
function leadsOut(target: string): boolean {
  const page = 'https://page.invalid/';
  if (!URL.canParse(target, page)) return false;
  const { protocol, hostname } = new URL(target, page);
  if (protocol === 'javascript:' || protocol === 'vbscript:') return true;
  // A name that ends in a mark of punctuation is nobody's.
  const host = hostname.replace(/[^a-z0-9]+$/, '');
  return !['', 'page.invalid', 'example.com'].includes(host) && !host.endsWith('.docs.example.org');
}

describe('an answer with allowed hosts', () => {
  test.each([
    ['See [the manual](https://example.com/a) [1].', 'See [the manual](https://example.com/a) [1].'],
    ['See [the manual](https://evil.test/a?q=1 "x") [1].', 'See the manual [1].'],
    ['![pixel](https://evil.test/p.png?d=secret)', 'pixel'],
    ['Go to https://evil.test/a. Then [2].', `Go to ${REMOVED}. Then [2].`],
    ['Go to https://api.docs.example.org/x, now', 'Go to https://api.docs.example.org/x, now'],
    ['Not https://docs.example.org itself', `Not ${REMOVED} itself`],
    ['Not https://example.com.evil.test or https://example.com@evil.test', `Not ${REMOVED} or ${REMOVED}`],
    ['<https://evil.test>', `<${REMOVED}>`],
    ['[a][x]\n\n[x]: https://evil.test', `[a][x]\n\n[x]: ${REMOVED}`],
    ['[click](javascript:alert(1))', 'click'],
    ['[click](//evil.test)', 'click'],
    ['www.evil.test and WWW.EXAMPLE.COM', `${REMOVED} and ${REMOVED}`],
    ['[https://evil.test](https://evil.test)', REMOVED],
    ['ftp://example.com/x', REMOVED],
    ['As it says [1](https://evil.test) and [2].', 'As it says [1] and [2].'],
    ['[1] (see above) [not closed', '[1] (see above) [not closed'],
    ['<http:evil.test> and <javascript:alert(1)>', `<${REMOVED}> and <${REMOVED}>`],
    ['<javascript:> and <VBScript:>', `<${REMOVED}:> and <${REMOVED}:>`],
    ['[a][x]\n\n[x]: http:evil.test "t"\n', `[a][x]\n\n[x]: ${REMOVED}\n`],
    ['[x]: <https://example.com/a>\n', '[x]: <https://example.com/a>\n'],
    ['https://example.com)x.evil.test/a', `${REMOVED})x.evil.test/a`],
    ['(https://example.com) and `https://example.com`.', '(https://example.com) and `https://example.com`.'],
    ['www.[evil.test](/a) and [www](/a).evil.test', 'www. evil.test and www .evil.test'],
    ['See [the manual](https://evil.test). Then', 'See the manual. Then'],
    ['www.[](/a)evil.test', 'www. evil.test'],
    ['[Note]: read on', '[Note]: read on'],
    ['HTTP: a protocol // a remark', 'HTTP: a protocol // a remark'],
    ['Ratio 1/2, and/or, 10:30, !wow', 'Ratio 1/2, and/or, 10:30, !wow'],
  ])('%s', (text, wanted) => {
    expect(guarded([text])).toBe(wanted);
    expect(guarded([...text])).toBe(wanted);
  });

  test('is the same in whatever pieces it comes, and nothing is lost of a text without links', () => {
    const part = fc.constantFrom(
      '[',
      ']',
      '(',
      ')',
      '!',
      'https://',
      'http:',
      '//',
      'www.',
      'evil.test',
      'example.com',
      '/a',
      ' ',
      '\n',
      '.',
      '<',
      '>',
      '[1]',
      'word',
      'js:a(1)',
      ' "t"',
      '@',
      '\\',
      '`',
      '|',
      '?',
      '#',
      ':',
      '*',
      '<http:',
      'javascript:',
      '\n[x]: ',
      '[x]',
      '.docs.example.org',
      '&#47;',
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const whole = guarded([text]);
        expect(guarded([...text])).toBe(whole);
        expect(guarded(parts)).toBe(whole);
        expect(targetsOf(whole).filter(leadsOut)).toEqual([]);
      }),
      { numRuns: 3_000 },
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(!/[[\]/.:]/.test(text));
        expect(guarded([...text])).toBe(text);
      }),
    );
  });

  test('holds back a little, never the whole answer', () => {
    const guard = linkGuard(HOSTS);
    expect(guard.pass('Plain words come at once, ')).toBe('Plain words come at once, ');
    expect(guard.pass('a remark // and HTTP: too, ')).toBe('a remark // and HTTP: too, ');
    expect(guard.pass(`[${'x'.repeat(3_000)}`)).toHaveLength(3_001);
    expect(guard.pass(`https://example.com/${'y'.repeat(3_000)}`)).not.toBe('');
  });

  test('takes no longer for text that is made to be slow', () => {
    const hostile = [`[a](${'(aaaa'.repeat(4_000)}))`, '['.repeat(20_000), `[a](${' '.repeat(20_000)}x`];
    const began = performance.now();
    for (const text of hostile) guarded(text.match(/.{1,200}/gs)!);
    expect(performance.now() - began).toBeLessThan(20_000);
  });

  test('without any allowed host holds no link', () => {
    expect(guarded(['[a](https://example.com) https://example.com'], [])).toBe(`a ${REMOVED}`);
  });
});
