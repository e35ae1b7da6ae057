import type { IncomingHttpHeaders } from 'node:http';
import { Inject, Injectable, Logger } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { DomainError } from '../common/errors.js';
import { TooManyRequestsError } from '../common/problem.errors.js';
import { toProblem } from '../common/problem.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import type { Delivery, Gateway, Verdict } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import type { BareRequest } from '../http/bare.routes.js';
import { addressReader, type ReadAddress } from '../http/remote.address.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { AddressList } from './address-list.js';
import { DeliveryText, NO_QUERY } from './delivery.text.js';
import { acknowledge, readBody, refuse } from './door.exchange.js';
import { DoorLimiter } from './door.limiter.js';
import { type DoorCounter, DoorTally, RECEIVED } from './door.tally.js';
import { type InboxEntry, Inbox, type Recorded } from './inbox.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';

const MAX_TEXT = 255;
/** What an older storefront's URL means when it names no gateway. */
const LEGACY_PROVIDER = 'wompi';
const LEGACY_PATH = '/api/v1/payments/webhook';
const PATHS = ['/webhooks/', '/store/webhook/payment/'];

type Accepted = Extract<Verdict, { kind: 'accepted' }>;

/** A gateway and its counters, found once and not for every delivery. */
interface Doorway {
  readonly gateway: Gateway;
  readonly text: DeliveryText;
  readonly received: { inc(): void };
  /** The same for the whole installation. */
  readonly heard: DoorCounter;
  readonly ackSeconds: { observe(seconds: number): void };
}

/** One delivery on its way through the door. */
interface Knock extends BareRequest {
  readonly doorway: Doorway;
  readonly startedAtMs: number;
}

/**
 * The door that gateways knock on: verify, record, answer, in this order. It stands on Node's own server (see BareRoutes), and
 * the way to an acknowledgement is plain calls: each hook, promise and copy in it would cost more than storing the event does.
 */
@Injectable()
export class WebhookDoor {
  private readonly logger = new Logger('WebhookDoor');
  private readonly allowlist: AddressList | null;
  private readonly limiter = new DoorLimiter();
  private readonly addressOf: ReadAddress;
  private isOpen = (): boolean => true;

  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly inbox: Inbox,
    private readonly enqueuer: WebhookEnqueuer,
    private readonly metrics: MetricsService,
    private readonly tally: DoorTally,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    this.allowlist = config.webhooks.ipAllowlist.length > 0 ? new AddressList(config.webhooks.ipAllowlist) : null;
    this.addressOf = addressReader(config.http.trustProxy);
  }

  /** Opens the door of every configured gateway, under every path it has; behind it Fastify says 404 of all others. */
  register(instance: FastifyInstance): void {
    const { server } = instance;
    this.isOpen = () => server.listening;
    for (const gateway of this.gateways.all()) this.open(instance, gateway);
    for (const path of [...PATHS.map((start) => `${start}:provider`), LEGACY_PATH]) {
      instance.post(path, { onRequest: refuseUnknown }, refuseUnknown);
    }
  }

  private open({ bareRoutes }: FastifyInstance, gateway: Gateway): void {
    const { received, ackSeconds } = this.metrics;
    const labels = { provider: gateway.name };
    const text = new DeliveryText(gateway.keptHeaders);
    const doorway = {
      gateway,
      text,
      received: received.labels(labels),
      heard: this.tally.counter(gateway.name, RECEIVED),
      ackSeconds: ackSeconds.labels(labels),
    };
    const handler = (bare: BareRequest): void => this.receive(doorway, bare);
    for (const name of [gateway.name, ...gateway.aliases]) {
      for (const start of PATHS) bareRoutes.post(start + name, `${start}:provider`, handler);
    }
    if (gateway.name === LEGACY_PROVIDER) bareRoutes.post(LEGACY_PATH, LEGACY_PATH, handler);
  }

  private receive(doorway: Doorway, { request, response, requestId, query, answers }: BareRequest): void {
    const knock = { request, response, requestId, query, answers, doorway, startedAtMs: performance.now() };
    readBody(request, (error, body) => {
      try {
        if (error !== null) throw error;
        this.judge(knock, body);
      } catch (refusal) {
        this.turnAway(knock, refusal);
      }
    });
  }

  /** @throws DomainError for everything that is not stored. */
  private judge(knock: Knock, rawBody: Buffer): void {
    const { gateway } = knock.doorway;
    const { name: provider } = gateway;
    if (this.allowlist !== null && !this.allowlist.has(this.addressOf(knock.request))) {
      this.countRefusal(provider, 'address_not_allowed');
      throw new DomainError('address_not_allowed', 'This address may not post webhooks', { status: 403 });
    }
    const delivery = deliveryOf(knock, rawBody);
    const verdict = delivery === null ? REPEATED_QUERY : gateway.verify(delivery, new Date());
    if (verdict.kind === 'ignored') {
      this.metrics.discarded.inc({ provider, reason: verdict.reason });
      this.answer(knock, '{"status":"ignored"}');
    } else if (verdict.kind === 'accepted' && delivery !== null) {
      this.record(knock, entryOf(knock, verdict, delivery));
    } else throw this.refusalOf(knock, verdict);
  }

  private record(knock: Knock, entry: InboxEntry): void {
    const { gateway } = knock.doorway;
    this.inbox.record(entry).then(
      (recorded) => this.stored(knock, recorded),
      (error: unknown) => {
        this.metrics.unstored.inc({ provider: gateway.name });
        this.turnAway(knock, error);
      },
    );
  }

  private stored(knock: Knock, { id, isNew }: Recorded): void {
    const { gateway, received, heard } = knock.doorway;
    if (isNew) {
      received.inc();
      heard.count++;
      this.enqueuer.push(gateway.name, id);
    } else this.metrics.deduplicated.inc({ provider: gateway.name });
    this.answer(knock, `{"status":"${isNew ? 'received' : 'already_received'}","id":"${id}"}`);
  }

  private answer({ response, requestId, answers, doorway, startedAtMs }: Knock, json: string): void {
    if (!this.isOpen()) response.shouldKeepAlive = false;
    acknowledge(response, requestId, json);
    answers.add(200);
    doorway.ackSeconds.observe((performance.now() - startedAtMs) / 1000);
  }

  /** Every refusal looks the same from outside; the reason is in the metric alone. Only refusals are ever throttled. */
  private refusalOf({ request, doorway }: Knock, verdict: Verdict): DomainError {
    const malformed = verdict.kind === 'malformed';
    const reason = verdict.kind === 'rejected' ? verdict.reason : 'malformed';
    this.countRefusal(doorway.gateway.name, reason);
    if (!this.limiter.mayFail(this.addressOf(request))) return new TooManyRequestsError(this.limiter.windowMs);
    if (malformed)
      return new DomainError('malformed_event', 'The body is not an event of this gateway', { status: 400 });
    return new DomainError('invalid_signature', 'The signature is not valid', { status: 401 });
  }

  private countRefusal(provider: string, reason: string): void {
    this.metrics.rejected.inc({ provider, reason });
    this.tally.counter(provider, reason).count++;
  }

  private turnAway({ request, response, requestId, answers }: Knock, error: unknown): void {
    const problem = toProblem(error, requestId);
    if (problem.status >= 500) {
      const cause = error instanceof DomainError ? error.cause : error;
      this.logger.error(
        { requestId, code: problem.body.code, cause: cause instanceof Error ? cause.message : undefined },
        'webhook not stored',
      );
    }
    if (!this.isOpen()) response.shouldKeepAlive = false;
    refuse(request, response, problem);
    answers.add(problem.status);
  }
}

