import { isJsonObject, plainText } from '../gateway/json.types.js';
import type { StripeIntent } from './stripe.intent.js';

interface Clause {
  readonly negated: boolean;
  readonly field: string;
  readonly metadataKey: string | null;
  readonly value: string;
}

const CLAUSE =
  /\s*(-?)(?:metadata\[(?:'([^']*)'|"([^"]*)")\]|([a-z_]+)):(?:'((?:\\.|[^'\\])*)'|"((?:\\.|[^"\\])*)"|(\d+))\s*/y;
const CONNECTOR = /(AND|OR)\b/iy;
const FIELDS = ['status', 'currency', 'amount', 'customer'];

/**
 * Stripe's search query language, as far as it compares for equality: `metadata['reference']:'X' OR status:"succeeded"`.
 * As with Stripe, AND and OR do not mix.
 * @returns the test of one intent, or the sentence that says what is wrong with the query.
 */
export function intentQuery(query: string): { matches(intent: StripeIntent): boolean } | { problem: string } {
  const clauses: Clause[] = [];
  const connectors = new Set<string>();
  for (let at = 0; ;) {
    CLAUSE.lastIndex = at;
    const match = CLAUSE.exec(query);
    const clause = match && clauseOf(match);
    if (!match || !clause) return { problem: `We were unable to parse your search query near \`${query.slice(at)}\`.` };
    clauses.push(clause);
    at = CLAUSE.lastIndex;
    if (at >= query.length) break;
    CONNECTOR.lastIndex = at;
    const connector = CONNECTOR.exec(query);
    if (!connector) return { problem: `We were unable to parse your search query near \`${query.slice(at)}\`.` };
    connectors.add(String(connector[1]).toUpperCase());
    at = CONNECTOR.lastIndex;
  }
  if (connectors.size > 1) return { problem: 'Queries may not combine AND and OR.' };
  if (connectors.has('OR')) return { matches: (intent) => clauses.some((clause) => holds(clause, intent)) };
  return { matches: (intent) => clauses.every((clause) => holds(clause, intent)) };
}

function clauseOf(match: RegExpExecArray): Clause | null {
  const [, minus, singleKey, doubleKey, field, singleValue, doubleValue, number] = match;
  const metadataKey = singleKey ?? doubleKey ?? null;
  if (metadataKey === null && !FIELDS.includes(field ?? '')) return null;
  const value = (singleValue ?? doubleValue ?? number ?? '').replace(/\\(.)/g, '$1');
  return { negated: minus === '-', field: field ?? 'metadata', metadataKey, value };
}

function holds(clause: Clause, intent: StripeIntent): boolean {
  const source =
    clause.metadataKey === null ? plainText(intent[clause.field]) : metadataValue(intent, clause.metadataKey);
  const same = (source ?? '').toLowerCase() === clause.value.toLowerCase();
  return same !== clause.negated;
}

function metadataValue(intent: StripeIntent, key: string): string | null {
  const { metadata } = intent;
  return isJsonObject(metadata) && Object.hasOwn(metadata, key) ? plainText(metadata[key]) : null;
}
