import pg from 'pg';
import { qualified, SCHEMA } from './database.snapshot.js';

/** `table.column` → currency → sum in minor units, in decimal. Where a table names no currency it is `*`. */
export type MoneySums = Readonly<Record<string, Readonly<Record<string, string>>>>;

interface MoneyTable {
  readonly name: string;
  readonly columns: readonly string[];
  readonly hasCurrency: boolean;
}

/** Adds up every column that holds money, per currency: what may not be different after a restore. */
export async function sumMoney(client: pg.ClientBase): Promise<MoneySums> {
  const sums: Record<string, Record<string, string>> = {};
  for (const { name, columns, hasCurrency } of await moneyTables(client)) {
    const currency = hasCurrency ? `coalesce(currency, '*')` : `'*'`;
    const added = columns.map((column) => `coalesce(sum(${pg.escapeIdentifier(column)}), 0)::text`).join(', ');
    const { rows } = await client.query<[string, ...string[]]>({
      text: `SELECT ${currency}, ${added} FROM ${qualified(name)} GROUP BY 1 ORDER BY 1`,
      rowMode: 'array',
    });
    for (const [index, column] of columns.entries()) {
      sums[`${name}.${column}`] = Object.fromEntries(rows.map((row) => [row[0], row[index + 1] ?? '0']));
    }
  }
  return sums;
}

/** Sums that differ, in words; columns that one side does not know (another version of the schema) are not compared. */
export function differentSums(found: MoneySums, recorded: MoneySums): string[] {
  return Object.keys(recorded).flatMap((column) => {
    const [here, there] = [found[column], recorded[column]];
    if (here === undefined || there === undefined) return [];
    return [...new Set([...Object.keys(here), ...Object.keys(there)])]
      .filter((currency) => (here[currency] ?? '0') !== (there[currency] ?? '0'))
      .map((currency) => `${column} ${currency}: ${here[currency] ?? '0'} instead of ${there[currency] ?? '0'}`);
  });
}

/** By their names: an amount is a `bigint` called `…_minor`. */
async function moneyTables(client: pg.ClientBase): Promise<MoneyTable[]> {
  const { rows } = await client.query<MoneyTable>(
    `SELECT c.relname AS name,
            array_agg(a.attname::text ORDER BY a.attname) FILTER (WHERE a.attname LIKE '%\\_minor') AS columns,
            bool_or(a.attname = 'currency') AS "hasCurrency"
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r' AND a.attnum > 0 AND NOT a.attisdropped
      GROUP BY c.relname HAVING bool_or(a.attname LIKE '%\\_minor') ORDER BY c.relname COLLATE "C"`,
    [SCHEMA],
  );
  return rows;
}
