import { DELIVERY_STATES, type Delivery } from '../delivery/delivery.record.js';
import { ONCE, type DeliveryDispatcher, type IdleReport } from '../delivery/delivery.dispatcher.js';
import type { FaultSwitch } from '../fault/fault.switch.js';
import {
  GATEWAY_NAMES,
  type Change,
  type Changed,
  type GatewayName,
  type ImitatedGateway,
  type OutgoingEvent,
  type TransactionSummary,
} from '../gateway/gateway.contract.js';
import { plainText } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import type { SettlementClock } from '../settlement/settlement.clock.js';
import * as parser from './control.parser.js';
import { builtRequest } from './control.request.js';
import type * as types from './control.types.js';
import { badInput, InputReader } from './input.reader.js';

const MAX_LISTED = 10_000;

/**
 * The operations of the control endpoint. Inputs are unknown until they are parsed here, so callers over HTTP and in-process
 * ones (who see the types of `SandboxControl`) meet the same rules.
 */
export class ControlService implements types.SandboxControl {
  /** What each transaction's changes told, oldest first. */
  private readonly told = new Map<string, OutgoingEvent[][]>();
  /** When the webhooks of a gateway that is away come back. */
  private readonly outages = new Map<GatewayName, NodeJS.Timeout>();

  constructor(
    private readonly gateways: Readonly<Record<GatewayName, ImitatedGateway>>,
    private readonly dispatcher: DeliveryDispatcher,
    private readonly faults: FaultSwitch,
    private readonly clock: SettlementClock,
  ) {}

  makeTransaction(input: unknown): types.Outcome {
    const { gateway: name, content, replace, deliver } = parser.parseMake(input);
    const gateway = this.gateways[name];
    const id = 'parts' in content ? content.parts.id : plainText(content.raw['id']);
    if (id !== null && gateway.find(id) !== null && !replace) {
      throw new SandboxError(
        409,
        'already_exists',
        `${name} has ${id} already; say "replace": true to put this in its place`,
      );
    }
    const now = new Date();
    const changed = 'parts' in content ? gateway.make(content.parts, now) : gateway.adopt(content.raw, now);
    return this.tell(gateway, changed, deliver);
  }

  changeStatus(input: unknown): types.Outcome {
    const { reader, ...key } = parser.parseKey(input, ['status', 'failure']);
    return this.change(key, { kind: 'status', status: reader.requiredText('status'), failure: reader.text('failure') });
  }

  refund(input: unknown): types.Outcome {
    const { reader, ...key } = parser.parseKey(input, ['amount']);
    return this.change(key, { kind: 'refund', amountMinor: parser.parseAmount(reader) });
  }

  dispute(input: unknown): types.Outcome {
    const { reader, ...key } = parser.parseKey(input, ['outcome']);
    return this.change(key, {
      kind: 'dispute',
      outcome: reader.choice('outcome', ['opened', 'won', 'lost']) ?? 'opened',
    });
  }

  void(input: unknown): types.Outcome {
    return this.change(parser.parseKey(input), { kind: 'void' });
  }

  resend(input: unknown): readonly Delivery[] {
    const { reader, gateway, id } = parser.parseKey(input, ['events', 'times', 'order', 'delay_ms']);
    const which = reader.choice('events', ['last_change', 'last', 'all']) ?? 'last_change';
    const changes = this.toldOf(gateway, id);
    const lastChange = changes.at(-1) ?? [];
    const events = { last_change: lastChange, last: lastChange.slice(-1), all: changes.flat() }[which];
    return this.dispatcher.dispatch(events, parser.parseDispatch(reader));
  }

  buildRequest(input: unknown): types.BuiltRequest {
    const { reader, gateway, id } = parser.parseKey(input, ['type']);
    const type = reader.text('type');
    const events = this.toldOf(gateway, id).flat();
    const event = events.findLast((candidate) => type === null || candidate.type === type);
    if (event) return builtRequest(event, this.dispatcher);
    throw new SandboxError(
      404,
      'unknown_event',
      `no event ${type ?? ''} of ${id}; there are: ${events.map((told) => told.type).join(', ')}`,
    );
  }

  sendEvent(input: unknown): { request: types.BuiltRequest; deliveries: readonly Delivery[] } {
    const { gateway, body, deliver } = parser.parseEvent(input);
    const event = this.gateways[gateway].eventFrom(body);
    return {
      request: builtRequest(event, this.dispatcher),
      deliveries: deliver ? this.dispatcher.dispatch([event], ONCE) : [],
    };
  }

  findTransaction(key: unknown): TransactionSummary {
    const { gateway, id } = parser.parseKey(key);
    const transaction = this.gateways[gateway].find(id);
    if (transaction) return transaction;
    throw new SandboxError(404, 'unknown_transaction', `${gateway} has no transaction ${id}`);
  }

  listTransactions(filter?: unknown): readonly TransactionSummary[] {
    const reader = new InputReader(filter, ['gateway', 'reference', 'status', 'limit']);
    const names = reader.has('gateway') ? [parser.parseGateway(reader)] : GATEWAY_NAMES;
    const [reference, status] = [reader.text('reference'), reader.text('status')];
    return names
      .flatMap((name) => this.gateways[name].list())
      .filter((one) => (reference ?? one.reference) === one.reference && (status ?? one.status) === one.status)
      .slice(0, reader.integer('limit', 1, MAX_LISTED) ?? 100);
  }

