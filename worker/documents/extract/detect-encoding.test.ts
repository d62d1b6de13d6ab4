import { expect, test } from 'vitest';
import { detectEncoding } from './detect-encoding.ts';

/** The bytes of a text in an encoding that Node only decodes: found by decoding every byte, or pair of bytes. */
function encode(text: string, encoding: string): Uint8Array {
  const decoder = new TextDecoder(encoding);
  const codes = new Map<string, number[]>();
  for (let low = 0; low < 256; low++) codes.set(decoder.decode(new Uint8Array([low])), [low]);
  for (let high = 0x81; high < 0xff; high++)
    for (let low = 0x40; low < 0xff; low++) {
      const character = decoder.decode(new Uint8Array([high, low]));
      if ([...character].length === 1 && !codes.has(character)) codes.set(character, [high, low]);
    }
  return new Uint8Array([...text].flatMap((character) => codes.get(character)!));
}

const RUSSIAN = 'Насос проверяют каждую неделю. Запасной фильтр лежит в шкафу у входа.';
const JAPANESE = 'ポンプは毎週点検します。予備のフィルターは入口の棚にあります。';

test.each([
  ['windows-1251', RUSSIAN],
  ['koi8-r', RUSSIAN],
  ['gbk', '水泵每周检查一次,备用滤芯放在入口处的柜子里。'],
  ['big5', '水泵每週檢查一次,備用濾芯放在入口處的櫃子裡。'],
  ['shift_jis', JAPANESE],
  ['euc-jp', JAPANESE],
  ['euc-kr', '펌프는 매주 점검한다. 예비 필터는 입구 옆 선반에 있다.'],
  ['iso-8859-7', 'Η αντλία ελέγχεται κάθε εβδομάδα. Το φίλτρο είναι στο ράφι.'],
  ['windows-1253', 'Η αντλία ελέγχεται κάθε εβδομάδα. Το φίλτρο είναι στο ράφι.'],
  ['windows-1255', 'המשאבה נבדקת בכל שבוע. המסנן הרזרבי נמצא בארון ליד הכניסה.'],
  ['windows-1256', 'يتم فحص المضخة كل أسبوع. يوجد المرشح الاحتياطي في الخزانة.'],
  ['windows-1254', 'Pompa her hafta kontrol edilir. Yedek filtre girişteki dolaptadır, şalterin yanında.'],
  [
    'windows-1250',
    'Čerpadlo se kontroluje každý týden. Náhradní filtr leží ve skříni u vchodu, žlutě označený.',
  ],
  [
    'iso-8859-2',
    'Pompę sprawdza się co tydzień. Zapasowy filtr leży w szafce przy wejściu, żółto oznaczony.',
  ],
  ['windows-1257', 'Siurblys tikrinamas kiekvieną savaitę. Atsarginis filtras yra spintoje prie įėjimo.'],
  ['windows-1252', 'Die Pumpe wird wöchentlich geprüft. Der Filter kostet 10 € – er heißt „Größe 3“.'],
  ['utf-8', RUSSIAN],
])('a text in %s is read as it was written', (encoding, text) => {
  const bytes = encoding === 'utf-8' ? new TextEncoder().encode(text) : encode(text, encoding);
  const found = detectEncoding(bytes);
  expect(new TextDecoder(found).decode(bytes)).toBe(text);
});

test.each([
  ['utf-16le', RUSSIAN],
  ['utf-16be', RUSSIAN],
  ['utf-16le', 'The pump is checked every week.\nThe filter is in the locker.'],
] as const)('UTF-16 without a mark is told by its bytes: %s', (encoding, text) => {
  const little = Buffer.from(text, 'utf16le');
  expect(detectEncoding(encoding === 'utf-16le' ? little : Buffer.from(little).swap16())).toBe(encoding);
});

test('what a text declares is believed where it fits', () => {
  const bytes = encode('Größe', 'windows-1252');
  expect(detectEncoding(bytes, 'iso-8859-15')).toBe('iso-8859-15');
  expect(detectEncoding(new TextEncoder().encode('Größe'), 'iso-8859-15')).toBe('utf-8');
  expect(detectEncoding(encode(RUSSIAN, 'koi8-r'), 'no-such-encoding')).toBe('koi8-r');
});

test('what makes sense in no encoding that is known is not guessed at', () => {
  // Code page 866, of MS-DOS in Russia; no browser writes it, and statistics do not know it.
  expect(detectEncoding(encode(RUSSIAN, 'ibm866'))).toBeUndefined();
});
