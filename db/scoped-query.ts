// A statement for one app in one round trip: role and ids are set in the same implicit transaction, that is before
// the same Sync of Postgres' protocol, and end with it.
import pg from 'pg';
import { PROPAGATION, SESSION_SETTINGS, type PreparingClient } from './connect.ts';

/** What the policies ask for: the role, and whose rows it is shown. */
export type Scope = [role: string, appId: string, workspaceId: string];

const NAMES = ['role', 'docent.app_id', 'docent.workspace_id'] as const;

const SCOPE = {
  name: 'docent scope',
  text: `select ${NAMES.map((name, index) => `set_config('${name}', $${index + 1}, true)`).join(', ')}`,
};

/** What is at the other end of a connection. */
type Ends = Pick<PreparingClient, 'pooled' | 'distributed'>;

/** Behind a pooler: what a session has otherwise. */
const SETTINGS = Object.entries(SESSION_SETTINGS)
  .map(([name, value]) => `, set_config('${name}', '${value}', true)`)
  .join('');

/** The statements that start a transaction for an app, after its `begin`. */
export function enterScope(scope: Scope, { pooled, distributed }: Ends): string {
  const values = scope.map((value) => pg.escapeLiteral(value));
  // Only `set local` reaches the machines that hold the rows, and what a session has here they do not have.
  if (distributed)
    return [
      PROPAGATION,
      ...NAMES.map((name, index) => `${name} = ${values[index]}`),
      ...Object.entries(SESSION_SETTINGS).map(([name, value]) => `${name} = ${value}`),
    ]
      .map((setting) => `set local ${setting}`)
      .join('; ');
  return (
    `select ${NAMES.map((name, index) => `set_config('${name}', ${values[index]}, true)`).join(', ')}` +
    (pooled ? SETTINGS : '')
  );
}

const primed = new WeakSet<object>();

/** By what the connection needs. A name belongs to one text. */
const scopeOf = ({ pooled }: Pick<PreparingClient, 'pooled'>) =>
  pooled ? { name: `${SCOPE.name}, pooled`, text: SCOPE.text + SETTINGS } : SCOPE;

/** Prepares the preceding statement once per connection: its Parse must not be mistaken for the statement's own. */
export async function primeScope(client: PreparingClient): Promise<void> {
  if (primed.has(client) || !client.named) return;
  await client.query({ ...scopeOf(client), values: ['none', '', ''] });
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
  #scope: Scope;
  #client: Pick<PreparingClient, 'named' | 'pooled'>;
  #entered = false;

  constructor(scope: Scope, config: Config, done: Done, client: Pick<PreparingClient, 'named' | 'pooled'>) {
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
