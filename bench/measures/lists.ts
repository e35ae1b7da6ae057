import type { Pool } from 'pg';
import { formatCursor } from '../../apps/api/src/common/page.cursor.js';
import { DAYS, loadHistory } from '../history/history.loader.js';
import { LIST_CASES, type ListCase } from '../history/list.cases.js';
import { API_KEY, createShop, type Shop } from '../history/shop.js';
import { percentile } from '../report/statistics.js';
import type { Surroundings } from '../surroundings/surroundings.js';

/** How long one page of a list takes in a shop with few events and in one with many, over HTTP, from the real program. */
export interface ListRun {
  readonly list: string;
  readonly name: string;
  readonly few: PageTimes;
  readonly many: PageTimes;
}

export interface PageTimes {
  readonly events: number;
  /** Of the page. */
  readonly rows: number;
  readonly p50Ms: number;
  readonly p95Ms: number;
}

const FEW_EVENTS = 1_000;
const WARMUP_REQUESTS = 5;
const REQUESTS = 40;
const DEPTH = 0.9;
const DAY_MS = 86_400_000;
const MIDDLE = DAYS / 2;

const TABLES = {
  'webhook-events': { table: 'webhook_events', at: 'received_at' },
  payments: { table: 'payments', at: 'created_at' },
  orders: { table: 'orders', at: 'created_at' },
} as const;

/** @param manyEvents of the large shop. */
export async function measureLists(
  surroundings: Surroundings,
  manyEvents: number,
  say: (line: string) => void,
): Promise<ListRun[]> {
  const few = await measureShop(surroundings, FEW_EVENTS, say);
  const many = await measureShop(surroundings, manyEvents, say);
  return LIST_CASES.map(({ list, name }, index) => ({
    list,
    name,
    few: few[index] as PageTimes,
    many: many[index] as PageTimes,
  }));
}

async function measureShop(
  surroundings: Surroundings,
  events: number,
  say: (line: string) => void,
): Promise<PageTimes[]> {
  const shop = await createShop(surroundings, `shop_${events}`);
  const startedMs = performance.now();
  await loadHistory(shop.pool, events, say);
  say(`lists: ${events} events loaded in ${Math.round((performance.now() - startedMs) / 1000)} s`);
  const server = await shop.serve('api');
  try {
    const times: PageTimes[] = [];
    for (const one of LIST_CASES) {
      const measured = await measureCase(shop, server.port, events, one);
      say(`lists: ${events} events, ${one.list}, ${one.name}: ${measured.p50Ms.toFixed(1)} ms`);
      times.push(measured);
    }
    return times;
  } finally {
    await server.stop();
  }
}

async function measureCase(shop: Shop, port: number, events: number, one: ListCase): Promise<PageTimes> {
  const url = `http://127.0.0.1:${port}/api/${one.list}?${await queryOf(shop.pool, events, one)}`;
  let rows = 0;
  const valuesMs: number[] = [];
  for (let request = 0; request < WARMUP_REQUESTS + REQUESTS; request++) {
    const startedMs = performance.now();
    rows = await readList(url);
    if (request >= WARMUP_REQUESTS) valuesMs.push(performance.now() - startedMs);
  }
  const sorted = Float64Array.from(valuesMs).sort();
  return { events, rows, p50Ms: percentile(sorted, 0.5), p95Ms: percentile(sorted, 0.95) };
}

async function readList(url: string): Promise<number> {
  const response = await fetch(url, { headers: { authorization: `Bearer ${API_KEY}` } });
  const body = (await response.json()) as { data?: readonly unknown[] };
  if (response.status !== 200 || body.data === undefined) throw new Error(`${url} was answered ${response.status}`);
  return body.data.length;
}

async function queryOf(pool: Pool, events: number, { list, query }: ListCase): Promise<string> {
  const middle = String(Math.ceil(events / 4) - 1);
  const filled = query
    .replace('{middle}', middle)
    .replace('{from}', daysAgo(MIDDLE))
    .replace('{to}', daysAgo(MIDDLE - 1));
  return filled.includes('{cursor}') ? filled.replace('{cursor}', await deepCursor(pool, list)) : filled;
}

function daysAgo(days: number): string {
  return new Date(Date.now() - days * DAY_MS).toISOString();
}

async function deepCursor(pool: Pool, list: ListCase['list']): Promise<string> {
  const { table, at } = TABLES[list];
  const { rows } = await pool.query<{ at: string; id: string }>(
    `SELECT id, to_char(${at} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS at FROM ${table}
     ORDER BY ${at} DESC, id DESC OFFSET (SELECT (count(*) * ${DEPTH})::bigint FROM ${table}) LIMIT 1`,
  );
  const [position] = rows;
  if (position === undefined) throw new Error(`${table} is empty`);
  return formatCursor(position);
}
