// What a statement must keep to, so that Citus takes it: docs/decisions/0032-distributed-tables.md. Read from its parse tree,
// so that no Citus is needed.
import { parse } from 'libpg-query';
import type { Place } from '../db/distribution/read-placement.ts';

type Tree = { [key: string]: unknown };

/** Where each table and view is; what is missing is no table of Docent. */
export type Places = ReadonlyMap<string, Place>;

/** What Citus would refuse in a statement, each in a few words; empty: nothing that is known. */
export async function faultsOf(statement: string, places: Places): Promise<string[]> {
  const tree = await parse(statement);
  const faults = new Set<string>();
  for (const { kind, node } of walk(tree)) {
    if (kind === 'InsertStmt') for (const fault of faultsOfInsert(node, places)) faults.add(fault);
    if (kind === 'UpdateStmt' && placeOf(node['relation'], places) === 'spread')
      for (const target of listOf(node['targetList']))
        if (isMoving(target)) faults.add('now() beside a column, or within coalesce or case: use moment');
    if (kind === 'FuncCall' && nameOf(node) === 'price_of' && reads(tree, 'spread', places))
      faults.add('a price asked for with rows of an app: use priceTokens');
    if (kind === 'CommonTableExpr' && isWithoutColumns(node)) faults.add('a CTE without columns');
    if (/^(Select|Update|Delete)Stmt$/.test(kind) && mixesPlaces(node, places))
      faults.add('joins what is spread with a table of the coordinator');
  }
  if (asksAll(tree, places))
    for (const { kind, node } of walk(tree))
      if (kind === 'SelectStmt') for (const fault of faultsOfQuestion(node, places)) faults.add(fault);
  return [...faults];
}

/** Of a query that goes to all machines. */
function* faultsOfQuestion(outer: Tree, places: Places): Generator<string> {
  const isOfFunction = [...walk(outer['fromClause'])].some(({ kind }) => kind === 'RangeFunction');
  for (const { kind, node } of walk([outer['whereClause'], outer['targetList']])) {
    const inner = kind === 'SubLink' && ((node['subselect'] as Tree)['SelectStmt'] as Tree | undefined);
    if (!inner || !reads(inner, 'spread', places)) continue;
    if (isOfFunction) yield 'a subquery beside a function in the from: read the rows, then compare';
    if (!outer['fromClause'] && !inner['targetList']) yield 'a subquery without columns';
  }
}

/** Whether a statement about what is spread says of which app, so that one machine is asked. Otherwise all are. */
export const namesApp = async (statement: string, places: Places): Promise<boolean> =>
  !asksAll(await parse(statement), places);

function asksAll(tree: unknown, places: Places): boolean {
  if (!reads(tree, 'spread', places)) return false;
  const parts = [...walk(tree)];
  // Rows that are inserted one by one carry their app.
  const insert = parts.find(({ kind }) => kind === 'InsertStmt')?.node;
  const source = (insert?.['selectStmt'] as Tree | undefined)?.['SelectStmt'] as Tree | undefined;
  if (source?.['valuesLists'] && parts.filter(({ kind }) => kind === 'RangeVar').length <= 1) return false;
  return !parts.some(({ kind, node }) => kind === 'A_Expr' && isApp(node));
}

/** `app_id = …`, `app_id in (…)` or `app_id = any(…)` with what is no column. */
function isApp({ name, lexpr, rexpr }: Tree): boolean {
  if (!listOf(name).some((part) => (part['String'] as Tree)['sval'] === '=')) return false;
  const sides = [lexpr, rexpr].map((side) =>
    listOf(((side as Tree)?.['ColumnRef'] as Tree)?.['fields']).at(-1),
  );
  const index = sides.findIndex((field) => (field?.['String'] as Tree | undefined)?.['sval'] === 'app_id');
  return index >= 0 && !sides[1 - index];
}

function* faultsOfInsert(node: Tree, places: Places): Generator<string> {
  const place = placeOf(node['relation'], places);
  if (place !== 'spread' && place !== 'copied') return;
  const conflict = node['onConflictClause'] as Tree | undefined;
  if (conflict && (has(conflict, 'SubLink') || callsNow(conflict)))
    yield 'on conflict with now() or a subquery: use excluded';
  const select = (node['selectStmt'] as Tree | undefined)?.['SelectStmt'] as Tree | undefined;
  if (!select) return;
  if (select['valuesLists']) {
    if (has(select['valuesLists'], 'SubLink')) yield 'insert with a subquery among its values';
    return;
  }
  if (place !== 'spread') return;
  if (!takesAppFrom(select, node, places))
    yield 'insert … select that does not take app_id from a spread table in its from';
  const relation = node['relation'] as Tree;
  if (node['returningClause'] && !relation['alias']) yield 'insert … select … returning without an alias';
}

/** Whether the value for app_id is a column, and a spread table is in the `from`. */
function takesAppFrom(select: Tree, insert: Tree, places: Places): boolean {
  const index = listOf(insert['cols']).findIndex((col) => resTarget(col)['name'] === 'app_id');
  const target = listOf(select['targetList'])[index];
  const value = target && (resTarget(target)['val'] as Tree | undefined);
  const isFrom = [...walk(select['fromClause'])].some(
    ({ kind, node }) => kind === 'RangeVar' && places.get(node['relname'] as string) === 'spread',
  );
  return isFrom && value !== undefined && 'ColumnRef' in value;
}

