import { loadConfig } from '../config/load-config.js';
import { pagesPolicy } from './pages.policy.js';

const WOMPI = {
  WOMPI_PUBLIC_KEY: 'pub_test_0123456789',
  WOMPI_PRIVATE_KEY: 'prv_test_0123456789',
  WOMPI_EVENTS_SECRET: 'test_events_0123456789',
  WOMPI_INTEGRITY_SECRET: 'test_integrity_0123456789',
};
const STRIPE = { STRIPE_SECRET_KEY: 'sk_test_0123456789', STRIPE_WEBHOOK_SECRET: 'whsec_0123456789' };

function policyWith(env: Record<string, string>): string[] {
  const { config } = loadConfig({
    DATABASE_URL: 'postgresql://localhost/pasarela',
    JWT_ACCESS_SECRET: 'access-0123456789abcdefghijklmnopqr',
    JWT_REFRESH_SECRET: 'refresh-0123456789abcdefghijklmnopqr',
    ...env,
  });
  return pagesPolicy(config.gateways).split(';');
}

describe('the content security policy of the pages', () => {
  it('lets nothing in from elsewhere where no gateway has a widget', () => {
    for (const env of [{}, STRIPE]) {
      expect(policyWith(env)).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "frame-src 'none'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
    }
  });

  it("lets in what the configured gateways' widgets need, and no more", () => {
    const policy = policyWith({ ...WOMPI, ...STRIPE, STRIPE_PUBLISHABLE_KEY: 'pk_test_0123456789' });
    expect(policy).toContain("script-src 'self' https://checkout.wompi.co https://js.stripe.com");
    expect(policy).toContain('frame-src https://checkout.wompi.co https://js.stripe.com https://hooks.stripe.com');
    expect(policy).toContain("connect-src 'self' https://api.stripe.com");
    expect(policy).toContain("style-src 'self'");
  });
});
