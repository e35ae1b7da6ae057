import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Delivery, Gateway, RejectionReason } from '../../apps/api/src/gateways/gateway.js';
import type { GatewayObserver } from '../../apps/api/src/gateways/gateway.observer.js';
import type { PaymentFact } from '../../apps/api/src/payments/payment-event.js';
import type { ApiServer } from './api.server.js';

/** When the suite's events are signed and judged, unless a test says otherwise. */
export const NOW = new Date('2026-11-22T12:00:00.000Z');

export const SECRET = 'conformance_secret_0123456789abcdef';
export const OLD_SECRET = 'conformance_old_secret_fedcba9876543210';

/** One payment as the suite tells it: each adapter puts it into its gateway's words. */
export interface Story {
  readonly transactionId: string;
  readonly reference: string;
  /** The gateway's own word, from `cases`. */
  readonly status: string;
  /** Tells two events of one payment apart. */
  readonly sequence: number;
  /** In the gateway's own unit, as its JSON has it. */
  readonly amount: number;
}

export interface Signing {
  readonly secret?: string;
  readonly at?: Date;
}

export interface StatusCase {
  readonly status: string;
  readonly facts: readonly PaymentFact[];
}

export interface Tampering {
  readonly what: string;
  readonly apply: (delivery: Delivery) => Delivery;
  readonly reasons: readonly RejectionReason[];
}

export interface FixtureCase {
  readonly file: string;
  readonly secret: string;
  readonly at: Date;
  readonly delivery: Delivery;
  readonly verdict: object;
}

/** What the suite needs to know of a gateway to hold it to the contract. */
export interface GatewayAdapter {
  readonly name: string;
  /** How long after it was signed an event is still accepted, and how far ahead. */
  readonly maxAgeSeconds: number;
  readonly maxAheadSeconds: number;
  readonly signatureHeader: string;
  /** Some gateways print their digests in upper case. */
  readonly acceptsUpperCase: boolean;
  readonly upperCased: (delivery: Delivery) => Delivery;
  readonly transactionIds: readonly [string, string];
  readonly cases: readonly StatusCase[];
  /** A status nobody has mapped, and what it is taken for. */
  readonly unknownStatus: StatusCase;
  /** COP 85 000 in the gateway's unit. */
  readonly amount: number;
  readonly fixtures: () => readonly FixtureCase[];
  readonly tamperings: readonly Tampering[];
  /** Changes that the signature does not notice: each must be refused or be another event. */
  readonly unsignedChanges: readonly Pick<Tampering, 'what' | 'apply'>[];
  build(options: {
    readonly secrets: readonly string[];
    readonly origin: string;
    readonly observer?: GatewayObserver;
  }): Gateway;
  body(story: Story): object;
  /** An event of a type that nobody knows. */
  unknownType(sequence: number): object;
  sign(body: object, story: { readonly transactionId: string }, signing?: Signing): Delivery;
  /** Signs bytes that may not be JSON, as far as the gateway's scheme can. */
  signBytes(bytes: Buffer, signing?: Signing): Delivery;
  /** Makes the gateway's API tell the story, where the gateway asks it. */
  serve(api: ApiServer, story: Story): void;
  serveSearch(api: ApiServer, stories: readonly Story[]): void;
}

export function unixSeconds(at: Date): number {
  return Math.floor(at.getTime() / 1000);
}

export function fixtureBytes(gateway: string, file: string): Buffer {
  return readFileSync(join(process.cwd(), 'test', 'fixtures', gateway, file));
}

export function withHeader(delivery: Delivery, name: string, value: string | undefined): Delivery {
  return { ...delivery, headers: { ...delivery.headers, [name]: value } };
}

/** Replaces text in the body, byte for byte; the text must be there. */
export function withBodyText(delivery: Delivery, from: string, to: string): Delivery {
  const text = delivery.rawBody.toString();
  if (!text.includes(from)) throw new Error(`the body does not hold ${from}`);
  return { ...delivery, rawBody: Buffer.from(text.replace(from, to)) };
}
