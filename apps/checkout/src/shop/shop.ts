import { createPasarelaClient, type PasarelaClient, PasarelaError } from '../../../../packages/client/src/index.js';

/** The installation behind the pages. */
export interface Shop {
  readonly client: PasarelaClient;
  /** Where a shopper asks for help: `https://…` or `mailto:…`. Null: nobody said. */
  readonly supportUrl: string | null;
}

const PATH = '/checkout/config.json';

/** Asks the API which key the pages call it with. @throws PasarelaError */
export async function loadShop(): Promise<Shop> {
  const response = await fetch(PATH, { credentials: 'same-origin' }).catch((error: unknown) => {
    throw PasarelaError.unreachable(error);
  });
  const body: unknown = await response.json().catch(() => null);
  const publishableKey = textOf(body, 'publishable_key');
  if (!response.ok || publishableKey === null) throw PasarelaError.of(response, body);
  const client = createPasarelaClient({ baseUrl: window.location.origin, publishableKey });
  return { client, supportUrl: supportUrlOf(textOf(body, 'support_url'), textOf(body, 'support_email')) };
}

function supportUrlOf(url: string | null, email: string | null): string | null {
  return url ?? (email === null ? null : `mailto:${email}`);
}

function textOf(body: unknown, field: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' && value !== '' ? value : null;
}
