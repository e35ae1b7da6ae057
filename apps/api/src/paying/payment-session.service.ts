import { setTimeout as wait } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError, GatewayUnavailableError } from '../common/errors.js';
import { createId, ID_PATTERN } from '../common/ids.js';
import { ProblemError } from '../common/problem.errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { Gateway } from '../gateways/gateway.js';
import type { PaymentMethod } from '../gateways/gateway.payments.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { attemptOf, cartReference } from '../orders/cart.reference.js';
import type { StoredCart } from '../orders/cart.repository.js';
import { PayableCarts } from './payable.cart.js';
import { isOpen, type StoredSession, type ToldSession } from './payment-session.js';
import { PaymentSessionRepository } from './payment-session.repository.js';
import { returnAddress } from './return.address.js';
import { methodFor, sessionFingerprint, type SessionRequest } from './session.request.js';
import { type SessionDetails, SessionStarter } from './session.starter.js';
import { SessionSettler } from './session.settler.js';

/** A second click within this time is the first one. */
const YOUNG_MS = 5 * 60_000;
/** More ways to pay one cart at one gateway is no shopper's doing. */
const MAX_ATTEMPTS = 100;
const POLL_MS = 100;
/** How soon a gateway is asked again about a next action that was still to come. */
const LOOK_AGAIN_MS = 1_000;
const CASH: ReadonlySet<PaymentMethod> = new Set(['efecty', 'bancolombia_collect']);

interface Opened {
  readonly session: StoredSession;
  readonly cart: StoredCart;
  /** This request is the one to begin it: it is new, or was never begun. */
  readonly claimed: boolean;
}

