/** The gateways, by the names of their doors. */
export const PROVIDERS = ['wompi', 'mercadopago', 'stripe'] as const;
export type Provider = (typeof PROVIDERS)[number];

/** How each gateway says that a payment succeeded. */
export const PAID: Readonly<Record<Provider, string>> = {
  wompi: 'APPROVED',
  mercadopago: 'approved',
  stripe: 'succeeded',
};

/** What the operator knows of the payment. */
export interface Simulation {
  readonly provider: Provider;
  /** In the gateway's words. */
  readonly status: string;
  readonly reference: string;
  /** ISO 4217 minor units. */
  readonly amountMinor: number;
  readonly currency: string;
  readonly id: string | null;
  /** Of the API; null: the running one. */
  readonly url: string | null;
}

/** A POST to a gateway's door, signed. */
export interface SignedRequest {
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
