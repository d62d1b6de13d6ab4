import { findShutdowns } from '../../shared/billing/find-shutdowns.ts';
import type { WebhookEvents } from '../../shared/contract/webhooks.ts';
import type { Worker } from '../worker.ts';

type Dying = {
  workspace_id: string;
  about_app_id: string | null;
  subject: string;
  message: string;
  shutdown: WebhookEvents['model.shutdown'];
};

/** Days before a shutdown on which it is announced; below 0 it has happened. */
const ANNOUNCED_AT = [-1, 14, 60];
const DAY_MS = 86_400_000;
const MOST_NAMES = 3;

/** Models that apps use and that are shut down within 60 days, or were: a finding a workspace and model. */
export async function findDying(db: Worker['db'], { models }: Worker['config']): Promise<Dying[]> {
  const apps = await db
    .selectFrom('apps')
    .select([
      'app_id',
      'workspace_id',
      'name',
      'chat_model',
      'fallback_model',
      'rewrite_model',
      'embedding_model',
    ])
    .where('archived_at', 'is', null)
    .orderBy('name')
    .execute();
  const users = new Map<string, typeof apps>();
  for (const app of apps) {
    const used = [
      app.chat_model ?? models.chat,
      app.fallback_model ?? models.fallback,
      app.rewrite_model ?? models.rewrite,
      app.embedding_model,
    ];
    for (const model of new Set(used.filter((one) => one !== undefined))) {
      const key = `${app.workspace_id} ${model}`;
      users.set(key, [...(users.get(key) ?? []), app]);
    }
  }
  const modelOf = (key: string) => key.slice(key.indexOf(' ') + 1);
  const shutdowns = await findShutdowns(db, [...users.keys()].map(modelOf));
  return [...users].flatMap(([key, using]) => {
    const model = modelOf(key);
    const shutdown = shutdowns.get(model);
    const days_left = shutdown && Math.ceil((Date.parse(shutdown.date) - Date.now()) / DAY_MS);
    const step = ANNOUNCED_AT.find((days) => days_left !== undefined && days_left <= days);
    if (!shutdown || days_left === undefined || step === undefined) return [];
    const { date: shuts_down_on, replacement } = shutdown;
    return [
      {
        workspace_id: using[0]!.workspace_id,
        about_app_id: using.length === 1 ? using[0]!.app_id : null,
        subject: `${model}:${shuts_down_on}:${step}`,
        message:
          `The model ${model} ${days_left < 0 ? 'was' : 'is'} shut down on ${shuts_down_on}. Used by ${namesOf(using)}.` +
          ` Choose another one${replacement ? `, such as ${replacement}` : ''}.`,
        shutdown: { model, shuts_down_on, days_left, replacement },
      },
    ];
  });
}

function namesOf(apps: { name: string }[]): string {
  const names = apps.slice(0, MOST_NAMES).map(({ name }) => name);
  const more = apps.length - names.length;
  return names.join(', ') + (more > 0 ? ` and ${more} more` : '');
}
