import type { PaymentEvent } from '../../payments/payment-event.js';
import { readAnswer } from '../answer.reader.js';
import type { OperationAnswer, OperationKind, OperationRequest, PaymentOperator } from '../gateway.operations.js';
import type { GatewayObserver } from '../gateway.observer.js';
import { codeFrom } from '../gateway.text.js';
import type { JsonReader } from '../json.reader.js';
import { answered, answerOfPhase, answerOfRefund, foundInPhase, refused } from '../operation.answers.js';
import type { StripeClient } from './stripe.client.js';
import { moneyForStripe, moneyFromStripe } from './stripe.currency.js';
import { mapFoundCharge, mapFoundIntent } from './stripe.mapper.js';
import { isIntentId } from './stripe.payload.js';
import type { StripeRecovery } from './stripe.recovery.js';
import { STRIPE_REFUND_STATUSES, wordOf } from './stripe.status.js';

const MAX_REASON = 500;
const REFUND_PAGE_SIZE = 100;

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
      const { transactionId, operationId: idempotencyKey } = operation;
      const { amount } = moneyForStripe(operation.amount);
      const intent = { amount_to_capture: amount, expand: ['latest_charge'] };
      const answer = await this.client.object((stripe) =>
        isIntentId(transactionId)
          ? stripe.paymentIntents.capture(transactionId, intent, { idempotencyKey })
          : stripe.charges.capture(transactionId, { amount }, { idempotencyKey }),
      );
      return answerOfPhase('capture', this.map(transactionId, answer));
    });
  }

  /** A charge without an intent is let go by a refund of what was never captured. */
  void(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId: idempotencyKey } = operation;
      if (!isIntentId(transactionId)) return refused('not_supported');
      const answer = await this.client.object((stripe) =>
        stripe.paymentIntents.cancel(transactionId, {}, { idempotencyKey }),
      );
      return answerOfPhase('void', this.map(transactionId, answer));
    });
  }

  refund(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId, reason } = operation;
      const metadata = {
        operation_id: operationId,
        ...(reason === null ? {} : { reason: reason.slice(0, MAX_REASON) }),
      };
      const refund = { ...ofPayment(transactionId), amount: moneyForStripe(operation.amount).amount, metadata };
      const answer = await this.client.object((stripe) =>
        stripe.refunds.create(refund, { idempotencyKey: operationId }),
      );
      return this.answerOf(operation, answer);
    });
  }

  /** More refunds of one payment than a page holds are no merchant's doing. */
  async find(operation: OperationRequest): Promise<OperationAnswer | null> {
    const { kind, transactionId, operationId, gatewayId } = operation;
    if (kind !== 'refund') return foundInPhase(kind, await this.recovery.read(transactionId));
    const refunds = await this.client.list((stripe) =>
      stripe.refunds.list({ ...ofPayment(transactionId), limit: REFUND_PAGE_SIZE }),
    );
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

function ofPayment(id: string): { payment_intent: string } | { charge: string } {
  return isIntentId(id) ? { payment_intent: id } : { charge: id };
}
