import type { Provider } from '../simulation/simulation.types.js';
import type { Way } from './demo.shopper.js';

/** How the shopper pays at one gateway, with the gateway's own test data. */
export interface Ways {
  /** The gateway's own page, with a card. */
  readonly page: Way;
  readonly other: Way;
  readonly refused: Way;
  /** What the shopper tries after a refusal. */
  readonly instead: Way;
}

const CARD = { holder: 'ANA GIL', expiry: '12/34', cvc: '123', email: 'ana@example.com' };

const WOMPI_PSE: Way = {
  text: 'PSE, banco 4, donde quien paga decide',
  method: 'pse',
  details: { bank_code: '4' },
  form: { outcome: 'APPROVED' },
};
const MERCADOPAGO_PSE: Way = {
  text: 'PSE, y en la página del banco aprueba',
  method: 'pse',
  details: { bank_code: '1007' },
  form: { outcome: 'approve' },
};
const STRIPE_ELEMENT: Way = {
  text: 'tarjeta 4242… en la página de la tienda (PaymentIntent)',
  method: 'payment_intent',
  form: { ...CARD, number: '4242424242424242' },
};

export const WAYS: Readonly<Record<Provider, Ways>> = {
  wompi: {
    page: {
      text: 'página de Wompi, tarjeta 4242…',
      method: 'checkout',
      form: { ...CARD, method: 'CARD', number: '4242424242424242' },
    },
    other: { text: 'Nequi 3991111111, que aprueba', method: 'nequi' },
    refused: {
      text: 'página de Wompi, tarjeta 4111…, que rechaza',
      method: 'checkout',
      form: { ...CARD, method: 'CARD', number: '4111111111111111' },
    },
    instead: WOMPI_PSE,
  },
  mercadopago: {
    page: {
      text: 'página de MercadoPago, tarjeta a nombre de APRO',
      method: 'checkout',
      form: { ...CARD, method: 'card', test_holder: 'APRO' },
    },
    other: MERCADOPAGO_PSE,
    refused: {
      text: 'página de MercadoPago, tarjeta a nombre de FUND, que rechaza',
      method: 'checkout',
      form: { ...CARD, method: 'card', test_holder: 'FUND' },
    },
    instead: MERCADOPAGO_PSE,
  },
  stripe: {
    page: {
      text: 'página de Stripe, tarjeta 4242…',
      method: 'checkout',
      form: { ...CARD, number: '4242424242424242' },
    },
    other: STRIPE_ELEMENT,
    refused: {
      text: 'página de Stripe, tarjeta 4000 0000 0000 9995, sin fondos',
      method: 'checkout',
      form: { ...CARD, number: '4000000000009995' },
    },
    instead: STRIPE_ELEMENT,
  },
};
