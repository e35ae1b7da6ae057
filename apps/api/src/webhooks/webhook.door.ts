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
import { MetricsService } from '../metrics/metrics.service.js';
import { AddressList } from './address-list.js';
import { DoorLimiter } from './door.limiter.js';
import { type InboxEntry, Inbox } from './inbox.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';

/** Gateways send a few KiB; Stripe's largest events are an order of magnitude below this. */
export const MAX_BODY_BYTES = 1024 * 1024;
const MAX_TEXT = 255;
/** What an older storefront's URL means when it names no gateway. */
const LEGACY_PROVIDER = 'wompi';

type Accepted = Extract<Verdict, { kind: 'accepted' }>;
type WebhookRequest = FastifyRequest<{ Params: { provider?: string }; Body: Buffer | undefined }>;

/**
 * The door that gateways knock on: verify, record, answer, in this order. It is a bare Fastify route, not a Nest controller:
 * an acknowledgement needs no pipe, guard or interceptor, and each of them would cost more than storing the event.
 */
@Injectable()
export class WebhookDoor {
  private readonly logger = new Logger('WebhookDoor');
  private readonly allowlist: AddressList | null;
  private readonly limiter = new DoorLimiter();

  constructor(
    private readonly gateways: GatewayRegistry,
    private readonly inbox: Inbox,
    private readonly enqueuer: WebhookEnqueuer,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    this.allowlist = config.webhooks.ipAllowlist.length > 0 ? new AddressList(config.webhooks.ipAllowlist) : null;
  }

  /** Registers the routes in a scope of their own, where bodies stay the bytes that were signed. */
  async register(instance: FastifyInstance): Promise<void> {
    await instance.register(async (scope) => {
      scope.removeAllContentTypeParsers();
      scope.addContentTypeParser(
        'application/json',
        { parseAs: 'buffer', bodyLimit: MAX_BODY_BYTES },
        (_request, body, done) => done(null, body),
      );
      scope.setErrorHandler((error, request, reply) => this.refuse(error, request.id, reply));
      const options = { bodyLimit: MAX_BODY_BYTES, onRequest: refuseEncoded, config: { passesRequestId: true } };
      for (const path of ['/webhooks/:provider', '/store/webhook/payment/:provider', '/api/v1/payments/webhook']) {
        scope.post(path, options, (request, reply) => this.receive(request as WebhookRequest, reply));
      }
    });
  }

  private async receive(request: WebhookRequest, reply: FastifyReply): Promise<FastifyReply> {
    const startedAt = process.hrtime.bigint();
    const gateway = this.gateways.get(request.params.provider ?? LEGACY_PROVIDER);
    if (!gateway) throw new DomainError('unknown_gateway', 'No such gateway is configured', { status: 404 });
    if (this.allowlist && !this.allowlist.has(request.ip)) {
      this.metrics.rejected.inc({ provider: gateway.name, reason: 'address_not_allowed' });
      throw new DomainError('address_not_allowed', 'This address may not post webhooks', { status: 403 });
    }
    const delivery = deliveryOf(request);
    const verdict = delivery === null ? REPEATED_QUERY : gateway.verify(delivery, new Date());
    const answer = await this.answer(gateway, verdict, delivery, request);
    this.metrics.ackSeconds.observe({ provider: gateway.name }, Number(process.hrtime.bigint() - startedAt) / 1e9);
    return reply.code(200).type('application/json; charset=utf-8').send(answer);
  }

  private async answer(
    gateway: Gateway,
    verdict: Verdict,
    delivery: Delivery | null,
    request: WebhookRequest,
  ): Promise<string> {
    const provider = gateway.name;
    if (verdict.kind === 'ignored') {
      this.metrics.discarded.inc({ provider, reason: verdict.reason });
      return '{"status":"ignored"}';
    }
    if (verdict.kind !== 'accepted' || delivery === null) return this.turnAway(provider, verdict, request);
    const { id, isNew } = await this.record(gateway, verdict, delivery, request.id);
    if (!isNew) {
      this.metrics.deduplicated.inc({ provider });
      return `{"status":"already_received","id":"${id}"}`;
    }
    this.metrics.received.inc({ provider });
    this.enqueuer.push(provider, id);
    return `{"status":"received","id":"${id}"}`;
  }

