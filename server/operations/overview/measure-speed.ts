import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../db/database.ts';
import type { overview } from '../../../shared/contract/overview.panel.ts';
import { beginOf, ofApp, placeOf, type Span } from './span.ts';

type Total = z.output<typeof overview.getOverview.output>['total'];
type Speed = Pick<Total, 'first_token_p50_ms' | 'first_token_p95_ms'>;

/** Times to the first token: of each day of the period, by its place, and of all days together. */
export async function measureSpeed(
  tx: Tx,
  span: Span,
): Promise<{ whole: Speed; ofDay(place: number): Speed }> {
  const answered = sql`messages where role = 'assistant' and created_at >= ${beginOf(span)} and ${ofApp(span)}`;
  const figures = sql`percentile_disc(array[0.5, 0.95]) within group (order by time_to_first_token_ms) as ms`;
  const { rows } = await sql<{ place: number | null; ms: [number, number] | null }>`
    select place, ${figures} from (
      select ${placeOf(sql`created_at`, span)} as place, time_to_first_token_ms from ${answered}
    ) placed group by place
    union all
    select null, ${figures} from ${answered}`.execute(tx);
  const byPlace = new Map(rows.map(({ place, ms }) => [place, ms]));
  const speedOf = (place: number | null): Speed => {
    const [half, most] = byPlace.get(place) ?? [];
    return { first_token_p50_ms: half ?? null, first_token_p95_ms: most ?? null };
  };
  return { whole: speedOf(null), ofDay: speedOf };
}
