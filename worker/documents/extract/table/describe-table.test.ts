import { expect, test } from 'vitest';
import { describeTable } from './describe-table.ts';

const label = (column: number) => `Column ${column + 1}`;
const describe = (text: string) =>
  describeTable(
    text.split('\n').map((line) => line.split('|').map((cell) => cell.trim())),
    { label },
  ).paragraphs;

test.each([
  [
    'below a title and a note',
    'Prices 2026\nall in euros|\n\nItem|Price\nPump|12\nValve|3',
    'Item: Valve; Price: 3',
  ],
  [
    'below a title without an empty row',
    'Prices||\nItem|Price|Stock\nPump|12|4\nValve|3|9',
    'Item: Valve; Price: 3; Stock: 9',
  ],
  ['with gaps in the rows', 'Day|Hours|Note\nMon|9-17|\nTue||closed', 'Day: Tue; Note: closed'],
  [
    'with a column that has no name',
    'Item||Price\nPump|big|12\nValve|small|3',
    'Item: Valve; Column 2: small; Price: 3',
  ],
  ['with a name twice', 'Item|Price|Price\nPump|12|13\nValve|3|4', 'Item: Valve; Price: 3; Price 2: 4'],
  ['with years as names', 'Region|2025|2026\nNorth|1|2\nSouth|3|4', 'Region: South; 2025: 3; 2026: 4'],
  ['with numbers in order as names', 'Month|1|2|3\nRain|10|20|30\nSun|5|6|7', 'Month: Sun; 1: 5; 2: 6; 3: 7'],
  [
    'in two rows, the upper one with gaps',
    '|Sales||Cost|\nRegion|2025|2026|2025|2026\nNorth|1|2|3|4\nSouth|5|6|7|8',
    'Region: South; Sales 2025: 5; Sales 2026: 6; Cost 2025: 7; Cost 2026: 8',
  ],
  [
    'in two rows, the upper one merged',
    'Region|Sales|Sales|Cost|Cost\nRegion|2025|2026|2025|2026\nNorth|1|2|3|4\nSouth|5|6|7|8',
    'Region: South; Sales 2025: 5; Sales 2026: 6; Cost 2025: 7; Cost 2026: 8',
  ],
  ['of words above words', 'Code|Fault\nE1|Hot\nE2|Cold', 'Code: E2; Fault: Cold'],
  [
    'that holds for the rows after an empty one',
    'Item|Price\nPump|12\n\nValves|\nBall valve|3',
    'Item: Ball valve; Price: 3',
  ],
])('the header is found %s', (_, text, row) => {
  expect(describe(text).at(-1)).toBe(row);
});

test('rows without a header are their values, not named by the first of them', () => {
  expect(describe('Anna|Bonn|30\nBen|Paris|25\nCleo|Rome|44')).toEqual([
    'Anna; Bonn; 30',
    'Ben; Paris; 25',
    'Cleo; Rome; 44',
  ]);
  expect(describe('1|2\n3|4')).toEqual(['1; 2', '3; 4']);
});

test('titles, notes, names of groups and rows that are one merged cell stay, once', () => {
  expect(
    describe('Report|Report\nItem|Price\nPumps|\nBig pump|12\nAll prices are net|All prices are net'),
  ).toEqual(['Report', 'Pumps', 'Item: Big pump; Price: 12', 'All prices are net']);
});
