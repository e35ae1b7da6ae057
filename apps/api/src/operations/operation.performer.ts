import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError, GatewayUnavailableError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import type { OperationAnswer, OperationRequest, PaymentOperator } from '../gateways/gateway.operations.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { PaymentApplier } from '../payments/apply-payment-event.js';
import type { StoredPayment } from '../payments/payment.row.js';
import { PaymentRepository } from '../payments/payment.repository.js';
import { endOfAnswer, endToldBy, notShown, parked, refusedByUs, setBack } from './operation.endings.js';
import { OperationLostError } from './operation-lost.error.js';
import { type OperationEnd, OperationRepository } from './operation.repository.js';
import type { StoredOperation } from './operation.state.js';

/** Looking, asking and reading what became of it: each call has the gateway's whole deadline. */
const CALLS_PER_ATTEMPT = 4;
const LEASE_MARGIN_MS = 30_000;
const UNSUPPORTED_AMOUNT = 'unsupported_amount';

/**
 * Asks the gateways for what was ordered. An attempt whose outcome nobody knows (no answer, a process that died) is looked
 * for at the gateway before it is asked again; money moves only by what the gateway then says, through the one apply.
 */
@Injectable()
export class OperationPerformer {
  private readonly logger = new Logger('Operations');
  private readonly leaseMs: number;

  constructor(
    private readonly database: DatabaseService,
    private readonly operations: OperationRepository,
    private readonly payments: PaymentRepository,
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly applier: PaymentApplier,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    this.leaseMs = config.gatewayTimeoutMs * CALLS_PER_ATTEMPT + LEASE_MARGIN_MS;
  }

  /** Works an operation if it is due and its payment's turn, then those of the payment that waited for it. Returns how many. */
  async perform(id: string): Promise<number> {
    let worked = 0;
    for (let next: string | null = id; next !== null; worked++) {
      const claimed: StoredOperation | null = await this.operations.claim(this.database.pool, next, this.leaseMs);
      if (claimed === null) break;
      await this.work(claimed);
      next = (await this.operations.nextOf(this.database.pool, claimed.paymentId))?.id ?? null;
    }
    return worked;
  }

  private async work(operation: StoredOperation): Promise<void> {
    const payment = await this.payments.findById(this.database.pool, operation.tenantId, operation.paymentId);
    if (payment === null) throw new Error(`operation ${operation.id} has no payment`);
    const told = endToldBy(payment, operation);
    if (told !== null) return this.conclude(operation, payment.provider, told, null);
    const gateway = this.gateways.get(payment.provider);
    // Its keys are gone from the configuration: the operation waits for them to come back.
    if (gateway === null)
      return this.conclude(operation, payment.provider, parked('gateway_not_configured', 60_000), null);
    const asked = await this.tryAsking(gateway.operations, operation, payment);
    await this.conclude(operation, payment.provider, asked.end, asked.answer);
  }

  private async tryAsking(
    operator: PaymentOperator,
    operation: StoredOperation,
    payment: StoredPayment,
  ): Promise<{ readonly end: OperationEnd; readonly answer: OperationAnswer | null }> {
    try {
      const answer = await this.ask(operator, operation, payment);
      return { end: answer === null ? notShown(operation) : endOfAnswer(operation, answer), answer };
    } catch (error) {
      return { end: this.endOfFailure(operation, payment.provider, error), answer: null };
    }
  }

  /** Null: it is at the gateway, which has nothing new to say of it. */
  private async ask(
    operator: PaymentOperator,
    operation: StoredOperation,
    payment: StoredPayment,
  ): Promise<OperationAnswer | null> {
    const request = await this.requestOf(operation, payment);
    const call = <T>(work: () => Promise<T>): Promise<T> => this.breakers.run(payment.provider, work);
    if (mayHaveBeenDone(operation)) {
      const found = await call(() => operator.find(request));
      if (found !== null || operation.status === 'submitted') return found;
    }
    return call(() => operator[operation.kind](request));
  }

  private async requestOf(operation: StoredOperation, payment: StoredPayment): Promise<OperationRequest> {
    const { currency, amountMinor } = operation;
    return {
      operationId: operation.id,
      kind: operation.kind,
      transactionId: payment.transactionId,
      reference: payment.reference,
      method: payment.method,
      amount: { amountMinor, currency },
      paymentAmount: { amountMinor: payment.amountMinor ?? amountMinor, currency },
      reason: operation.reason,
      requestedAt: operation.createdAt,
      gatewayId: operation.gatewayId,
      knownRefunds: await this.operations.knownRefunds(this.database.pool, operation),
    };
  }

  private endOfFailure(operation: StoredOperation, provider: string, error: unknown): OperationEnd {
    if (error instanceof GatewayUnavailableError) {
      return parked(error.code, this.breakers.of(provider).retryInMs(), operation.status);
    }
    // What cannot be written in the gateway's unit was never sent.
    if (error instanceof RangeError || (error instanceof DomainError && error.code === UNSUPPORTED_AMOUNT))
      return refusedByUs(UNSUPPORTED_AMOUNT, 'The gateway cannot take this amount exactly');
    if (!(error instanceof DomainError)) {
      this.logger.error({ err: error, operationId: operation.id, provider }, 'operation could not be worked');
    }
    return setBack(operation, error);
  }

  /** What the gateway said is applied and the operation ended in one transaction. */
  private async conclude(
    operation: StoredOperation,
    provider: string,
    end: OperationEnd,
    answer: OperationAnswer | null,
  ): Promise<void> {
    const event = answer?.payment ?? null;
    try {
      await this.database.transaction(async (tx) => {
        const inputs = event === null ? [] : [{ event, cause: `operation:${operation.id}`, receivedAt: new Date() }];
        await this.applier.apply(tx, operation.tenantId, inputs);
        if (!(await this.operations.end(tx, operation, end))) throw new OperationLostError();
      });
    } catch (error) {
      // Somebody else has it now; what we did is rolled back.
      if (error instanceof OperationLostError) return;
      throw error;
    }
    const { kind } = operation;
    this.metrics.operations.inc({ provider, kind, result: end.errorCode ?? end.status });
    if (end.status === 'failed') {
      this.logger.warn({ operationId: operation.id, provider, kind, code: end.errorCode }, 'operation refused');
    }
  }
}

/** It was asked before, or may have been: an attempt leaves its count, or the code of what came in between. */
function mayHaveBeenDone({ attempts, errorCode, status }: StoredOperation): boolean {
  return attempts > 1 || errorCode !== null || status === 'submitted';
}
