// A statement for one app in one round trip: role and app id are set in the same implicit transaction, that is before
// the same Sync of Postgres' protocol, and end with it.
import pg from 'pg';
import { SESSION_SETTINGS, type PreparingClient } from './connect.ts';

const SCOPE = {
  name: 'docent scope',
  text: `select set_config('role', $1, true), set_config('docent.app_id', $2, true)`,
};

/** Behind a pooler: what a session has otherwise. */
const SETTINGS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `, set_config('${name}', '${value}', true)`)
  .join('');

/** The statement that starts a transaction for an app. @param pooled with what a session has otherwise */
export const enterScope = (role: string, appId: string, pooled: boolean): string =>
  `select set_config('role', ${pg.escapeLiteral(role)}, true), set_config('docent.app_id', ${pg.escapeLiteral(appId)}, true)` +
  (pooled ? SETTINGS : '');

const primed = new WeakSet<object>();

/** By what the connection needs. A name belongs to one text. */
const scopeOf = ({ pooled }: Pick<PreparingClient, 'pooled'>) =>
  pooled ? { name: `${SCOPE.name}, pooled`, text: SCOPE.text + SETTINGS } : SCOPE;

/** Prepares the preceding statement once per connection: its Parse must not be mistaken for the statement's own. */
export async function primeScope(client: PreparingClient): Promise<void> {
  if (primed.has(client) || !client.named) return;
  await client.query({ ...scopeOf(client), values: ['none', ''] });
  primed.add(client);
}

type Wire = {
  parse(part: { text: string }): void;
  bind(part: { statement: string; values: unknown[]; valueMapper: (value: unknown) => unknown }): void;
  execute(part: object): void;
};
type Config = { name: string | undefined; text: string; values: readonly unknown[] };
type Done = (error: Error | null, result: pg.QueryResult) => void;
/** Parts of pg's class that are missing from its types. */
type PgQuery = {
  queryMode: string;
  prepare(wire: Wire): void;
  handleDataRow(message: unknown): void;
  handleCommandComplete(message: unknown, wire: Wire): void;
};
const PgQuery = pg.Query as unknown as new (config: Config, values: undefined, done: Done) => PgQuery;

export class ScopedQuery extends PgQuery {
  #scope: string[];
  #client: Pick<PreparingClient, 'named' | 'pooled'>;
  #entered = false;

  constructor(
    scope: [role: string, appId: string],
    config: Config,
    done: Done,
    client: Pick<PreparingClient, 'named' | 'pooled'>,
  ) {
    super(config, undefined, done);
    this.#scope = scope;
    this.#client = client;
    // Also without parameters: the simple protocol would end the scope's transaction first.
    this.queryMode = 'extended';
  }

  override prepare(wire: Wire): void {
    const { named } = this.#client;
    const scope = scopeOf(this.#client);
    if (!named) wire.parse({ text: scope.text });
    wire.bind({ statement: named ? scope.name : '', values: this.#scope, valueMapper: (value) => value });
    wire.execute({});
    super.prepare(wire);
  }

  // Skips the scope's own results.
  override handleDataRow(message: unknown): void {
    if (this.#entered) super.handleDataRow(message);
  }

  override handleCommandComplete(message: unknown, wire: Wire): void {
    if (this.#entered) super.handleCommandComplete(message, wire);
    this.#entered = true;
  }
}