/** Payment sessions as storefronts start and read them. */
@Injectable()
export class PaymentSessionService {
  constructor(
    private readonly database: DatabaseService,
    private readonly carts: PayableCarts,
    private readonly sessions: PaymentSessionRepository,
    private readonly starter: SessionStarter,
    private readonly settler: SessionSettler,
    private readonly gateways: GatewayRegistry,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Starts paying a cart, or answers the session that the same request has started a moment ago: two clicks are one payment.
   * @throws DomainError 404 `unknown_gateway`, `cart_not_found`; 409 `cart_already_paid`, `order_canceled`; 422 for what the
   * gateway cannot take; 503 when the gateway is away, with nothing lost.
   */
  async start(tenantId: string, request: SessionRequest): Promise<{ told: ToldSession; created: boolean }> {
    const gateway = this.gateways.get(request.provider);
    if (!gateway) throw new DomainError('unknown_gateway', 'No such gateway here', { status: 404 });
    const opened = await this.database.transaction((tx) => this.open(tx, tenantId, gateway, request));
    const session = opened.claimed ? await this.begin(gateway, opened, request) : await this.awaitBegun(opened.session);
    return { told: await this.settler.tell(session), created: opened.claimed };
  }

  /** A session; one whose next action is still to come is asked about at the gateway. @throws DomainError 404. */
  async find(tenantId: string, id: string): Promise<ToldSession> {
    const session = ID_PATTERN.test(id) ? await this.sessions.find(this.database.pool, tenantId, id) : null;
    if (!session) throw new DomainError('payment_session_not_found', 'No such payment session', { status: 404 });
    const told = await this.settler.tell(session);
    return this.isStillToCome(told) ? this.lookAgain(told) : told;
  }

  /** The shopper of a cart is back. @throws DomainError 404 `cart_not_found`: nobody began to pay such a cart. */
  async noteReturn(tenantId: string, cartId: string): Promise<void> {
    const isNoted = ID_PATTERN.test(cartId) && (await this.sessions.noteReturn(this.database.pool, tenantId, cartId));
    if (!isNoted) throw new DomainError('cart_not_found', 'No such cart was begun to be paid', { status: 404 });
  }

  private async open(tx: Transaction, tenantId: string, gateway: Gateway, request: SessionRequest): Promise<Opened> {
    const cart = await this.carts.lock(tx, tenantId, request.cartId);
    const amount = { amountMinor: cart.amountMinor, currency: cart.currency };
    const method = methodFor(gateway, request.method, amount);
    const returnUrl = returnAddress(this.config, cart.id, request.returnUrl);
    const fingerprint = sessionFingerprint(request, method, this.config.auth.accessSecret);
    const { requestKey } = request;
    const like = { cartId: cart.id, provider: gateway.name, method, fingerprint, requestKey };
    const alike = await this.sessions.findAlike(tx, tenantId, like, YOUNG_MS);
    if (alike !== null && !(await this.isOver(tx, alike, requestKey))) {
      const claimed = await this.sessions.claim(tx, alike, this.starter.leaseMs);
      return { session: claimed ?? alike, cart, claimed: claimed !== null };
    }
    const reference = await this.nextReference(tx, tenantId, cart.id, gateway.name);
    const expiresAt = this.expiryOf(method);
    const fresh = { ...like, id: createId('payses'), method, reference, amount, returnUrl, expiresAt };
    const session = await this.sessions.insert(tx, tenantId, fresh, this.starter.leaseMs);
    return { session, cart, claimed: true };
  }

  /**
   * A payment that came to nothing is told by its events, not by its session: whoever pays the same way again wants another try.
   * Under a key the request is the same one as before, whatever became of it.
   */
  private async isOver(tx: Transaction, session: StoredSession, requestKey: string | null): Promise<boolean> {
    if (requestKey !== null) return false;
    return !isOpen((await this.settler.tell(session, tx)).status);
  }

  private async nextReference(tx: Transaction, tenantId: string, cartId: string, provider: string): Promise<string> {
    const taken = await this.sessions.references(tx, tenantId, cartId, provider);
    const next = Math.max(0, ...taken.map(attemptOf)) + 1;
    if (next > MAX_ATTEMPTS) {
      throw new DomainError('too_many_attempts', 'This cart was tried to be paid too often', { status: 409 });
    }
    return cartReference(cartId, next);
  }

  private expiryOf(method: PaymentMethod): Date {
    const { sessionTtlMs, cashTtlMs } = this.config.checkout;
    return new Date(this.clock.now().getTime() + (CASH.has(method) ? cashTtlMs : sessionTtlMs));
  }

  private begin(gateway: Gateway, { session, cart }: Opened, request: SessionRequest): Promise<StoredSession> {
    const details: SessionDetails = {
      customer: { ...request.customer, email: request.customer.email ?? cart.email },
      bankCode: request.bankCode,
      description: `Pedido ${cart.reference ?? cart.id.slice(-8).toUpperCase()}`,
    };
    return this.starter.begin(gateway, session, details);
  }

  /** The first click is still at the gateway: the second one waits for its answer. */
  private async awaitBegun(session: StoredSession): Promise<StoredSession> {
    const limit = Date.now() + this.config.gatewayTimeoutMs;
    let seen: StoredSession | null = session;
    while (seen?.status === 'created' && seen.leaseUntil !== null) {
      if (Date.now() > limit) throw beingBegun();
      await wait(POLL_MS);
      seen = await this.sessions.find(this.database.pool, session.tenantId, session.id);
    }
    // What the first click came to was refused or lost: the shopper clicks again.
    if (seen === null || seen.status === 'created') throw notBegun();
    return seen;
  }

  private isStillToCome({ session, status, nextAction }: ToldSession): boolean {
    if (nextAction !== null || (status !== 'processing' && status !== 'created')) return false;
    const now = this.clock.now().getTime();
    const beingBegun = session.leaseUntil !== null && session.leaseUntil.getTime() > now;
    return !beingBegun && session.updatedAt.getTime() <= now - LOOK_AGAIN_MS;
  }

  /** A gateway that is away now has told before what it told. */
  private async lookAgain(told: ToldSession): Promise<ToldSession> {
    try {
      return await this.settler.tell(await this.settler.look(told.session));
    } catch (error) {
      if (error instanceof DomainError) return told;
      throw error;
    }
  }
}

function beingBegun(): ProblemError {
  return new ProblemError('payment_being_started', 'The same payment is being started; ask again', {
    status: 409,
    retryable: true,
    headers: { 'retry-after': '2' },
  });
}

function notBegun(): GatewayUnavailableError {
  return new GatewayUnavailableError('gateway_unavailable', 'The payment could not be started; try again', {
    retryAfterMs: 1_000,
  });
}
