import { startSandbox, type MakeTransaction, type Outcome, type Sandbox, type TransactionKey } from './sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

afterAll(() => sandbox.close());

function make(input: MakeTransaction): TransactionKey {
  const { gateway, id } = sandbox.control.makeTransaction(input).transaction;
  return { gateway, id };
}

function types({ deliveries }: Outcome): string[] {
  return deliveries.map(({ event_type: type }) => type);
}

describe('changes of a Stripe payment', () => {
  it('authorizes, captures, refunds in parts and is disputed with the events of Stripe', () => {
    const { control } = sandbox;
    const made = control.makeTransaction({
      gateway: 'stripe',
      amount: 9000,
      currency: 'USD',
      status: 'requires_capture',
    });
    const key = { gateway: 'stripe', id: made.transaction.id } as const;
    expect(types(made)).toEqual(['payment_intent.amount_capturable_updated', 'charge.succeeded']);
    expect(types(control.changeStatus({ ...key, status: 'succeeded' }))).toEqual([
      'payment_intent.succeeded',
      'charge.captured',
    ]);
    const partial = control.refund({ ...key, amount: 4000 });
    expect(types(partial)).toEqual(['refund.created', 'charge.refunded', 'refund.updated']);
    expect(partial.transaction).toMatchObject({ refunded_amount: 4000, status: 'succeeded' });
    expect(() => control.refund({ ...key, amount: 5001 })).toThrow('5000 are left');
    expect(control.refund(key).transaction.refunded_amount).toBe(9000);
    expect(types(control.dispute(key))).toEqual(['charge.dispute.created', 'charge.dispute.funds_withdrawn']);
    expect(types(control.dispute({ ...key, outcome: 'lost' }))).toEqual(['charge.dispute.closed']);
  });

  it('fails, then succeeds with a charge of its own', () => {
    const { control } = sandbox;
    const key = make({ gateway: 'stripe', amount: 9000, status: 'payment_failed', failure: 'insufficient_funds' });
    const failed = control.findTransaction(key).resource;
    expect(failed).toMatchObject({
      status: 'requires_payment_method',
      last_payment_error: { decline_code: 'insufficient_funds' },
    });
    const paid = control.changeStatus({ ...key, status: 'succeeded' });
    expect(types(paid)).toEqual(['payment_intent.succeeded', 'charge.succeeded']);
    expect(paid.transaction.resource['latest_charge']).not.toBe(failed['latest_charge']);
  });

  it('tells of a delayed method in two steps of the session', () => {
    const { control } = sandbox;
    const made = control.makeTransaction({
      gateway: 'stripe',
      amount: 9000,
      status: 'processing',
      checkout_session: true,
    });
    expect(types(made)).toEqual(['payment_intent.processing', 'checkout.session.completed']);
    const settled = control.changeStatus({ gateway: 'stripe', id: made.transaction.id, status: 'succeeded' });
    expect(types(settled)).toContain('checkout.session.async_payment_succeeded');
  });

  it('says a success twice as two events, and never takes it back', () => {
    const key = make({ gateway: 'stripe', amount: 9000 });
    const charge = sandbox.control.findTransaction(key).resource['latest_charge'];
    const again = sandbox.control.changeStatus({ ...key, status: 'succeeded' });
    expect(types(again)).toEqual(['payment_intent.succeeded', 'charge.succeeded']);
    expect(again.transaction.resource['latest_charge']).toBe(charge);
    expect(() => sandbox.control.changeStatus({ ...key, status: 'processing' })).toThrow('never takes');
  });

  it('cancels what is not captured, never what is', () => {
    const open = make({ gateway: 'stripe', amount: 9000, status: 'requires_capture' });
    expect(types(sandbox.control.void(open))).toEqual(['payment_intent.canceled']);
    const paid = make({ gateway: 'stripe', amount: 9000 });
    expect(() => sandbox.control.void(paid)).toThrow('refund it instead');
  });
});