  findDelivery(id: string): Delivery {
    const delivery = this.dispatcher.find(id);
    if (delivery) return delivery;
    throw new SandboxError(404, 'unknown_delivery', `there is no delivery ${id}`);
  }

  listDeliveries(filter?: unknown): readonly Delivery[] {
    const reader = new InputReader(filter, ['gateway', 'transaction_id', 'event_type', 'state', 'limit']);
    const wanted = {
      gateway: reader.has('gateway') ? parser.parseGateway(reader) : null,
      transaction_id: reader.text('transaction_id'),
      event_type: reader.text('event_type'),
      state: reader.choice('state', DELIVERY_STATES),
    };
    const names = ['gateway', 'transaction_id', 'event_type', 'state'] as const;
    return this.dispatcher
      .list()
      .filter((delivery) => names.every((name) => wanted[name] === null || wanted[name] === delivery[name]))
      .slice(0, reader.integer('limit', 1, MAX_LISTED) ?? 100);
  }

  setFault(input: unknown): types.SandboxState {
    const { gateway, fault, times, forMs } = parser.parseFault(input);
    this.faults.set(gateway, fault, times, forMs);
    return this.state();
  }

  /** While a gateway is away its API fails and its webhooks wait; both come back by themselves. */
  setOutage(input: unknown): types.SandboxState {
    const { gateway, fault, forMs } = parser.parseOutage(input);
    this.faults.set(gateway, forMs === null ? null : fault, null, forMs);
    this.dispatcher.setPolicy(gateway, { hold: forMs !== null });
    clearTimeout(this.outages.get(gateway));
    if (forMs !== null) {
      const end = (): void => this.dispatcher.setPolicy(gateway, { hold: false });
      this.outages.set(gateway, setTimeout(end, forMs).unref());
    }
    return this.state();
  }

  setWebhooks(input: unknown): types.SandboxState {
    const { gateway, changes } = parser.parseWebhooks(input);
    if (changes.ipn === true && gateway !== null && gateway !== 'mercadopago')
      throw badInput('only mercadopago has an IPN');
    for (const name of gateway === null ? GATEWAY_NAMES : [gateway]) this.dispatcher.setPolicy(name, changes);
    return this.state();
  }

  setSettlement(input: unknown): types.SandboxState {
    const { gateway, changes } = parser.parseSettlement(input);
    for (const name of gateway === null ? GATEWAY_NAMES : [gateway]) this.clock.set(name, changes);
    return this.state();
  }

  setTarget(input: unknown): types.SandboxState {
    this.dispatcher.setTarget(parser.parseTarget(input));
    return this.state();
  }

  state(): types.SandboxState {
    return {
      target_url: this.dispatcher.target,
      faults: this.faults.states(),
      webhooks: this.dispatcher.policies.all(),
      settlement: this.clock.all(),
    };
  }

  async waitUntilIdle(input?: unknown): Promise<IdleReport> {
    const { timeoutMs, ignoreRetries } = parser.parseWait(input);
    const deadline = Date.now() + timeoutMs;
    await this.clock.waitUntilSettled(timeoutMs);
    const report = await this.dispatcher.waitUntilIdle(Math.max(0, deadline - Date.now()), ignoreRetries);
    return { ...report, idle: report.idle && this.clock.pending === 0 };
  }

  reset(): types.SandboxState {
    for (const outage of this.outages.values()) clearTimeout(outage);
    this.outages.clear();
    this.clock.reset();
    for (const name of GATEWAY_NAMES) this.gateways[name].reset();
    this.told.clear();
    this.faults.reset();
    this.dispatcher.reset();
    return this.state();
  }

  /** What an API call or a page changed goes out like what the control endpoint changes. */
  tellOf(gateway: GatewayName, changed: Changed): void {
    this.send(this.gateways[gateway], changed, null);
  }

  private change(key: parser.ParsedKey, change: Change): types.Outcome {
    const gateway = this.gateways[key.gateway];
    return this.tell(gateway, gateway.change(key.id, change, new Date()), key.deliver);
  }

  private tell(gateway: ImitatedGateway, changed: Changed, deliver: boolean | null): types.Outcome {
    const deliveries = this.send(gateway, changed, deliver);
    return { transaction: this.findTransaction({ gateway: gateway.name, id: changed.id }), deliveries };
  }

  /** Remembers what a change tells and, unless it is to be kept back, puts it on its way. */
  private send(
    gateway: ImitatedGateway,
    { id, events, untold }: Changed,
    deliver: boolean | null,
  ): readonly Delivery[] {
    const key = `${gateway.name}/${id}`;
    if (events.length > 0) this.told.set(key, [...(this.told.get(key) ?? []), [...events]]);
    return (deliver ?? untold !== true) ? this.dispatcher.dispatch(events, ONCE) : [];
  }

  private toldOf(gateway: GatewayName, id: string): readonly OutgoingEvent[][] {
    const changes = this.told.get(`${gateway}/${id}`);
    if (changes) return changes;
    throw new SandboxError(404, 'unknown_transaction', `${gateway} has told nothing of a transaction ${id}`);
  }
}
