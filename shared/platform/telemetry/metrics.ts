// The metrics. Everything is recorded once per request or answer, never per token.
import type { ServerResponse } from 'node:http';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

/** Maximum number of apps with their own series in one process; the others share `other`. */
const MOST_APPS = 100;

export type Metrics = ReturnType<typeof openMetrics>;

export function openMetrics() {
  const registry = new Registry();
  const registers = [registry];
  const apps = new Set<string>();
  /** The app as a label with bounded cardinality. */
  const appLabel = (appId: string | undefined): string => {
    if (!appId) return 'none';
    if (!apps.has(appId) && apps.size >= MOST_APPS) return 'other';
    apps.add(appId);
    return appId;
  };
  const open = new Set<ServerResponse>();
  return {
    registry,
    appLabel,
    /** Responses being written; a stopping server waits for them. */
    open,
    requests: new Counter({
      name: 'docent_http_requests_total',
      help: 'Requests by route, status and app.',
      labelNames: ['method', 'route', 'status', 'app'],
      registers,
    }),
    requestSeconds: new Histogram({
      name: 'docent_http_request_seconds',
      help: 'Time to the end of the response, for streams to the end of the stream.',
      labelNames: ['route'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120],
      registers,
    }),
    answers: new Counter({
      name: 'docent_answers_total',
      help: 'Answers by outcome and app.',
      labelNames: ['status', 'app'],
      registers,
    }),
    firstTokenSeconds: new Histogram({
      name: 'docent_time_to_first_token_seconds',
      help: 'Time from the question to the first token of the answer.',
      labelNames: ['app'],
      buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
      registers,
    }),
    tokens: new Counter({
      name: 'docent_tokens_total',
      help: 'Tokens of model calls by direction (input, output) and app.',
      labelNames: ['direction', 'app'],
      registers,
    }),
    cost: new Counter({
      name: 'docent_cost_dollars_total',
      help: 'Cost of model calls in US dollars by app, as far as prices are known. The ledger has the exact sums.',
      labelNames: ['app'],
      registers,
    }),
    openStreams: new Gauge({
      name: 'docent_open_streams',
      help: 'Answers being streamed.',
      registers,
      collect() {
        let streams = 0;
        for (const res of open)
          if (String(res.getHeader('content-type')).startsWith('text/event-stream')) streams++;
        this.set(streams);
      },
    }),
    queueJobs: new Gauge({
      name: 'docent_queue_jobs',
      help: 'Jobs by queue and state.',
      labelNames: ['queue', 'state'],
      registers,
    }),
    queueAge: new Gauge({
      name: 'docent_queue_oldest_seconds',
      help: 'Age of the oldest job that is ready to run.',
      labelNames: ['queue'],
      registers,
    }),
    pool: new Gauge({
      name: 'docent_database_connections',
      help: 'Connections of the database pool; waiting: requests for one.',
      labelNames: ['state'],
      registers,
    }),
    databaseUp: new Gauge({
      name: 'docent_database_up',
      help: 'Whether the database responded to this scrape.',
      registers,
    }),
  };
}
