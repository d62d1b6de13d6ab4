import { expect, test } from 'vitest';
import { ALONE_MS } from '../../server/chat/keep-answering.ts';
import { PAUSES_MS as OF_WIDGET } from '../../server/web/widget/browser/pauses.ts';
import { PAUSES_MS } from './pauses.ts';

test('client and widget ask for an answer whose line was lost as long as the server continues it', () => {
  for (const pauses of [PAUSES_MS, OF_WIDGET])
    expect(pauses.reduce((sum, ms) => sum + ms)).toBeGreaterThanOrEqual(ALONE_MS);
});
