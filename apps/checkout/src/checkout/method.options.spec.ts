import { gatewayOf, isAvailable, type MethodName, methodOptions } from './method.options.js';

const method = (name: MethodName, available = true, currencies = ['COP']) => ({
  method: name,
  label_es: `${name} es`,
  label_en: `${name} en`,
  currencies,
  available,
});
const gateway = (provider: string, methods: ReturnType<typeof method>[], available = true) => ({
  provider,
  public_key: null,
  script_url: null,
  environment: 'test' as const,
  test_mode: true,
  methods,
  available,
});

describe('the ways to pay', () => {
  const gateways = [
    gateway('wompi', [method('checkout'), method('pse')], false),
    gateway('mercadopago', [method('checkout'), method('pse'), method('efecty')]),
    gateway('stripe', [method('checkout', true, ['COP', 'USD'])]),
  ];

  it('are each shown once, with every gateway that has it', () => {
    const options = methodOptions(gateways, 'COP', 'es');
    expect(options.map(({ label, gateways: at }) => [label, at.map(({ provider }) => provider)])).toEqual([
      ['checkout es', ['wompi', 'mercadopago', 'stripe']],
      ['pse es', ['wompi', 'mercadopago']],
      ['efecty es', ['mercadopago']],
    ]);
    expect(methodOptions(gateways, 'USD', 'en').map(({ label }) => label)).toEqual(['checkout en']);
  });

  it('begin with cards and end with what opens over the page', () => {
    const all = [
      gateway('wompi', [method('widget'), method('checkout'), method('pse')]),
      gateway('stripe', [method('card')]),
    ];
    expect(methodOptions(all, 'COP', 'es').map((option) => option.method)).toEqual([
      'card',
      'checkout',
      'pse',
      'widget',
    ]);
  });

  it('go to another gateway when one is away, and to the chosen one when it is there', () => {
    const [checkout] = methodOptions(gateways, 'COP', 'es');
    if (!checkout) throw new Error('no options');
    expect(gatewayOf(checkout, null)?.provider).toBe('mercadopago');
    expect(gatewayOf(checkout, 'wompi')?.provider).toBe('mercadopago');
    expect(gatewayOf(checkout, 'stripe')?.provider).toBe('stripe');
  });

  it('are not available when no gateway is', () => {
    const [pse] = methodOptions([gateway('wompi', [method('pse')], false)], 'COP', 'es');
    expect(pse && isAvailable(pse)).toBe(false);
    expect(pse && gatewayOf(pse, null)).toBeUndefined();
  });
});