describe('changes of a MercadoPago payment', () => {
  it('stays approved after a partial refund and is refunded after the last', () => {
    const key = make({ gateway: 'mercadopago', amount: 150_000_00 });
    const partial = sandbox.control.refund({ ...key, amount: 50_000_00 });
    expect(types(partial)).toEqual(['payment.updated']);
    expect(partial.transaction.resource).toMatchObject({
      status: 'approved',
      status_detail: 'partially_refunded',
      transaction_amount_refunded: 50_000,
      refunds: [{ amount: 50_000 }],
    });
    const { transaction } = sandbox.control.refund(key);
    expect(transaction).toMatchObject({ status: 'refunded', refunded_amount: 150_000_00 });
    expect(() => sandbox.control.refund(key)).toThrow('2063');
  });

  it('keeps charged_back while its detail moves', () => {
    const key = make({ gateway: 'mercadopago', amount: 10_000 });
    const details = (['opened', 'lost'] as const).map(
      (outcome) => sandbox.control.dispute({ ...key, outcome }).transaction.resource,
    );
    expect(details).toMatchObject([
      { status: 'charged_back', status_detail: 'in_process' },
      { status: 'charged_back', status_detail: 'settled' },
    ]);
  });

  it('tells why a transfer or a cash payment waits, and cancels it', () => {
    const key = make({ gateway: 'mercadopago', amount: 10_000, status: 'pending', method: 'pse' });
    expect(sandbox.control.findTransaction(key).resource).toMatchObject({
      status_detail: 'pending_waiting_transfer',
      payment_type_id: 'bank_transfer',
      date_approved: null,
    });
    expect(sandbox.control.void(key).transaction.status).toBe('cancelled');
  });
});

describe('changes of a Wompi transaction', () => {
  it('voids an approved one and refuses what Wompi has no event for', () => {
    const key = make({ gateway: 'wompi', amount: 10_000 });
    expect(() => sandbox.control.refund({ ...key, amount: 1 })).toThrow('partial');
    expect(() => sandbox.control.dispute(key)).toThrow('disputes');
    expect(types(sandbox.control.void(key))).toEqual(['transaction.updated']);
    expect(sandbox.control.findTransaction(key)).toMatchObject({ status: 'VOIDED', refunded_amount: 10_000 });
    expect(() => sandbox.control.void(key)).toThrow('VOIDED');
  });
});

describe('a gateway’s own resource', () => {
  it('is kept as it is and told of', () => {
    const raw = {
      id: '01-1-2',
      reference: 'R',
      status: 'APPROVED',
      amount_in_cents: 8_500_000,
      currency: 'COP',
      customer_data: { device_id: 'd' },
    };
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'wompi', raw });
    expect(transaction.resource).toMatchObject(raw);
    expect(() => sandbox.control.makeTransaction({ gateway: 'wompi', raw })).toThrow('"replace": true');
    expect(sandbox.control.makeTransaction({ gateway: 'wompi', raw, replace: true }).transaction.id).toBe('01-1-2');
  });

  it('of Stripe tells what its status tells, with the charge that it names', () => {
    const raw = {
      id: 'pi_raw1',
      amount: 5000,
      currency: 'usd',
      status: 'succeeded',
      latest_charge: 'ch_raw1',
      metadata: { order_id: 'O-1' },
    };
    const made = sandbox.control.makeTransaction({ gateway: 'stripe', raw });
    expect(types(made)).toEqual(['payment_intent.succeeded', 'charge.succeeded']);
    expect(made.transaction).toMatchObject({
      reference: 'O-1',
      resource: { latest_charge: 'ch_raw1', amount_received: 5000 },
    });
    const refunded = sandbox.control.refund({ gateway: 'stripe', id: 'pi_raw1' });
    expect(refunded.transaction.refunded_amount).toBe(5000);
  });

  it('of Stripe with an error of its last attempt tells of the failure', () => {
    const error = { type: 'card_error', code: 'card_declined' };
    const status = 'requires_payment_method';
    const raw = {
      id: 'pi_raw2',
      amount: 5000,
      currency: 'usd',
      status,
      latest_charge: 'ch_2',
      last_payment_error: error,
    };
    const made = sandbox.control.makeTransaction({ gateway: 'stripe', raw });
    expect(types(made)).toEqual(['payment_intent.payment_failed', 'charge.failed']);
    expect(made.transaction.resource).toMatchObject({ latest_charge: 'ch_2', last_payment_error: error });
  });

  it.each([
    ['wompi', { id: '1', status: 'APPROVED' }],
    ['mercadopago', { id: '1', status: 'approved' }],
    ['stripe', { id: 'ch_1', status: 'succeeded' }],
  ] as const)('of %s that lacks what identifies it is refused', (gateway, raw) => {
    expect(() => sandbox.control.makeTransaction({ gateway, raw })).toThrow('needs');
  });
});
