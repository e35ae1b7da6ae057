import type { AppConfig, GatewaysConfig } from '../config/app-config.js';
import { GatewayRegistry } from './gateway.registry.js';

const NONE: GatewaysConfig = { wompi: null, mercadopago: null, stripe: null };

const ALL: GatewaysConfig = {
  wompi: {
    publicKey: 'pub_test_x',
    privateKey: 'prv_test_x',
    eventsSecrets: ['test_events_x'],
    integritySecret: 'test_integrity_x',
    environment: 'test',
    baseUrl: 'https://sandbox.wompi.co/v1',
    checkoutUrl: 'https://checkout.wompi.co',
  },
  mercadopago: {
    accessToken: 'APP_USR-x',
    publicKey: null,
    webhookSecrets: ['x'],
    environment: 'test',
    baseUrl: 'https://api.mercadopago.com',
  },
  stripe: {
    secretKey: 'sk_test_x',
    publishableKey: null,
    webhookSecrets: ['whsec_x'],
    environment: 'test',
    baseUrl: null,
    scriptUrl: 'https://js.stripe.com/v3',
  },
};

function registry(gateways: GatewaysConfig): GatewayRegistry {
  return GatewayRegistry.fromConfig({ gateways } as AppConfig);
}

describe('GatewayRegistry', () => {
  it('knows the gateways that are configured, by name and by alias', () => {
    const gateways = registry(ALL);
    expect(gateways.all().map(({ name }) => name)).toEqual(['wompi', 'mercadopago', 'stripe']);
    expect(gateways.get('mp')).toBe(gateways.get('mercadopago'));
    expect(gateways.get('stripe')?.name).toBe('stripe');
  });

  it('does not know one that is not configured, nor a property of an object', () => {
    const gateways = registry({ ...NONE, stripe: ALL.stripe });
    for (const name of ['wompi', 'mp', 'mercadopago', 'paypal', '', '__proto__', 'constructor']) {
      expect(gateways.get(name)).toBeNull();
    }
    expect(registry(NONE).all()).toEqual([]);
  });

  it('refuses two gateways of one name', () => {
    const [wompi] = registry(ALL).all();
    expect(() => new GatewayRegistry(wompi ? [wompi, wompi] : [])).toThrow('two gateways are called wompi');
  });
});
