import type { Language } from '../language/language.js';
import { loadGatewayScript } from './gateway.script.js';

/** As much of Stripe.js as is used here. */
type StripeFactory = (publishableKey: string, options: { readonly locale: string }) => StripeJs;

interface StripeJs {
  elements(options: { readonly clientSecret: string }): StripeElements;
  confirmPayment(options: {
    readonly elements: StripeElements;
    readonly confirmParams: { readonly return_url: string };
  }): Promise<{ readonly error?: { readonly message?: string } }>;
}

interface StripeElements {
  create(type: 'payment'): { mount(place: HTMLElement): void; destroy(): void };
}

/** The gateway's own fields, drawn into the page in a frame of the gateway's: what is typed there we never see. */
export interface GatewayElement {
  /** Pays. Answers only when it did not: with what the gateway says, for the shopper. Else the browser is on its way. */
  confirm(returnUrl: string): Promise<string | null>;
  remove(): void;
}

export interface ElementOptions {
  readonly scriptUrl: string;
  readonly publishableKey: string;
  readonly clientSecret: string;
  readonly language: Language;
  readonly place: HTMLElement;
}

/** @throws Error when the gateway's script cannot be loaded or is not what it should be. */
export async function mountElement(options: ElementOptions): Promise<GatewayElement> {
  const Stripe = (await loadGatewayScript(options.scriptUrl, 'Stripe')) as StripeFactory;
  const stripe = Stripe(options.publishableKey, { locale: options.language });
  const elements = stripe.elements({ clientSecret: options.clientSecret });
  const element = elements.create('payment');
  element.mount(options.place);
  return {
    confirm: async (returnUrl) => {
      const { error } = await stripe.confirmPayment({ elements, confirmParams: { return_url: returnUrl } });
      return error?.message ?? null;
    },
    remove: () => element.destroy(),
  };
}
