// A statement for one app in one round trip: role and app id are set in the same implicit transaction, that is before
// the same Sync of Postgres' protocol, and end with it.
import pg from 'pg';

const SCOPE = {
  name: 'docent scope',
  text: `select set_config('role', $1, true), set_config('docent.app_id', $2, true)`,
};

/** The statement that starts a transaction for an app. */
export const enterScope = (role: string, appId: string): string =>
  `select set_config('role', ${pg.escapeLiteral(role)}, true), set_config('docent.app_id', ${pg.escapeLiteral(appId)}, true)`;

const primed = new WeakSet<object>();

/** Prepares the preceding statement once per connection: its Parse must not be mistaken for the statement's own. */
export async function primeScope(client: pg.ClientBase): Promise<void> {
  if (primed.has(client)) return;
  await client.query({ ...SCOPE, values: ['none', ''] });
  primed.add(client);
}

type Wire = {
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
  #entered = false;

  constructor(scope: [role: string, appId: string], config: Config, done: Done) {
    super(config, undefined, done);
    this.#scope = scope;
    // Also without parameters: the simple protocol would end the scope's transaction first.
    this.queryMode = 'extended';
  }

  override prepare(wire: Wire): void {
    wire.bind({ statement: SCOPE.name, values: this.#scope, valueMapper: (value) => value });
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
