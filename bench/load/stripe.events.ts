import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

/** Some unique events: numbers `first` to `first + count - 1` of a run. */
export interface EventRange {
  /** Letters and digits; part of every id. */
  readonly run: string;
  readonly first: number;
  readonly count: number;
}

const DIGITS = 9;
const PATH = '/webhooks/stripe';

export const EVENT_PREFIX = 'evt_';
export const REFERENCE_PREFIX = 'order-';

/** The number as it stands in ids: fixed width, so that ids sort as numbers. SQL: lpad(n::text, 9, '0'). */
function numbered(run: string, number: number): string {
  return `${run}${String(number).padStart(DIGITS, '0')}`;
}

/** What SQL needs to make the same names: `prefix || lpad(n::text, 9, '0')`. */
export function sqlName(prefix: string, run: string): string {
  return `${prefix}${run}`;
}

/** In minor units (US cents); SQL: 1000 + n % 90000. */
export function amountOf(number: number): number {
  return 1_000 + (number % 90_000);
}

const MARKS = { event: '@event@', intent: '@intent@', amount: '@amount@', reference: '@reference@' };

/** The published fixture, with marks where every event differs from the next; printed as Stripe prints it. */
function readTemplate(): string[] {
  const file = join(REPOSITORY, 'test/fixtures/stripe/payment_intent.succeeded.json');
  const event = JSON.parse(readFileSync(file, 'utf8')) as {
    id: string;
    created: number;
    data: { object: Record<string, unknown> };
  };
  event.id = MARKS.event;
  event.created = Math.floor(Date.now() / 1000);
  Object.assign(event.data.object, {
    id: MARKS.intent,
    amount: MARKS.amount,
    amount_received: MARKS.amount,
    currency: 'usd',
    created: event.created,
    description: `Order ${MARKS.reference}`,
    metadata: { order_id: MARKS.reference },
  });
  return JSON.stringify(event, null, 2)
    .replaceAll(`"${MARKS.amount}"`, MARKS.amount)
    .split(/(@[a-z]+@)/);
}

/** Signed deliveries of unique events, as the bytes of whole HTTP requests. */
export class StripeRequests {
  private readonly template = readTemplate();

  constructor(
    private readonly secret: string,
    private readonly port: number,
  ) {}

  /** Builds all requests of the range, signed now: Stripe's tolerance of five minutes starts here. */
  build({ run, first, count }: EventRange): Buffer[] {
    const signedAt = Math.floor(Date.now() / 1000);
    return Array.from({ length: count }, (_, index) => this.request(this.body(run, first + index), signedAt));
  }

  /** The bodies alone. */
  bodies({ run, first, count }: EventRange): string[] {
    return Array.from({ length: count }, (_, index) => this.body(run, first + index));
  }

  private body(run: string, number: number): string {
    const name = numbered(run, number);
    const values: Readonly<Record<string, string>> = {
      [MARKS.event]: EVENT_PREFIX + name,
      [MARKS.intent]: `pi_${name}`,
      [MARKS.amount]: String(amountOf(number)),
      [MARKS.reference]: REFERENCE_PREFIX + name,
    };
    return this.template.map((piece) => values[piece] ?? piece).join('');
  }

  private request(body: string, signedAt: number): Buffer {
    const signature = createHmac('sha256', this.secret).update(`${signedAt}.${body}`).digest('hex');
    const head =
      `POST ${PATH} HTTP/1.1\r\nHost: 127.0.0.1:${this.port}\r\nAccept: */*; q=0.5, application/xml\r\n` +
      `User-Agent: Stripe/1.0 (+https://stripe.com/docs/webhooks)\r\nContent-Type: application/json; charset=utf-8\r\n` +
      `Stripe-Signature: t=${signedAt},v1=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n`;
    return Buffer.from(head + body);
  }
}
