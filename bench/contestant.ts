import type { Pool } from 'pg';
import type { EventRange } from './load/stripe.events.js';
import type { ContestantName } from './options.js';
import type { Server } from './surroundings/server.process.js';

/** Where a contestant keeps the events that it has acknowledged. */
export interface EventTable {
  readonly pool: Pool;
  readonly table: string;
  /** The column with the gateway's id of the event. */
  readonly idColumn: string;
}

/** Who is measured. */
export interface Contestant {
  readonly name: ContestantName;
  /** For people: what it is made of. */
  readonly label: string;
  readonly events: EventTable;
  /** Starts what acknowledges. */
  serve(): Promise<Server>;
  /** Empties its tables; no delivery and no work is on its way. */
  clear(): Promise<void>;
  /** Set when its `serve()` also works the events. */
  readonly worksWhileServing: boolean;
  /** Null: it cannot turn events into paid orders. */
  readonly work: OrderWork | null;
}

/** Turning stored events into captured orders. */
export interface OrderWork {
  /** Makes the order that each of the events pays, as it is before it is paid. */
  seedOrders(events: EventRange): Promise<void>;
  /** Stores the events, each with its place in the queue, while nobody works them. */
  storeBacklog(events: EventRange): Promise<void>;
  /** Starts what works stored events. */
  startWorker(): Promise<Server>;
  /** Starts door and worker. */
  serveAndWork(): Promise<Server>;
  /** Events that are stored and not worked yet. */
  countPending(): Promise<number>;
  /** Orders whose capture is in their history. */
  countCaptured(): Promise<number>;
  /** What is wrong with the orders of a range that was worked to its end; empty: each captured once, with one line of history. */
  findFaults(events: EventRange): Promise<string[]>;
  /** When each captured order of the range was committed as such: milliseconds since 1970, by event number. */
  capturedAtMs(events: EventRange): Promise<Map<number, number>>;
  /** Null: shoppers cannot read of a payment that has no order. */
  readonly early: EarlyWork | null;
}

/** Turning events of carts without an order into results that their shoppers can read. */
export interface EarlyWork {
  /** Makes the cart that each of the events pays; none has an order. */
  seedCarts(events: EventRange): Promise<void>;
  /** What is wrong with the results of a range that was worked to its end; empty: one approved payment and its result per cart. */
  findFaults(events: EventRange): Promise<string[]>;
  /** When each result of the range was committed, and so could be read: milliseconds since 1970, by event number. */
  readableAtMs(events: EventRange): Promise<Map<number, number>>;
}

/** The webhook secret that generator and contestants share. */
export const WEBHOOK_SECRET = 'whsec_benchmarkOnlyNeverUsedElsewhere0';
