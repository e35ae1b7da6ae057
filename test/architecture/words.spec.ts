import { ORDER_TRANSITIONS } from '../../apps/api/src/orders/order.machine.js';
import { PAYMENT_TRANSITIONS } from '../../apps/api/src/payments/payment.machine.js';
import { QUEUE_NAMES, webhookQueueName } from '../../apps/api/src/queue/queue.names.js';

// Words that rows, dashboards, alerts and merchants' programs hold. One that changes its spelling breaks them all.
describe('words of the outside contract', () => {
  it('spells the statuses of payments', () => {
    expect(Object.keys(PAYMENT_TRANSITIONS).sort()).toEqual([
      'authorized',
      'canceled',
      'captured',
      'disputed',
      'failed',
      'partially_refunded',
      'pending',
      'refunded',
      'voided',
    ]);
  });

  it('spells the statuses of orders', () => {
    expect(Object.keys(ORDER_TRANSITIONS).sort()).toEqual(['canceled', 'completed', 'pending', 'requires_review']);
  });

  it('spells the names of the queues', () => {
    expect([...Object.values(QUEUE_NAMES), webhookQueueName('wompi')]).toEqual([
      'backup',
      'maintenance',
      'notifications',
      'operations',
      'wompi-webhooks',
    ]);
  });
});
