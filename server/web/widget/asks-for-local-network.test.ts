import { expect, test } from 'vitest';
import { asksForLocalNetwork } from './asks-for-local-network.ts';

test.each([
  ['http://docent:3000', 'https://www.example.com', true],
  ['http://192.168.1.20:3000', 'https://*.example.com', true],
  ['http://[fd00::12]:3000', 'https://www.example.com', true],
  ['https://docent.corp', 'https://www.example.com', true],
  // Both are inside, or both outside.
  ['http://192.168.1.20:3000', 'http://intranet', false],
  ['http://localhost:3000', 'http://localhost:4000', false],
  ['https://docent.example.com', 'https://www.example.com', false],
  ['https://docent.example.com', 'http://10.0.0.7', false],
])('a server at %s, a page at %s: %s', (server, page, asks) => {
  expect(asksForLocalNetwork(server, [page])).toBe(asks);
});
