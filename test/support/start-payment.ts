import type { PayingCustomer, StartPayment } from '../../apps/api/src/gateways/gateway.payments.js';

export const CUSTOMER: PayingCustomer = {
  email: 'ana@example.com',
  fullName: 'Ana María Pérez',
  phoneNumber: '+57 300 123 4567',
  legalId: '1020304050',
  legalIdType: 'CC',
  userType: 'natural',
  ipAddress: '203.0.113.7',
};

/** An attempt to pay COP 50 000, with what a test cares about changed. */
export function startPayment(change: Partial<StartPayment> = {}): StartPayment {
  return {
    sessionId: 'payses_01jq4s4ky8hwq6na5pxb65b3d3',
    reference: 'cart_01jq4s4ky8hwq6na5pxb65b3d3-2',
    cartId: 'cart_01jq4s4ky8hwq6na5pxb65b3d3',
    amount: { amountMinor: 5_000_000n, currency: 'COP' },
    method: 'checkout',
    description: "Pedido 1050 de Ana's",
    returnUrl: 'https://shop.example/checkout',
    customer: CUSTOMER,
    bankCode: null,
    expiresAt: new Date('2026-11-24T18:00:00.000Z'),
    idempotencyKey: 'payses_01jq4s4ky8hwq6na5pxb65b3d3',
    ...change,
  };
}
