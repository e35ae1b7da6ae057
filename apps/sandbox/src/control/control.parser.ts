import type { DispatchOptions } from '../delivery/delivery.dispatcher.js';
import type { WebhookPolicy } from '../delivery/delivery.policy.js';
import { FAULT_MODES, type Fault } from '../fault/fault.switch.js';
import { GATEWAY_NAMES, type GatewayName, type NewTransaction } from '../gateway/gateway.contract.js';
import { isJsonObject, type JsonObject } from '../gateway/json.types.js';
import type { SettlementPolicy } from '../settlement/settlement.clock.js';
import { badInput, InputReader } from './input.reader.js';

/** The largest amount of one transaction: Wompi's own, 10¹² cents. */
const MAX_AMOUNT = 1_000_000_000_000;
const MAX_WAIT_MS = 600_000;
const MAX_TIMES = 1000;
const MAX_OUTAGE_MS = 86_400_000;

const PAID: Readonly<Record<GatewayName, string>> = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' };
const PARTS = [
  'reference',
  'cart_id',
  'order_id',
  'amount',
  'currency',
  'status',
  'failure',
  'id',
  'method',
  'checkout_session',
];
const KEY = ['gateway', 'id', 'deliver'];

export interface ParsedMake {
  readonly gateway: GatewayName;
  readonly content: { readonly parts: NewTransaction } | { readonly raw: JsonObject };
  readonly replace: boolean;
  /** Null: as the gateway would. */
  readonly deliver: boolean | null;
}

export function parseMake(input: unknown): ParsedMake {
  const reader = new InputReader(input, ['gateway', ...PARTS, 'raw', 'replace', 'deliver']);
  const gateway = parseGateway(reader);
  const raw = reader.object('raw');
  const mixed = PARTS.filter((name) => reader.has(name));
  if (raw !== null && mixed.length > 0) throw badInput(`raw is the whole transaction: leave out ${mixed.join(', ')}`);
  return {
    gateway,
    content: raw === null ? { parts: parseParts(reader, gateway) } : { raw },
    replace: reader.flag('replace') ?? false,
    deliver: reader.flag('deliver'),
  };
}

function parseParts(reader: InputReader, gateway: GatewayName): NewTransaction {
  const amount = reader.integer('amount', 1, MAX_AMOUNT);
  if (amount === null) throw badInput('amount is missing: an integer in the minor unit, 5000000 for 50 000 COP');
  const currency = (reader.text('currency') ?? 'COP').toUpperCase();
  if (!/^[A-Z]{3}$/.test(currency)) throw badInput('currency must be an ISO 4217 code of three letters');
  return {
    id: reader.text('id'),
    reference: reader.text('reference'),
    cartId: reader.text('cart_id'),
    orderId: reader.text('order_id'),
    amountMinor: BigInt(amount),
    currency,
    status: reader.text('status') ?? PAID[gateway],
    method: reader.text('method'),
    failure: reader.text('failure'),
    checkoutSession: reader.flag('checkout_session') ?? false,
  };
}

export interface ParsedKey {
  readonly gateway: GatewayName;
  readonly id: string;
  readonly deliver: boolean | null;
}

/** The transaction that an input speaks of, and a reader for its `extra` fields. */
export function parseKey(input: unknown, extra: readonly string[] = []): ParsedKey & { readonly reader: InputReader } {
  const reader = new InputReader(input, [...KEY, ...extra]);
  return { gateway: parseGateway(reader), id: reader.requiredText('id'), deliver: reader.flag('deliver'), reader };
}

/** Minor units; null when absent. */
export function parseAmount(reader: InputReader): bigint | null {
  const amount = reader.integer('amount', 1, MAX_AMOUNT);
  return amount === null ? null : BigInt(amount);
}

export function parseDispatch(reader: InputReader): DispatchOptions {
  return {
    times: reader.integer('times', 1, MAX_TIMES) ?? 1,
    order: reader.choice('order', ['in_order', 'reversed', 'together']) ?? 'in_order',
    delayMs: reader.integer('delay_ms', 0, MAX_WAIT_MS) ?? 0,
  };
}

export function parseEvent(input: unknown): { gateway: GatewayName; body: JsonObject | string; deliver: boolean } {
  const reader = new InputReader(input, ['gateway', 'body', 'deliver']);
  const body = reader.value('body');
  if (typeof body !== 'string' && !isJsonObject(body))
    throw badInput('body must be a JSON object, or a text to be sent as it is');
  return { gateway: parseGateway(reader), body, deliver: reader.flag('deliver') ?? true };
}

export interface ParsedFault {
  readonly gateway: GatewayName;
  readonly fault: Fault | null;
  readonly times: number | null;
  readonly forMs: number | null;
}

