import type { PaymentEvent } from '../../payments/payment-event.js';
import { readAnswer } from '../answer.reader.js';
import type { OperationAnswer, OperationKind, OperationRequest, PaymentOperator } from '../gateway.operations.js';
import type { GatewayObserver } from '../gateway.observer.js';
import { codeFrom } from '../gateway.text.js';
import type { JsonReader } from '../json.reader.js';
import { answered, answerOfPhase, answerOfRefund, foundInPhase, refused } from '../operation.answers.js';
import { isIntentId, type StripeClient } from './stripe.client.js';
import { moneyFromStripe, stripeAmount } from './stripe.currency.js';
import { mapFoundCharge, mapFoundIntent } from './stripe.mapper.js';
import type { StripeRecovery } from './stripe.recovery.js';
import { STRIPE_REFUND_STATUSES, wordOf } from './stripe.status.js';

const MAX_REASON = 500;

/** Every write bears the operation's id as its idempotency key; a refund also bears it in its metadata, to be found by. */
export class StripeOperations implements PaymentOperator {
  readonly voidablePhases = ['pending', 'authorized'] as const;

  constructor(
    private readonly client: StripeClient,
    private readonly recovery: StripeRecovery,
    private readonly observer: GatewayObserver,
  ) {}

  supports(_kind: OperationKind, _method: string | null): boolean {
    return true;
  }

  capture(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId, amount } = operation;
      const answer = await this.client.capture(transactionId, stripeAmount(amount), operationId);
      return answerOfPhase('capture', this.map(transactionId, answer));
    });
  }

  /** A charge without an intent is let go by a refund of what was never captured. */
  void(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId } = operation;
      if (!isIntentId(transactionId)) return refused('not_supported');
      return answerOfPhase('void', this.map(transactionId, await this.client.cancel(transactionId, operationId)));
    });
  }

  refund(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId, amount, reason } = operation;
      const metadata = {
        operation_id: operationId,
        ...(reason === null ? {} : { reason: reason.slice(0, MAX_REASON) }),
      };
      const refund = { amount: stripeAmount(amount), metadata };
      return this.answerOf(operation, await this.client.createRefund(transactionId, refund, operationId));
    });
  }

  async find(operation: OperationRequest): Promise<OperationAnswer | null> {
    const { kind, transactionId, operationId, gatewayId } = operation;
    if (kind !== 'refund') return foundInPhase(kind, await this.recovery.read(transactionId));
    const refunds = await this.client.listRefunds(transactionId);
    const own = refunds.find((refund) => {
      return refund.at('metadata.operation_id') === operationId || refund.at('id') === gatewayId;
    });
    return own === undefined ? null : this.answerOf(operation, own);
  }

  private map(transactionId: string, answer: JsonReader): PaymentEvent {
    const map = isIntentId(transactionId) ? mapFoundIntent : mapFoundCharge;
    return readAnswer('stripe', () => map(answer, this.observer, new Date()));
  }

  private answerOf(operation: OperationRequest, refund: JsonReader): OperationAnswer {
    return readAnswer('stripe', () => {
      const { amountMinor } = moneyFromStripe(refund.integer('amount'), refund.string('currency'));
      const status = wordOf(STRIPE_REFUND_STATUSES, refund.string('status'), 'pending', 'refund', this.observer);
      const fact = { refundId: refund.string('id'), amountMinor, status };
      const code = codeFrom(refund.optionalString('failure_reason') ?? refund.string('status')) ?? 'refund_refused';
      return answerOfRefund('stripe', operation, fact, new Date(Number(refund.integer('created')) * 1000), code);
    });
  }
}