/**
 * A statement whose own `from` has both, or has one of them while a subquery that depends on it has the other. A subquery
 * of its own is read before, wherever its tables are.
 */
function mixesPlaces(outer: Tree, places: Places): boolean {
  const own = rangesOf(outer);
  const found = new Set(own.map(({ table }) => places.get(table)));
  const mixed = (more: Set<Place | undefined>) => more.has('spread') && more.has('local');
  if (mixed(found)) return true;
  return [...walk([outer['whereClause'], outer['targetList']])].some(({ kind, node }) => {
    const inner = kind === 'SubLink' && ((node['subselect'] as Tree)['SelectStmt'] as Tree | undefined);
    if (!inner) return false;
    const names = new Set(rangesOf(inner).map(({ name }) => name));
    const depends = [...walk(inner)].some(
      (part) =>
        part.kind === 'ColumnRef' &&
        own.some(({ name }) => name === qualifierOf(part.node) && !names.has(name)),
    );
    return depends && mixed(new Set([...found, ...rangesOf(inner).map(({ table }) => places.get(table))]));
  });
}

/** The table that a column is named with, if any. */
function qualifierOf(column: Tree): string | undefined {
  const fields = listOf(column['fields']);
  return fields.length < 2 ? undefined : ((fields[0]!['String'] as Tree)['sval'] as string);
}

type Range = { table: string; name: string };

/** Tables that a statement reads or writes directly, by the names that it gives them. */
const rangesOf = ({ fromClause, relation }: Tree): Range[] => [
  ...ranges(fromClause),
  ...(relation ? ranges([{ RangeVar: relation }]) : []),
];

/** Tables of another schema count as the coordinator's. */
function ranges(from: unknown): Range[] {
  return listOf(from).flatMap((item) => {
    const join = item['JoinExpr'] as Tree | undefined;
    if (join) return [...ranges([join['larg']]), ...ranges([join['rarg']])];
    const range = item['RangeVar'] as Tree | undefined;
    if (!range) return [];
    const { schemaname, relname } = range as { schemaname?: string; relname: string };
    const alias = (range['alias'] as Tree | undefined)?.['aliasname'] as string | undefined;
    return [{ table: schemaname ? `${schemaname}.` : relname, name: alias ?? relname }];
  });
}

/** An assignment that puts `now()` inside coalesce or case, or combines it with a column. */
function isMoving(target: Tree): boolean {
  for (const { kind, node } of walk(target)) {
    if (kind === 'SubLink') continue;
    if ((kind === 'CoalesceExpr' || kind === 'CaseExpr') && callsNow(node)) return true;
    if (kind === 'A_Expr' && callsNow(node) && has(node, 'ColumnRef')) return true;
  }
  return false;
}

function isWithoutColumns({ ctequery }: Tree): boolean {
  const select = (ctequery as Tree)['SelectStmt'] as Tree | undefined;
  return select?.['op'] === 'SETOP_NONE' && !select['targetList'] && !select['valuesLists'];
}

/** Not within a subquery, which is read once. */
function callsNow(node: unknown): boolean {
  if (Array.isArray(node)) return node.some(callsNow);
  if (typeof node !== 'object' || node === null) return false;
  return Object.entries(node).some(([kind, inner]) => {
    if (kind === 'SubLink') return false;
    if (kind === 'FuncCall' && JSON.stringify((inner as Tree)['funcname']).includes('"now"')) return true;
    return callsNow(inner);
  });
}

const nameOf = (call: Tree): string => (listOf(call['funcname']).at(-1)!['String'] as Tree)['sval'] as string;

/** Or writes: what a statement changes is no `RangeVar` in its tree. */
const reads = (tree: unknown, place: Place, places: Places) =>
  [...walk(tree)].some(({ kind, node }) =>
    [kind === 'RangeVar' ? node : undefined, node['relation']].some(
      (table) => table !== undefined && placeOf(table, places) === place,
    ),
  );

const has = (node: unknown, kind: string) => [...walk(node)].some((found) => found.kind === kind);

const listOf = (list: unknown): Tree[] => (list as Tree[] | undefined) ?? [];

const resTarget = (node: Tree): Tree => node['ResTarget'] as Tree;

function placeOf(relation: unknown, places: Places): Place | undefined {
  const { relname, schemaname } = relation as Tree;
  return schemaname ? undefined : places.get(relname as string);
}

/** Every node with its kind, the outer before the inner. */
function* walk(node: unknown): Generator<{ kind: string; node: Tree }> {
  if (Array.isArray(node)) for (const item of node) yield* walk(item);
  else if (typeof node === 'object' && node !== null)
    for (const [kind, inner] of Object.entries(node)) {
      if (/^[A-Z]/.test(kind) && typeof inner === 'object' && inner !== null && !Array.isArray(inner))
        yield { kind, node: inner as Tree };
      yield* walk(inner);
    }
}