export function parseFault(input: unknown): ParsedFault {
  const known = ['gateway', 'mode', 'status', 'retry_after_seconds', 'delay_ms', 'times', 'for_ms'];
  const reader = new InputReader(input, known);
  const mode = reader.choice('mode', FAULT_MODES);
  if (mode === null) throw badInput(`mode is missing: one of ${FAULT_MODES.join(', ')}`);
  return {
    gateway: parseGateway(reader),
    fault: faultOf(mode, reader),
    times: reader.integer('times', 1, 1_000_000),
    forMs: reader.integer('for_ms', 1, MAX_OUTAGE_MS),
  };
}

/** A gateway, and how long it is away; null: it is back. */
export function parseOutage(input: unknown): { gateway: GatewayName; forMs: number | null; fault: Fault } {
  const reader = new InputReader(input, ['gateway', 'for_ms', 'mode', 'status', 'retry_after_seconds', 'over']);
  const forMs = reader.integer('for_ms', 1, MAX_OUTAGE_MS);
  const isOver = reader.flag('over') ?? false;
  if (!isOver && forMs === null) throw badInput('for_ms is missing: how long the gateway is away; or over: true');
  const fault = faultOf(reader.choice('mode', ['down', 'error', 'hang']) ?? 'down', reader) ?? { mode: 'down' };
  return { gateway: parseGateway(reader), forMs: isOver ? null : forMs, fault };
}

function faultOf(mode: (typeof FAULT_MODES)[number], reader: InputReader): Fault | null {
  if (mode === 'ok') return null;
  if (mode === 'slow') return { mode, delayMs: reader.integer('delay_ms', 1, MAX_WAIT_MS) ?? 5000 };
  if (mode !== 'error') return { mode };
  const retryAfterSeconds = reader.integer('retry_after_seconds', 0, 86_400);
  return { mode, status: reader.integer('status', 400, 599) ?? 503, retryAfterSeconds };
}

/** The largest value of each number of a policy that null takes back. */
const NULLABLE_LIMITS = {
  drop_every: 1_000_000,
  drop_percent: 100,
  duplicate_percent: 100,
  jitter_ms: MAX_WAIT_MS,
  timeout_ms: MAX_WAIT_MS,
} as const;

/** A gateway, or null for all of them, and what changes; null for a number takes it back. */
export function parseWebhooks(input: unknown): { gateway: GatewayName | null; changes: Partial<WebhookPolicy> } {
  const given = isJsonObject(input) ? input : {};
  const known = ['gateway', 'silent', 'hold', 'ipn', 'seed', ...Object.keys(NULLABLE_LIMITS)];
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const reader = new InputReader(isJsonObject(input) ? set : input, known);
  const changes = {
    silent: reader.flag('silent') ?? undefined,
    hold: reader.flag('hold') ?? undefined,
    ipn: reader.flag('ipn') ?? undefined,
    seed: reader.integer('seed', 0, 0xffff_ffff) ?? undefined,
    ...Object.fromEntries(
      Object.entries(NULLABLE_LIMITS).map(([name, max]) => [
        name,
        given[name] === null ? null : (reader.integer(name, 1, max) ?? undefined),
      ]),
    ),
  };
  const gateway = reader.has('gateway') ? parseGateway(reader) : null;
  return { gateway, changes: Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
}

/** A gateway, or null for all of them, and what changes; a null for `after_ms` takes it back. */
export function parseSettlement(input: unknown): {
  gateway: GatewayName | null;
  changes: Partial<SettlementPolicy>;
} {
  const given = isJsonObject(input) ? input : {};
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== null));
  const reader = new InputReader(isJsonObject(input) ? set : input, ['gateway', 'hold', 'after_ms']);
  const changes = {
    hold: reader.flag('hold') ?? undefined,
    after_ms: given['after_ms'] === null ? null : (reader.integer('after_ms', 0, MAX_WAIT_MS) ?? undefined),
  };
  const gateway = reader.has('gateway') ? parseGateway(reader) : null;
  return { gateway, changes: Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined)) };
}

/** @throws SandboxError 400 when it is neither null nor an http(s) URL. */
export function parseTarget(input: unknown): string | null {
  if (isJsonObject(input) && input['url'] === null) return null;
  const url = new InputReader(input, ['url']).requiredText('url');
  const parsed = URL.canParse(url) ? new URL(url) : null;
  if (parsed === null || !['http:', 'https:'].includes(parsed.protocol))
    throw badInput('url must be an http or https URL, or null');
  return url;
}

export function parseWait(input: unknown): { timeoutMs: number; ignoreRetries: boolean } {
  const reader = new InputReader(input, ['timeout_ms', 'ignore_retries']);
  return {
    timeoutMs: reader.integer('timeout_ms', 0, MAX_WAIT_MS) ?? 10_000,
    ignoreRetries: reader.flag('ignore_retries') ?? false,
  };
}

/** The `gateway` field; `mp` is MercadoPago too. */
export function parseGateway(reader: InputReader): GatewayName {
  const value = reader.value('gateway') === 'mp' ? 'mercadopago' : reader.choice('gateway', GATEWAY_NAMES);
  if (value === null) throw badInput(`gateway is missing: one of ${GATEWAY_NAMES.join(', ')}`);
  return value;
}
