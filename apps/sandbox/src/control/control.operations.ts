import type { JsonObject } from '../gateway/json.types.js';
import { InputReader } from './input.reader.js';
import type { ControlService } from './control.service.js';

/** One route of the control endpoint. `run` gets path, query and body as one object and leaves checking it to the service. */
export interface ControlOperation {
  readonly method: 'GET' | 'POST';
  /** Relative to `/sandbox/control`. */
  readonly path: string;
  readonly summary: string;
  /** A body that works (for GET: a query). */
  readonly example: JsonObject;
  run(control: ControlService, input: unknown): unknown;
}

const TRANSACTION = '/transactions/:gateway/:id';

/** Everything that the control endpoint can do; the routes and the guide are made of this table. */
export const CONTROL_OPERATIONS: readonly ControlOperation[] = [
  {
    method: 'POST',
    path: '/transactions',
    summary:
      'Make a transaction and send its signed event. gateway, amount (minor units: 5000000 is 50 000 COP); reference, cart_id, ' +
      'order_id; currency (COP), status in the gateway’s words (default: paid), failure, id, method, checkout_session (Stripe), ' +
      'replace; or raw, the gateway’s own resource, instead of the parts. deliver: false keeps the event back.',
    example: { gateway: 'wompi', reference: 'WC-1050', amount: 5_000_000, currency: 'COP', status: 'APPROVED' },
    run: (control, input) => control.makeTransaction(input),
  },
  {
    method: 'GET',
    path: '/transactions',
    summary: 'List transactions: gateway, reference, status, limit.',
    example: { reference: 'WC-1050' },
    run: (control, input) => ({ data: control.listTransactions(input) }),
  },
  {
    method: 'GET',
    path: TRANSACTION,
    summary: 'One transaction, with the resource as the gateway’s API answers it.',
    example: {},
    run: (control, input) => control.findTransaction(input),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/status`,
    summary: 'Change its status and send what the gateway tells of that. failure: why it was refused.',
    example: { status: 'DECLINED', failure: 'Fondos insuficientes' },
    run: (control, input) => control.changeStatus(input),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/refund`,
    summary: 'Refund amount (minor units), or without it all that is left. Wompi: in full only, as a void.',
    example: { amount: 1_000_000 },
    run: (control, input) => control.refund(input),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/dispute`,
    summary: 'A chargeback: outcome opened, then won or lost. Not with Wompi.',
    example: { outcome: 'opened' },
    run: (control, input) => control.dispute(input),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/void`,
    summary: 'Void (Wompi: APPROVED → VOIDED) or cancel what is not captured yet (MercadoPago, Stripe).',
    example: {},
    run: (control, input) => control.void(input),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/resend`,
    summary:
      'Send again: events last_change, last or all; times each; order in_order, reversed or together; delay_ms before the first.',
    example: { events: 'all', times: 3, order: 'reversed' },
    run: (control, input) => ({ deliveries: control.resend(input) }),
  },
  {
    method: 'POST',
    path: `${TRANSACTION}/request`,
    summary:
      'Build the signed request of its last event (or the last of a type) without sending it; with the curl command.',
    example: { type: 'transaction.updated' },
    run: (control, input) => control.buildRequest(input),
  },
  {
    method: 'POST',
    path: '/events',
    summary: 'Sign a body of your own as the gateway does and send it (deliver: false only builds it).',
    example: { gateway: 'stripe', body: { id: 'evt_1', object: 'event', type: 'payout.paid', data: { object: {} } } },
    run: (control, input) => control.sendEvent(input),
  },
  ...brokenOperations(),
  ...deliveryOperations(),
];

function brokenOperations(): ControlOperation[] {
  return [
    {
      method: 'POST',
      path: '/faults',
      summary:
        'Break a gateway’s API: mode ok, down (connections reset), error (status, retry_after_seconds), slow (delay_ms), hang, ' +
        'garbage, truncated, lost (done, but never answered); times: for so many requests, for_ms: for so long, else until changed.',
      example: { gateway: 'wompi', mode: 'error', status: 503, retry_after_seconds: 2, times: 3 },
      run: (control, input) => control.setFault(input),
    },
    {
      method: 'POST',
      path: '/outage',
      summary:
        'A gateway is away for_ms (wall-clock): its API fails (mode down, error or hang) and its webhooks wait, then go out. ' +
        'over: true ends it now.',
      example: { gateway: 'wompi', for_ms: 30_000 },
      run: (control, input) => control.setOutage(input),
    },
    {
      method: 'POST',
      path: '/webhooks',
      summary:
        'Meddle with webhooks, of one gateway or of all: silent; hold (until false again); drop_every (nth), drop_percent, ' +
        'duplicate_percent, jitter_ms (each waits up to so long, and so they overtake each other), by chance that seed decides; ' +
        'null takes a number back. ipn: MercadoPago’s unverifiable twin goes out too. timeout_ms: how long an answer is waited ' +
        'for (null: the gateway’s own time).',
      example: { drop_percent: 5, duplicate_percent: 10, jitter_ms: 2000, seed: 7 },
      run: (control, input) => control.setWebhooks(input),
    },
    {
      method: 'POST',
      path: '/settlement',
      summary:
        'When a gateway decides what its API was asked for: hold (nothing is decided until it is false again), after_ms (wall-clock; ' +
        'null: the gateway’s own time divided by the time factor).',
      example: { gateway: 'wompi', hold: true },
      run: (control, input) => control.setSettlement(input),
    },
    {
      method: 'POST',
      path: '/target',
      summary: 'Where events go: <url>/webhooks/<gateway>. null: nowhere.',
      example: { url: 'http://127.0.0.1:3000' },
      run: (control, input) => control.setTarget(input),
    },
    {
      method: 'GET',
      path: '/state',
      summary: 'Target, faults (with how many requests met them) and webhook settings.',
      example: {},
      run: (control) => control.state(),
    },
    {
      method: 'POST',
      path: '/reset',
      summary: 'Forget transactions, deliveries, faults and settings. Target and secrets stay.',
      example: {},
      run: (control) => control.reset(),
    },
  ];
}

function deliveryOperations(): ControlOperation[] {
  return [
    {
      method: 'GET',
      path: '/deliveries',
      summary: 'List deliveries with every attempt and answer: gateway, transaction_id, event_type, state, limit.',
      example: { gateway: 'wompi', state: 'waiting' },
      run: (control, input) => ({ data: control.listDeliveries(input) }),
    },
    {
      method: 'GET',
      path: '/deliveries/:id',
      summary: 'One delivery.',
      example: {},
      run: (control, input) => control.findDelivery(new InputReader(input, ['id']).requiredText('id')),
    },
    {
      method: 'GET',
      path: '/idle',
      summary:
        'Wait until nothing is left to send: timeout_ms (10000), ignore_retries. Answers idle false when time is up.',
      example: { timeout_ms: 5000 },
      run: (control, input) => control.waitUntilIdle(input),
    },
  ];
}
