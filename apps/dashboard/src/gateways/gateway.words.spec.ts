import { gatewayName, gatewayWords } from './gateway.words.js';
import { es } from './texts.es.js';

describe("a gateway's code", () => {
  it.each([
    ['wompi', 'PENDING', 'El banco aún no confirma'],
    ['wompi', '51', 'No hay fondos suficientes'],
    ['stripe', 'insufficient_funds', 'No hay fondos suficientes'],
    ['mercadopago', 'cc_rejected_insufficient_amount', 'No hay fondos suficientes'],
    ['stripe', 'breaker_open', es.codes.any.breaker_open],
    ['mercadopago', 'payment_refused (4037)', es.codes.mercadopago['4037']],
    ['mercadopago', 'payment_refused (9999)', es.codes.any.payment_refused],
    ['another', 'gateway_down', es.codes.any.gateway_down],
  ])('of %s, %s, is in words: %s', (provider, code, text) => {
    expect(gatewayWords(provider, code, es)).toBe(text);
  });

  it('that nobody knows has no words', () => {
    expect(gatewayWords('stripe', '51', es)).toBeNull();
    expect(gatewayWords('stripe', 'toString', es)).toBeNull();
    expect(gatewayWords('constructor', 'name', es)).toBeNull();
  });

  it('belongs to a gateway with a name, or with the one that it is known by', () => {
    expect(gatewayName('mercadopago', es)).toBe('Mercado Pago');
    expect(gatewayName('another', es)).toBe('another');
  });
});
