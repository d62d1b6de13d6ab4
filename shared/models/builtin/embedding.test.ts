import { expect, test } from 'vitest';
import { cosine, DIMENSIONS, embedText } from './embedding.ts';

const near = (a: string, b: string) => cosine(embedText(a), embedText(b));

test.each([
  '',
  '   …',
  'a',
  'The quick brown fox',
  '注文をキャンセルする方法',
  'การยกเลิกคำสั่งซื้อ',
  '😀',
  'x'.repeat(5000),
])('is of unit length for %j', (text) => {
  const vector = embedText(text);
  expect(vector).toHaveLength(DIMENSIONS);
  expect(cosine(vector, vector)).toBeCloseTo(1, 5);
});

test('is the same every time, whatever was embedded before', () => {
  const first = embedText('Refunds within 30 days');
  embedText('something else, refunds, days');
  expect(embedText('Refunds within 30 days')).toEqual(first);
});

test.each([
  ['cancellation policy', 'cancelation polcy', 'shipping address'],
  ['Kündigungsfrist', 'Welche Frist gilt bei einer Kündigung?', 'Wie lautet die Lieferanschrift?'],
  ['отмена заказа', 'Как отменить заказ?', 'Где находится склад?'],
  ['إلغاء الطلبات', 'كيف يمكنني إلغاء الطلب؟', 'أين يقع المستودع؟'],
  ['取消订单的期限', '订单可以取消吗', '仓库在哪里'],
  ['การยกเลิกคำสั่งซื้อ', 'ยกเลิกคำสั่งซื้อได้ไหม', 'คลังสินค้าอยู่ที่ไหน'],
  ['ऑर्डर रद्द करना', 'ऑर्डर कैसे रद्द करें', 'गोदाम कहाँ है'],
  ['política de devolución', 'politica de devoluciones', 'dirección de envío'],
])('%j is nearer to %j than to %j', (text, related, unrelated) => {
  expect(near(text, related)).toBeGreaterThan(near(text, unrelated) + 0.15);
});

test('words without content hardly count', () => {
  expect(near('What is the of and to be?', 'The invoice is to be paid')).toBeLessThan(0.3);
  expect(near('Which is the due date of the invoice?', 'invoice due date')).toBeGreaterThan(0.85);
});
