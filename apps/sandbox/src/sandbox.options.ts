import { randomBytes, randomUUID } from 'node:crypto';
import { randomDigits, randomToken } from './gateway/random.ids.js';

export interface WompiSecrets {
  readonly publicKey: string;
  readonly privateKey: string;
  readonly eventsSecret: string;
  readonly integritySecret: string;
}

export interface MercadoPagoSecrets {
  readonly publicKey: string;
  readonly accessToken: string;
  readonly webhookSecret: string;
}

export interface StripeSecrets {
  readonly publishableKey: string;
  readonly secretKey: string;
  readonly webhookSecret: string;
}

export interface SandboxSecrets {
  readonly wompi: WompiSecrets;
  readonly mercadopago: MercadoPagoSecrets;
  readonly stripe: StripeSecrets;
}

/** What a caller knows of the secrets; the rest is generated. */
export type GivenSecrets = { readonly [Gateway in keyof SandboxSecrets]?: Partial<SandboxSecrets[Gateway]> };

export interface SandboxOptions {
  /** Default 127.0.0.1. */
  readonly host?: string;
  /** Default 0: any free port. */
  readonly port?: number;
  /** Pasarela's URL: events go to `<targetUrl>/webhooks/<gateway>`. Default null: they are dropped until a target is set. */
  readonly targetUrl?: string | null;
  /** Every wait between attempts is divided by it: 1 is real time, 1000 fast. Default 60. */
  readonly timeFactor?: number;
  readonly secrets?: GivenSecrets;
}

/** Fills in what was not given with fresh random secrets in the gateways' formats. */
export function completeSecrets(given: GivenSecrets): SandboxSecrets {
  return {
    wompi: completed(given.wompi, {
      publicKey: `pub_test_${randomToken(32)}`,
      privateKey: `prv_test_${randomToken(32)}`,
      eventsSecret: `test_events_${randomToken(32)}`,
      integritySecret: `test_integrity_${randomToken(32)}`,
    }),
    mercadopago: completed(given.mercadopago, {
      publicKey: `APP_USR-${randomUUID()}`,
      accessToken: `APP_USR-${randomDigits(16)}-112200-${hex(16)}-${randomDigits(9)}`,
      webhookSecret: hex(32),
    }),
    stripe: completed(given.stripe, {
      publishableKey: `pk_test_${randomToken(99)}`,
      secretKey: `sk_test_${randomToken(99)}`,
      webhookSecret: `whsec_${randomToken(32)}`,
    }),
  };
}

function completed<Secrets extends object>(given: Partial<Secrets> | undefined, fresh: Secrets): Secrets {
  const known = Object.entries(given ?? {}).filter(([, value]) => value !== undefined);
  return { ...fresh, ...Object.fromEntries(known) };
}

function hex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}
