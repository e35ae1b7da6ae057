import type { Latency } from '../report/statistics.js';
import type { EventRange } from './stripe.events.js';

/** What the generator is asked to do: deliver these events, each once. */
export interface LoadRequest {
  readonly port: number;
  readonly secret: string;
  readonly events: EventRange;
  readonly connections: number;
  /** After this long no new delivery is begun. */
  readonly seconds: number;
  /** Open loop: deliveries begun per second, whatever the answers. Null: each connection sends as soon as it is answered. */
  readonly perSecond: number | null;
}

/** What came of it. */
export interface LoadResult {
  /** How many were sent, from the first of the range on. */
  readonly sent: number;
  /** How many were answered 200. */
  readonly acks: number;
  /** Numbers of events that were sent and not answered 200: nobody may rely on them. */
  readonly unacked: readonly number[];
  /** How often each other answer came; 0: none at all. */
  readonly refusals: Readonly<Record<number, number>>;
  /** From the first request to the last answer. */
  readonly seconds: number;
  /** From sending (closed loop) or from when it was due (open loop) to the answer. */
  readonly latency: Latency;
  /** Processor time of the generator itself as a share of one core: near 1 it is the generator that is measured. */
  readonly generatorShare: number;
  /** Open loop: when each sent event was due, milliseconds since 1970, in the order of the range. */
  readonly dueAtMs: readonly number[];
}

/** From the generator: the requests are built, the first goes out now; then the result. */
export type LoadMessage =
  | { readonly kind: 'begun' }
  | { readonly kind: 'done'; readonly result: LoadResult }
  | { readonly kind: 'failed'; readonly message: string };
