import type { Json, Query } from '../gateway/json.types.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';

export interface SearchPage {
  readonly paging: { readonly total: number; readonly limit: number; readonly offset: number };
  readonly results: readonly MercadoPagoPayment[];
}

export interface SearchProblem {
  /** MercadoPago's number: 1000 too many rows, 1001 bad date. */
  readonly code: number;
  readonly problem: string;
}

const DATE_FIELDS = ['date_created', 'date_last_updated', 'date_approved', 'money_release_date'];
const FILTERS = ['external_reference', 'status', 'currency_id', 'payment_method_id'];
const DATE = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}(Z|[+-]\d{2}:?\d{2})$/;
const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 1000;

/** `GET /v1/payments/search`: filters, `range` with `begin_date` and `end_date`, `sort` with `criteria`, `limit` and `offset`. */
export function searchPayments(payments: readonly MercadoPagoPayment[], query: Query): SearchPage | SearchProblem {
  const limit = count(query['limit'], DEFAULT_LIMIT);
  const offset = count(query['offset'], 0);
  const begin = dateBound(query['begin_date']);
  const end = dateBound(query['end_date']);
  const [sort, range] = [dateField(query['sort']), dateField(query['range'])];
  if (limit === null || offset === null || limit > MAX_LIMIT)
    return { code: 1000, problem: 'Number of rows exceeded the limit' };
  if (begin === 'bad' || end === 'bad') {
    return { code: 1001, problem: "Date format must be yyyy-MM-dd'T'HH:mm:ss.SSSZ" };
  }
  if (sort === null || range === null)
    return { code: 1002, problem: `sort and range are one of ${DATE_FIELDS.join(', ')}` };
  const found = payments.filter((payment) => matches(payment, query) && within(timeOf(payment[range]), begin, end));
  const sign = query['criteria'] === 'asc' ? 1 : -1;
  const inOrder = found
    .map((payment, index) => ({ payment, index, time: timeOf(payment[sort]) ?? 0 }))
    .sort((left, right) => sign * (left.time - right.time || left.index - right.index))
    .map(({ payment }) => payment);
  return { paging: { total: found.length, limit, offset }, results: inOrder.slice(offset, offset + limit) };
}

function matches(payment: MercadoPagoPayment, query: Query): boolean {
  return FILTERS.every((field) => query[field] === undefined || query[field] === payment[field]);
}

function within(time: number | null, begin: number | null, end: number | null): boolean {
  if (begin === null && end === null) return true;
  return time !== null && time >= (begin ?? -Infinity) && time <= (end ?? Infinity);
}

function timeOf(date: Json | undefined): number | null {
  return typeof date === 'string' ? Date.parse(date) : null;
}

function count(value: unknown, fallback: number): number | null {
  if (value === undefined) return fallback;
  return typeof value === 'string' && /^\d{1,6}$/.test(value) ? Number(value) : null;
}

function dateField(value: unknown): string | null {
  if (value === undefined) return 'date_created';
  return DATE_FIELDS.find((field) => field === value) ?? null;
}

/** A moment in ms, or one relative to now (`NOW`, `NOW-30DAYS`). */
function dateBound(value: Query[string]): number | null | 'bad' {
  if (value === undefined) return null;
  const text = String(value);
  const relative = /^NOW(?:-(\d{1,4})(MINUTES|HOURS|DAYS))?$/.exec(text);
  if (relative) return Date.now() - Number(relative[1] ?? 0) * unitMs(relative[2]);
  return DATE.test(text) && !Number.isNaN(Date.parse(text)) ? Date.parse(text) : 'bad';
}

function unitMs(unit: string | undefined): number {
  if (unit === 'DAYS') return 86_400_000;
  return unit === 'HOURS' ? 3_600_000 : 60_000;
}
