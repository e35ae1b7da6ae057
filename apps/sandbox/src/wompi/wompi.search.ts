import type { JsonObject, Query } from '../gateway/json.types.js';
import { invalidFields } from './wompi.problem.js';
import type { WompiTransaction } from './wompi.transaction.js';

const MAX_PAGE_SIZE = 200;

/** The answer of `GET /transactions`: one page of those that match. @throws GatewayProblem 422. */
export function transactionPage(newestFirst: readonly WompiTransaction[], query: Query): JsonObject {
  const wanted = transactionQuery(query);
  const matching = newestFirst.filter((transaction) => wanted.matches(transaction));
  const start = (wanted.page - 1) * wanted.pageSize;
  return {
    data: matching.slice(start, start + wanted.pageSize),
    meta: { page: wanted.page, page_size: wanted.pageSize, total_results: matching.length },
  };
}

interface TransactionQuery {
  readonly page: number;
  readonly pageSize: number;
  matches(transaction: WompiTransaction): boolean;
}

function transactionQuery(query: Query): TransactionQuery {
  const page = wholeNumber(query['page'], 1);
  const pageSize = wholeNumber(query['page_size'], 50);
  const [from, until] = [
    dateBound(query['from_date'], 'T00:00:00.000Z'),
    dateBound(query['until_date'], 'T23:59:59.999Z'),
  ];
  const messages: Record<string, string[]> = {};
  if (page === null) messages['page'] = ['Debe ser un entero mayor que 0'];
  if (pageSize === null || pageSize > MAX_PAGE_SIZE)
    messages['page_size'] = [`Debe ser un entero entre 1 y ${MAX_PAGE_SIZE}`];
  if (Number.isNaN(from)) messages['from_date'] = ['No es una fecha válida'];
  if (Number.isNaN(until)) messages['until_date'] = ['No es una fecha válida'];
  if (page === null || pageSize === null || Object.keys(messages).length > 0) throw invalidFields(messages);
  const { reference, status } = query;
  return {
    page,
    pageSize,
    matches: (transaction) => {
      const createdAt = Date.parse(transaction.created_at);
      const named = (reference ?? transaction.reference) === transaction.reference;
      return named && (status ?? transaction.status) === transaction.status && within(createdAt, from, until);
    },
  };
}

function within(time: number, from: number | null, until: number | null): boolean {
  return (from === null || time >= from) && (until === null || time <= until);
}

function wholeNumber(value: unknown, fallback: number): number | null {
  if (value === undefined) return fallback;
  return typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : null;
}

/** A date or a date with time, in ms; a bare date gets `time`. */
function dateBound(value: Query[string], time: string): number | null {
  if (value === undefined) return null;
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? `${String(value)}${time}` : String(value));
}
