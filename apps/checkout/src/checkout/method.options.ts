import type { GatewayOption, PaymentRequest } from '../../../../packages/client/src/index.js';
import type { Language } from '../language/language.js';

/** A way to pay, in the API's words. */
export type MethodName = NonNullable<PaymentRequest['method']>;

/** A way to pay, at one gateway or at several. */
export interface MethodOption {
  readonly method: MethodName;
  readonly label: string;
  readonly gateways: readonly MethodGateway[];
}

export interface MethodGateway {
  readonly provider: string;
  readonly available: boolean;
}

/** Most people look for a card first. The rest stands as it is configured, what opens over this page last. */
const RANKS: Readonly<Partial<Record<MethodName, number>>> = { card: -2, payment_intent: -1, widget: 1 };

/** Every way to pay in a currency, each once with the gateways that have it. */
export function methodOptions(
  gateways: readonly GatewayOption[],
  currency: string,
  language: Language,
): MethodOption[] {
  const options = new Map<MethodName, { label: string; gateways: MethodGateway[] }>();
  for (const { provider, available, methods } of gateways) {
    for (const each of methods) {
      if (!each.currencies.includes(currency)) continue;
      const label = language === 'en' ? each.label_en : each.label_es;
      const option = options.get(each.method) ?? { label, gateways: [] };
      option.gateways.push({ provider, available: available && each.available });
      options.set(each.method, option);
    }
  }
  const listed = [...options].map(([method, option]) => ({ method, ...option }));
  return listed.sort((one, other) => (RANKS[one.method] ?? 0) - (RANKS[other.method] ?? 0));
}

export function isAvailable(option: MethodOption): boolean {
  return option.gateways.some(({ available }) => available);
}

/** The gateway that is asked: the one that the shopper chose, as long as it is there; else the first that is. */
export function gatewayOf(option: MethodOption, chosen: string | null): MethodGateway | undefined {
  const there = option.gateways.filter(({ available }) => available);
  return there.find(({ provider }) => provider === chosen) ?? there[0];
}

const NAMES: Readonly<Record<string, string>> = { wompi: 'Wompi', mercadopago: 'Mercado Pago', stripe: 'Stripe' };

/** A gateway as shoppers know it. */
export function gatewayName(provider: string): string {
  return NAMES[provider] ?? provider;
}
