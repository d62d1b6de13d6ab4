import { expect, test } from 'vitest';
import { panel } from '../shared/contract/index.ts';
import { readInput } from './read-input.server.ts';

function formOf(fields: Record<string, string | string[]>): FormData {
  const form = new FormData();
  for (const [name, values] of Object.entries(fields))
    for (const value of [values].flat()) form.append(name, value);
  return form;
}

test('an empty number that may be null is null; text that is no number is named', () => {
  const days = { conversation_days: '', document_days: ' 30', ledger_days: '' };
  expect(readInput(formOf(days), panel.setRetention.input)).toEqual({
    conversation_days: null,
    document_days: 30,
    ledger_days: null,
  });
  expect(() => readInput(formOf({ ...days, ledger_days: 'x' }), panel.setRetention.input)).toThrow(
    /must be a whole number of days/,
  );
});

test('a list is several values, or one text with commas, spaces or lines', () => {
  const budget = { key_id: '', cap: '25', alert_percents: '50, 80 %' };
  expect(readInput(formOf(budget), panel.setBudget.input)).toEqual({
    key_id: null,
    cap: '25',
    alert_percents: [50, 80],
  });
  const key = {
    name: 'Shop',
    kind: 'secret',
    scopes: ['chat', 'documents:read'],
    allowed_origins: 'https://a.example, https://b.example\r\nhttps://c.example',
    expires_at: '',
  };
  expect(readInput(formOf(key), panel.createKey.input)).toMatchObject({
    scopes: ['chat', 'documents:read'],
    allowed_origins: ['https://a.example', 'https://b.example', 'https://c.example'],
    expires_at: undefined,
  });
});

test('fields with a dot belong to an object, and ids of the address are added', () => {
  const terms = panel.setPlan.input.omit({ plan: true }).required({ custom: true });
  const workspace_id = 'wsp_01h2xcejqtf2nbrexx3vqjhp41';
  expect(readInput(formOf({ 'custom.documents': '3', 'custom.fee': '' }), terms, { workspace_id })).toEqual({
    workspace_id,
    custom: { messages: null, documents: 3, stored_bytes: null, seats: null, apps: null, fee: '0' },
  });
});

test('line ends of a text are those of the contract, and spaces alone are nothing', () => {
  const settings = { name: 'x', chat_model: ' ', instructions: 'a\r\nb', temperature: '' };
  expect(readInput(formOf(settings), panel.updateApp.input)).toMatchObject({
    chat_model: null,
    instructions: 'a\nb',
    temperature: null,
  });
});
