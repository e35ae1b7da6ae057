import { currencyExponent } from '../../common/money.js';
import type { PaymentEvent } from '../../payments/payment-event.js';
import { majorFromMinor } from '../amount.scale.js';
import { readAnswer } from '../answer.reader.js';
import type { OperationAnswer, OperationKind, OperationRequest, PaymentOperator } from '../gateway.operations.js';
import type { GatewayObserver } from '../gateway.observer.js';
import { codeFrom } from '../gateway.text.js';
import type { JsonReader } from '../json.reader.js';
import { answered, answerOfPhase, answerOfRefund, foundInPhase, matchRefund } from '../operation.answers.js';
import type { MercadoPagoClient } from './mercadopago.client.js';
import { mapPayment, minorOfRefund, refundStatusOf } from './mercadopago.mapper.js';
import { type MercadoPagoRefund, readPayment, readRefund } from './mercadopago.payload.js';
import type { MercadoPagoRecovery } from './mercadopago.recovery.js';

/**
 * Captures and cancels what is authorized, refunds what was captured. Every write bears a key, under which MercadoPago does
 * it once; asked again, it answers nothing, and the payment's own refunds tell.
 */
export class MercadoPagoOperations implements PaymentOperator {
  readonly voidablePhases = ['pending', 'authorized'] as const;

  constructor(
    private readonly client: MercadoPagoClient,
    private readonly recovery: MercadoPagoRecovery,
    private readonly observer: GatewayObserver,
  ) {}

  supports(_kind: OperationKind, _method: string | null): boolean {
    return true;
  }

  capture(operation: OperationRequest): Promise<OperationAnswer> {
    return this.update('capture', operation, { capture: true, transaction_amount: inMajor(operation) });
  }

  void(operation: OperationRequest): Promise<OperationAnswer> {
    return this.update('void', operation, { status: 'cancelled' });
  }

  refund(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const { transactionId, operationId } = operation;
      const answer = await this.client.createRefund(transactionId, { amount: inMajor(operation) }, operationId);
      // The replay of a key is an empty 200.
      if (answer.at('id') === undefined) return (await this.find(operation)) ?? stillToCome();
      return readAnswer('mercadopago', () => this.answerOf(operation, readRefund(answer)));
    });
  }

  async find(operation: OperationRequest): Promise<OperationAnswer | null> {
    const { kind, transactionId } = operation;
    if (kind !== 'refund') return foundInPhase(kind, await this.recovery.read(transactionId));
    const answer = await this.client.getPayment(transactionId);
    return answer === null ? null : readAnswer('mercadopago', () => this.findListed(operation, answer));
  }

  private findListed(operation: OperationRequest, answer: JsonReader): OperationAnswer | null {
    const { refunds, currency } = readPayment(answer);
    const listed = refunds.map((refund) => {
      return { id: refund.id, amountMinor: minorOfRefund(refund, currency), at: refund.createdAt, refund };
    });
    const match = matchRefund(listed, operation);
    return match === null ? null : this.answerOf(operation, match.refund);
  }

  private update(kind: 'capture' | 'void', operation: OperationRequest, change: object): Promise<OperationAnswer> {
    return answered(async () => {
      const answer = await this.client.updatePayment(operation.transactionId, change, operation.operationId);
      const payment =
        answer.at('id') === undefined ? await this.recovery.read(operation.transactionId) : this.map(answer);
      return payment === null ? stillToCome() : answerOfPhase(kind, payment);
    });
  }

  private map(answer: JsonReader): PaymentEvent {
    return readAnswer('mercadopago', () => mapPayment(readPayment(answer), this.observer, new Date()));
  }

  private answerOf(operation: OperationRequest, refund: MercadoPagoRefund): OperationAnswer {
    const status = refundStatusOf(refund, this.observer);
    const amountMinor = minorOfRefund(refund, operation.amount.currency);
    const fact = { refundId: refund.id, amountMinor, status };
    const code = codeFrom(refund.status) ?? 'refund_refused';
    return answerOfRefund('mercadopago', operation, fact, refund.createdAt ?? new Date(), code);
  }
}

function stillToCome(): OperationAnswer {
  return { outcome: 'submitted', gatewayId: null, payment: null };
}

/** MercadoPago takes decimals in major units; a number of at most 15 digits is written in JSON as it is meant. */
function inMajor({ amount }: OperationRequest): number {
  return majorFromMinor(amount.amountMinor, currencyExponent(amount.currency));
}