  private async record(
    gateway: Gateway,
    verdict: Accepted,
    delivery: Delivery,
    requestId: string,
  ): Promise<{ id: string; isNew: boolean }> {
    try {
      return await this.inbox.record(entryOf(gateway, verdict, delivery, requestId));
    } catch (error) {
      this.metrics.unstored.inc({ provider: gateway.name });
      throw error;
    }
  }

  /** Every refusal looks the same from outside; the reason is in the metric alone. Only refusals are ever throttled. */
  private turnAway(provider: string, verdict: Verdict, request: WebhookRequest): never {
    const malformed = verdict.kind === 'malformed';
    const reason = verdict.kind === 'rejected' ? verdict.reason : 'malformed';
    this.metrics.rejected.inc({ provider, reason });
    if (!this.limiter.mayFail(request.ip)) throw new TooManyRequestsError(this.limiter.windowMs);
    if (malformed)
      throw new DomainError('malformed_event', 'The body is not an event of this gateway', { status: 400 });
    throw new DomainError('invalid_signature', 'The signature is not valid', { status: 401 });
  }

  private refuse(error: unknown, requestId: string, reply: FastifyReply): FastifyReply {
    const problem = toProblem(error, requestId);
    if (problem.status >= 500) {
      const cause = error instanceof DomainError ? error.cause : error;
      this.logger.error(
        { requestId, code: problem.body.code, cause: cause instanceof Error ? cause.message : undefined },
        'webhook not stored',
      );
    }
    return reply.code(problem.status).headers(problem.headers).send(JSON.stringify(problem.body));
  }
}

const REPEATED_QUERY: Verdict = { kind: 'malformed', reason: 'repeated_query' };

/** A compressed body would have to be inflated before it is verified, and a small one can inflate to anything. */
function refuseEncoded(request: FastifyRequest, _reply: FastifyReply, done: (error?: Error) => void): void {
  const encoding = request.headers['content-encoding'];
  const refused = encoding !== undefined && encoding !== 'identity';
  done(
    refused ? new DomainError('unsupported_media_type', 'The body must not be encoded', { status: 415 }) : undefined,
  );
}

/** Null when a query key is repeated: which of the two was signed cannot be told. */
function deliveryOf(request: WebhookRequest): Delivery | null {
  const query: Record<string, string> = {};
  for (const [key, value] of Object.entries(request.query as Record<string, unknown>)) {
    if (typeof value !== 'string') return null;
    query[key] = value;
  }
  return { rawBody: request.body ?? Buffer.alloc(0), headers: textsOf(request.headers), query };
}

/** Node joins the values of a repeated header into one text, except this one's: without it nothing has to be copied. */
function textsOf(headers: IncomingHttpHeaders): Delivery['headers'] {
  if (headers['set-cookie'] === undefined) return headers as Delivery['headers'];
  const { 'set-cookie': _several, ...texts } = headers;
  return texts as Delivery['headers'];
}

function entryOf(gateway: Gateway, verdict: Accepted, delivery: Delivery, requestId: string): InboxEntry {
  const kept: Record<string, string | undefined> = {};
  for (const name of gateway.keptHeaders) kept[name] = delivery.headers[name];
  return {
    tenantId: DEFAULT_TENANT_ID,
    provider: gateway.name,
    eventKey: storable(verdict.eventKey),
    webhookId: storable(verdict.webhookId),
    type: storable(verdict.type),
    reference: verdict.reference === null ? null : storable(verdict.reference),
    transactionId: verdict.transactionId === null ? null : storable(verdict.transactionId),
    requestId,
    delivery: JSON.stringify({ headers: kept, query: delivery.query }),
    rawBody: delivery.rawBody,
  };
}

/** PostgreSQL's text takes no NUL; the raw bytes beside it keep it. */
function storable(text: string): string {
  const clean = text.includes('\0') ? text.replaceAll('\0', '\uFFFD') : text;
  return clean.length > MAX_TEXT ? clean.slice(0, MAX_TEXT) : clean;
}