const REPEATED_QUERY: Verdict = { kind: 'malformed', reason: 'repeated_query' };

/** Before its body is read: nobody wants it. */
function refuseUnknown(request: FastifyRequest, reply: FastifyReply): void {
  const error = new DomainError('unknown_gateway', 'No such gateway is configured', { status: 404 });
  const { status, headers, body } = toProblem(error, request.id);
  void reply.code(status).headers(headers).send(JSON.stringify(body));
}

/** Null when a query key is repeated: which of the two was signed cannot be told. */
function deliveryOf({ request, query }: Knock, rawBody: Buffer): Delivery | null {
  const headers = textsOf(request.headers);
  if (query === '') return { rawBody, headers, query: NO_QUERY };
  const pairs = [...new URLSearchParams(query)];
  const texts = new Map(pairs);
  return texts.size < pairs.length ? null : { rawBody, headers, query: Object.fromEntries(texts) };
}

/** Node joins the values of a repeated header into one text, except this one's: without it nothing has to be copied. */
function textsOf(headers: IncomingHttpHeaders): Delivery['headers'] {
  if (headers['set-cookie'] === undefined) return headers as Delivery['headers'];
  const { 'set-cookie': _several, ...texts } = headers;
  return texts as Delivery['headers'];
}

function entryOf({ doorway, requestId }: Knock, verdict: Accepted, delivery: Delivery): InboxEntry {
  return {
    tenantId: DEFAULT_TENANT_ID,
    provider: doorway.gateway.name,
    eventKey: storable(verdict.eventKey),
    webhookId: storable(verdict.webhookId),
    type: storable(verdict.type),
    reference: verdict.reference === null ? null : storable(verdict.reference),
    transactionId: verdict.transactionId === null ? null : storable(verdict.transactionId),
    requestId,
    delivery: doorway.text.of(delivery),
    rawBody: delivery.rawBody,
  };
}

/** PostgreSQL's text takes no NUL; the raw bytes beside it keep it. */
function storable(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  return clean.length > MAX_TEXT ? clean.slice(0, MAX_TEXT) : clean;
}
