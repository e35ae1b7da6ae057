import { currencyExponent } from '../../common/money.js';
import type { PaymentFact } from '../../payments/payment-event.js';
import { rescaleMinor } from '../amount.scale.js';
import { readAnswer } from '../answer.reader.js';
import { inGatewayUnit } from '../gateway.money.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type { OperationAnswer, OperationKind, OperationRequest, PaymentOperator } from '../gateway.operations.js';
import { codeFrom } from '../gateway.text.js';
import {
  answered,
  answerOfPhase,
  answerOfRefund,
  foundInPhase,
  type ListedRefund,
  matchRefund,
  refused,
} from '../operation.answers.js';
import type { WompiClient } from './wompi.client.js';
import { mapTransaction, WOMPI_EXPONENT } from './wompi.mapper.js';
import { readTransaction, readRefund, type WompiRefund } from './wompi.payload.js';
import type { WompiRecovery } from './wompi.recovery.js';

type RefundStatus = Extract<PaymentFact, { kind: 'refund' }>['status'];

/** Every status of a refund (docs.wompi.co, "Reembolsos V2"). */
export const WOMPI_REFUND_STATUSES: Readonly<Record<string, RefundStatus>> = {
  PENDING: 'pending',
  APPROVED: 'succeeded',
  DECLINED: 'failed',
  ERROR: 'failed',
  CANCELLED: 'failed',
  VOIDED: 'failed',
};

/**
 * Voids of cards and refunds. Wompi takes no idempotency key and lists no refunds, but a transaction holds those that were
 * made of it: without ids, with amount and time.
 */
export class WompiOperations implements PaymentOperator {
  readonly voidablePhases = ['captured'] as const;

  constructor(
    private readonly client: WompiClient,
    private readonly recovery: WompiRecovery,
    private readonly observer: GatewayObserver,
  ) {}

  supports(kind: OperationKind, method: string | null): boolean {
    if (kind === 'void') return method === null || method.toUpperCase() === 'CARD';
    return kind === 'refund';
  }

  capture(): Promise<OperationAnswer> {
    return Promise.resolve(refused('not_supported'));
  }

  /** The answer says whether the void succeeded, or nothing at all; either way the transaction itself tells. */
  void(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const answer = await this.client.voidTransaction(
        operation.transactionId,
        inGatewayUnit(operation.amount, WOMPI_EXPONENT),
      );
      const status = readAnswer('wompi', () => answer.optionalObject('data')?.optionalString('status') ?? 'APPROVED');
      if (status !== 'APPROVED' && status !== 'PENDING') return refused(codeFrom(status) ?? 'void_refused');
      const payment = await this.recovery.read(operation.transactionId);
      return payment === null ? { outcome: 'submitted', gatewayId: null, payment } : answerOfPhase('void', payment);
    });
  }

  refund(operation: OperationRequest): Promise<OperationAnswer> {
    return answered(async () => {
      const answer = await this.client.createRefund({
        transaction_id: operation.transactionId,
        amount_in_cents: inGatewayUnit(operation.amount, WOMPI_EXPONENT),
        reference: operation.operationId,
        ...(operation.reason === null ? {} : { reason: operation.reason }),
      });
      return this.withTotal(
        operation,
        readAnswer('wompi', () => answerOf(operation, readRefund(answer.object('data')))),
      );
    });
  }

  /**
   * The transaction of a refund that was made tells the total of its refunds, which counts those made elsewhere too. That it
   * cannot be read just now does not undo the refund.
   */
  private async withTotal(operation: OperationRequest, answer: OperationAnswer): Promise<OperationAnswer> {
    if (answer.outcome !== 'succeeded' || answer.payment === null) return answer;
    const total = await this.recovery.read(operation.transactionId).catch(() => null);
    if (total === null) return answer;
    return { ...answer, payment: { ...total, facts: [...total.facts, ...answer.payment.facts] } };
  }

  async find(operation: OperationRequest): Promise<OperationAnswer | null> {
    if (operation.kind === 'void') return foundInPhase('void', await this.recovery.read(operation.transactionId));
    if (operation.kind === 'capture') return null;
    return operation.gatewayId === null ? this.findListed(operation) : this.findById(operation, operation.gatewayId);
  }

  private async findById(operation: OperationRequest, refundId: string): Promise<OperationAnswer | null> {
    const answer = await this.client.getRefund(refundId);
    if (answer === null) return null;
    return this.withTotal(
      operation,
      readAnswer('wompi', () => answerOf(operation, readRefund(answer.object('data')))),
    );
  }

  private async findListed(operation: OperationRequest): Promise<OperationAnswer | null> {
    const answer = await this.client.getTransaction(operation.transactionId);
    if (answer === null) return null;
    return readAnswer('wompi', () => {
      const transaction = readTransaction(answer.object('data'));
      const { refunds, currency } = transaction;
      const listed = refunds.map((refund) => ({ ...listedRefund(refund, currency), refund }));
      const match = matchRefund(listed, operation);
      if (match === null) return null;
      // Without an id it is told by the transaction alone, as part of its total.
      return { ...answerOf(operation, match.refund), payment: mapTransaction(transaction, this.observer, new Date()) };
    });
  }
}

function listedRefund({ id, amountInCents, at }: WompiRefund, currency: string): ListedRefund {
  return { id, amountMinor: rescaleMinor(amountInCents, WOMPI_EXPONENT, currencyExponent(currency)), at };
}

function answerOf(operation: OperationRequest, refund: WompiRefund): OperationAnswer {
  const status = refundStatus(refund.status);
  const code = codeFrom(refund.status) ?? 'refund_refused';
  if (refund.id === null) {
    if (status === 'failed') return refused(code);
    return { outcome: status === 'pending' ? 'submitted' : 'succeeded', gatewayId: null, payment: null };
  }
  const { currency } = operation.amount;
  const amountMinor = rescaleMinor(refund.amountInCents, WOMPI_EXPONENT, currencyExponent(currency));
  const fact = { refundId: refund.id, amountMinor, status };
  return answerOfRefund('wompi', operation, fact, refund.at ?? new Date(), code);
}

/** A status that no table knows is still to be decided. */
function refundStatus(status: string): RefundStatus {
  return (Object.hasOwn(WOMPI_REFUND_STATUSES, status) ? WOMPI_REFUND_STATUSES[status] : undefined) ?? 'pending';
}
