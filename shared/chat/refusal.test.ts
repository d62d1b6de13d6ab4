import { expect, test } from 'vitest';
import type { App } from '../tenancy/app.ts';
import { refusalFor } from './refusal.ts';

const OWN = 'I could not find anything about that in the documents I was given.';
const app = (language: string, refusalText = OWN) => ({ language, refusalText }) as App;

test.each([
  ['Wie viele Tage habe ich für die Rückgabe?', /^Dazu habe ich/],
  ['Combien de temps est-ce que j’ai pour retourner un article ?', /^Je n’ai rien/],
  ['¿Cuántos días tengo para devolver el producto?', /^No he encontrado/],
  ['Сколько дней у меня есть на возврат товара?', /^В документах/],
  ['كم يوما لدي لإرجاع المنتج؟', /^لم أجد/],
  ['返品は何日以内ですか？', /^お預かり/],
  ['多少天之内可以退货？', /^在我拿到/],
  ['How many days do I have to return it?', /^I could not/],
  ['Who is the president of the company in Oslo?', /^I could not/],
  ['Is it in stock?', /^I could not/],
  ['Warranty?', /^I could not/],
  ['XK-4711', /^I could not/],
])('%s is refused in its language', (question, text) => {
  expect(refusalFor(app('auto'), question)).toMatch(text);
});

test('the language of the answers decides, and an app’s own words are never translated', () => {
  expect(refusalFor(app('de'), 'How many days?')).toMatch(/^Dazu/);
  expect(refusalFor(app('vi'), 'How many days?')).toBe(OWN);
  expect(refusalFor(app('de', 'Ask us.'), 'Wie viele Tage?')).toBe('Ask us.');
});
