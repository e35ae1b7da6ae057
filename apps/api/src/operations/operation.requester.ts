import { Injectable } from '@nestjs/common';
import type { AuditEntry, AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { DomainError, PermanentError } from '../common/errors.js';
import { createId } from '../common/ids.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import type { StoredPayment } from '../payments/payment.row.js';
import { PaymentRepository } from '../payments/payment.repository.js';
import { OperationQueue } from './operation.queue.js';
import { OperationRepository } from './operation.repository.js';
import { judge, type WantedOperation } from './operation.rules.js';
import type { StoredOperation } from './operation.state.js';

/** What somebody asks to be done with a payment, and who. */
export interface OperationOrder extends WantedOperation {
  readonly by: AuditSource;
  readonly paymentId: string;
  readonly reason: string | null;
  /** The `Idempotency-Key`, if there was one. */
  readonly requestKey: string | null;
}

/** As long as an idempotency key is kept. */
const KEY_LIFETIME_MS = 24 * 60 * 60 * 1000;

/**
 * Takes orders: the row is committed before anybody asks the gateway, so that no order is ever lost, and whether the money
 * is there is judged under the payment's lock, so that no two share it.
 */
@Injectable()
export class OperationRequester {
  constructor(
    private readonly database: DatabaseService,
    private readonly payments: PaymentRepository,
    private readonly operations: OperationRepository,
    private readonly gateways: GatewayRegistry,
    private readonly queue: OperationQueue,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Stores what was ordered and has it done. The same order under the same key is the same operation.
   * @throws DomainError 404 `payment_not_found`; 409 and 422 as `judge` does.
   */
  async request(order: OperationOrder): Promise<StoredOperation> {
    const operation = await this.database.transaction((tx) => this.store(tx, order));
    await this.queue.push(operation.id);
    return operation;
  }

  private async store(tx: Transaction, order: OperationOrder): Promise<StoredOperation> {
    const payment = await this.payments.findById(tx, order.by.tenantId, order.paymentId, { lock: true });
    if (payment === null) throw new DomainError('payment_not_found', 'No such payment', { status: 404 });
    const operations = await this.operations.ofPayment(tx, payment.id);
    const repeated = operations.find((operation) => isSame(operation, order));
    if (repeated) return repeated;
    const amountMinor = judge(order, payment, operations, this.abilitiesOf(payment));
    const operation = await this.operations.insert(tx, {
      ...order,
      id: createId('payop'),
      tenantId: order.by.tenantId,
      requestedBy: order.by.actor,
      currency: payment.currency ?? '',
      amountMinor,
    });
    await this.audit.record(entryOf(order.by, operation), tx);
    return operation;
  }

  private abilitiesOf({ provider, currency }: StoredPayment) {
    const gateway = this.gateways.get(provider);
    if (gateway === null || currency === null) {
      throw new PermanentError('operation_not_supported', 'The gateway of the payment is not configured', {
        status: 422,
      });
    }
    return gateway.operations;
  }
}

function isSame({ kind, requestKey, createdAt }: StoredOperation, order: OperationOrder): boolean {
  if (order.requestKey === null || requestKey !== order.requestKey || kind !== order.kind) return false;
  return Date.now() - createdAt.getTime() < KEY_LIFETIME_MS;
}

/** The reason stays with the operation: it is somebody's own words, and may name people. */
function entryOf(by: AuditSource, { id, kind, paymentId, amountMinor, currency }: StoredOperation): AuditEntry {
  const details = { operation_id: id, amount: amountMinor.toString(), currency };
  return { ...by, action: `payment.${kind}_requested`, objectKind: 'payment', objectId: paymentId, details };
}
