import { describe, expect, test } from 'vitest';
import { detectLanguage } from './detect-language.ts';
import { chunkTerms, questionTerms } from './terms.ts';

/** Whether each word of the question has a form under which the text is indexed. */
function finds(question: string, text: string, language = 'en'): boolean {
  const indexed = new Set(chunkTerms(text, language));
  return questionTerms(question, [language]).every(({ variants }) =>
    variants.some((term) => indexed.has(term)),
  );
}

describe('chunk terms', () => {
  test('keep order and repetition, drop stop words, stem', () => {
    expect(chunkTerms('The refunds were paid, and refunded again.', 'en')).toEqual([
      'refund',
      'paid',
      'refund',
      'again',
    ]);
    expect(chunkTerms('The refunds', 'und')).toEqual(['the', 'refunds']);
    expect(chunkTerms('', 'en')).toEqual([]);
  });

  test.each([
    ['refund', 'All REFUNDS.', 'en'],
    ["company's", 'our company', 'en'],
    ['company’s', "the company's", 'en'],
    ['eau', "L'eau est potable", 'fr'],
    ['informacion', 'información', 'und'],
    ['Kündigungen', 'eine Kündigung', 'de'],
    ['Strasse', 'Straße', 'de'],
    ['ﬁnance ２０２４', 'finance 2024', 'en'],
    ['1000', 'costs 1,000 dollars', 'en'],
    ['٢٠٢٤', 'عام 2024', 'ar'],
    ['الكتاب', 'الكتابُ', 'ar'],
    ['заказы', 'отмена заказа', 'ru'],
    ['παραγγελίες', 'ακύρωση παραγγελίας', 'el'],
    ['ऑर्डरों', 'ऑर्डर', 'hi'],
    ['İstanbul', "İstanbul'da", 'tr'],
    ['取消订单', '如何才能取消订单', 'zh'],
    ['税', '消费税率', 'zh'],
    ['キャンセル', '注文のキャンセル方法', 'ja'],
    ['서울', '서울에서 만나요', 'ko'],
    ['ยกเลิก', 'วิธียกเลิกคำสั่งซื้อ', 'th'],
    ['đơn hàng', 'hủy đơn hàng', 'vi'],
  ])('%j finds %j (%s)', (question, text, language) => {
    expect(finds(question, text, language)).toBe(true);
  });

  test.each([
    ['ERR_CONN_RESET', ['ERR_CONN_RESET', 'conn', 'reset']],
    ['E-1042', ['E-1042', '1042']],
    ['v2.3.1', ['v2.3.1', 'v2']],
    ['foo@bar.com', ['foo@bar.com', 'bar.com', 'foo', 'bar']],
    ['ORD-778', ['ord-778', '778', 'ORD']],
    ['e-mail', ['email', 'e-mail', 'mail']],
  ])('%s is found whole and by its parts', (identifier, questions) => {
    for (const question of questions) {
      const indexed = new Set(chunkTerms(`See ${identifier}, please.`, 'en'));
      const terms = questionTerms(question, ['en']);
      expect(terms.flatMap(({ variants }) => variants).filter((term) => indexed.has(term))).not.toEqual([]);
    }
    expect(chunkTerms(`See ${identifier}`, 'en')).toContain(
      identifier === 'e-mail' ? 'email' : identifier.toLowerCase(),
    );
  });

  test('short forms and possessive endings leave no rests', () => {
    expect(chunkTerms("don't isn't we’re", 'en')).not.toContain('t');
    expect(chunkTerms("It doesn't matter", 'en')).toEqual(['matter']);
  });

  test('a long unbroken run is no trouble', () => {
    expect(chunkTerms('x'.repeat(200_000), 'en')).toHaveLength(1);
    expect(chunkTerms('a.'.repeat(50_000), 'en').length).toBeGreaterThan(0);
  });
});

describe('question terms', () => {
  test('are the distinct content words', () => {
    expect(questionTerms('What is the refund of a refund?', ['en'])).toEqual([
      { word: 'refund', variants: ['refund'] },
    ]);
  });

  test('hold the forms of every language of the documents', () => {
    const [word] = questionTerms('Bestellungen?', ['de', 'en', 'und']);
    expect(word!.variants).toEqual(expect.arrayContaining(['bestell', 'bestellungen']));
  });

  test('the language that fits best decides what carries no content', () => {
    expect(questionTerms('Was kostet die Lizenz?', ['en', 'de']).map(({ word }) => word)).toEqual([
      'kostet',
      'lizenz',
    ]);
    expect(questionTerms('How many die?', ['en', 'de']).map(({ word }) => word)).toContain('die');
  });

  test('of nothing but stop words are all words', () => {
    expect(questionTerms('Who are you?', ['en']).map(({ word }) => word)).toEqual(['who', 'are', 'you']);
    expect(questionTerms('?!', ['en'])).toEqual([]);
    expect(questionTerms('refund', [])).toHaveLength(1);
  });
});

test.each([
  ['en', 'The invoice must be paid within thirty days of the date on which it was received by the customer.'],
  [
    'de',
    'Die Rechnung ist innerhalb von dreißig Tagen nach dem Datum zu bezahlen, an dem sie bei dem Kunden einging.',
  ],
  ['es', 'La factura debe pagarse en un plazo de treinta días desde la fecha en que la recibió el cliente.'],
  ['fr', 'La facture doit être payée dans les trente jours suivant la date à laquelle le client l’a reçue.'],
  ['ru', 'Счёт должен быть оплачен в течение тридцати дней со дня, когда он был получен клиентом.'],
  ['ar', 'يجب دفع الفاتورة خلال ثلاثين يوما من تاريخ استلامها من قبل العميل'],
  ['hi', 'चालान का भुगतान ग्राहक को मिलने की तारीख से तीस दिनों के भीतर किया जाना चाहिए।'],
  ['el', 'Το τιμολόγιο πρέπει να πληρωθεί εντός τριάντα ημερών από την παραλαβή του.'],
  [
    'tr',
    'Fatura, müşteri tarafından alındığı tarihten itibaren otuz gün içinde ve en geç bu süre sonunda ödenmelidir.',
  ],
  ['vi', 'Hóa đơn phải được thanh toán trong vòng ba mươi ngày kể từ ngày khách hàng nhận được.'],
  [
    'ro',
    'Factura trebuie plătită în termen de treizeci de zile de la data la care a fost primită de client.',
  ],
  ['zh', '发票必须在客户收到之日起三十天内支付。'],
  ['ja', '請求書はお客様が受領した日から30日以内に支払わなければなりません。'],
  ['ko', '청구서는 고객이 받은 날로부터 삼십 일 이내에 지불해야 합니다.'],
  ['th', 'ต้องชำระใบแจ้งหนี้ภายในสามสิบวันนับจากวันที่ลูกค้าได้รับ'],
  ['und', '12 44 98 | 7'],
  ['und', ''],
])('detects %s', (language, text) => {
  expect(detectLanguage(text)).toBe(language);
});
